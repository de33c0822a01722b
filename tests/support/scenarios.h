// SPDX-License-Identifier: MIT
// Scenarios made in code, for tests and benchmarks that need no files.
#pragma once

#include <cstdint>
#include <string>

#include "sim/scenario/scenario.h"

namespace tests {

// `pods` pods in namespace "default" on workers of at most `pods_per_worker`, in one VPC of
// 10.0.0.0/8. Pod i is "pod-i" with labels app=pod-i and group=i%10, and listens on TCP 80, UDP 53
// and SCTP 9999.
inline scenario::Scenario cluster_of(std::uint32_t pods, std::uint32_t pods_per_worker = 110) {
    scenario::Scenario made;
    made.name = "made";
    made.vpcs.push_back({"main", {policy::Prefix(policy::IpAddress::v4(0x0A000000), 8)}});
    made.subnets.push_back(
        {"private-a", policy::Prefix(policy::IpAddress::v4(0x0A000000), 8), "a", false, 0});
    policy::Namespace ns;
    ns.name = "default";
    policy::ensure_name_label(ns);
    made.world.namespaces.push_back(ns);
    made.world.files = {"made"};
    const std::uint32_t workers = (pods + pods_per_worker - 1) / pods_per_worker;
    for (std::uint32_t worker = 0; worker < workers; ++worker) {
        policy::Node node;
        node.name = "node-" + std::to_string(worker);
        node.addresses = {policy::IpAddress::v4(0x0A000000U + 4 + worker)};
        made.world.nodes.push_back(node);
        made.workers.push_back({0, "m5.large"});
    }
    for (std::uint32_t index = 0; index < pods; ++index) {
        policy::Pod pod;
        pod.ns = "default";
        pod.name = "pod-" + std::to_string(index);
        pod.labels = {{"app", pod.name}, {"group", std::to_string(index % 10)}};
        pod.addresses = {policy::IpAddress::v4(0x0A100000U + index)};
        pod.node = made.world.nodes[index / pods_per_worker].name;
        pod.ports = {{"http", policy::Protocol::TCP, 80},
                     {"dns", policy::Protocol::UDP, 53},
                     {"sig", policy::Protocol::SCTP, 9999}};
        pod.workload = {"Pod", pod.name};
        made.world.pods.push_back(pod);
    }
    made.extra_listen.resize(pods);
    return made;
}

inline scenario::End pod_end(std::uint32_t index) {
    return {scenario::End::Kind::Pod, index};
}
inline scenario::End host_end(std::uint32_t index) {
    return {scenario::End::Kind::Host, index};
}

// One flow, at `at`, with a timeout of five seconds.
inline scenario::Flow flow(scenario::End from, scenario::End to, policy::Protocol protocol,
                           std::uint16_t port, policy::Time at = policy::Time{0}) {
    scenario::Flow made;
    made.from = from;
    made.to = to;
    made.protocol = protocol;
    made.port = port;
    made.at = at;
    made.timeout = std::chrono::seconds(5);
    made.request_bytes = 100;
    made.response_bytes = 200;
    return made;
}

// A policy named `name` that isolates the pods with these labels in one direction and allows
// nothing.
inline policy::NetworkPolicy deny_all(const std::string& name, const policy::Labels& pods,
                                      const std::string& type) {
    policy::NetworkPolicy made;
    made.ns = "default";
    made.name = name;
    made.pod_selector.match_labels = pods;
    made.policy_types = {type};
    made.pod_selector_position.line = 1;
    return made;
}

}  // namespace tests
