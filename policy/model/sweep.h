// SPDX-License-Identifier: MIT
// One walk along an ordered line (addresses, ports) past overlapping spans.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>
#include <vector>

#include "policy/model/ip.h"

namespace policy {

// `element` covers every position from `first` to `last`, both included.
template <class Position>
struct Span {
    Position first;
    Position last;
    std::uint32_t element;
};

inline std::optional<IpAddress> successor(const IpAddress& address) {
    return address.next();
}
template <class Unsigned>
std::optional<Unsigned> successor(Unsigned position) {
    if (position == std::numeric_limits<Unsigned>::max()) return std::nullopt;
    return static_cast<Unsigned>(position + 1U);
}

// Cuts the line that begins at `lowest` wherever a span begins or ends, and calls
// visit(first position of the stretch, elements that cover it) for each stretch in order.
// Elements are ascending. REQUIRES: spans of one element are disjoint.
template <class Position, class Visit>
void sweep(const std::vector<Span<Position>>& spans, Position lowest, Visit visit) {
    struct Event {
        Position at;
        bool begins;
        std::uint32_t element;
        bool operator<(const Event& o) const {  // ends before beginnings at one place
            return std::tie(at, begins, element) < std::tie(o.at, o.begins, o.element);
        }
    };
    std::vector<Event> events;
    events.reserve(spans.size() * 2);
    for (const Span<Position>& span : spans) {
        events.push_back({span.first, true, span.element});
        if (const auto end = successor(span.last)) events.push_back({*end, false, span.element});
    }
    std::sort(events.begin(), events.end());

    std::vector<std::uint32_t> active;
    Position at = lowest;
    std::size_t next = 0;
    for (;;) {
        for (; next < events.size() && !(at < events[next].at); ++next) {
            const Event& event = events[next];
            const auto place = std::lower_bound(active.begin(), active.end(), event.element);
            if (event.begins) {
                active.insert(place, event.element);
            } else {
                active.erase(place);
            }
        }
        visit(at, active);
        if (next == events.size()) return;
        at = events[next].at;
    }
}

}  // namespace policy
