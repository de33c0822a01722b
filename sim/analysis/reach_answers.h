// SPDX-License-Identifier: MIT
// Answers as rows print them, each kept once.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "policy/reachability.h"
#include "results/report/reach_report.h"
#include "sim/analysis/caveats.h"

namespace analysis {

// Whether the pods of two ends are on one node: no two of them, some, or each with each.
enum class SharedNode : std::uint8_t { None, Some, All };

// What about an end could make an answer uncertain.
struct Doubts {
    bool namespace_incomplete = false;
    bool address_unknown = false;
    bool address_disputed = false;

    Doubts operator|(const Doubts& other) const {
        return {namespace_incomplete || other.namespace_incomplete,
                address_unknown || other.address_unknown,
                address_disputed || other.address_disputed};
    }
};

// Equal answers are one: they may be compared by their addresses, which stay.
class Answers {
  public:
    // Null where nothing is allowed. `shared` matters where `allowed.all_on_own_node`.
    // REQUIRES: the sets of `allowed` live as long as this.
    const results::ReachAnswer* of(const policy::Allowed& allowed, SharedNode shared,
                                   const Doubts& doubts);
    const results::ReachAnswer* everything() { return keep({all_, {}, {}}); }

  private:
    // By address: what was asked before need not be looked into.
    using Key = std::tuple<const policy::ConnectionSet*, const policy::ConnectionSet*, unsigned>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Less {
        bool operator()(const results::ReachAnswer& a, const results::ReachAnswer& b) const;
    };

    const results::ReachAnswer* make(const policy::Allowed& allowed, SharedNode shared,
                                     const Doubts& doubts);
    const results::ReachAnswer* keep(const results::ReachAnswer& answer);

    results::Connections all_{{{1, 65535}}, {{1, 65535}}, {{1, 65535}}, true};
    std::unordered_map<Key, const results::ReachAnswer*, KeyHash> asked_;
    std::set<results::ReachAnswer, Less> kept_;
};

}  // namespace analysis
