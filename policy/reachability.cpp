// SPDX-License-Identifier: MIT
#include "policy/reachability.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "policy/direction_builder.h"
#include "policy/rule_ports.h"
#include "policy/sweep.h"

namespace policy {
namespace {

// One way to look at the world: one address family, and what is in doubt taken as no or as yes.
struct Lane {
    Family family;
    bool possible;
};

const std::array<Lane, 4> lanes = {Lane{Family::V4, false}, Lane{Family::V4, true},
                                   Lane{Family::V6, false}, Lane{Family::V6, true}};

enum class Match : std::uint8_t { No, Maybe, Yes };

bool isolates(const NetworkPolicy& policy, Direction direction) {
    const char* type = direction == Direction::FromPod ? "Egress" : "Ingress";
    return std::find(policy.policy_types.begin(), policy.policy_types.end(), type) !=
           policy.policy_types.end();
}

bool live(const Pod& pod) {
    return !pod.finished() && !pod.addresses.empty();
}

const IpAddress* address_of(const Pod& pod, Family family) {
    for (const IpAddress& address : pod.addresses) {
        if (address.family() == family) return &address;
    }
    return nullptr;
}

ConnectionSet set_of(const PlanePorts& planes) {
    static const std::array<Protocol, 3> protocols = {Protocol::TCP, Protocol::UDP, Protocol::SCTP};
    ConnectionSet set;
    for (std::size_t i = 0; i < protocols.size(); ++i) {
        for (const PortRange& range : planes[i]) {
            const auto first = std::max<std::uint16_t>(range.first, 1);
            if (first <= range.last) {
                set = set | ConnectionSet::of(protocols[i], {first, range.last});
            }
        }
    }
    if (!planes[static_cast<std::size_t>(Plane::Other)].empty()) {
        set = set | ConnectionSet::portless();
    }
    return set;
}

bool contains(const AddressRanges& ranges, const IpAddress& address) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const AddressRange& range) {
        return range.first.family() == address.family() && !(address < range.first) &&
               !(range.last < address);
    });
}

bool whole_family(const AddressRanges& ranges) {
    return ranges.size() == 1 && !ranges[0].last.next() &&
           (ranges[0].first == IpAddress() || ranges[0].first == IpAddress::v6(0, 0));
}

}  // namespace

struct Reachability::State {
    struct Answer {
        ConnectionSet certain, possible;
        bool families_differ = false, all_on_own_node = false;
    };

    State(const World& w, const Settings& s) : world(w), settings(s) {
        for (const Namespace& ns : w.namespaces) namespaces[ns.name] = &ns;
        for (const Pod& pod : w.pods) {
            if (!live(pod)) continue;
            for (const IpAddress& address : pod.addresses) {
                has[address.is_v4() ? 0 : 1] = true;
                if (pod.addresses_are != Addresses::StandIn) known[address.is_v4() ? 0 : 1] = true;
            }
        }
        for (const NetworkPolicy& policy : w.policies) {
            for (const auto* rules : {&policy.ingress, &policy.egress}) {
                for (const PolicyRule& rule : *rules) {
                    for (const Peer& peer : rule.peers) {
                        if (peer.ip_block) blocks[&peer] = ranges_of(*peer.ip_block);
                    }
                    for (const PolicyPort& port : rule.ports) {
                        if (const auto name = asked_name(port)) asked.insert(*name);
                    }
                }
            }
        }
        list_pods();
        list_outside();
    }

    bool policed(const Pod& pod) const {
        return live(pod) &&
               (!pod.host_network || settings.host_network_pods == HostNetworkPods::Police);
    }

    bool incomplete(const Pod& pod) const {
        return policed(pod) && std::binary_search(world.incomplete_namespaces.begin(),
                                                  world.incomplete_namespaces.end(), pod.ns);
    }

    bool has_family(const Pod& pod, Family family) const {
        const std::size_t at = family == Family::V4 ? 0 : 1;
        if (pod.addresses_are == Addresses::StandIn && (known[0] || known[1])) return known[at];
        return address_of(pod, family) != nullptr;
    }

    Match matches_peer(const std::string& ns, const Peer& peer, const Pod& pod,
                       Family family) const {
        if (peer.ip_block) {
            if (policed(pod) && !settings.ip_block_matches_pods) return Match::No;
            const AddressRanges& ranges = blocks.at(&peer);
            if (ranges.empty() || ranges[0].first.family() != family) return Match::No;
            if (pod.addresses_are != Addresses::Known) {
                return whole_family(ranges) ? Match::Yes : Match::Maybe;
            }
            const IpAddress* address = address_of(pod, family);
            return address != nullptr && contains(ranges, *address) ? Match::Yes : Match::No;
        }
        if (!policed(pod)) return Match::No;
        if (peer.namespace_selector) {
            if (!matches(*peer.namespace_selector, namespaces.at(pod.ns)->labels)) return Match::No;
        } else if (pod.ns != ns) {
            return Match::No;
        }
        return !peer.pod_selector || matches(*peer.pod_selector, pod.labels) ? Match::Yes
                                                                             : Match::No;
    }

    bool selects(const NetworkPolicy& policy, const Pod& pod) const {
        return policed(pod) && policy.ns == pod.ns && matches(policy.pod_selector, pod.labels);
    }

    PortNumbers numbers(const Pod& pod) const {
        PortNumbers result;
        if (!policed(pod)) return result;
        for (const ContainerPort& port : pod.ports) {
            const PortName name{port.name, port.protocol};
            if (asked.count(name) > 0) result[name].push_back(port.port);
        }
        for (auto& [name, list] : result) std::sort(list.begin(), list.end());
        return result;
    }

    std::string signature(const Pod& pod) const {
        std::string result;
        const auto add = [&](bool bit) { result += bit ? '1' : '0'; };
        add(policed(pod));
        add(pod.host_network);
        add(incomplete(pod));
        add(has_family(pod, Family::V4));
        add(has_family(pod, Family::V6));
        for (const NetworkPolicy& policy : world.policies) {
            add(selects(policy, pod));
            for (const auto* rules : {&policy.ingress, &policy.egress}) {
                for (const PolicyRule& rule : *rules) {
                    for (const Peer& peer : rule.peers) {
                        for (const Family family : {Family::V4, Family::V6}) {
                            const Match match = matches_peer(policy.ns, peer, pod, family);
                            result += static_cast<char>('0' + static_cast<int>(match));
                        }
                    }
                }
            }
        }
        for (const auto& [name, list] : numbers(pod)) {
            result += name.name + '/' + text(name.protocol);
            for (const std::uint16_t number : list) result += ':' + std::to_string(number);
        }
        return result;
    }

    void list_pods() {
        class_of.resize(world.pods.size());
        std::map<std::string, ClassId> known_signatures;
        for (std::size_t i = 0; i < world.pods.size(); ++i) {
            if (!live(world.pods[i])) continue;
            const auto next = static_cast<ClassId>(classes.size());
            const auto [entry, fresh] = known_signatures.emplace(signature(world.pods[i]), next);
            if (fresh) classes.emplace_back();
            classes[entry->second].pods.push_back(static_cast<std::uint32_t>(i));
            class_of[i] = entry->second;
        }
    }

    void list_outside() {
        std::vector<AddressRanges> sets;
        std::vector<IpAddress> taken;
        for (const Pod& pod : world.pods) {
            if (live(pod)) taken.insert(taken.end(), pod.addresses.begin(), pod.addresses.end());
        }
        sets.push_back(ranges_of(taken));
        for (const auto& block : blocks) sets.push_back(block.second);
        for (const Family family : {Family::V4, Family::V6}) {
            if (!(family == Family::V4 ? has[0] : has[1])) continue;
            std::vector<Span<IpAddress>> spans;
            for (std::size_t i = 0; i < sets.size(); ++i) {
                for (const AddressRange& range : sets[i]) {
                    if (range.first.family() != family) continue;
                    spans.push_back({range.first, range.last, static_cast<std::uint32_t>(i)});
                }
            }
            const IpAddress lowest = family == Family::V4 ? IpAddress() : IpAddress::v6(0, 0);
            const IpAddress highest = family == Family::V4
                                          ? IpAddress::v4(0xFFFFFFFFU)
                                          : IpAddress::v6(~std::uint64_t{0}, ~std::uint64_t{0});
            std::vector<std::pair<IpAddress, std::vector<std::uint32_t>>> cells;
            sweep(spans, lowest, [&](const IpAddress& first, const auto& covering) {
                cells.emplace_back(first, covering);
            });
            std::map<std::vector<std::uint32_t>, ClassId> by_covering;
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const auto& [first, covering] = cells[i];
                if (!covering.empty() && covering[0] == 0) continue;
                IpAddress last = highest;
                if (i + 1 < cells.size()) last = before(cells[i + 1].first);
                const auto next = static_cast<ClassId>(classes.size());
                const auto [entry, fresh] = by_covering.emplace(covering, next);
                if (fresh) classes.emplace_back();
                AddressRanges& ranges = classes[entry->second].outside;
                if (!ranges.empty() && ranges.back().last.next() == first) {
                    ranges.back().last = last;
                } else {
                    ranges.push_back({first, last});
                }
            }
        }
    }

    static IpAddress before(const IpAddress& address) {
        if (address.is_v4()) return IpAddress::v4(address.v4_bits() - 1);
        return IpAddress::v6(address.high() - (address.low() == 0 ? 1 : 0), address.low() - 1);
    }

    const Pod* pod(ClassId id) const {
        return classes[id].is_outside() ? nullptr : &world.pods[classes[id].pods[0]];
    }

    bool in_lane(ClassId id, const Lane& lane) const {
        if (const Pod* p = pod(id)) return has_family(*p, lane.family);
        return classes[id].outside[0].first.family() == lane.family;
    }

    bool admits(const NetworkPolicy& policy, const PolicyRule& rule, ClassId peer,
                const Lane& lane) const {
        if (rule.peers.empty()) return true;
        return std::any_of(rule.peers.begin(), rule.peers.end(), [&](const Peer& item) {
            if (const Pod* p = pod(peer)) {
                const Match match = matches_peer(policy.ns, item, *p, lane.family);
                return match == Match::Yes || (match == Match::Maybe && lane.possible);
            }
            return item.ip_block && contains(blocks.at(&item), classes[peer].outside[0].first);
        });
    }

    // What `subject` lets pass from or to `peer`.
    ConnectionSet side(ClassId subject, Direction direction, ClassId peer, const Lane& lane) const {
        const Pod* own = pod(subject);
        if (own == nullptr || !policed(*own)) return ConnectionSet::all();
        if (incomplete(*own)) return lane.possible ? ConnectionSet::all() : ConnectionSet();
        const Pod* destination = direction == Direction::ToPod ? own : pod(peer);
        const PortNumbers declared = destination != nullptr ? numbers(*destination) : PortNumbers();
        bool isolated = false;
        ConnectionSet result;
        for (const NetworkPolicy& policy : world.policies) {
            if (!isolates(policy, direction) || !selects(policy, *own)) continue;
            isolated = true;
            for (const PolicyRule& rule : rules_of(policy, direction)) {
                if (admits(policy, rule, peer, lane)) {
                    result = result | set_of(resolve_ports(rule, declared).matching);
                }
            }
        }
        if (!isolated) return ConnectionSet::all();
        if (settings.portless == PortlessTraffic::Allow)
            result = result | ConnectionSet::portless();
        if (settings.portless == PortlessTraffic::Drop) result = result - ConnectionSet::portless();
        return result;
    }

    bool share_a_node(ClassId a, ClassId b) const {
        std::set<std::string> nodes;
        for (const std::uint32_t i : classes[a].pods) nodes.insert(world.pods[i].node);
        nodes.erase("");
        return std::any_of(classes[b].pods.begin(), classes[b].pods.end(),
                           [&](std::uint32_t i) { return nodes.count(world.pods[i].node) > 0; });
    }

    bool is_node(ClassId id) const {
        const Pod* p = pod(id);
        return p != nullptr && !policed(*p);
    }

    Answer answer(ClassId from, ClassId to) const {
        Answer result;
        if (pod(from) == nullptr && pod(to) == nullptr) return result;
        std::array<std::array<ConnectionSet, 2>, 2> found;
        std::array<bool, 2> there = {false, false};
        for (const Lane& lane : lanes) {
            if (!in_lane(from, lane) || !in_lane(to, lane)) continue;
            const std::size_t family = lane.family == Family::V4 ? 0 : 1;
            there[family] = true;
            found[family][lane.possible ? 1 : 0] =
                side(from, Direction::FromPod, to, lane) & side(to, Direction::ToPod, from, lane);
        }
        result.certain = found[0][0] | found[1][0];
        result.possible = found[0][1] | found[1][1];
        result.families_differ = there[0] && there[1] && found[0] != found[1];
        const bool exempt = (is_node(from) && !is_node(to)) ||
                            (settings.allow_egress_to_own_node && is_node(to) && !is_node(from));
        result.all_on_own_node = exempt && !result.certain.is_all() && share_a_node(from, to);
        return result;
    }

    const Answer& between(ClassId from, ClassId to) {
        const auto [entry, fresh] = answers.try_emplace({from, to});
        if (fresh) entry->second = answer(from, to);
        return entry->second;
    }

    const World& world;
    Settings settings;
    std::map<std::string, const Namespace*> namespaces;
    std::map<const Peer*, AddressRanges> blocks;
    std::set<PortName> asked;
    std::array<bool, 2> has = {false, false};    // IPv4, IPv6: addresses among the pods
    std::array<bool, 2> known = {false, false};  // likewise, without stand-ins
    std::vector<EndpointClass> classes;
    std::vector<std::optional<ClassId>> class_of;
    std::map<std::pair<ClassId, ClassId>, Answer> answers;
};

Reachability::Reachability(const World& world, const Settings& settings)
    : state_(std::make_unique<State>(world, settings)) {}
Reachability::~Reachability() = default;
Reachability::Reachability(Reachability&&) noexcept = default;
Reachability& Reachability::operator=(Reachability&&) noexcept = default;

const std::vector<EndpointClass>& Reachability::classes() const {
    return state_->classes;
}

std::optional<ClassId> Reachability::class_of(std::size_t pod) const {
    return state_->class_of[pod];
}

Allowed Reachability::between(ClassId from, ClassId to) const {
    const State::Answer& answer = state_->between(from, to);
    const bool sure = answer.certain == answer.possible;
    return {&answer.certain, sure ? &answer.certain : &answer.possible, answer.families_differ,
            answer.all_on_own_node};
}

void Reachability::for_each_allowed(ClassId from, const Visit& visit) const {
    for (ClassId to = 0; to < state_->classes.size(); ++to) {
        const Allowed allowed = between(from, to);
        if (!allowed.possible->empty() || allowed.all_on_own_node) visit(to, allowed);
    }
}

std::size_t Reachability::bytes() const {
    return sizeof(State) + state_->answers.size() * sizeof(State::Answer);
}

}  // namespace policy
