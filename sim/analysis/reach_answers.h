// SPDX-License-Identifier: MIT
// Answers as rows print them, each kept once.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
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

    // REQUIRES: `reach` outlives this, and what is asked for stood in one of its rows.
    explicit Answers(const policy::Reachability& reach);

    // Whether neither nodes nor doubts matter.
    static bool is_plain(const policy::AllowedTo& entry) {
        return entry.certain == entry.possible && !entry.families_differ && !entry.all_on_own_node;
    }
    Number of_plain(const policy::AllowedTo& entry) {
        const bool known = entry.certain < plain_.size() && plain_[entry.certain] != unknown;
        return known ? plain_[entry.certain] : look_up_plain(entry);
    }
    // `shared` matters where `entry.all_on_own_node`, `doubts` where the two sets differ.
    Number of(const policy::AllowedTo& entry, SharedNode shared, const Doubts& doubts);
    Number everything();
    // REQUIRES: `possible` contains `certain`.
    Number of_sets(const policy::ConnectionSet& certain, const policy::ConnectionSet& possible,
                   const Doubts& doubts);

    // The reference stays valid.
    const results::ReachAnswer& at(Number number) const { return numbered_[number]; }
    std::size_t size() const { return numbered_.size(); }

  private:
    static constexpr Number unknown = UINT32_MAX;
    // The sets' numbers, and the circumstances: what was asked before need not be looked into.
    using Key = std::tuple<std::uint32_t, std::uint32_t, unsigned>;
    struct KeyHash {
        std::size_t operator()(const Key& key) const noexcept;
    };

    Number look_up_plain(const policy::AllowedTo& entry);
    Number make(const policy::AllowedTo& entry, SharedNode shared, const Doubts& doubts);
    Number keep(results::ReachAnswer answer);

    const policy::Reachability& reach_;
    std::vector<Number> plain_;  // by the set's number; most answers are
    std::unordered_map<Key, Number, KeyHash> asked_;
    std::deque<results::ReachAnswer> numbered_;
    std::unordered_map<std::string_view, Number> kept_;  // by their text
};

}  // namespace analysis
