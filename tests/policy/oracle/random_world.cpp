// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/random_world.h"

#include <algorithm>
#include <string>

#include "tests/policy/oracle/build.h"

namespace oracle {
namespace {

using policy::IpAddress;
using policy::Labels;
using policy::LabelSelector;
using policy::NetworkPolicy;
using policy::Peer;
using policy::Pod;
using policy::PolicyPort;
using policy::PolicyRule;
using policy::Protocol;

const std::vector<std::string> keys = {"app", "tier"};
const std::vector<std::string> values = {"x", "y", ""};
const std::vector<std::string> teams = {"red", "blue"};
const std::vector<std::string> port_names = {"http", "dns"};
const std::vector<std::string> protocols = {"TCP", "TCP", "UDP", "SCTP"};
const std::vector<std::uint16_t> numbers = {1, 53, 79, 80, 81, 8080, 65534, 65535};

// 10.0.0.0/26 and fd00::/122 hold all pods; blocks lie there or around it.
IpAddress v4(std::size_t host) {
    return IpAddress::v4(0x0A000000U + static_cast<std::uint32_t>(host));
}
IpAddress v6(std::size_t host) {
    return IpAddress::v6(0xFD00000000000000U, host);
}

Protocol random_protocol(Dice& dice) {
    static const std::vector<Protocol> all = {Protocol::TCP, Protocol::TCP, Protocol::UDP,
                                              Protocol::SCTP};
    return dice.pick(all);
}

Pod random_pod(std::size_t place, std::size_t namespaces, Dice& dice) {
    Pod pod;
    pod.ns = std::string(1, static_cast<char>('a' + dice.below(namespaces)));
    pod.name = "pod" + std::to_string(place);
    for (const std::string& key : keys) {
        if (!dice.one_in(3)) pod.labels[key] = dice.pick(values);
    }
    const std::size_t stack = dice.below(4);
    if (stack != 0) pod.addresses.push_back(v4(4 * place + 1));
    if (stack <= 1) pod.addresses.push_back(v6(4 * place + 1));
    if (dice.one_in(20)) pod.addresses.clear();
    for (std::size_t i = dice.below(4); i > 0; --i) {
        pod.ports.push_back({dice.pick(port_names), random_protocol(dice), dice.pick(numbers)});
    }
    return pod;
}

// Some pods are no peers: on the node's network, or done, their addresses given to another.
void retire_some(std::vector<Pod>& pods, Dice& dice) {
    for (Pod& pod : pods) {
        if (dice.one_in(10)) {
            pod.host_network = true;
            pod.addresses = {v4(62)};
        } else if (dice.one_in(8)) {
            pod.phase = dice.one_in(2) ? policy::Phase::Succeeded : policy::Phase::Failed;
            pod.addresses = dice.pick(pods).addresses;
        }
    }
}

policy::LabelRequirement random_requirement(Dice& dice) {
    static const std::vector<std::string> operators = {"In", "NotIn", "Exists", "DoesNotExist"};
    policy::LabelRequirement result{dice.pick(keys), dice.pick(operators), {}};
    if (result.op == "In" || result.op == "NotIn") {
        for (std::size_t i = dice.between(1, 2); i > 0; --i) {
            result.values.push_back(dice.pick(values));
        }
    }
    return result;
}

LabelSelector random_pod_selector(Dice& dice) {
    LabelSelector selector;
    if (dice.one_in(4)) return selector;
    if (dice.one_in(2)) return select(dice.pick(keys), dice.pick(values));
    for (std::size_t i = dice.between(1, 2); i > 0; --i) {
        selector.match_expressions.push_back(random_requirement(dice));
    }
    return selector;
}

LabelSelector random_namespace_selector(Dice& dice) {
    if (dice.one_in(4)) return {};
    if (dice.one_in(2)) return select("team", dice.pick(teams));
    return select("kubernetes.io/metadata.name", dice.one_in(2) ? "In" : "NotIn",
                  {dice.one_in(2) ? "a" : "b"});
}

// Of `address` and everything that shares its first `length` bits. The host bits that are written
// are sometimes those of the address.
std::string cidr(const IpAddress& address, std::size_t length, Dice& dice) {
    const policy::Prefix prefix(address, static_cast<int>(length));
    const IpAddress& written = dice.one_in(3) ? address : prefix.first();
    return written.text() + "/" + std::to_string(length);
}

Peer random_block(Dice& dice) {
    const bool is_v4 = !dice.one_in(3);
    const std::size_t width = is_v4 ? 32 : 128;
    const std::size_t length = dice.one_in(8) ? dice.below(3) : dice.between(width - 8, width);
    const IpAddress base = is_v4 ? v4(dice.below(80)) : v6(dice.below(80));
    Peer peer = block(cidr(base, length, dice));
    for (std::size_t i = dice.below(3); i > 0 && length < width; --i) {
        // An address of the block: its first bits, and others behind them.
        const std::size_t host = dice.below(80);
        const policy::Prefix whole(base, static_cast<int>(length));
        const IpAddress inside = is_v4 ? v4(host) : v6(host);
        const IpAddress& of = whole.contains(inside) ? inside : base;
        const std::size_t longer = dice.between(std::max(length + 1, width - 8), width);
        peer.ip_block->except.push_back(cidr(of, longer, dice));
    }
    return peer;
}

Peer random_peer(Dice& dice) {
    switch (dice.below(4)) {
        case 0:
            return pods(random_pod_selector(dice));
        case 1:
            return namespaces(random_namespace_selector(dice));
        case 2:
            return both(random_namespace_selector(dice), random_pod_selector(dice));
        default:
            return random_block(dice);
    }
}

PolicyPort random_port(Dice& dice) {
    PolicyPort item;
    if (!dice.one_in(3)) item.protocol = dice.pick(protocols);
    const std::size_t kind = dice.below(6);
    if (kind == 0) return item;
    if (kind <= 2) {
        item.port = dice.pick(port_names);
        return item;
    }
    const std::uint16_t first = dice.pick(numbers);
    item.port = std::int64_t{first};
    if (kind == 3) item.end_port = dice.between(first, std::min<std::size_t>(65535, first + 60U));
    return item;
}

std::vector<PolicyRule> random_rules(Dice& dice) {
    std::vector<PolicyRule> rules(dice.below(4));
    for (PolicyRule& rule : rules) rule = random_rule(dice);
    return rules;
}

}  // namespace

NetworkPolicy random_policy(std::size_t place, std::size_t namespaces, Dice& dice) {
    static const std::vector<std::vector<std::string>> types = {
        {}, {"Ingress"}, {"Egress"}, {"Ingress", "Egress"}, {"Egress", "Ingress"}};
    NetworkPolicy policy;
    policy.ns = std::string(1, static_cast<char>('a' + dice.below(namespaces)));
    policy.name = "policy" + std::to_string(place);
    policy.pod_selector = random_pod_selector(dice);
    policy.policy_types = dice.pick(types);
    policy.ingress = random_rules(dice);
    policy.egress = random_rules(dice);
    return policy;
}

PolicyRule random_rule(Dice& dice) {
    PolicyRule rule;
    for (std::size_t i = dice.below(4); i > 0; --i) rule.peers.push_back(random_peer(dice));
    for (std::size_t i = dice.below(4); i > 0; --i) rule.ports.push_back(random_port(dice));
    return rule;
}

policy::World undefaulted_world(std::uint64_t seed) {
    Dice dice(seed);
    return undefaulted_world(dice);
}

policy::World undefaulted_world(Dice& dice) {
    policy::World world;
    const std::size_t namespaces = dice.between(1, 4);
    for (std::size_t i = 0; i < namespaces; ++i) {
        world.namespaces.push_back(
            make_namespace(std::string(1, static_cast<char>('a' + i)), dice.pick(teams)));
    }
    const std::size_t pods = dice.between(1, 12);
    for (std::size_t i = 0; i < pods; ++i) world.pods.push_back(random_pod(i, namespaces, dice));
    retire_some(world.pods, dice);
    const std::size_t policies = dice.between(1, 10);
    for (std::size_t i = 0; i < policies; ++i) {
        world.policies.push_back(random_policy(i, namespaces, dice));
    }
    dice.shuffle(world.policies);
    number_lines(world);
    return world;
}

policy::World random_world(std::uint64_t seed) {
    policy::World world = undefaulted_world(seed);
    for (NetworkPolicy& policy : world.policies) policy::apply_defaults(policy);
    return world;
}

}  // namespace oracle
