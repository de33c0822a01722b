// SPDX-License-Identifier: MIT
#include "results/suggest.h"

#include <algorithm>
#include <numeric>

namespace results {
namespace {

// Edits of one character, and swaps of two neighbours (the commonest slip), that turn a into b:
// the "optimal string alignment" distance, three rows of its matrix at a time.
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before.swap(above);
        above.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min(
                {above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), above[j] + 1, row[j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
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
