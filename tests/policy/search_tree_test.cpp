// SPDX-License-Identifier: MIT
#include "policy/table/search_tree.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace {

// Sizes around every boundary of nodes and levels; keys with gaps, and up to the greatest.
TEST(SearchTree, FindsWhatBinarySearchFinds) {
    constexpr std::uint32_t greatest = std::numeric_limits<std::uint32_t>::max();
    for (const std::uint32_t size : {1U, 2U, 15U, 16U, 17U, 255U, 256U, 257U, 4096U, 4097U}) {
        for (const bool with_greatest : {false, true}) {
            policy::SearchTree tree;
            std::vector<std::uint32_t> keys;
            for (std::uint32_t i = 0; i < size; ++i) keys.push_back(i * 7);
            if (with_greatest && size > 1) keys.back() = greatest;
            for (const std::uint32_t key : keys) tree.add(key);
            tree.finish();
            ASSERT_EQ(tree.size(), keys.size());
            std::vector<std::uint32_t> asked = {greatest, greatest - 1};
            for (std::uint32_t value = 0; value < size * 7 + 3; ++value) asked.push_back(value);
            for (const std::uint32_t value : asked) {
                const auto after = std::upper_bound(keys.begin(), keys.end(), value);
                ASSERT_EQ(tree.last_not_after(value),
                          static_cast<std::size_t>(after - keys.begin()) - 1)
                    << value << " among " << size << " keys";
            }
        }
    }
}

}  // namespace
