// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace oracle {

// Random choices that are the same for one seed on every platform (std::uniform_int_distribution
// is not); or choices that somebody else made, a byte for each: a fuzzer, which learns by them.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    // Once the bytes are used up, every choice is the first, and no chance comes true.
    Dice(const std::uint8_t* bytes, std::size_t size)
        : scripted_(true), next_(bytes), end_(bytes + size) {}

    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>((scripted_ ? scripted(count) : engine_()) % count);
    }
    std::size_t between(std::size_t low, std::size_t high) { return low + below(high - low + 1); }
    bool one_in(std::size_t count) { return below(count) == (scripted_ ? count - 1 : 0); }
    std::uint64_t bits() { return scripted_ ? scripted(~std::size_t{0}) : engine_(); }

    template <typename T>
    const T& pick(const std::vector<T>& items) {
        return items[below(items.size())];
    }
    template <typename T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }

  private:
    // As many bytes as it takes to choose among `count`.
    std::uint64_t scripted(std::size_t count) {
        std::uint64_t bits = 0;
        for (std::uint64_t most = count - 1; most > 0; most >>= 8U) {
            bits = bits << 8U | (next_ == end_ ? 0U : *next_++);
        }
        return bits;
    }

    std::mt19937_64 engine_;
    bool scripted_ = false;
    const std::uint8_t* next_ = nullptr;
    const std::uint8_t* end_ = nullptr;
};

}  // namespace oracle
