// SPDX-License-Identifier: MIT
// Sets of connections as bits: one for each (protocol, port interval) that no rule tells apart.
// Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "policy/model/connection_set.h"
#include "policy/model/settings.h"
#include "policy/reach/intern.h"
#include "policy/reach/rules.h"
#include "policy/table/rule_ports.h"

namespace policy::reach {

using Word = std::uint64_t;
using NamesId =
    std::uint32_t;  // of what a pod's port names stand for; 0: it declares none asked for

// Which numbers each pod gives to the port names that rules ask for.
class PortNames {
  public:
    explicit PortNames(const Rulebook& rules) : rules_(rules) {}
    NamesId of(const Pod& pod);
    // Of each NamesId: (name's number, port), ascending.
    using Declared = std::vector<std::pair<std::uint32_t, std::uint16_t>>;
    const std::vector<Declared>& declared() const { return declared_; }

  private:
    const Rulebook& rules_;
    std::vector<Declared> declared_ = {{}};
    IdTable declared_ids_;
    Declared scratch_;
};

// All masks have words() words, an even number.
class PortMasks {
  public:
    PortMasks(const Rulebook& rules, const PortNames& names, PortlessTraffic portless);

    std::size_t words() const { return words_; }
    const Word* all() const { return all_.data(); }
    const Word* least() const { return least_.data(); }  // what every isolated pod passes

    // What a list of ports holds by number. Its names are apart: see named().
    const Word* numbered(PortsId ports) const { return numbered_.data() + ports * words_; }
    bool has_names(PortsId ports) const { return names_of_[ports] != 0; }
    // What it holds by name towards a destination. Null: nothing.
    const Word* named(PortsId ports, NamesId destination) {
        if (destination == 0 || names_of_[ports] == 0) return nullptr;
        return resolved(ports, destination);
    }

    // The set that a mask stands for; equal masks have one number. 0 is the empty set, 1 all.
    std::uint32_t intern(const Word* mask);
    std::uint32_t unite(std::uint32_t a, std::uint32_t b);
    std::uint32_t common(std::uint32_t a, std::uint32_t b);
    const ConnectionSet& set(std::uint32_t id) const { return sets_[id]; }
    std::size_t sets() const { return sets_.size(); }
    std::size_t bytes() const;

  private:
    const Word* resolved(PortsId ports, NamesId destination);
    void cut();
    void ask_names();
    std::size_t interval(std::size_t protocol, int port) const;
    void fill(Word* mask, std::size_t protocol, int first, int last) const;
    ConnectionSet set_of(const Word* mask) const;
    Word word_of(std::uint32_t set, std::size_t i) const { return interned_[set * words_ + i]; }

    // Which ports begin an interval, a bit each, and how many do before each word.
    struct Line {
        std::array<Word, 1024> begins = {};
        std::array<std::uint32_t, 1024> before = {};
        std::vector<int> starts;  // ascending, from 1 on
        std::size_t offset = 0;   // the first one's bit in a mask
    };

    const Rulebook& rules_;
    const PortNames& names_;
    std::array<Line, 3> lines_;  // TCP, UDP, SCTP
    std::size_t portless_bit_ = 0;
    std::size_t words_ = 0;
    std::vector<Word> all_, least_, numbered_;
    std::vector<std::uint32_t> names_of_;  // of each list: which of asked_; 0: none
    std::vector<std::vector<std::uint32_t>> asked_ = {{}};  // distinct sets of names, ascending
    std::vector<std::uint32_t> named_;  // [asked][destination]: 0 unknown, 1 nothing, else a mask
    std::vector<Word> named_masks_;
    std::vector<Word> interned_;
    IdTable interned_ids_;
    std::deque<ConnectionSet> sets_;
};

}  // namespace policy::reach
