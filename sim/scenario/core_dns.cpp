// SPDX-License-Identifier: MIT
#include "sim/scenario/core_dns.h"

#include <algorithm>
#include <utility>

#include "sim/scenario/reference.h"

namespace scenario {
namespace {

using policy::Protocol;

constexpr std::uint16_t dns_port = 53;
constexpr std::uint16_t metrics_port = 9153;

const policy::Labels& pod_labels() {
    static const policy::Labels labels = {{"eks.amazonaws.com/component", "coredns"},
                                          {"k8s-app", "kube-dns"}};
    return labels;
}

bool is_name(const Node& node) {
    const auto reference = parse_reference(node.text);
    return reference && reference->to == Reference::To::Name;
}

template <typename Object>
bool has(const std::vector<Object>& objects, const std::string& name,
         const std::string& ns = "kube-system") {
    return std::any_of(objects.begin(), objects.end(), [&](const Object& object) {
        return object.metadata.ns == ns && object.metadata.name == name;
    });
}

Metadata named(const std::string& name) {
    Metadata metadata;
    metadata.ns = "kube-system";
    metadata.name = name;
    return metadata;
}

ServiceObject dns_service(const std::string& name) {
    ServiceObject object;
    object.metadata = named(name);
    object.metadata.labels = {{"k8s-app", "kube-dns"}};
    object.service.selector = policy::Labels{{"k8s-app", "kube-dns"}};
    const auto add = [&](const char* port_name, Protocol protocol, std::uint16_t number) {
        policy::ServicePort port;
        port.name = port_name;
        port.protocol = protocol;
        port.port = number;
        port.target = number;
        object.service.ports.push_back(std::move(port));
        object.target_places.emplace_back();
        object.node_port_places.emplace_back();
    };
    add("dns", Protocol::UDP, dns_port);
    add("dns-tcp", Protocol::TCP, dns_port);
    return object;
}

WorkloadObject core_dns() {
    WorkloadObject workload;
    workload.kind = "Deployment";
    workload.metadata = named("coredns");
    workload.replicas = 2;
    workload.pod_labels = pod_labels();
    workload.spec.ports = {{"dns", Protocol::UDP, dns_port},
                           {"dns-tcp", Protocol::TCP, dns_port},
                           {"metrics", Protocol::TCP, metrics_port}};
    return workload;
}

}  // namespace

bool asks_for_names(const Span<const Node*>& flows) {
    return std::any_of(flows.begin(), flows.end(), [](const Node* flow) {
        const Entry* to = flow->find("to");
        if (to == nullptr) return false;
        if (to->value->kind == Node::Kind::Scalar) return is_name(*to->value);
        const auto& items = to->value->items;
        return std::any_of(items.begin(), items.end(),
                           [](const Node* item) { return is_name(*item); });
    });
}

void add_core_dns(Objects& objects, std::vector<std::string>& notes) {
    if (has(objects.services, "kube-dns")) return;
    objects.services.push_back(dns_service("kube-dns"));
    const bool runs = has(objects.workloads, "coredns");
    if (!runs) objects.workloads.push_back(core_dns());
    notes.push_back("no Service kube-system/kube-dns is among the manifests: " +
                    std::string(runs ? "it is" : "CoreDNS is") +
                    " added, as Amazon EKS has it, for flows to dns/");
}

void add_dns_upstream(Objects& objects, std::vector<std::string>& notes) {
    std::vector<std::pair<std::string, std::string>> wanted;  // namespace, name
    const auto want = [&](const Metadata& metadata, const PodSpec& spec) {
        if (spec.dns_cache) wanted.emplace_back(metadata.ns, spec.dns_cache->upstream);
    };
    for (const WorkloadObject& each : objects.workloads) want(each.metadata, each.spec);
    for (const PodObject& each : objects.pods) want(each.metadata, each.spec);
    for (const auto& [ns, name] : wanted) {
        if (has(objects.services, name, ns)) continue;
        ServiceObject object = dns_service(name);
        object.metadata.ns = ns;
        objects.services.push_back(std::move(object));
        std::string who = ns;
        who.append("/").append(name);
        notes.push_back("no Service " + who +
                        " is among the manifests, which the nodes' DNS cache asks: it is added, "
                        "with the pods of kube-dns behind it");
    }
}

}  // namespace scenario
