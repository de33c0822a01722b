// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/pod_reader.h"

#include <utility>

#include "policy/model/labels.h"
#include "sim/scenario/objects/dns_cache_reader.h"
#include "sim/scenario/objects/metadata_reader.h"

namespace scenario {
namespace {

constexpr UnknownKeys ignore = UnknownKeys::Ignore;

std::optional<policy::Protocol> read_port_protocol(ObjectReader& port, Findings& findings) {
    const Node* node = port.find("protocol");
    if (node == nullptr) return policy::Protocol::TCP;
    const auto text = read_string(*node, findings);
    if (!text) return std::nullopt;
    if (*text == "TCP") return policy::Protocol::TCP;
    if (*text == "UDP") return policy::Protocol::UDP;
    if (*text == "SCTP") return policy::Protocol::SCTP;
    findings.error(node->place, "unsupported protocol \"" + *text + "\"", "one of TCP, UDP, SCTP");
    return std::nullopt;
}

void read_container_ports(const Node& node, std::vector<policy::ContainerPort>& ports,
                          Findings& findings) {
    ObjectReader container(node, findings, ignore);
    for (const Node* item : container.items("ports")) {
        ObjectReader port(*item, findings, ignore);
        const Node* number_node = port.require("containerPort");
        if (number_node == nullptr) continue;
        const auto number = read_integer(*number_node, 1, 65535, findings);
        const auto protocol = read_port_protocol(port, findings);
        const auto name = port.string("name");
        if (number && protocol) {
            ports.push_back({name.value_or(""), *protocol, static_cast<std::uint16_t>(*number)});
        }
    }
}

bool is_sidecar(const Node& container, Findings& findings) {
    return ObjectReader(container, findings, ignore).string("restartPolicy") == "Always";
}

std::chrono::seconds read_seconds(ObjectReader& probe, std::string_view key, int usual) {
    constexpr std::int64_t longest = 1'000'000;
    const std::int64_t read = probe.integer(key, 0, longest).value_or(0);
    return std::chrono::seconds(read == 0 ? usual : read);
}

// The number, or that of the container's port of this name: pkg/probe's ResolveContainerPort, which
// takes a number in quotes, too. 0 where there is none.
std::uint16_t read_probe_port(const Node& node, const std::vector<policy::ContainerPort>& ports,
                              std::size_t first_port, Findings& findings) {
    const bool quoted_number = node.quoted && !node.text.empty() &&
                               node.text.find_first_not_of("0123456789") == std::string_view::npos;
    if (type_name(node) == "a number") {
        return static_cast<std::uint16_t>(read_integer(node, 1, 65535, findings).value_or(0));
    }
    const auto name = read_string(node, findings);
    if (!name) return 0;
    for (std::size_t i = first_port; i < ports.size(); ++i) {
        if (ports[i].name == *name) return ports[i].port;
    }
    const bool fits = quoted_number && name->size() <= 5 && std::stoul(*name) <= 65535;
    return fits ? static_cast<std::uint16_t>(std::stoul(*name)) : std::uint16_t{0};
}

// The container's ports are those of `ports` from `first_port` on. One that runs a command makes no
// traffic, and one with a host of its own goes elsewhere.
void read_readiness_probe(const Node& container, const std::vector<policy::ContainerPort>& ports,
                          std::size_t first_port, std::vector<ReadinessProbe>& probes,
                          Findings& findings) {
    ObjectReader reader(container, findings, ignore);
    const Node* node = reader.find("readinessProbe");
    if (node == nullptr) return;
    ObjectReader probe(*node, findings, ignore);
    for (const char* handler : {"httpGet", "tcpSocket", "grpc"}) {
        const Node* action = probe.find(handler);
        if (action == nullptr) continue;
        ObjectReader target(*action, findings, ignore);
        const Node* port = target.require("port");
        if (port == nullptr || target.string("host")) continue;
        ReadinessProbe read;
        read.port = read_probe_port(*port, ports, first_port, findings);
        read.initial_delay = read_seconds(probe, "initialDelaySeconds", 0);
        read.period = read_seconds(probe, "periodSeconds", 10);
        read.timeout = read_seconds(probe, "timeoutSeconds", 1);
        read.success_threshold = read_seconds(probe, "successThreshold", 1).count();
        read.failure_threshold = read_seconds(probe, "failureThreshold", 3).count();
        read.port_place = port->place;
        probes.push_back(read);
    }
}

void read_container(const Node& container, PodSpec& spec, Findings& findings) {
    const std::size_t first_port = spec.ports.size();
    read_container_ports(container, spec.ports, findings);
    read_readiness_probe(container, spec.ports, first_port, spec.probes, findings);
    if (!spec.dns_cache) spec.dns_cache = read_dns_cache(container, findings);
}

std::optional<policy::IpAddress> read_address(const Node& node, Findings& findings) {
    const auto text = read_string(node, findings);
    if (!text) return std::nullopt;
    auto address = policy::IpAddress::parse(*text);
    if (!address) findings.error(node.place, "\"" + *text + "\" is not an IP address");
    return address;
}

std::vector<const Node*> pod_ip_nodes(ObjectReader& status, Findings& findings) {
    std::vector<const Node*> nodes;
    for (const Node* item : status.items("podIPs")) {
        if (const Node* ip = ObjectReader(*item, findings, ignore).find("ip")) nodes.push_back(ip);
    }
    const Node* single = status.find("podIP");
    if (nodes.empty() && single != nullptr) nodes.push_back(single);
    return nodes;
}

void read_addresses(ObjectReader& status, PodObject& pod, Findings& findings) {
    for (const Node* node : pod_ip_nodes(status, findings)) {
        const auto address = read_address(*node, findings);
        if (!address) continue;
        for (const policy::IpAddress& other : pod.addresses) {
            if (other.family() != address->family()) continue;
            findings.error(node->place, "a pod has at most one address of each family");
            return;
        }
        pod.addresses.push_back(*address);
        pod.address_place = node->place;
    }
}

void read_phase(ObjectReader& status, PodObject& pod, Findings& findings) {
    const auto phase = status.string("phase");
    if (!phase) return;
    if (*phase == "Succeeded") {
        pod.phase = policy::Phase::Succeeded;
    } else if (*phase == "Failed") {
        pod.phase = policy::Phase::Failed;
    } else if (*phase == "Pending") {
        pod.phase = policy::Phase::Pending;
        pod.pending = true;
    } else if (*phase != "Running" && *phase != "Unknown") {
        findings.error(status.place("phase"), "unknown phase \"" + *phase + "\"",
                       "one of Pending, Running, Succeeded, Failed, Unknown");
    }
}

// What a pod's status says in its condition Ready. Without conditions, which only pods that no
// kubelet has seen lack, every pod is.
bool read_ready(ObjectReader& status, Findings& findings) {
    const Span<const Node*> conditions = status.items("conditions");
    for (const Node* item : conditions) {
        ObjectReader condition(*item, findings, ignore);
        if (condition.string("type") == "Ready") return condition.string("status") == "True";
    }
    return conditions.empty();
}

}  // namespace

PodSpec read_pod_spec(const Node& node, Findings& findings) {
    PodSpec spec;
    ObjectReader reader(node, findings, ignore);
    spec.host_network = reader.boolean("hostNetwork").value_or(false);
    spec.hostname = reader.string("hostname").value_or("");
    spec.subdomain = reader.string("subdomain").value_or("");
    spec.service_account = reader.string("serviceAccountName").value_or("default");
    spec.node = reader.string("nodeName").value_or("");
    spec.node_place = reader.place("nodeName");
    for (const Node* container : reader.items("initContainers")) {
        if (is_sidecar(*container, findings)) read_container(*container, spec, findings);
    }
    for (const Node* container : reader.items("containers")) {
        read_container(*container, spec, findings);
    }
    return spec;
}

std::optional<PodObject> read_pod(const Node& node, const std::string& default_namespace,
                                  Findings& findings) {
    ObjectReader reader(node, findings, ignore);
    auto metadata = read_metadata(reader, default_namespace, ignore, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_subdomain, node, findings);
    PodObject pod;
    pod.metadata = std::move(*metadata);
    pod.spec = read_pod_spec(or_null(reader.find("spec")), findings);
    ObjectReader status(or_null(reader.find("status")), findings, ignore);
    read_phase(status, pod, findings);
    pod.ready = read_ready(status, findings);
    read_addresses(status, pod, findings);
    return pod;
}

std::optional<NodeObject> read_node(const Node& node, Findings& findings) {
    ObjectReader reader(node, findings, ignore);
    auto metadata = read_metadata(reader, "", ignore, findings);
    if (!metadata) return std::nullopt;
    NodeObject result;
    result.metadata = std::move(*metadata);
    const auto type = result.metadata.labels.find("node.kubernetes.io/instance-type");
    if (type != result.metadata.labels.end()) result.instance_type = type->second;
    ObjectReader status(or_null(reader.find("status")), findings, ignore);
    for (const Node* item : status.items("addresses")) {
        ObjectReader entry(*item, findings, ignore);
        if (entry.string("type") != "InternalIP") continue;
        const Node* text = entry.find("address");
        if (text == nullptr) continue;
        if (const auto address = read_address(*text, findings))
            result.addresses.push_back(*address);
    }
    return result;
}

std::optional<NamespaceObject> read_namespace(const Node& node, Findings& findings) {
    ObjectReader reader(node, findings, ignore);
    auto metadata = read_metadata(reader, "", ignore, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_label, node, findings);
    return NamespaceObject{std::move(*metadata)};
}

}  // namespace scenario
