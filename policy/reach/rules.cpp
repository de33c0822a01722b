// SPDX-License-Identifier: MIT
#include "policy/reach/rules.h"

#include <algorithm>
#include <optional>
#include <string>

#include "policy/table/direction_builder.h"

namespace policy::reach {
namespace {

std::uint64_t hash_of(const LabelSelector& selector) {
    std::uint64_t hash = selector.match_labels.size();
    for (const auto& [key, value] : selector.match_labels) hash = mix(mix(hash, key), value);
    for (const LabelRequirement& requirement : selector.match_expressions) {
        hash = mix(mix(hash, requirement.key), requirement.op);
        for (const std::string& value : requirement.values) hash = mix(hash, value);
    }
    return hash;
}

Protocol protocol_of(const PolicyPort& item) {
    if (item.protocol == "UDP") return Protocol::UDP;
    if (item.protocol == "SCTP") return Protocol::SCTP;
    return Protocol::TCP;
}

std::uint64_t hash_of(const std::vector<PolicyPort>& ports) {
    std::uint64_t hash = ports.size();
    for (const PolicyPort& item : ports) {
        std::uint64_t word = item.protocol ? static_cast<std::uint8_t>((*item.protocol)[0]) : 0;
        word = word << 32U | static_cast<std::uint64_t>(item.end_port.value_or(0));
        if (const auto* number = std::get_if<std::int64_t>(&item.port)) {
            word ^= static_cast<std::uint64_t>(*number) << 16U;
        } else if (const auto* name = std::get_if<std::string>(&item.port)) {
            word = mix(word, *name);
        }
        hash = mix(hash, word);
    }
    return hash;
}

std::uint64_t hash_of(const IpBlock& block) {
    std::uint64_t hash = mix(block.except.size(), block.cidr);
    for (const std::string& except : block.except) hash = mix(hash, except);
    return hash;
}

std::uint64_t hash_of(const Atom& atom) {
    return mix(mix(mix(mix(0, atom.ns), atom.namespaces), atom.pods), atom.block);
}

bool same(const IpBlock& a, const IpBlock& b) {
    return a.cidr == b.cidr && a.except == b.except;
}

bool same(const std::vector<PolicyPort>& a, const std::vector<PolicyPort>& b) {
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const PolicyPort& x, const PolicyPort& y) {
            return x.port == y.port && x.end_port == y.end_port && x.protocol == y.protocol;
        });
}

bool isolates(const NetworkPolicy& policy, Direction direction) {
    const char* type = direction == Direction::FromPod ? "Egress" : "Ingress";
    return std::find(policy.policy_types.begin(), policy.policy_types.end(), type) !=
           policy.policy_types.end();
}

// Reading the rules is waiting for memory. Policies are read in order, so that what the next ones
// point to can be asked for while this one is read: lists of rules first, then what is in the
// lists, then the first label of each selector.
class Prefetcher {
  public:
    explicit Prefetcher(const std::vector<NetworkPolicy>& policies) : policies_(policies) {}

    void before(std::size_t policy) const {
        each_list(policy + 12, [](const auto& rules) { fetch(rules); });
        each_list(policy + 6, [](const auto& rules) {
            for (const PolicyRule& rule : rules) {
                fetch(rule.peers);
                fetch(rule.ports);
            }
        });
        each_list(policy + 2, [](const auto& rules) {
            for (const PolicyRule& rule : rules) {
                for (const Peer& peer : rule.peers) {
                    fetch(peer.pod_selector);
                    fetch(peer.namespace_selector);
                }
            }
        });
    }

  private:
    template <class Visit>
    void each_list(std::size_t policy, Visit visit) const {
        if (policy >= policies_.size()) return;
        visit(policies_[policy].ingress);
        visit(policies_[policy].egress);
    }
    template <class Item>
    static void fetch(const std::vector<Item>& list) {
        const void* const begin = list.data();
        const auto* line = static_cast<const char*>(begin);
        for (std::size_t i = 0; i < list.size() * sizeof(Item); i += 64) {
            __builtin_prefetch(line + i);
        }
    }
    static void fetch(const std::optional<LabelSelector>& selector) {
        if (!selector || selector->match_labels.empty()) return;
        const auto* label = &*selector->match_labels.begin();
        __builtin_prefetch(label);
        __builtin_prefetch(&label->second);
    }

    const std::vector<NetworkPolicy>& policies_;
};

class NamespaceIds {
  public:
    explicit NamespaceIds(const World& world) : world_(world) {
        for (const Namespace& ns : world.namespaces) {
            ids_.find_or_add(mix(0, ns.name), [](std::uint32_t) { return false; });
        }
    }
    NamespaceId of(const std::string& name) {
        if (last_ != none && world_.namespaces[last_].name == name) return last_;
        last_ = ids_.find(mix(0, name),
                          [&](std::uint32_t id) { return world_.namespaces[id].name == name; });
        return last_;
    }

  private:
    const World& world_;
    IdTable ids_;
    NamespaceId last_ = none;
};

}  // namespace

Rulebook::Rulebook(const World& world) {
    static const std::vector<PolicyPort> every_port;
    add_ports(every_port);
    NamespaceIds namespaces(world);
    const Prefetcher prefetcher(world.policies);
    for (std::size_t i = 0; i < world.policies.size(); ++i) {
        prefetcher.before(i);
        const NetworkPolicy& policy = world.policies[i];
        const NamespaceId ns = namespaces.of(policy.ns);
        for (const Direction direction : {Direction::FromPod, Direction::ToPod}) {
            if (isolates(policy, direction)) {
                add(ns, policy, direction);
            } else {
                effects_[static_cast<std::size_t>(direction)].of_policy.push_back(none);
            }
        }
    }
}

SelectorId Rulebook::add_selector(const LabelSelector& selector) {
    const auto [id, fresh] = selector_ids_.find_or_add(
        hash_of(selector), [&](std::uint32_t other) { return *selectors_[other] == selector; });
    if (fresh) selectors_.push_back(&selector);
    return id;
}

BlockId Rulebook::add_block(const IpBlock& block) {
    const auto [id, fresh] = block_ids_.find_or_add(
        hash_of(block), [&](std::uint32_t other) { return same(*blocks_[other], block); });
    if (fresh) blocks_.push_back(&block);
    return id;
}

AtomId Rulebook::add_atom(const Atom& atom) {
    const auto [id, fresh] = atom_ids_.find_or_add(
        hash_of(atom), [&](std::uint32_t other) { return atoms_[other] == atom; });
    if (fresh) atoms_.push_back(atom);
    return id;
}

AtomId Rulebook::find_peer(NamespaceId ns, const Peer& peer) const {
    Atom atom;
    const auto find_selector = [&](const LabelSelector& selector) {
        return selector_ids_.find(
            hash_of(selector), [&](std::uint32_t other) { return *selectors_[other] == selector; });
    };
    if (peer.ip_block) {
        atom.block = block_ids_.find(hash_of(*peer.ip_block), [&](std::uint32_t other) {
            return same(*blocks_[other], *peer.ip_block);
        });
        if (atom.block == none) return none;
    } else {
        if (peer.pod_selector && !peer.pod_selector->empty()) {
            atom.pods = find_selector(*peer.pod_selector);
            if (atom.pods == none) return none;
        }
        if (peer.namespace_selector) {
            atom.namespaces = find_selector(*peer.namespace_selector);
            if (atom.namespaces == none) return none;
        } else {
            atom.ns = ns;
        }
    }
    return atom_ids_.find(hash_of(atom),
                          [&](std::uint32_t other) { return atoms_[other] == atom; });
}

AtomId Rulebook::add_pods(NamespaceId ns, const LabelSelector& selector) {
    return add_atom({ns, none, selector.empty() ? none : add_selector(selector), none});
}

AtomId Rulebook::add_peer(NamespaceId ns, const Peer& peer) {
    if (peer.ip_block) return add_atom({none, none, none, add_block(*peer.ip_block)});
    if (!peer.namespace_selector) return add_pods(ns, *peer.pod_selector);
    const bool all = !peer.pod_selector || peer.pod_selector->empty();
    return add_atom({none, add_selector(*peer.namespace_selector),
                     all ? none : add_selector(*peer.pod_selector), none});
}

PortsId Rulebook::add_ports(const std::vector<PolicyPort>& ports) {
    const auto [id, fresh] = port_ids_.find_or_add(
        hash_of(ports), [&](std::uint32_t other) { return same(*ports_[other], ports); });
    if (!fresh) return id;
    ports_.push_back(&ports);
    for (const PolicyPort& item : ports) {
        PortItem made;
        made.protocol = protocol_of(item);
        if (const auto* name = std::get_if<std::string>(&item.port)) {
            made.kind = PortItem::named;
            made.name = add_port_name(*name, made.protocol);
        } else if (const auto* first = std::get_if<std::int64_t>(&item.port)) {
            made.first = static_cast<std::uint16_t>(*first);
            made.last = static_cast<std::uint16_t>(item.end_port.value_or(*first));
        }
        port_items_.push_back(made);
    }
    port_ends_.push_back(static_cast<std::uint32_t>(port_items_.size()));
    return id;
}

std::uint32_t Rulebook::add_port_name(std::string_view name, Protocol protocol) {
    const auto [id, fresh] = port_name_ids_.find_or_add(
        mix(static_cast<std::uint64_t>(protocol), name), [&](std::uint32_t other) {
            return port_names_[other].name == name && port_names_[other].protocol == protocol;
        });
    if (fresh) port_names_.push_back({name, protocol});
    return id;
}

std::uint32_t Rulebook::port_name(std::string_view name, Protocol protocol) const {
    return port_name_ids_.find(
        mix(static_cast<std::uint64_t>(protocol), name), [&](std::uint32_t other) {
            return port_names_[other].name == name && port_names_[other].protocol == protocol;
        });
}

void Rulebook::add(NamespaceId ns, const NetworkPolicy& policy, Direction direction) {
    Effects& effects = effects_[static_cast<std::size_t>(direction)];
    const auto begin = static_cast<std::uint32_t>(effects.pieces.size());
    std::uint64_t hash = 0;
    const auto add_piece = [&](const Piece& piece) {
        effects.pieces.push_back(piece);
        hash = mix(mix(hash, piece.atom), piece.ports);
    };
    for (const PolicyRule& rule : rules_of(policy, direction)) {
        const PortsId ports = rule.ports.empty() ? 0 : add_ports(rule.ports);
        if (rule.peers.empty()) add_piece({any_peer, ports});
        for (const Peer& peer : rule.peers) add_piece({add_peer(ns, peer), ports});
    }
    const auto end = static_cast<std::uint32_t>(effects.pieces.size());
    const auto place = static_cast<std::size_t>(direction);
    const auto [effect, fresh] = effect_ids_[place].find_or_add(hash, [&](std::uint32_t other) {
        const Effects::Span span = effects.effects[other];
        return std::equal(effects.pieces.begin() + span.begin, effects.pieces.begin() + span.end,
                          effects.pieces.begin() + begin, effects.pieces.end());
    });
    if (fresh) {
        effects.effects.push_back({begin, end});
    } else {
        effects.pieces.resize(begin);
    }
    const std::pair<EffectId, AtomId> subject{effect, add_pods(ns, policy.pod_selector)};
    const auto known = subject_ids_[place].find_or_add(
        mix(mix(0, subject.first), subject.second),
        [&](std::uint32_t other) { return effects.subject[other] == subject; });
    if (known.second) {
        effects.subject.push_back(subject);
        effects.policies.push_back(0);
    }
    ++effects.policies[known.first];
    effects.of_policy.push_back(known.first);
}

}  // namespace policy::reach
