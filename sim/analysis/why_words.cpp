// SPDX-License-Identifier: MIT
#include "sim/analysis/why_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "policy/model/unknown_labels.h"

namespace analysis {
namespace {

using policy::LabelRequirement;
using policy::PeerMiss;
using policy::PortMiss;

constexpr const char* namespace_name_label = "kubernetes.io/metadata.name";

std::string words(const LabelRequirement& asked) {
    if (asked.op == "In" && asked.values.size() == 1) return asked.key + "=" + asked.values.front();
    return policy::text(policy::LabelSelector{{}, {asked}});
}

std::string pods_like(const std::optional<policy::LabelSelector>& selector) {
    if (!selector || selector->empty()) return "every pod";
    return "pods labelled " + policy::text(*selector);
}

// The namespace that the selector asks for by name, and by nothing else; null where it does not.
const std::string* only_name(const policy::LabelSelector& selector) {
    const policy::Labels& labels = selector.match_labels;
    const bool only = labels.size() == 1 && selector.match_expressions.empty() &&
                      labels.begin()->first == namespace_name_label;
    return only ? &labels.begin()->second : nullptr;
}

std::string text_of_port(const policy::PolicyPort& item) {
    if (const auto* name = std::get_if<std::string>(&item.port)) return *name;
    const std::int64_t first = std::get<std::int64_t>(item.port);
    const std::int64_t last = item.end_port.value_or(first);
    return first == last ? std::to_string(first) : fmt::format("{}-{}", first, last);
}

std::string words(const policy::Unmet& unmet, const Called& peer) {
    const std::string who = unmet.of_namespace ? "namespace " + peer.ns : peer.name;
    if (unmet.of_namespace && unmet.asked.key == namespace_name_label) {
        return fmt::format("{} is in the namespace {}", peer.name, peer.ns);
    }
    const std::string asked = words(unmet.asked);
    if (unmet.has == policy::unasked_value) {
        return fmt::format("{} will have a label {}, with a value not known yet", who,
                           unmet.asked.key);
    }
    if (unmet.has)
        return fmt::format("{} has {}={}, not {}", who, unmet.asked.key, *unmet.has, asked);
    const bool one_value = unmet.asked.op == "In" && unmet.asked.values.size() == 1;
    if (one_value) return fmt::format("{} lacks the label {}", who, asked);
    return fmt::format("{} has no label {} ({} asked for)", who, unmet.asked.key, asked);
}

std::string words(const std::vector<policy::Unmet>& unmet, const Called& peer) {
    std::vector<std::string> all;
    all.reserve(unmet.size());
    for (const policy::Unmet& one : unmet) all.push_back(words(one, peer));
    return fmt::format("{}", fmt::join(all, "; "));
}

std::string why_no_pod(const Called& peer) {
    if (peer.host_network) {
        return fmt::format(
            "{} uses its node's network (hostNetwork), where selectors do not find it", peer.name);
    }
    return fmt::format("selectors find pods, and {} is none", peer.name);
}

}  // namespace

std::string words(const policy::Peer& item, const std::string& policy_namespace) {
    if (item.ip_block) {
        if (item.ip_block->except.empty()) return "addresses in " + item.ip_block->cidr;
        return fmt::format("addresses in {} except {}", item.ip_block->cidr,
                           fmt::join(item.ip_block->except, ", "));
    }
    const std::string pods = pods_like(item.pod_selector);
    if (!item.namespace_selector) {
        return fmt::format("{} in the policy's own namespace, {}", pods, policy_namespace);
    }
    if (item.namespace_selector->empty()) return pods + " in every namespace";
    if (const std::string* name = only_name(*item.namespace_selector)) {
        return fmt::format("{} in the namespace {}", pods, *name);
    }
    return fmt::format("{} in namespaces labelled {}", pods,
                       policy::text(*item.namespace_selector));
}

std::string words(const policy::PolicyPort& item) {
    const std::string protocol = item.protocol.value_or("TCP");
    if (std::holds_alternative<std::monostate>(item.port)) return "every " + protocol + " port";
    return protocol + " " + text_of_port(item);
}

std::string selected_by(const policy::NetworkPolicy& policy) {
    if (policy.pod_selector.empty()) return "every pod of " + policy.ns;
    return fmt::format("pods of {} labelled {}", policy.ns, policy::text(policy.pod_selector));
}

std::string why(const policy::PeerStory& story, const policy::Peer& item,
                const std::string& policy_namespace, const Called& peer) {
    switch (story.miss) {
        case PeerMiss::None:
            return item.ip_block ? peer.address + " is one" : peer.name + " is one";
        case PeerMiss::NotAPod:
            return why_no_pod(peer);
        case PeerMiss::OtherNamespace: {
            const std::string base =
                fmt::format("without a namespaceSelector it looks in {} only, and {} is in {}",
                            policy_namespace, peer.name, peer.ns);
            return story.unmet.empty() ? base : base + "; " + words(story.unmet, peer);
        }
        case PeerMiss::OtherLabels:
            return words(story.unmet, peer);
        case PeerMiss::OutsideBlock:
            return peer.address + " is outside";
        case PeerMiss::Excepted:
            return fmt::format("{} is taken out by except {}", peer.address,
                               item.ip_block->except[story.except]);
        case PeerMiss::PodExempt:
            return "by the settings an ipBlock matches no pods";
        case PeerMiss::UnknownLabels:
            return fmt::format("the labels of namespace {} are not known", peer.ns);
        case PeerMiss::Unknown:
            return fmt::format("the address of {} is not known for certain", peer.name);
    }
    return "";
}

std::string why(const policy::PortStory& story, const policy::PolicyPort& item,
                policy::Protocol protocol, const Called& destination) {
    const std::string asked = policy::text(protocol);
    const auto* name = std::get_if<std::string>(&item.port);
    switch (story.miss) {
        case PortMiss::None:
            if (name == nullptr) return "";
            return fmt::format("{} is {} at {}", *name, fmt::join(story.numbers, " and "),
                               destination.name);
        case PortMiss::Portless:
            return asked + " has no ports, so only a rule without ports lets it pass";
        case PortMiss::OtherProtocol:
            return "not " + asked;
        case PortMiss::OtherNumber:
            return "another port";
        case PortMiss::NameUndeclared:
            return fmt::format("no container of {} declares a {} port named {}", destination.name,
                               item.protocol.value_or("TCP"), *name);
        case PortMiss::NameElsewhere:
            return fmt::format("{} is {} at {}, another port", *name,
                               fmt::join(story.numbers, " and "), destination.name);
        case PortMiss::NoPodToAsk:
            return fmt::format("a port name is a pod's, and {} is no pod", destination.name);
    }
    return "";
}

}  // namespace analysis
