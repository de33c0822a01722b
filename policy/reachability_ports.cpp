// SPDX-License-Identifier: MIT
#include "policy/reachability_ports.h"

#include <algorithm>
#include <string>

namespace policy::reach {
namespace {

constexpr int past_last = 65536;

// TCP, UDP and SCTP in the order of their bits.
std::size_t place_of(Protocol protocol) {
    return static_cast<std::size_t>(plane_of(protocol));
}

Protocol protocol_of(const PolicyPort& item) {
    if (item.protocol == "UDP") return Protocol::UDP;
    if (item.protocol == "SCTP") return Protocol::SCTP;
    return Protocol::TCP;
}

// REQUIRES: the item does not ask for a name.
std::pair<int, int> range_of(const PolicyPort& item) {
    const auto* first = std::get_if<std::int64_t>(&item.port);
    if (first == nullptr) return {1, past_last - 1};
    return {static_cast<int>(*first), static_cast<int>(item.end_port.value_or(*first))};
}

void set_bits(Word* mask, std::size_t begin, std::size_t end) {
    for (; begin < end; ++begin) mask[begin / 64] |= Word{1} << (begin % 64);
}

bool has_bit(const Word* mask, std::size_t bit) {
    return (mask[bit / 64] >> (bit % 64) & 1U) != 0;
}

}  // namespace

PortNames::PortNames(const Rulebook& rules) {
    for (const std::vector<PolicyPort>* list : rules.ports()) {
        for (const PolicyPort& item : *list) {
            const auto* name = std::get_if<std::string>(&item.port);
            if (name == nullptr) continue;
            const Protocol protocol = protocol_of(item);
            const auto known = name_ids_.find_or_add(
                mix(static_cast<std::uint64_t>(protocol), *name), [&](std::uint32_t other) {
                    return names_[other].name == *name && names_[other].protocol == protocol;
                });
            if (known.second) names_.push_back({*name, protocol});
        }
    }
}

std::uint32_t PortNames::number(std::string_view name, Protocol protocol) const {
    return name_ids_.find(
        mix(static_cast<std::uint64_t>(protocol), name), [&](std::uint32_t other) {
            return names_[other].name == name && names_[other].protocol == protocol;
        });
}

NamesId PortNames::of(const Pod& pod) {
    if (names_.empty()) return 0;
    scratch_.clear();
    for (const ContainerPort& port : pod.ports) {
        if (port.name.empty()) continue;
        const std::uint32_t name = number(port.name, port.protocol);
        if (name != none) scratch_.emplace_back(name, port.port);
    }
    if (scratch_.empty()) return 0;
    std::sort(scratch_.begin(), scratch_.end());
    scratch_.erase(std::unique(scratch_.begin(), scratch_.end()), scratch_.end());
    std::uint64_t hash = 0;
    for (const auto& [name, port] : scratch_) hash = mix(mix(hash, name), port);
    const auto [id, fresh] = declared_ids_.find_or_add(
        hash, [&](std::uint32_t other) { return declared_[other + 1] == scratch_; });
    if (fresh) declared_.push_back(scratch_);
    return id + 1;
}

PortMasks::PortMasks(const Rulebook& rules, const PortNames& names, PortlessTraffic portless)
    : names_(names) {
    cut(rules);
    all_.assign(words_, 0);
    set_bits(all_.data(), 0, portless_bit_ + 1);
    least_.assign(words_, 0);
    most_ = all_;
    const Word bit = Word{1} << (portless_bit_ % 64);
    if (portless == PortlessTraffic::Allow) least_[portless_bit_ / 64] |= bit;
    if (portless == PortlessTraffic::Drop) most_[portless_bit_ / 64] &= ~bit;

    numbered_.assign(rules.ports().size() * words_, 0);
    names_of_.assign(rules.ports().size(), 0);
    IdTable asked_ids;
    std::vector<std::uint32_t> asked;
    for (PortsId id = 0; id < rules.ports().size(); ++id) {
        Word* mask = numbered_.data() + id * words_;
        asked.clear();
        if (rules.ports()[id]->empty()) std::copy(most_.begin(), most_.end(), mask);
        for (const PolicyPort& item : *rules.ports()[id]) {
            const std::size_t protocol = place_of(protocol_of(item));
            if (const auto* name = std::get_if<std::string>(&item.port)) {
                asked.push_back(names.number(*name, protocol_of(item)));
            } else {
                const auto [first, last] = range_of(item);
                fill(mask, protocol, first, last);
            }
        }
        if (asked.empty()) continue;
        std::sort(asked.begin(), asked.end());
        asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
        std::uint64_t hash = 0;
        for (const std::uint32_t name : asked) hash = mix(hash, name);
        const auto known = asked_ids.find_or_add(
            hash, [&](std::uint32_t other) { return asked_[other + 1] == asked; });
        if (known.second) asked_.push_back(asked);
        names_of_[id] = known.first + 1;
    }
    named_.assign(asked_.size() * names.declared().size(), 0);
    named_masks_.assign(2 * words_, 0);

    std::vector<Word> empty(words_, 0);
    intern(empty.data());
    intern(all_.data());
}

// Finds the intervals.
void PortMasks::cut(const Rulebook& rules) {
    const auto mark = [&](std::size_t protocol, int first, int last) {
        starts_[protocol].push_back(first);
        if (last + 1 < past_last) starts_[protocol].push_back(last + 1);
    };
    for (auto& starts : starts_) starts.push_back(1);
    for (const std::vector<PolicyPort>* list : rules.ports()) {
        for (const PolicyPort& item : *list) {
            if (std::holds_alternative<std::string>(item.port)) continue;
            const auto [first, last] = range_of(item);
            mark(place_of(protocol_of(item)), first, last);
        }
    }
    for (const PortNames::Declared& declared : names_.declared()) {
        for (const auto& [name, port] : declared) {
            if (port > 0) mark(place_of(names_.protocol(name)), port, port);
        }
    }
    std::size_t bit = 0;
    for (std::size_t protocol = 0; protocol < starts_.size(); ++protocol) {
        offset_[protocol] = bit;
        std::vector<int>& starts = starts_[protocol];
        std::sort(starts.begin(), starts.end());
        starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
        bit += starts.size();
    }
    portless_bit_ = bit;
    words_ = bit / 64 + 1;
}

void PortMasks::fill(Word* mask, std::size_t protocol, int first, int last) const {
    const std::vector<int>& starts = starts_[protocol];
    const auto begin = std::lower_bound(starts.begin(), starts.end(), first) - starts.begin();
    const auto end = std::lower_bound(starts.begin(), starts.end(), last + 1) - starts.begin();
    set_bits(mask, offset_[protocol] + static_cast<std::size_t>(begin),
             offset_[protocol] + static_cast<std::size_t>(end));
}

const Word* PortMasks::named(PortsId ports, NamesId destination) {
    const PortNames::Declared& declared = names_.declared()[destination];
    if (declared.empty()) return nullptr;
    std::uint32_t& known = named_[names_of_[ports] * names_.declared().size() + destination];
    if (known == 0) {
        std::vector<Word> mask(words_, 0);
        for (const std::uint32_t name : asked_[names_of_[ports]]) {
            for (const auto& [declares, port] : declared) {
                if (declares != name || port == 0) continue;
                fill(mask.data(), place_of(names_.protocol(name)), port, port);
            }
        }
        const bool nothing =
            std::all_of(mask.begin(), mask.end(), [](Word word) { return word == 0; });
        known = nothing ? 1 : static_cast<std::uint32_t>(named_masks_.size() / words_);
        if (!nothing) named_masks_.insert(named_masks_.end(), mask.begin(), mask.end());
    }
    return known == 1 ? nullptr : named_masks_.data() + known * words_;
}

std::uint32_t PortMasks::intern(const Word* mask) {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < words_; ++i) hash = mix(hash, mask[i]);
    const auto [id, fresh] = interned_ids_.find_or_add(hash, [&](std::uint32_t other) {
        return std::equal(mask, mask + words_, interned_.data() + other * words_);
    });
    if (fresh) {
        interned_.insert(interned_.end(), mask, mask + words_);
        sets_.push_back(set_of(mask));
    }
    return id;
}

ConnectionSet PortMasks::set_of(const Word* mask) const {
    std::array<PortIntervals, 3> ports;
    for (std::size_t protocol = 0; protocol < ports.size(); ++protocol) {
        const std::vector<int>& starts = starts_[protocol];
        PortIntervals& list = ports[protocol];
        bool open = false;
        for (std::size_t i = 0; i < starts.size(); ++i) {
            const bool in = has_bit(mask, offset_[protocol] + i);
            if (in && !open) list.push_back({static_cast<std::uint16_t>(starts[i]), 65535});
            if (!in && open) list.back().last = static_cast<std::uint16_t>(starts[i] - 1);
            open = in;
        }
    }
    return ConnectionSet::of(std::move(ports), has_bit(mask, portless_bit_));
}

std::size_t PortMasks::bytes() const {
    const std::size_t words = numbered_.capacity() + named_masks_.capacity() + interned_.capacity();
    std::size_t total = words * sizeof(Word) + named_.capacity() * 4 + interned_ids_.bytes();
    for (const ConnectionSet& set : sets_) {
        total += sizeof set + set.pieces() * sizeof(PortInterval);
    }
    return total;
}

}  // namespace policy::reach
