// SPDX-License-Identifier: MIT
// Cutting lines into words.
#pragma once

#include <string>
#include <vector>

namespace conformance {

inline std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\n");
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

// Parts between any of `separators`, trimmed; empty ones left out.
inline std::vector<std::string> split(const std::string& text, const std::string& separators) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        std::size_t end = text.find_first_of(separators, begin);
        if (end == std::string::npos) end = text.size();
        const std::string part = trimmed(text.substr(begin, end - begin));
        if (!part.empty()) parts.push_back(part);
        begin = end + 1;
    }
    return parts;
}

}  // namespace conformance
