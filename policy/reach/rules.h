// SPDX-License-Identifier: MIT
// The rules of a world, each distinct thing in them once. Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/model/address_range.h"
#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/reach/intern.h"

namespace policy::reach {

// All of these count from 0; `none` stands for the absence of one.
using NamespaceId = std::uint32_t;  // into World::namespaces
using SelectorId = std::uint32_t;
using BlockId = std::uint32_t;
using AtomId = std::uint32_t;
using PortsId = std::uint32_t;
using EffectId = std::uint32_t;
constexpr std::uint32_t none = IdTable::none;

// A set of endpoints as a rule writes it: pods of one namespace or of those that a selector
// matches, all or selected; or an ipBlock.
struct Atom {
    NamespaceId ns = none;         // none: by `namespaces`
    SelectorId namespaces = none;  // none and no ns: an ipBlock
    SelectorId pods = none;        // none: all
    BlockId block = none;

    friend bool operator==(const Atom& a, const Atom& b) {
        return a.ns == b.ns && a.namespaces == b.namespaces && a.pods == b.pods &&
               a.block == b.block;
    }
};
constexpr AtomId any_peer = none;  // a rule without peers

// One peer item of a rule, with the rule's ports.
struct Piece {
    AtomId atom = any_peer;
    PortsId ports = 0;

    friend bool operator==(const Piece& a, const Piece& b) {
        return a.atom == b.atom && a.ports == b.ports;
    }
};

// One item of a list of ports.
struct PortItem {
    static constexpr std::uint8_t numbered = 0, named = 1;
    std::uint8_t kind = numbered;
    Protocol protocol = Protocol::TCP;
    std::uint16_t first = 1, last = 65535;  // numbered
    std::uint32_t name = 0;                 // named: its number in Rulebook::port_names()
};

// The name that some rule asks for, on its protocol.
struct AskedName {
    std::string_view name;
    Protocol protocol = Protocol::TCP;
};

// What policies do in one direction: policies with equal rules have one effect, wherever they are.
struct Effects {
    struct Span {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    std::vector<Piece> pieces;
    std::vector<Span> effects;                         // into pieces
    std::vector<std::pair<EffectId, AtomId>> subject;  // which pods it isolates; without repetition
    std::vector<std::uint32_t> policies;               // of each subject: how many policies say it
    std::vector<std::uint32_t> of_policy;  // of each policy: which subject; none: not its direction
};

class Rulebook {
  public:
    explicit Rulebook(const World& world);

    const std::vector<const LabelSelector*>& selectors() const { return selectors_; }
    const std::vector<const IpBlock*>& blocks() const { return blocks_; }
    const std::vector<Atom>& atoms() const { return atoms_; }
    // Distinct lists of ports. Number 0 is the empty one: every port of every protocol.
    std::size_t port_lists() const { return ports_.size(); }
    const PortItem* ports_begin(PortsId id) const { return port_items_.data() + port_ends_[id]; }
    const PortItem* ports_end(PortsId id) const { return port_items_.data() + port_ends_[id + 1]; }
    const std::vector<PortItem>& all_ports() const { return port_items_; }  // of all lists
    const std::vector<AskedName>& port_names() const { return port_names_; }
    std::uint32_t port_name(std::string_view name, Protocol protocol) const;  // none: nobody asks
    const Effects& effects(Direction direction) const {
        return effects_[static_cast<std::size_t>(direction)];
    }

    // none: no rule in force has such a peer.
    AtomId find_peer(NamespaceId ns, const Peer& peer) const;

    AtomId add_peer(NamespaceId ns, const Peer& peer);
    AtomId add_pods(NamespaceId ns, const LabelSelector& selector);
    PortsId add_ports(const std::vector<PolicyPort>& ports);

  private:
    SelectorId add_selector(const LabelSelector& selector);
    BlockId add_block(const IpBlock& block);
    AtomId add_atom(const Atom& atom);
    std::uint32_t add_port_name(std::string_view name, Protocol protocol);
    void add(NamespaceId ns, const NetworkPolicy& policy, Direction direction);

    std::vector<const LabelSelector*> selectors_;
    std::vector<const IpBlock*> blocks_;
    std::vector<Atom> atoms_;
    std::vector<const std::vector<PolicyPort>*> ports_;
    std::vector<PortItem> port_items_;
    std::vector<std::uint32_t> port_ends_ = {0};
    std::vector<AskedName> port_names_;
    std::array<Effects, 2> effects_;
    IdTable selector_ids_, block_ids_, atom_ids_, port_ids_, port_name_ids_;
    std::array<IdTable, 2> effect_ids_, subject_ids_;
};

}  // namespace policy::reach
