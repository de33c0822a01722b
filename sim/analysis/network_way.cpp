// SPDX-License-Identifier: MIT
#include "sim/analysis/network_way.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "policy/vpc/node_nat.h"
#include "policy/vpc/vpc_names.h"
#include "sim/analysis/network_changes.h"
#include "sim/analysis/rows.h"
#include "sim/scenario/network/network_plan.h"
#include "sim/scenario/network/network_values.h"

namespace analysis {
namespace {

using policy::Action;
using policy::IpAddress;
using policy::NetworkIndex;
using policy::Packet;
using policy::Passage;
using policy::Reason;
using policy::Time;
using policy::VpcHook;
using policy::VpcStep;
using results::WhyHook;

constexpr std::uint16_t client_port = 49152;  // the first ephemeral one of RFC 6335

std::uint32_t first(std::uint32_t /*bound*/) {
    return 0;
}

std::string list_of(const std::vector<policy::Cause>& causes) {
    std::vector<std::string> names;
    names.reserve(causes.size());
    for (const policy::Cause& cause : causes) names.push_back(cause.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string way_of(VpcHook hook) {
    return hook == VpcHook::GroupsIn || hook == VpcHook::AclIn ? "in" : "out";
}

// What a step says, in a sentence.
std::string sentence(const VpcStep& step, const std::vector<policy::Cause>& causes) {
    const std::string way = way_of(step.hook);
    switch (step.verdict.reason) {
        case Reason::GroupRuleMatch:
            return fmt::format("security group {} lets it {}, by {}", causes.front().name, way,
                               causes.front().path);
        case Reason::GroupTracked:
            return fmt::format("the interface knows the connection, so it comes {} without a rule",
                               way);
        case Reason::GroupRulesMismatch:
            return fmt::format("no rule of security group {} lets it {}", list_of(causes), way);
        case Reason::GroupHasNoRules:
            return fmt::format("security group {} has no rule that lets anything {}",
                               list_of(causes), way);
        case Reason::AclEntryMatch:
            return fmt::format("network ACL {} lets it {}, by {}", causes.front().name, way,
                               causes.front().path);
        case Reason::AclRestriction:
            return causes.front().rule ? fmt::format("network ACL {} denies it, by {}",
                                                     causes.front().name, causes.front().path)
                                       : fmt::format("no entry of network ACL {} allows it {}",
                                                     causes.front().name, way);
        case Reason::RouteMatch:
            if (step.hook == VpcHook::Gateway) return "it passes on";
            return fmt::format("route table {} leads on, by {}", causes.front().name,
                               causes.front().path);
        case Reason::NoRoute:
            if (causes.empty()) break;
            return fmt::format("route table {} has no route to {}", causes.front().name,
                               step.tuple.destination.text());
        case Reason::AddressTranslated:
            return fmt::format("it goes on from {} to {}", step.tuple.source.text(),
                               step.tuple.destination.text());
        default:
            break;
    }
    std::string meaning(
        policy::reason_table()[static_cast<std::size_t>(step.verdict.reason)].meaning);
    if (meaning.back() == '.') meaning.pop_back();
    if (meaning.rfind("The ", 0) == 0 || meaning.rfind("No ", 0) == 0) meaning[0] += 'a' - 'A';
    return meaning;
}

// In a VPC, or in a network on premises. That a VPN is the way to everywhere else makes nothing
// known of what is there.
bool is_known(const policy::Network& network, const IpAddress& address) {
    const auto in = [&](const std::vector<policy::Prefix>& cidrs) {
        return std::any_of(cidrs.begin(), cidrs.end(), [&](const policy::Prefix& prefix) {
            return prefix.length() > 0 && prefix.contains(address);
        });
    };
    for (const policy::Vpc& vpc : network.vpcs) {
        if (in(vpc.cidrs)) return true;
    }
    for (const policy::PrivateGateway& gateway : network.private_gateways) {
        if (in(gateway.networks)) return true;
    }
    for (const policy::TransitGateway& gateway : network.transit_gateways) {
        for (const policy::TransitAttachment& each : gateway.attachments) {
            if (in(each.networks)) return true;
        }
    }
    return false;
}

// A private address of no network that the scenario has: what leads there, nobody knows.
bool is_written(const policy::Network& network) {
    const auto any = [](const auto& things) {
        return std::any_of(things.begin(), things.end(),
                           [](const auto& each) { return each.position.line > 0; });
    };
    return any(network.groups) || any(network.acls) || any(network.route_tables);
}

// Where a scenario says what stands between its pods and others it is asked about that, and does
// not know; else it is asked about policies alone.
NetworkWay to_nowhere(const policy::Network& network, const IpAddress& address) {
    const bool written = is_written(network);
    NetworkWay way;
    WhyHook row;
    row.leg = "forward";
    row.hook = "route";
    row.verdict = written ? "uncertain" : "allow";
    row.text = fmt::format("no network of this scenario has {}{}", address.text(),
                           written ? ", and what becomes of the packet is not known"
                                   : ": routes, security groups and network ACLs are not part of "
                                     "this answer");
    way.there.push_back(std::move(row));
    way.key = "nowhere";
    return way;
}

// One connection on its way.
class Walk {
  public:
    Walk(const policy::VpcRules& rules, std::shared_ptr<const policy::VpcRules> shared,
         const policy::CauseBook& causes, NetworkWay& way)
        : rules_(rules), causes_(causes), vpcs_(std::move(shared)), way_(way) {}

    // `from` and `to` are nodes' NATs, null for an end that is none's pod.
    void go(Packet packet, policy::NodeNat* from, const std::string& from_node,
            policy::NodeNat* to) {
        if (from != nullptr) packet = leave(packet, *from, from_node);
        const Passage there = pass(packet, "forward", way_.there);
        if (there.to == Passage::To::Nowhere || there.to == Passage::To::Provider) return;
        if (to != nullptr) to->arrives(there.packet, Time(0));
        Packet answer = policy::untranslated(there.packet.translated.reversed());
        answer.tcp.syn = answer.tcp.ack = packet.tcp.syn;
        answer.icmp_type = 0;
        pass(answer, "reply", way_.back);
    }

  private:
    Packet leave(const Packet& packet, policy::NodeNat& nat, const std::string& node) {
        const auto result = nat.leaves(packet, Time(0), first);
        if (result.kind != policy::SourceNat::Result::Kind::Translated) return packet;
        WhyHook row;
        row.leg = "forward";
        row.hook = "snat";
        row.pod = "node/" + node;
        row.verdict = "allow";
        row.reason = policy::code(Reason::NodeSourceNat);
        row.text = fmt::format(
            "the node puts its own address, {}, in place of the pod's, for {} is "
            "outside the VPC",
            nat.node().text(), packet.translated.destination.text());
        way_.there.push_back(std::move(row));
        return result.packet;
    }

    Passage pass(const Packet& packet, const char* leg, std::vector<WhyHook>& rows) {
        const auto sender = interface_of(packet.translated.source);
        Passage passage = sender ? vpcs_.send(*sender, packet, Time(0), first)
                                 : vpcs_.enter(packet, Time(0), first);
        for (const VpcStep& step : passage.steps) rows.push_back(row_of(step, leg));
        if (!passage.steps.empty() && passage.action == Action::Drop) {
            const VpcStep& last = passage.steps.back();
            way_.changes = changes_at(rules_.network(), last, packet);
            way_.key = fmt::format("{} {} {}", leg, policy::text(last.hook),
                                   static_cast<int>(last.verdict.reason));
            for (const policy::Cause& cause : causes_.at(last.verdict.causes)) {
                way_.key += " " + cause.name + cause.path;
            }
        } else if (passage.action == Action::Uncertain) {
            way_.key += fmt::format("{} uncertain", leg);
            if (passage.to == Passage::To::Nowhere) return passage;
        }
        return passage;
    }

    std::optional<NetworkIndex> interface_of(const IpAddress& address) const {
        for (NetworkIndex vpc = 0; vpc < rules_.network().vpcs.size(); ++vpc) {
            if (const NetworkIndex* found = rules_.interface_of(vpc, address)) return *found;
        }
        return std::nullopt;
    }

    WhyHook row_of(const VpcStep& step, const char* leg) const {
        const auto& causes = causes_.at(step.verdict.causes);
        WhyHook row;
        row.leg = leg;
        row.hook = policy::text(step.hook);
        row.pod = policy::ref_of(rules_.network(), step.at);
        row.verdict = policy::text(step.verdict.action);
        row.reason = policy::code(step.verdict.reason);
        row.text = sentence(step, causes);
        row.causes = cause_rows(causes);
        return row;
    }

    const policy::VpcRules& rules_;
    const policy::CauseBook& causes_;
    policy::VpcDatapath vpcs_;
    NetworkWay& way_;
};

}  // namespace

NetworkWays::NetworkWays(const policy::World& world, const policy::Network& network,
                         const scenario::Cni& cni)
    : world_(world),
      cni_(cni),
      rules_(std::make_shared<const policy::VpcRules>(network, causes_)) {}

std::optional<std::size_t> NetworkWays::node_at(const IpAddress& address,
                                                std::optional<std::size_t> pod) const {
    for (std::size_t node = 0; node < world_.nodes.size(); ++node) {
        const policy::Node& each = world_.nodes[node];
        const bool own = std::find(each.addresses.begin(), each.addresses.end(), address) !=
                         each.addresses.end();
        if (own || (pod && world_.pods[*pod].node == each.name)) return node;
    }
    return std::nullopt;
}

// A ClusterIP, which nothing outside of the nodes has.
bool NetworkWays::is_virtual(const IpAddress& address) const {
    return std::any_of(world_.services.begin(), world_.services.end(),
                       [&](const policy::Service& service) {
                           const auto& own = service.cluster_ips;
                           return std::find(own.begin(), own.end(), address) != own.end();
                       });
}

bool NetworkWays::is_strict(std::size_t pod) const {
    const auto& own = world_.pods[pod].addresses;
    return cni_.strict_pod_groups && !own.empty() && has_branch(own.front());
}

std::optional<NetworkWay> NetworkWays::between(
    const IpAddress& from, std::optional<std::size_t> from_pod, const IpAddress& to,
    std::optional<std::size_t> to_pod, policy::Protocol protocol, std::uint16_t port) const {
    const auto from_node = node_at(from, from_pod);
    const auto to_node = node_at(to, to_pod);
    const bool from_strict = cni_.strict_pod_groups && has_branch(from);
    const bool to_strict = cni_.strict_pod_groups && has_branch(to);
    if (from_node && from_node == to_node && !from_strict && !to_strict) return std::nullopt;
    const policy::Network& network = rules_->network();
    for (const IpAddress& end : {from, to}) {
        const bool unknown = !is_known(network, end) && !is_virtual(end);
        if (scenario::is_private(end) && unknown) return to_nowhere(network, end);
    }
    auto from_nat = from_strict ? std::nullopt : nat_of(from_node);
    auto to_nat = to_strict ? std::nullopt : nat_of(to_node);
    const bool icmp = protocol == policy::Protocol::ICMP;
    const IpAddress& at = is_known(network, from) ? to : scenario::seen_from_internet(network, to);
    Packet packet =
        policy::untranslated({from, at, protocol, client_port, icmp ? client_port : port});
    packet.tcp.syn = protocol == policy::Protocol::TCP;
    packet.icmp_type = icmp ? 8 : 0;
    NetworkWay way;
    Walk walk(*rules_, rules_, causes_, way);
    walk.go(packet, from_nat ? &*from_nat : nullptr, from_node ? world_.nodes[*from_node].name : "",
            to_nat ? &*to_nat : nullptr);
    return way;
}

// As the node's worker has it; nothing where it translates nothing.
std::optional<policy::NodeNat> NetworkWays::nat_of(std::optional<std::size_t> node) const {
    if (!node || cni_.external_snat) return std::nullopt;
    const policy::Network& network = rules_->network();
    for (const IpAddress& address : world_.nodes[*node].addresses) {
        const NetworkIndex* interface = address.is_v4() ? interface_of(address) : nullptr;
        if (interface == nullptr) continue;
        const NetworkIndex vpc = network.subnets[network.interfaces[*interface].subnet].vpc;
        std::vector<policy::Prefix> inside = network.vpcs[vpc].cidrs;
        inside.insert(inside.end(), cni_.exclude_snat.begin(), cni_.exclude_snat.end());
        return policy::NodeNat(address, std::move(inside), cni_.random_snat_ports);
    }
    return std::nullopt;
}

const NetworkIndex* NetworkWays::interface_of(const IpAddress& address) const {
    for (NetworkIndex vpc = 0; vpc < rules_->network().vpcs.size(); ++vpc) {
        if (const NetworkIndex* found = rules_->interface_of(vpc, address)) return found;
    }
    return nullptr;
}

// A pod whose interface is its own.
bool NetworkWays::has_branch(const IpAddress& address) const {
    const NetworkIndex* own = interface_of(address);
    return own != nullptr && rules_->network().interfaces[*own].branch;
}

void NetworkWays::add_edges(policy::Protocol protocol, std::set<std::uint32_t>& edges) const {
    const auto add = [&](const policy::TrafficMatch& traffic) {
        if (traffic.protocol && *traffic.protocol != protocol) return;
        edges.insert(std::max<std::uint32_t>(traffic.first_port, 1));
        edges.insert(std::uint32_t{traffic.last_port} + 1);
    };
    for (const policy::SecurityGroup& group : rules_->network().groups) {
        for (const policy::SecurityRule& rule : group.inbound) add(rule.traffic);
        for (const policy::SecurityRule& rule : group.outbound) add(rule.traffic);
    }
    for (const policy::NetworkAcl& acl : rules_->network().acls) {
        for (const policy::AclEntry& entry : acl.inbound) add(entry.traffic);
        for (const policy::AclEntry& entry : acl.outbound) add(entry.traffic);
    }
}

}  // namespace analysis
