// SPDX-License-Identifier: MIT
#include "sim/analysis/init_flows.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

namespace analysis {
namespace {

using policy::ClassId;
using policy::ConnectionSet;
using policy::IpAddress;
using policy::Protocol;

struct ProtocolPort {
    Protocol protocol = Protocol::TCP;
    std::uint16_t port = 0;
};

struct End {
    ClassId of = 0;
    std::optional<std::uint32_t> pod;
    std::string reference;
};

struct Witness {
    End first;
    std::optional<End> second;  // another pod of the class
};

// What a pair of ends may do in the scenario, and what the dump alone says of it.
struct Answer {
    ConnectionSet certain;
    ConnectionSet possible;
};

// The first port of a set, TCP before UDP before SCTP before what has none.
std::optional<ProtocolPort> first_of(const ConnectionSet& set) {
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP, Protocol::SCTP}) {
        const auto& list = set.ports(protocol);
        if (!list.empty()) return ProtocolPort{protocol, list.front().first};
    }
    if (set.has_portless()) return ProtocolPort{Protocol::ICMP, 0};
    return std::nullopt;
}

// A usual port of the set, if it has one.
std::optional<ProtocolPort> port_in(const ConnectionSet& set,
                                    const std::vector<ProtocolPort>& usual) {
    for (const ProtocolPort& each : usual) {
        if (set.contains(each.protocol, each.port)) return each;
    }
    return first_of(set);
}

// Neither "this network", loopback, link-local, multicast nor reserved, nor what a subnet keeps for
// itself: somebody could have it.
bool usable(const IpAddress& address) {
    const std::uint32_t bits = address.v4_bits();
    const std::uint32_t first = bits >> 24U;
    const std::uint32_t last = bits & 0xFFU;
    return first != 0 && first != 127 && first < 224 && bits >> 16U != 0xA9FE && last >= 16 &&
           last != 255;
}

class Drafter {
  public:
    Drafter(const scenario::Scenario& scenario, const policy::World& dumped)
        : world_(scenario.world),
          reach_(scenario.world, scenario.settings),
          dumped_(dumped, scenario.settings) {
        for (std::size_t i = 0; i < dumped.pods.size(); ++i) {
            dumped_pods_[dumped.pods[i].ns + "/" + dumped.pods[i].name] = i;
        }
    }

    DraftFlows draft() {
        const std::vector<Witness> witnesses = list_witnesses();
        for (const Witness& source : witnesses) {
            for (const Witness& destination : witnesses) {
                const End& from = source.first;
                if (!from.pod && !destination.first.pod) continue;  // nothing judges it
                const bool same = from.of == destination.first.of;
                if (same && !destination.second) continue;  // a pod and itself
                ask(from, same ? *destination.second : destination.first);
                if (result_.flows.size() < max_draft_flows) continue;
                result_.cut = true;
                return std::move(result_);
            }
        }
        return std::move(result_);
    }

  private:
    std::vector<Witness> list_witnesses() {
        std::vector<Witness> found;
        for (ClassId id = 0; id < reach_.classes().size(); ++id) {
            const policy::EndpointClass& of = reach_.classes()[id];
            if (of.is_outside()) {
                if (const auto end = outside_end(id)) found.push_back({*end, std::nullopt});
                continue;
            }
            std::vector<End> ends;
            for (const std::uint32_t pod : of.pods) {
                if (ends.size() < 2 && has_v4(pod)) ends.push_back(pod_end(id, pod));
            }
            if (ends.empty()) continue;
            found.push_back(
                {ends[0], ends.size() > 1 ? std::optional<End>(ends[1]) : std::nullopt});
        }
        return found;
    }

    bool has_v4(std::uint32_t pod) const {
        const auto& addresses = world_.pods[pod].addresses;
        return std::any_of(addresses.begin(), addresses.end(),
                           [](const IpAddress& address) { return address.is_v4(); });
    }

    End pod_end(ClassId of, std::uint32_t pod) const {
        return {of, pod, world_.pods[pod].ns + "/pod/" + world_.pods[pod].name};
    }

    std::optional<End> outside_end(ClassId of) {
        std::set<IpAddress> nodes;
        for (const policy::Node& node : world_.nodes) {
            nodes.insert(node.addresses.begin(), node.addresses.end());
        }
        for (const policy::AddressRange& range : reach_.classes()[of].outside) {
            if (!range.first.is_v4()) continue;
            for (std::uint64_t bits = range.first.v4_bits(); bits <= range.last.v4_bits();) {
                const IpAddress address = IpAddress::v4(static_cast<std::uint32_t>(bits));
                if (usable(address) && nodes.count(address) == 0) {
                    const std::string name = "outside-" + std::to_string(result_.hosts.size() + 1);
                    result_.hosts.push_back({name, address});
                    return End{of, std::nullopt, "host/" + name};
                }
                // Of /24s each has usable ones, or none.
                const bool skip = (bits & 0xFFU) >= 16 && !usable(address);
                bits = skip ? (bits | 0xFFU) + 1 : bits + 1;
            }
        }
        return std::nullopt;
    }

    std::vector<ProtocolPort> usual_ports(const End& to) const {
        std::vector<ProtocolPort> usual;
        if (to.pod) {
            for (const policy::ContainerPort& port : world_.pods[*to.pod].ports) {
                usual.push_back({port.protocol, port.port});
            }
        }
        static constexpr std::array<std::uint16_t, 4> well_known = {80, 443, 8080, 22};
        for (const std::uint16_t port : well_known) {
            usual.push_back({Protocol::TCP, port});
        }
        return usual;
    }

    bool on_one_node(const End& from, const End& to) const {
        return from.pod && to.pod && !world_.pods[*from.pod].node.empty() &&
               world_.pods[*from.pod].node == world_.pods[*to.pod].node;
    }

    Answer answer(const End& from, const End& to) const {
        const policy::Allowed allowed = reach_.between(from.of, to.of);
        if (allowed.all_on_own_node && on_one_node(from, to)) {
            return {ConnectionSet::all(), ConnectionSet::all()};
        }
        Answer result{*allowed.certain, *allowed.possible};
        if (allowed.families_differ) result.certain = {};  // packets are of IPv4
        const auto doubt = doubt_of_dump(from, to);
        result.certain = result.certain - doubt;
        result.possible = result.possible | doubt;
        return result;
    }

    // What addresses that nobody knows yet decide.
    ConnectionSet doubt_of_dump(const End& from, const End& to) const {
        if (!from.pod || !to.pod) return {};
        const auto a = dumped_class(*from.pod);
        const auto b = dumped_class(*to.pod);
        if (!a || !b) return {};
        const policy::Allowed allowed = dumped_.between(*a, *b);
        return *allowed.possible - *allowed.certain;
    }

    std::optional<ClassId> dumped_class(std::uint32_t pod) const {
        const auto found = dumped_pods_.find(world_.pods[pod].ns + "/" + world_.pods[pod].name);
        return found == dumped_pods_.end() ? std::nullopt : dumped_.class_of(found->second);
    }

    void ask(const End& from, const End& to) {
        const Answer answer_here = answer(from, to);
        const std::vector<ProtocolPort> usual = usual_ports(to);
        // ICMP is the only one of what has no ports that a flow can be.
        add(from, to, port_in(answer_here.certain, usual), true);
        add(from, to, port_in(ConnectionSet::all() - answer_here.possible, usual), false);
        const ConnectionSet doubt = answer_here.possible - answer_here.certain;
        add(from, to, port_in(doubt, usual), std::nullopt);
    }

    void add(const End& from, const End& to, const std::optional<ProtocolPort>& port,
             std::optional<bool> allowed) {
        if (!port) return;
        if (!allowed) ++result_.uncertain;
        result_.flows.push_back(
            {from.reference, to.reference, port->protocol, port->port, allowed});
    }

    const policy::World& world_;
    policy::Reachability reach_;
    policy::Reachability dumped_;
    std::map<std::string, std::size_t> dumped_pods_;
    DraftFlows result_;
};

}  // namespace

DraftFlows draft_flows(const scenario::Scenario& scenario, const policy::World& dumped) {
    return Drafter(scenario, dumped).draft();
}

}  // namespace analysis
