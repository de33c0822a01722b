// SPDX-License-Identifier: MIT
#include "sim/cli/usage.h"

#include <algorithm>
#include <cctype>
#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/cli/verbs.h"
#include "sim/scenario/text/findings.h"

namespace cli {

int refuse(const std::string& message, const std::string& help) {
    fmt::print(stderr, "error: {}\n", message);
    if (!help.empty()) fmt::print(stderr, "help: {}\n", help);
    return status_wrong_input;
}

std::size_t index_of_word(const std::string& what, const std::string& word,
                          const std::vector<std::string>& words) {
    std::string lower = word;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto found = std::find(words.begin(), words.end(), lower);
    if (found == words.end()) {
        throw UsageError(fmt::format("{} {}: expected {} or {}", what, word,
                                     fmt::join(words.begin(), words.end() - 1, ", "), words.back()),
                         suggestion(lower, words, ""));
    }
    return static_cast<std::size_t>(found - words.begin());
}

std::string suggestion(const std::string& word, const std::vector<std::string>& words,
                       const std::string& otherwise) {
    const std::string near = scenario::did_you_mean(word, words);
    return near.empty() ? otherwise : near;
}

}  // namespace cli
