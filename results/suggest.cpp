// SPDX-License-Identifier: MIT
#include "results/suggest.h"

#include <algorithm>
#include <numeric>

namespace results {
namespace {

// Levenshtein's distance, a row at a time.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t swap = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({swap, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string suggest(const std::string& word, const std::vector<std::string>& known) {
    constexpr std::size_t longest = 64;  // nobody mistypes more, and the cost is quadratic
    if (word.empty() || word.size() > longest) return "";
    std::size_t nearest = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string result;
    for (const std::string& candidate : known) {
        const std::size_t apart = distance(word, candidate);
        if (apart >= nearest) continue;
        nearest = apart;
        result = "did you mean \"" + candidate + "\"?";
    }
    return result;
}

}  // namespace results
