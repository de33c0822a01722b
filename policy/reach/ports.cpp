// SPDX-License-Identifier: MIT
#include "policy/reach/ports.h"

#include <algorithm>
#include <string>

namespace policy::reach {
namespace {

constexpr int past_last = 65536;

// TCP, UDP and SCTP in the order of their bits.
std::size_t place_of(Protocol protocol) {
    return static_cast<std::size_t>(plane_of(protocol));
}

void set_bits(Word* mask, std::size_t begin, std::size_t end) {
    for (; begin < end && begin % 64 != 0; ++begin) mask[begin / 64] |= Word{1} << (begin % 64);
    for (; begin + 64 <= end; begin += 64) mask[begin / 64] = ~Word{0};
    for (; begin < end; ++begin) mask[begin / 64] |= Word{1} << (begin % 64);
}

bool has_bit(const Word* mask, std::size_t bit) {
    return (mask[bit / 64] >> (bit % 64) & 1U) != 0;
}

std::size_t lowest(Word word) {
    return static_cast<std::size_t>(__builtin_ctzll(word));
}

// The first bit from `begin` on that is `wanted`; `end` where none is.
std::size_t next_bit(const Word* mask, std::size_t begin, std::size_t end, bool wanted) {
    while (begin < end) {
        const Word word = (wanted ? mask[begin / 64] : ~mask[begin / 64]) >> (begin % 64);
        if (word != 0) return std::min(end, begin + lowest(word));
        begin = (begin / 64 + 1) * 64;
    }
    return end;
}

}  // namespace

NamesId PortNames::of(const Pod& pod) {
    if (rules_.port_names().empty()) return 0;
    scratch_.clear();
    for (const ContainerPort& port : pod.ports) {
        if (port.name.empty()) continue;
        const std::uint32_t name = rules_.port_name(port.name, port.protocol);
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
    : rules_(rules), names_(names) {
    cut();
    ask_names();
    all_.assign(words_, 0);
    set_bits(all_.data(), 0, portless_bit_ + 1);
    least_.assign(words_, 0);
    every_port_ = all_;
    const Word bit = Word{1} << (portless_bit_ % 64);
    if (portless == PortlessTraffic::Allow) least_[portless_bit_ / 64] |= bit;
    if (portless == PortlessTraffic::Drop) every_port_[portless_bit_ / 64] &= ~bit;
}

void PortMasks::ask_names() {
    asked_of_.assign(rules_.port_lists(), 0);
    IdTable ids;
    std::vector<std::uint32_t> asked;
    for (PortsId id = 0; id < rules_.port_lists(); ++id) {
        asked.clear();
        for (auto item = rules_.ports_begin(id); item != rules_.ports_end(id); ++item) {
            if (item->kind == PortItem::named) asked.push_back(item->name);
        }
        if (asked.empty()) continue;
        std::sort(asked.begin(), asked.end());
        asked.erase(std::unique(asked.begin(), asked.end()), asked.end());
        std::uint64_t hash = 0;
        for (const std::uint32_t name : asked) hash = mix(hash, name);
        const auto known =
            ids.find_or_add(hash, [&](std::uint32_t other) { return asked_[other + 1] == asked; });
        if (known.second) asked_.push_back(asked);
        asked_of_[id] = known.first + 1;
    }
}

// Finds the intervals.
void PortMasks::cut() {
    const auto mark = [&](Protocol protocol, int first, int last) {
        Word* begins = lines_[place_of(protocol)].begins.data();
        begins[first / 64] |= Word{1} << (first % 64);
        if (last + 1 < past_last) begins[(last + 1) / 64] |= Word{1} << ((last + 1) % 64);
    };
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP, Protocol::SCTP}) {
        mark(protocol, 1, past_last - 1);
    }
    for (const PortItem& item : rules_.all_ports()) {
        if (item.kind == PortItem::numbered) mark(item.protocol, item.first, item.last);
    }
    for (const PortNames::Declared& declared : names_.declared()) {
        for (const auto& [name, port] : declared) {
            if (port > 0) mark(rules_.port_names()[name].protocol, port, port);
        }
    }
    std::size_t bit = 0;
    for (Line& line : lines_) {
        line.offset = bit;
        for (std::size_t i = 0; i < line.begins.size(); ++i) {
            line.before[i] = static_cast<std::uint32_t>(line.starts.size());
            for (Word word = line.begins[i]; word != 0; word &= word - 1) {
                line.starts.push_back(static_cast<int>(i * 64 + lowest(word)));
            }
        }
        bit += line.starts.size();
    }
    portless_bit_ = bit;
    words_ = (bit / 128 + 1) * 2;
    for (const PortNames::Declared& declared : names_.declared()) {
        auto& bits = named_bits_.emplace_back();
        for (const auto& [name, port] : declared) {
            if (port == 0) continue;
            const std::size_t protocol = place_of(rules_.port_names()[name].protocol);
            bits.emplace_back(name, lines_[protocol].offset + interval(protocol, port));
        }
    }
}

// How many intervals begin before `port`.
std::size_t PortMasks::interval(std::size_t protocol, int port) const {
    const Line& line = lines_[protocol];
    if (port >= past_last) return line.starts.size();
    const auto at = static_cast<std::size_t>(port);
    const Word below = line.begins[at / 64] & ((Word{1} << (at % 64)) - 1);
    return line.before[at / 64] + static_cast<std::size_t>(__builtin_popcountll(below));
}

// REQUIRES: an interval begins at `first`, and one after `last`.
void PortMasks::fill(std::vector<Word>& mask, std::size_t protocol, int first, int last) const {
    const std::size_t offset = lines_[protocol].offset;
    set_bits(mask.data(), offset + interval(protocol, first),
             offset + interval(protocol, last + 1));
}

void PortMasks::numbered(PortsId ports, std::vector<Word>& mask) const {
    if (ports == 0) {
        mask = every_port_;
        return;
    }
    mask.assign(words_, 0);
    for (auto item = rules_.ports_begin(ports); item != rules_.ports_end(ports); ++item) {
        if (item->kind == PortItem::named) continue;
        fill(mask, place_of(item->protocol), item->first, item->last);
    }
}

void PortMasks::named(std::uint32_t asked, NamesId destination, std::vector<Word>& mask) const {
    mask.assign(words_, 0);
    for (const std::uint32_t name : asked_[asked]) {
        for (const auto& [declares, bit] : named_bits_[destination]) {
            if (declares == name) mask[bit / 64] |= Word{1} << (bit % 64);
        }
    }
}

ConnectionSet PortMasks::set_of(const Word* mask) const {
    std::array<PortIntervals, 3> ports;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        const std::vector<int>& starts = lines_[i].starts;
        const std::size_t offset = lines_[i].offset;
        const std::size_t end = offset + starts.size();
        for (std::size_t at = offset; (at = next_bit(mask, at, end, true)) < end;) {
            const int first = starts[at - offset];
            at = next_bit(mask, at, end, false);
            const int next = at < end ? starts[at - offset] : past_last;
            ports[i].push_back(
                {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(next - 1)});
        }
    }
    return ConnectionSet::of(std::move(ports), has_bit(mask, portless_bit_));
}

}  // namespace policy::reach
