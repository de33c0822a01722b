// SPDX-License-Identifier: MIT
// Answers as rows print them, each kept once.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "policy/reach/reachability.h"
#include "results/report/reach_report.h"
#include "sim/analysis/caveats.h"

namespace analysis {

// Whether the pods of two ends are on one node: no two of them; some, or that may be; or each with
// each.
enum class SharedNode : std::uint8_t { None, Some, All };

// What about an end could make an answer uncertain: a set of caveats.
class Doubts {
  public:
    void add(Caveat caveat) { bits_ |= 1U << static_cast<unsigned>(caveat); }
    void add(const Doubts& others) { bits_ |= others.bits_; }
    bool has(Caveat caveat) const { return (bits_ >> static_cast<unsigned>(caveat) & 1U) != 0; }
    unsigned bits() const { return bits_; }

  private:
    unsigned bits_ = 0;
};

// Answers by number; equal answers have one. Number 0: nothing is allowed.
class Answers {
  public:
    using Number = std::uint32_t;
    static constexpr Number nothing = 0;

    Answers();

    // Whether neither nodes nor doubts matter.
    static bool is_plain(const policy::Allowed& allowed) {
        return allowed.certain == allowed.possible && !allowed.families_differ &&
               !allowed.all_on_own_node;
    }
    Number of(const policy::Allowed& plain);
    // `shared` matters where `allowed.all_on_own_node`, `doubts` where the two sets differ.
    // REQUIRES: the sets of `allowed` live as long as this.
    Number of(const policy::Allowed& allowed, SharedNode shared, const Doubts& doubts);
    Number everything();

    // The reference stays valid.
    const results::ReachAnswer& at(Number number) const { return numbered_[number]; }
    std::size_t size() const { return numbered_.size(); }

  private:
    // By address: what was asked before need not be looked into.
    using Key = std::tuple<const policy::ConnectionSet*, const policy::ConnectionSet*, unsigned>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };
    struct Recent {
        const policy::ConnectionSet* set = nullptr;
        Number number = nothing;
    };

    Number look_up(const policy::Allowed& allowed, SharedNode shared, const Doubts& doubts);
    Number make(const policy::Allowed& allowed, SharedNode shared, const Doubts& doubts);
    Number keep(results::ReachAnswer answer);

    static constexpr std::size_t most_recent = 1U << 15U;

    std::vector<Recent> recent_;  // of answers without any doubt, which most are; by hash
    std::unordered_map<Key, Number, KeyHash> asked_;
    std::deque<results::ReachAnswer> numbered_;
    std::map<std::string, Number> kept_;  // by their text
};

}  // namespace analysis
