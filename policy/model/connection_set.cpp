// SPDX-License-Identifier: MIT
#include "policy/model/connection_set.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <string_view>
#include <utility>

namespace policy {
namespace {

constexpr PortInterval every_port{1, 65535};
constexpr std::array<std::string_view, 3> names = {"TCP", "UDP", "SCTP"};

// Where the protocol's ports are in the array; its size for what has no ports.
std::size_t place_of(Protocol protocol) {
    switch (protocol) {
        case Protocol::TCP:
            return 0;
        case Protocol::UDP:
            return 1;
        case Protocol::SCTP:
            return 2;
        default:
            return names.size();
    }
}

void append(PortIntervals& list, PortInterval next) {
    if (!list.empty() && next.first <= static_cast<int>(list.back().last) + 1) {
        list.back().last = std::max(list.back().last, next.last);
    } else {
        list.push_back(next);
    }
}

PortIntervals unite(const PortIntervals& a, const PortIntervals& b) {
    PortIntervals sorted;
    std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(sorted));
    PortIntervals result;
    for (const PortInterval& next : sorted) append(result, next);
    return result;
}

PortIntervals intersect(const PortIntervals& a, const PortIntervals& b) {
    PortIntervals result;
    for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
        const PortInterval common{std::max(i->first, j->first), std::min(i->last, j->last)};
        if (common.first <= common.last) result.push_back(common);
        if (i->last < j->last) {
            ++i;
        } else {
            ++j;
        }
    }
    return result;
}

PortIntervals complement(const PortIntervals& a) {
    PortIntervals result;
    int next = every_port.first;
    for (const PortInterval& gap : a) {
        if (next < gap.first) {
            result.push_back(
                {static_cast<std::uint16_t>(next), static_cast<std::uint16_t>(gap.first - 1)});
        }
        next = gap.last + 1;
    }
    if (next <= every_port.last) {
        result.push_back({static_cast<std::uint16_t>(next), every_port.last});
    }
    return result;
}

bool is_whole(const PortIntervals& intervals) {
    return intervals.size() == 1 && intervals.front() == every_port;
}

std::string listed(const PortIntervals& intervals) {
    if (is_whole(intervals)) return "all";
    std::string result;
    for (const PortInterval& each : intervals) {
        if (!result.empty()) result += ',';
        result += std::to_string(each.first);
        if (each.last != each.first) result += '-' + std::to_string(each.last);
    }
    return result;
}

}  // namespace

ConnectionSet ConnectionSet::all() {
    ConnectionSet set = portless();
    for (PortIntervals& ports : set.ports_) ports = {every_port};
    return set;
}

ConnectionSet ConnectionSet::of(Protocol protocol, PortInterval ports) {
    assert(place_of(protocol) < names.size());
    ConnectionSet set;
    set.ports_.at(place_of(protocol)) = {ports};
    return set;
}

ConnectionSet ConnectionSet::portless() {
    ConnectionSet set;
    set.portless_ = true;
    return set;
}

ConnectionSet ConnectionSet::of(std::array<PortIntervals, 3> ports, bool portless) {
    ConnectionSet set;
    set.ports_ = std::move(ports);
    set.portless_ = portless;
    return set;
}

bool ConnectionSet::empty() const {
    return !portless_ && std::all_of(ports_.begin(), ports_.end(),
                                     [](const PortIntervals& ports) { return ports.empty(); });
}

bool ConnectionSet::is_all() const {
    return portless_ && std::all_of(ports_.begin(), ports_.end(), is_whole);
}

bool ConnectionSet::contains(Protocol protocol, std::uint16_t port) const {
    const std::size_t place = place_of(protocol);
    if (place == names.size()) return portless_;
    const PortIntervals& list = ports_.at(place);
    const auto reaches = [](const PortInterval& each, std::uint16_t wanted) {
        return each.last < wanted;
    };
    const auto found = std::lower_bound(list.begin(), list.end(), port, reaches);
    return found != list.end() && found->first <= port;
}

bool ConnectionSet::contains(const ConnectionSet& other) const {
    return (other - *this).empty();
}

const PortIntervals& ConnectionSet::ports(Protocol protocol) const {
    assert(place_of(protocol) < names.size());
    return ports_.at(place_of(protocol));
}

std::size_t ConnectionSet::pieces() const {
    std::size_t count = portless_ ? 1 : 0;
    for (const PortIntervals& ports : ports_) count += ports.size();
    return count;
}

std::string ConnectionSet::text() const {
    if (is_all()) return "all";
    if (empty()) return "none";
    std::string result;
    for (std::size_t i = 0; i < ports_.size(); ++i) {
        if (ports_[i].empty()) continue;
        if (!result.empty()) result += "; ";
        result += names[i];
        result += ' ' + listed(ports_[i]);
    }
    if (portless_) result += result.empty() ? "ICMP and others" : "; ICMP and others";
    return result;
}

ConnectionSet operator|(const ConnectionSet& a, const ConnectionSet& b) {
    ConnectionSet set;
    set.portless_ = a.portless_ || b.portless_;
    for (std::size_t i = 0; i < set.ports_.size(); ++i) {
        set.ports_[i] = unite(a.ports_[i], b.ports_[i]);
    }
    return set;
}

ConnectionSet operator&(const ConnectionSet& a, const ConnectionSet& b) {
    ConnectionSet set;
    set.portless_ = a.portless_ && b.portless_;
    for (std::size_t i = 0; i < set.ports_.size(); ++i) {
        set.ports_[i] = intersect(a.ports_[i], b.ports_[i]);
    }
    return set;
}

ConnectionSet operator-(const ConnectionSet& a, const ConnectionSet& b) {
    ConnectionSet set;
    set.portless_ = a.portless_ && !b.portless_;
    for (std::size_t i = 0; i < set.ports_.size(); ++i) {
        set.ports_[i] = intersect(a.ports_[i], complement(b.ports_[i]));
    }
    return set;
}

}  // namespace policy
