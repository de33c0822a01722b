// SPDX-License-Identifier: MIT
// The table at the head of families.h, as objects.
#include <functional>

#include "tests/policy/oracle/build.h"
#include "tests/policy/oracle/families.h"

namespace oracle {
namespace {

using policy::LabelSelector;
using policy::NetworkPolicy;
using policy::Peer;
using policy::Pod;
using policy::PolicyPort;
using policy::PolicyRule;
using policy::Protocol;
using Rules = std::vector<PolicyRule>;

// Makes the atom for the pod at a place counted from 1.
using PodAtom = std::function<Pod(std::uint32_t place)>;

Pod pod(const std::string& ns, const std::string& app, std::uint32_t place) {
    Pod result;
    result.ns = ns;
    result.name = "pod" + std::to_string(place);
    if (!app.empty()) result.labels["app"] = app;
    result.addresses = {policy::IpAddress::v4(0x0A000000U + place)};
    return result;
}

PodAtom plain(const std::string& ns, const std::string& app) {
    return [=](std::uint32_t place) { return pod(ns, app, place); };
}

PodAtom listening(const std::string& app, const std::vector<policy::ContainerPort>& ports) {
    return [=](std::uint32_t place) {
        Pod result = pod("a", app, place);
        result.ports = ports;
        return result;
    };
}

Pod dual_stack(std::uint32_t place) {
    Pod result = pod("a", "x", place);
    result.addresses.push_back(policy::IpAddress::v6(0xFD00000000000000U, place));
    return result;
}

Pod host_network(std::uint32_t place) {
    Pod result = pod("a", "x", place);
    result.host_network = true;
    result.addresses = {address("10.0.0.9")};
    return result;
}

Pod succeeded(std::uint32_t place) {
    Pod result = pod("a", "x", place);
    result.phase = policy::Phase::Succeeded;
    result.addresses = {address("10.0.0.1")};
    return result;
}

Pod without_address(std::uint32_t place) {
    Pod result = pod("a", "x", place);
    result.addresses.clear();
    return result;
}

// Appends every multiset of at most `left` atoms, from number `first` on, to what is in `chosen`.
void add_clusters(const std::vector<PodAtom>& atoms, std::size_t first, int left,
                  std::vector<Pod>& chosen, std::vector<std::vector<Pod>>& clusters) {
    clusters.push_back(chosen);
    if (left == 0) return;
    for (std::size_t i = first; i < atoms.size(); ++i) {
        chosen.push_back(atoms[i](static_cast<std::uint32_t>(chosen.size() + 1)));
        add_clusters(atoms, i, left - 1, chosen, clusters);
        chosen.pop_back();
    }
}

std::vector<std::vector<Pod>> clusters_of(const std::vector<PodAtom>& atoms) {
    std::vector<std::vector<Pod>> clusters;
    std::vector<Pod> chosen;
    add_clusters(atoms, 0, 3, chosen, clusters);
    return clusters;
}

// One policy for Ingress and one for Egress, each with these rules.
void add_both_directions(const std::string& ns, const LabelSelector& subject, const Rules& rules,
                         std::vector<NetworkPolicy>& policies) {
    for (const char* type : {"Ingress", "Egress"}) {
        NetworkPolicy policy;
        policy.ns = ns;
        policy.pod_selector = subject;
        policy.policy_types = {type};
        (policy.policy_types[0] == "Ingress" ? policy.ingress : policy.egress) = rules;
        policies.push_back(policy);
    }
}

const LabelSelector all;

// Every peer list with every port list, and no rule at all.
std::vector<Rules> combined(const std::vector<std::vector<Peer>>& peers,
                            const std::vector<std::vector<PolicyPort>>& ports) {
    std::vector<Rules> result = {{}};
    for (const auto& peer_list : peers) {
        for (const auto& port_list : ports) result.push_back({rule(peer_list, port_list)});
    }
    return result;
}

Family selectors() {
    Family family{"selectors", {}, {}, {address("10.0.0.9"), address("192.0.2.1")}, {}};
    family.clusters = clusters_of({plain("a", "x"), plain("a", "y"), plain("b", "x"),
                                   plain("b", ""), host_network, succeeded, without_address});
    const LabelSelector x = select("app", "x");
    const LabelSelector blue = select("team", "blue");
    std::vector<Rules> rules = combined(
        {{},
         {pods(x)},
         {pods(all)},
         {namespaces(blue)},
         {namespaces(all)},
         {both(blue, x)},
         {namespaces(blue), pods(x)},
         {pods(select("app", "NotIn", {"x"}))},
         {pods(select("app", "DoesNotExist", {}))},
         {both(select("kubernetes.io/metadata.name", "In", {"a"}), select("app", "Exists", {}))},
         {block("10.0.0.0/24")},
         {block("10.0.0.1/32")}},
        {{}});
    rules.push_back({rule({pods(x)}, {number(81)})});
    rules.push_back({rule({pods(x)}), rule({}, {number(80)})});
    for (const char* ns : {"a", "b"}) {
        for (const Rules& list : rules) {
            add_both_directions(ns, all, list, family.policies);
            add_both_directions(ns, x, list, family.policies);
        }
    }
    family.services = {{Protocol::TCP, 80}, {Protocol::ICMP, 0}};
    return family;
}

Family ports() {
    Family family{"ports", {}, {}, {address("192.0.2.1")}, {}};
    const policy::ContainerPort http80{"http", Protocol::TCP, 80};
    const policy::ContainerPort http81{"http", Protocol::TCP, 81};
    const policy::ContainerPort http8080{"http", Protocol::TCP, 8080};
    const policy::ContainerPort udp80{"http", Protocol::UDP, 80};
    family.clusters = clusters_of({listening("x", {http80}), listening("x", {http8080}),
                                   listening("x", {http80, http81}), listening("y", {}),
                                   listening("y", {udp80}), listening("y", {http80, udp80})});
    for (const Rules& list : combined({{}, {pods(select("app", "x"))}, {block("10.0.0.1/32")}},
                                      {{},
                                       {every_port("TCP")},
                                       {every_port("UDP")},
                                       {number(80)},
                                       {range(80, 81)},
                                       {range(81, 8080)},
                                       {named("http")},
                                       {named("http", "UDP")},
                                       {number(80), named("http")},
                                       {named("nope")},
                                       {number(80, "SCTP")},
                                       {named("nope"), number(8080, "UDP")}})) {
        add_both_directions("a", all, list, family.policies);
    }
    family.services = {{Protocol::TCP, 80}, {Protocol::TCP, 81},  {Protocol::TCP, 8080},
                       {Protocol::UDP, 80}, {Protocol::SCTP, 80}, {Protocol::ICMP, 0}};
    return family;
}

// No peers, each one, and each two in order.
std::vector<std::vector<Peer>> up_to_two(const std::vector<Peer>& items) {
    std::vector<std::vector<Peer>> lists = {{}};
    for (std::size_t i = 0; i < items.size(); ++i) {
        lists.push_back({items[i]});
        for (std::size_t j = i + 1; j < items.size(); ++j) lists.push_back({items[i], items[j]});
    }
    return lists;
}

Family blocks() {
    Family family{"blocks", {}, {}, {}, {{Protocol::TCP, 80}, {Protocol::TCP, 81}}};
    family.clusters = clusters_of({dual_stack, plain("b", "x")});
    const std::vector<Peer> items = {block("10.0.0.0/24"),
                                     block("10.0.0.0/24", {"10.0.0.2/32"}),
                                     block("10.0.0.2/32"),
                                     block("10.0.0.3/30"),
                                     block("0.0.0.0/0"),
                                     block("0.0.0.0/0", {"10.0.0.0/24"}),
                                     block("10.0.0.0/24", {"10.0.0.0/31", "10.0.0.128/25"}),
                                     block("::/0"),
                                     block("fd00::/120", {"fd00::2/128"})};
    for (const Rules& list : combined(up_to_two(items), {{}, {number(80)}})) {
        add_both_directions("a", all, list, family.policies);
    }
    for (const char* end :
         {"0.0.0.0", "9.255.255.255", "10.0.0.0", "10.0.0.4", "10.0.0.127", "10.0.0.128",
          "10.0.0.255", "10.0.1.0", "::", "fd00::ff", "fd00::100"}) {
        family.others.push_back(address(end));
    }
    return family;
}

Family shapes() {
    Family family{"shapes", {}, {}, {address("192.0.2.1")}, {}};
    family.clusters = clusters_of({plain("a", "x"), plain("a", "y")});
    const PolicyRule r1 = rule({pods(select("app", "x"))}, {number(80)});
    const PolicyRule r2 = rule({block("10.0.0.0/30")});
    const std::vector<Rules> lists = {{},       {r1},     {r2},     {r1, r2},
                                      {r2, r1}, {r1, r1}, {r2, r2}, {rule({})}};
    const std::vector<std::vector<std::string>> type_lists = {
        {}, {"Ingress"}, {"Egress"}, {"Ingress", "Egress"}};
    for (const auto& types : type_lists) {
        for (const Rules& ingress : lists) {
            for (const Rules& egress : lists) {
                NetworkPolicy policy;
                policy.ns = "a";
                policy.pod_selector = select("app", "x");
                policy.policy_types = types;
                policy.ingress = ingress;
                policy.egress = egress;
                policy::apply_defaults(policy);
                family.policies.push_back(policy);
            }
        }
    }
    family.services = {{Protocol::TCP, 80}, {Protocol::UDP, 80}};
    return family;
}

}  // namespace

const std::vector<Family>& families() {
    static const std::vector<Family> list = {selectors(), ports(), blocks(), shapes()};
    return list;
}

}  // namespace oracle
