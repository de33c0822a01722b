// SPDX-License-Identifier: MIT
#include "policy/table/direction_table.h"

#include <algorithm>

namespace policy {
namespace {

// The last cell that begins not after `port`; the first begins at 0.
const Cell& last_not_after(const Cell* cells, std::size_t count, std::uint16_t port) {
    while (count > 1) {  // without branches: which half is unpredictable by nature
        const std::size_t half = count / 2;
        cells = port < cells[half].first_port ? cells : cells + half;
        count -= half;
    }
    return *cells;
}

}  // namespace

AddressClass DirectionTable::class_of(const IpAddress& peer) const {
    if (peer.is_v4()) return v4_class_[v4_.last_not_after(peer.v4_bits())];
    const V6Bits bits{peer.high(), peer.low()};
    const auto after = std::upper_bound(v6_.begin(), v6_.end(), bits);
    return v6_class_[static_cast<std::size_t>(after - v6_.begin()) - 1];
}

Verdict DirectionTable::lookup(const IpAddress& peer, Protocol protocol, std::uint16_t port) const {
    if (!isolated()) return {};
    const Plane plane = plane_of(protocol);
    const std::uint16_t asked = plane == Plane::Other ? std::uint16_t{0} : port;
    const CellList list = classes_[class_of(peer)][static_cast<std::size_t>(plane)];
    return last_not_after(cells_.data() + list.begin, list.count, asked).verdict();
}

std::size_t DirectionTable::bytes() const {
    return sizeof *this + v4_.bytes() + v4_class_.capacity() * sizeof v4_class_[0] +
           v6_.capacity() * sizeof v6_[0] + v6_class_.capacity() * sizeof v6_class_[0] +
           classes_.capacity() * sizeof classes_[0] + cells_.capacity() * sizeof cells_[0];
}

DirectionTable::CellList DirectionTable::stored(const Cells& cells) {
    const auto [known, fresh] = known_.try_emplace(cells);
    if (fresh) {
        known->second = {static_cast<std::uint32_t>(cells_.size()),
                         static_cast<std::uint32_t>(cells.size())};
        cells_.insert(cells_.end(), cells.begin(), cells.end());
    }
    return known->second;
}

AddressClass DirectionTable::add_class(const PlaneCells& cells) {
    classes_.emplace_back();
    for (std::size_t plane = 0; plane < cells.size(); ++plane) {
        classes_.back()[plane] = stored(cells[plane]);
    }
    return static_cast<AddressClass>(classes_.size() - 1);
}

void DirectionTable::add_interval(const IpAddress& first, AddressClass address_class) {
    auto& classes = first.is_v4() ? v4_class_ : v6_class_;
    if (!classes.empty() && classes.back() == address_class) return;
    classes.push_back(address_class);
    if (first.is_v4()) {
        v4_.add(first.v4_bits());
    } else {
        v6_.emplace_back(first.high(), first.low());
    }
}

void DirectionTable::finish() {
    v4_.finish();
    v4_class_.shrink_to_fit();
    v6_.shrink_to_fit();
    v6_class_.shrink_to_fit();
    classes_.shrink_to_fit();
    cells_.shrink_to_fit();
    known_.clear();
}

std::vector<DirectionTable::Interval> DirectionTable::intervals(Family family) const {
    std::vector<Interval> result;
    if (family == Family::V4) {
        for (std::size_t i = 0; i < v4_.size(); ++i) {
            result.push_back({IpAddress::v4(v4_.key(i)), v4_class_[i]});
        }
        return result;
    }
    for (std::size_t i = 0; i < v6_.size(); ++i) {
        result.push_back({IpAddress::v6(v6_[i].first, v6_[i].second), v6_class_[i]});
    }
    return result;
}

Cells DirectionTable::cells(AddressClass address_class, Plane plane) const {
    const CellList list = classes_[address_class][static_cast<std::size_t>(plane)];
    const auto begin = cells_.begin() + list.begin;
    return Cells(begin, begin + list.count);
}

}  // namespace policy
