// SPDX-License-Identifier: MIT
#include "policy/validate/problems.h"

#include <algorithm>
#include <utility>

namespace policy {

std::string Problem::text() const {
    std::string result = path;
    for (const std::string* part : {&type, &value, &detail}) {
        if (!part->empty()) result += ": " + *part;
    }
    return result;
}

// As Go's %q prints it.
std::string quoted_value(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (c == '\t') {
            result += "\\t";
        } else if (c == '\r') {
            result += "\\r";
        } else if (byte < 0x20 || byte == 0x7F) {
            constexpr std::string_view digits = "0123456789abcdef";
            result += "\\x";
            result += digits[byte >> 4U];
            result += digits[byte & 0xFU];
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string quoted_array(const std::vector<std::string>& values) {
    return '[' + quoted_list(values, ",") + ']';
}

std::string quoted_list(const std::vector<std::string>& values, std::string_view separator) {
    std::string result;
    for (const std::string& value : values) {
        if (!result.empty()) result += separator;
        result += quoted_value(value);
    }
    return result;
}

std::string child(const std::string& path, std::string_view field) {
    return path + '.' + std::string(field);
}

std::string item(const std::string& path, std::string_view field, std::size_t index) {
    return child(path, field) + '[' + std::to_string(index) + ']';
}

void Problems::add(Problem problem) {
    const auto same = [&](const Problem& p) { return p.text() == problem.text(); };
    if (std::none_of(problems_.begin(), problems_.end(), same)) {
        problems_.push_back(std::move(problem));
    }
}

void Problems::required(const std::string& path, const std::string& detail) {
    add({Problem::Severity::Error, path, "Required value", "", detail});
}

void Problems::forbidden(const std::string& path, const std::string& detail) {
    add({Problem::Severity::Error, path, "Forbidden", "", detail});
}

void Problems::duplicate(const std::string& path, const std::string& value) {
    add({Problem::Severity::Error, path, "Duplicate value", value, ""});
}

void Problems::invalid(const std::string& path, const std::string& value,
                       const std::string& detail) {
    add({Problem::Severity::Error, path, "Invalid value", value, detail});
}

void Problems::invalid(const std::string& path, const std::string& value,
                       const std::vector<std::string>& details) {
    for (const std::string& detail : details) invalid(path, value, detail);
}

void Problems::unsupported(const std::string& path, const std::string& value,
                           const std::vector<std::string>& supported) {
    add({Problem::Severity::Error, path, "Unsupported value", quoted_value(value),
         "supported values: " + quoted_list(supported, ", ")});
}

void Problems::warning(const std::string& path, const std::string& detail) {
    add({Problem::Severity::Warning, path, "", "", detail});
}

}  // namespace policy
