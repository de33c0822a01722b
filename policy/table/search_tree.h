// SPDX-License-Identifier: MIT
// Where a number falls among sorted ones, in as few cache lines as there are levels of sixteen.
// Inside of policy/.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace policy {

// The sorted keys, and above them, level by level, every sixteenth of the level below. A thousand
// keys are three cache lines away, where binary search in one array takes seven.
class SearchTree {
  public:
    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    std::uint32_t key(std::size_t i) const { return keys_[i]; }

    // Keys ascend. finish() follows the last.
    void add(std::uint32_t key) {
        keys_.push_back(key);
        ++size_;
    }
    void finish();

    // Index of the last key not greater than `value`. REQUIRES: finished, and there is one.
    std::size_t last_not_after(std::uint32_t value) const {
        if (value == padding) return size_ - 1;
        std::size_t at = 0;
        for (std::size_t level = depth_; level-- > 0;) {
            const std::uint32_t* node = keys_.data() + levels_[level] + at * width;
            std::size_t not_after = 0;
            for (std::size_t i = 0; i < width; ++i) not_after += node[i] <= value ? 1 : 0;
            at = at * width + not_after - 1;
        }
        return at;
    }

    std::size_t bytes() const { return keys_.capacity() * sizeof keys_[0]; }  // on the heap

  private:
    static constexpr std::size_t width = 16;  // 32-bit keys in a cache line
    static constexpr std::uint32_t padding = std::numeric_limits<std::uint32_t>::max();

    std::vector<std::uint32_t> keys_;        // level after level from the lowest, each padded
    std::array<std::uint32_t, 8> levels_{};  // where each begins: sixteen to the eighth is all
    std::size_t depth_ = 0;
    std::size_t size_ = 0;
};

}  // namespace policy
