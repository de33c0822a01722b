// SPDX-License-Identifier: MIT
// Numbers for equal things: what the all-pairs analysis compares, it compares as numbers. Inside of
// policy/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace policy::reach {

// Folds one value into a hash. Good in its upper half.
inline std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 32U);
}

template <class Unsigned>
std::uint64_t load(const char* at) {
    Unsigned word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// Words may overlap, so that no text is copied byte by byte.
inline std::uint64_t mix(std::uint64_t hash, std::string_view text) {
    const char* at = text.data();
    const std::size_t size = text.size();
    if (size > 16) {
        for (std::size_t i = 0; i + 16 < size; i += 8)
            hash = mix(hash, load<std::uint64_t>(at + i));
    }
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (size >= 8) {
        first = load<std::uint64_t>(at + (size > 16 ? size - 16 : 0));
        last = load<std::uint64_t>(at + size - 8);
    } else if (size >= 4) {
        first = load<std::uint32_t>(at);
        last = load<std::uint32_t>(at + size - 4);
    } else if (size > 0) {
        first = load<std::uint8_t>(at);
        last = load<std::uint8_t>(at + size / 2) << 8U | load<std::uint8_t>(at + size - 1);
    }
    return mix(hash ^ (first * 0xC2B2AE3D27D4EB4FULL), last + (size << 56U));
}

// From a hash to the number of the one thing that is equal. Numbers count from 0 in the order of
// adding; the things themselves are with the caller.
class IdTable {
  public:
    static constexpr std::uint32_t none = 0xFFFFFFFFU;

    std::uint32_t size() const { return size_; }
    std::size_t bytes() const { return slots_.capacity() * sizeof(Slot); }

    // The number, and whether it is new. `equal(number)`: whether that thing is this one.
    template <class Equal>
    std::pair<std::uint32_t, bool> find_or_add(std::uint64_t hash, Equal&& equal) {
        if (slots_.size() < 2 * (std::size_t{size_} + 1)) grow();
        Slot& slot = slots_[place(hash, equal)];
        if (slot.id != none) return {slot.id, false};
        slot = {tag(hash), size_};
        return {size_++, true};
    }

    // none: nothing is equal.
    template <class Equal>
    std::uint32_t find(std::uint64_t hash, Equal&& equal) const {
        return slots_.empty() ? none : slots_[place(hash, equal)].id;
    }

  private:
    struct Slot {
        std::uint32_t tag = 0;
        std::uint32_t id = none;
    };
    // The place depends on the tag alone, so that growing needs no hashes.
    static std::uint32_t tag(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }
    std::size_t home(std::uint32_t of) const {
        return (std::size_t{of} * 0x9E3779B1U >> 7U) & (slots_.size() - 1);
    }

    template <class Equal>
    std::size_t place(std::uint64_t hash, Equal&& equal) const {
        std::size_t at = home(tag(hash));
        while (slots_[at].id != none) {
            if (slots_[at].tag == tag(hash) && equal(slots_[at].id)) break;
            at = (at + 1) & (slots_.size() - 1);
        }
        return at;
    }

    void grow() {
        std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 4);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.id == none) continue;
            std::size_t at = home(slot.tag);
            while (slots_[at].id != none) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = slot;
        }
    }

    std::vector<Slot> slots_;  // a power of two of them
    std::uint32_t size_ = 0;
};

// Lists of numbers in one array, one after the other.
class Lists {
  public:
    struct View {
        const std::uint32_t* first;
        const std::uint32_t* last;
        const std::uint32_t* begin() const { return first; }
        const std::uint32_t* end() const { return last; }
        std::size_t size() const { return static_cast<std::size_t>(last - first); }
        bool empty() const { return first == last; }
    };

    std::size_t size() const { return starts_.size() - 1; }
    View operator[](std::size_t list) const {
        return {items_.data() + starts_[list], items_.data() + starts_[list + 1]};
    }
    std::size_t bytes() const { return (starts_.capacity() + items_.capacity()) * 4; }

    // Fills the list at the end, then closes it.
    void push(std::uint32_t item) { items_.push_back(item); }
    void close() { starts_.push_back(static_cast<std::uint32_t>(items_.size())); }
    std::vector<std::uint32_t>& items() { return items_; }
    std::size_t open_begin() const { return starts_.back(); }

    // From (list, item) pairs in any order to `count` lists. The order within a list is kept.
    static Lists of(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs,
                    std::size_t count) {
        Lists lists;
        lists.starts_.assign(count + 1, 0);
        for (const auto& pair : pairs) ++lists.starts_[pair.first + 1];
        for (std::size_t i = 1; i <= count; ++i) lists.starts_[i] += lists.starts_[i - 1];
        std::vector<std::uint32_t> next(lists.starts_.begin(), lists.starts_.end() - 1);
        lists.items_.resize(pairs.size());
        for (const auto& pair : pairs) lists.items_[next[pair.first]++] = pair.second;
        return lists;
    }

  private:
    std::vector<std::uint32_t> starts_ = {0};
    std::vector<std::uint32_t> items_;
};

}  // namespace policy::reach
