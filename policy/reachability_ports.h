// SPDX-License-Identifier: MIT
// Sets of connections as bits: one for each (protocol, port interval) that no rule tells apart.
// Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "policy/connection_set.h"
#include "policy/reachability_intern.h"
#include "policy/reachability_rules.h"
#include "policy/rule_ports.h"
#include "policy/settings.h"

namespace policy::reach {

using Word = std::uint64_t;
using NamesId =
    std::uint32_t;  // of what a pod's port names stand for; 0: it declares none asked for

// The port names that rules ask for, and which numbers each pod gives them.
class PortNames {
  public:
    explicit PortNames(const Rulebook& rules);
    bool any() const { return !names_.empty(); }
    NamesId of(const Pod& pod);
    // Of each NamesId: (name's number, port), ascending.
    using Declared = std::vector<std::pair<std::uint32_t, std::uint16_t>>;
    const std::vector<Declared>& declared() const { return declared_; }
    std::uint32_t number(std::string_view name, Protocol protocol) const;  // none: nobody asks
    Protocol protocol(std::uint32_t number) const { return names_[number].protocol; }

  private:
    struct Name {
        std::string_view name;
        Protocol protocol;
    };
    std::vector<Name> names_;
    IdTable name_ids_;
    std::vector<Declared> declared_ = {{}};
    IdTable declared_ids_;
    Declared scratch_;
};

// All masks have words() words.
class PortMasks {
  public:
    PortMasks(const Rulebook& rules, const PortNames& names, PortlessTraffic portless);

    std::size_t words() const { return words_; }
    const Word* all() const { return all_.data(); }
    // What every isolated pod passes, and what it may pass at most.
    const Word* least() const { return least_.data(); }
    const Word* most() const { return most_.data(); }

    // What a list of ports holds by number. Its names are apart: see named().
    const Word* numbered(PortsId ports) const { return numbered_.data() + ports * words_; }
    bool has_names(PortsId ports) const { return names_of_[ports] != 0; }
    // What it holds by name towards a destination. Null: nothing.
    const Word* named(PortsId ports, NamesId destination);

    // The set that a mask stands for; equal masks have one number. 0 is the empty set, 1 all.
    std::uint32_t intern(const Word* mask);
    const ConnectionSet& set(std::uint32_t id) const { return sets_[id]; }
    std::size_t sets() const { return sets_.size(); }
    std::size_t bytes() const;

  private:
    void cut(const Rulebook& rules);
    void fill(Word* mask, std::size_t protocol, int first, int last) const;
    ConnectionSet set_of(const Word* mask) const;

    const PortNames& names_;
    // Of TCP, UDP, SCTP: where an interval begins, ascending, from 1 on; and its first one's bit.
    std::array<std::vector<int>, 3> starts_;
    std::array<std::size_t, 3> offset_ = {};
    std::size_t portless_bit_ = 0;
    std::size_t words_ = 0;
    std::vector<Word> all_, least_, most_, numbered_;
    std::vector<std::uint32_t> names_of_;  // of each list: which of asked_; 0: none
    std::vector<std::vector<std::uint32_t>> asked_ = {{}};  // distinct sets of names, ascending
    std::vector<std::uint32_t> named_;  // [asked][destination]: 0 unknown, 1 nothing, else a mask
    std::vector<Word> named_masks_;
    std::vector<Word> interned_;
    IdTable interned_ids_;
    std::deque<ConnectionSet> sets_;
};

}  // namespace policy::reach
