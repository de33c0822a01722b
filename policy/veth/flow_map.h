// SPDX-License-Identifier: MIT
// A flat hash map for conntrack: open addressing, linear probing, no tombstones. Inside of policy/.
#pragma once

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace policy {

// Slots lie in one array, so that a lookup touches one cache line most of the time and allocates
// nothing. Slots move on insertion and erasure: keep no pointer across either.
// `Entry` has `key`, and `in_use()`, false of a default-constructed one; `Hash` is of the key.
template <class Entry, class Hash>
class FlowMap {
  public:
    using Key = decltype(Entry::key);

    std::size_t size() const { return size_; }
    std::size_t capacity() const { return slots_.size(); }

    Entry* find(const Key& key) {
        if (slots_.empty()) return nullptr;
        for (std::size_t i = home(key);; i = after(i)) {
            if (!slots_[i].in_use()) return nullptr;
            if (slots_[i].key == key) return &slots_[i];
        }
    }

    // REQUIRES: the key is not there, and there is room().
    void insert(const Entry& entry) {
        assert(room());
        std::size_t i = home(entry.key);
        while (slots_[i].in_use()) i = after(i);
        slots_[i] = entry;
        ++size_;
    }

    // Whether one more entry leaves a quarter of the slots free, so that probes stay short.
    bool room() const { return 4 * (size_ + 1) <= 3 * slots_.size(); }

    void grow() {
        std::vector<Entry> old(slots_.empty() ? 16 : slots_.size() * 2);
        old.swap(slots_);
        size_ = 0;
        for (const Entry& entry : old) {
            if (entry.in_use()) insert(entry);
        }
    }

    // Of an entry in use the key must not be changed.
    const Entry& slot(std::size_t i) const { return slots_[i]; }
    Entry& slot(std::size_t i) { return slots_[i]; }

    // Empties slot i and closes the gap behind it. An entry may move into slot i.
    void erase_slot(std::size_t i) {
        std::size_t gap = i;
        for (std::size_t j = after(gap); slots_[j].in_use(); j = after(j)) {
            const std::size_t distance = (j - home(slots_[j].key)) & mask();
            if (distance < ((j - gap) & mask())) continue;  // it would move before its home
            slots_[gap] = slots_[j];
            gap = j;
        }
        slots_[gap] = Entry{};
        --size_;
    }

    void erase(const Entry* entry) { erase_slot(static_cast<std::size_t>(entry - slots_.data())); }

  private:
    std::size_t mask() const { return slots_.size() - 1; }
    std::size_t home(const Key& key) const { return Hash()(key) & mask(); }
    std::size_t after(std::size_t i) const { return (i + 1) & mask(); }

    std::vector<Entry> slots_;  // a power of two of them
    std::size_t size_ = 0;
};

}  // namespace policy
