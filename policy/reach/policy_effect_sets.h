// SPDX-License-Identifier: MIT
// What an edit is judged with: sets of connections by number, and which atoms hold a class. Inside
// of policy/.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "policy/model/connection_set.h"
#include "policy/reach/policy_effect_parts.h"

namespace policy::reach {

inline bool isolates(const NetworkPolicy* policy, Direction direction) {
    if (policy == nullptr) return false;
    const char* type = direction == Direction::FromPod ? "Egress" : "Ingress";
    return std::find(policy->policy_types.begin(), policy->policy_types.end(), type) !=
           policy->policy_types.end();
}

inline ConnectionSet set_of(const PlanePorts& planes) {
    std::array<PortIntervals, 3> ports;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        for (const PortRange& range : planes[i]) {
            const auto first = std::max<std::uint16_t>(range.first, 1);
            if (first <= range.last) ports[i].push_back({first, range.last});
        }
    }
    return ConnectionSet::of(std::move(ports),
                             !planes[static_cast<std::size_t>(Plane::Other)].empty());
}

// Which atoms hold a class, seen in one lane after the other.
class AtomsOf {
  public:
    explicit AtomsOf(std::size_t atoms) : held_(atoms) {}
    void set(Lists::View sure, Lists::View perhaps) {
        for (const AtomId atom : listed_) held_[atom] = Match::No;
        listed_.assign(perhaps.begin(), perhaps.end());
        for (const AtomId atom : perhaps) held_[atom] = Match::Maybe;
        for (const AtomId atom : sure) held_[atom] = Match::Yes;
        listed_.insert(listed_.end(), sure.begin(), sure.end());
    }
    Match operator[](AtomId atom) const { return held_[atom]; }

  private:
    std::vector<Match> held_;
    std::vector<AtomId> listed_;
};

// Sets by number, and what is made of two of them, found once.
class SetPool {
  public:
    SetPool() { add(ConnectionSet()); }
    std::uint32_t add(const ConnectionSet& set) {
        const auto [entry, fresh] = ids_.emplace(set, static_cast<std::uint32_t>(sets_.size()));
        if (fresh) sets_.push_back(&entry->first);
        return entry->second;
    }
    const ConnectionSet& operator[](std::uint32_t id) const { return *sets_[id]; }
    std::uint32_t unite(std::uint32_t a, std::uint32_t b) {
        if (a == b || b == 0) return a;
        if (a == 0) return b;
        return made(unions_, a, b, [](const auto& x, const auto& y) { return x | y; });
    }
    std::uint32_t common(std::uint32_t a, std::uint32_t b) {
        if (a == b) return a;
        if (a == 0 || b == 0) return 0;
        return made(commons_, a, b, [](const auto& x, const auto& y) { return x & y; });
    }

  private:
    using Known = std::unordered_map<std::uint64_t, std::uint32_t>;
    template <class Make>
    std::uint32_t made(Known& known, std::uint32_t a, std::uint32_t b, Make make) {
        const std::uint64_t key = std::uint64_t{std::min(a, b)} << 32U | std::max(a, b);
        const auto found = known.find(key);
        if (found != known.end()) return found->second;
        const std::uint32_t id = add(make(*sets_[a], *sets_[b]));
        known.emplace(key, id);
        return id;
    }
    std::map<ConnectionSet, std::uint32_t> ids_;
    std::vector<const ConnectionSet*> sets_;
    Known unions_, commons_;
};

}  // namespace policy::reach
