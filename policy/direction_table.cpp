// SPDX-License-Identifier: MIT
#include "policy/direction_table.h"

#include <algorithm>

namespace policy {
namespace {

// Index of the last element not greater than `value`. REQUIRES: there is one.
template <class T>
std::size_t last_not_after(const T* first, std::size_t count, const T& value) {
    const T* base = first;
    while (count > 1) {  // branch-free halving: which half is unpredictable by nature
        const std::size_t half = count / 2;
        base = value < base[half] ? base : base + half;
        count -= half;
    }
    return static_cast<std::size_t>(base - first);
}

template <class Bits>
void append(std::vector<Bits>& firsts, std::vector<AddressClass>& classes, const Bits& first,
            AddressClass address_class) {
    if (!classes.empty() && classes.back() == address_class) return;
    firsts.push_back(first);
    classes.push_back(address_class);
}

}  // namespace

AddressClass DirectionTable::class_of(const IpAddress& peer) const {
    if (peer.is_v4()) return v4_class_[last_not_after(v4_.data(), v4_.size(), peer.v4_bits())];
    const V6Bits bits{peer.high(), peer.low()};
    return v6_class_[last_not_after(v6_.data(), v6_.size(), bits)];
}

Verdict DirectionTable::lookup(const IpAddress& peer, Protocol protocol, std::uint16_t port) const {
    if (!isolated()) return {};
    const Plane plane = plane_of(protocol);
    const std::size_t at = class_of(peer) * all_planes.size() + static_cast<std::size_t>(plane);
    const std::size_t begin = begin_[at];
    const std::uint16_t asked = plane == Plane::Other ? std::uint16_t{0} : port;
    const std::size_t cells = begin_[at + 1] - begin;
    return verdict_[begin + last_not_after(first_port_.data() + begin, cells, asked)];
}

std::size_t DirectionTable::bytes() const {
    return sizeof *this + v4_.capacity() * sizeof v4_[0] +
           v4_class_.capacity() * sizeof v4_class_[0] + v6_.capacity() * sizeof v6_[0] +
           v6_class_.capacity() * sizeof v6_class_[0] + begin_.capacity() * sizeof begin_[0] +
           first_port_.capacity() * sizeof first_port_[0] +
           verdict_.capacity() * sizeof verdict_[0];
}

AddressClass DirectionTable::add_class(const PlaneCells& cells) {
    for (const Cells& plane : cells) {
        for (const Cell& cell : plane) {
            first_port_.push_back(cell.first_port);
            verdict_.push_back(cell.verdict);
        }
        begin_.push_back(static_cast<std::uint32_t>(first_port_.size()));
    }
    return static_cast<AddressClass>(begin_.size() / all_planes.size() - 1);
}

void DirectionTable::add_interval(const IpAddress& first, AddressClass address_class) {
    if (first.is_v4()) {
        append(v4_, v4_class_, first.v4_bits(), address_class);
    } else {
        append(v6_, v6_class_, V6Bits{first.high(), first.low()}, address_class);
    }
}

void DirectionTable::shrink_to_fit() {
    v4_.shrink_to_fit();
    v4_class_.shrink_to_fit();
    v6_.shrink_to_fit();
    v6_class_.shrink_to_fit();
    begin_.shrink_to_fit();
    first_port_.shrink_to_fit();
    verdict_.shrink_to_fit();
}

std::vector<DirectionTable::Interval> DirectionTable::intervals(Family family) const {
    std::vector<Interval> result;
    if (family == Family::V4) {
        for (std::size_t i = 0; i < v4_.size(); ++i) {
            result.push_back({IpAddress::v4(v4_[i]), v4_class_[i]});
        }
        return result;
    }
    for (std::size_t i = 0; i < v6_.size(); ++i) {
        result.push_back({IpAddress::v6(v6_[i].first, v6_[i].second), v6_class_[i]});
    }
    return result;
}

Cells DirectionTable::cells(AddressClass address_class, Plane plane) const {
    const std::size_t at = address_class * all_planes.size() + static_cast<std::size_t>(plane);
    Cells result;
    for (std::size_t i = begin_[at]; i < begin_[at + 1]; ++i) {
        result.push_back({first_port_[i], verdict_[i]});
    }
    return result;
}

}  // namespace policy
