// SPDX-License-Identifier: MIT
#include "policy/reach/port_sets.h"

#include <algorithm>

namespace policy::reach {

PortSets::PortSets(const PortMasks& masks)
    : masks_(masks),
      words_(masks.words()),
      named_(masks.asked() * masks.destinations(), unknown),
      unions_(std::size_t{1} << remembered_bits),
      commons_(std::size_t{1} << remembered_bits),
      scratch_(words_) {
    number(std::vector<Word>(words_, 0));
    number(masks.all());
    least_ = number(masks.least());
    for (PortsId ports = 0; ports < masks.port_lists(); ++ports) {
        masks.numbered(ports, scratch_);
        numbered_.push_back(number(scratch_));
    }
}

SetId PortSets::resolve(std::uint32_t asked, NamesId destination) {
    masks_.named(asked, destination, scratch_);
    return named_[asked * masks_.destinations() + destination] = number(scratch_);
}

SetId PortSets::number(const std::vector<Word>& mask) {
    std::uint64_t hash = 0;
    std::uint64_t odd = 0x9E3779B97F4A7C15ULL;
    for (const Word word : mask) {
        hash += (word ^ word >> 32U) * odd;
        odd += 0xC2B2AE3D27D4EB4EULL;
    }
    hash ^= hash >> 29U;
    hash *= 0x9E3779B97F4A7C15ULL;
    const auto [id, fresh] = ids_.find_or_add(hash, [&](SetId other) {
        return std::equal(mask.begin(), mask.end(), words_of_.data() + other * words_);
    });
    if (fresh) words_of_.insert(words_of_.end(), mask.begin(), mask.end());
    return id;
}

const ConnectionSet& PortSets::set(SetId id) {
    if (sets_.size() <= id) sets_.resize(ids_.size());
    if (sets_[id] == nullptr) {
        made_.push_back(masks_.set_of(words_of_.data() + id * words_));
        sets_[id] = &made_.back();
    }
    return *sets_[id];
}

std::size_t PortSets::bytes() const {
    std::size_t total = words_of_.capacity() * sizeof(Word) + ids_.bytes() +
                        (numbered_.capacity() + named_.capacity()) * sizeof(SetId) +
                        (unions_.size() + commons_.size()) * sizeof(Made) +
                        sets_.capacity() * sizeof(void*);
    for (const ConnectionSet& set : made_) {
        total += sizeof set + set.pieces() * sizeof(PortInterval);
    }
    return total;
}

}  // namespace policy::reach
