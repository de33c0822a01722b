// SPDX-License-Identifier: MIT
// Sets of connections as bits: one for each (protocol, port interval) that no rule tells apart.
// Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
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
    const std::vector<Word>& all() const { return all_; }
    const std::vector<Word>& least() const { return least_; }  // what every isolated pod passes

    std::size_t port_lists() const { return rules_.port_lists(); }
    // What a list of ports holds by number. Its names are apart.
    void numbered(PortsId ports, std::vector<Word>& mask) const;
    // Lists that ask for the same names have one number for that. 0: for none.
    std::uint32_t asked(PortsId ports) const { return asked_of_[ports]; }
    std::size_t asked() const { return asked_.size(); }
    std::size_t destinations() const { return names_.declared().size(); }
    // What they hold by name towards a destination.
    void named(std::uint32_t asked, NamesId destination, std::vector<Word>& mask) const;

    ConnectionSet set_of(const Word* mask) const;

  private:
    void cut();
    void ask_names();
    std::size_t interval(std::size_t protocol, int port) const;
    void fill(std::vector<Word>& mask, std::size_t protocol, int first, int last) const;

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
    std::vector<Word> all_, least_, every_port_;
    std::vector<std::uint32_t> asked_of_;                   // of each list: which of asked_
    std::vector<std::vector<std::uint32_t>> asked_ = {{}};  // distinct sets of names, ascending
    // Of each destination: (name's number, bit of the port it stands for).
    std::vector<std::vector<std::pair<std::uint32_t, std::size_t>>> named_bits_;
};

}  // namespace policy::reach
