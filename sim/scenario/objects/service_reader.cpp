// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/service_reader.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "policy/validate/problems.h"
#include "policy/validate/validate.h"
#include "sim/scenario/objects/load_balancer_reader.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/objects/port_reader.h"
#include "sim/scenario/text/object_reader.h"
#include "sim/scenario/text/scalar.h"

namespace scenario {
namespace {

using policy::ServiceType;

constexpr std::int64_t max_affinity = 86'400;  // MaxClientIPServiceAffinitySeconds
constexpr std::int64_t default_affinity = 10'800;

struct TypeName {
    const char* name;
    ServiceType type;
};
constexpr TypeName types[] = {{"ClusterIP", ServiceType::ClusterIP},
                              {"ExternalName", ServiceType::ExternalName},
                              {"LoadBalancer", ServiceType::LoadBalancer},
                              {"NodePort", ServiceType::NodePort}};

bool is_node_port_type(ServiceType type) {
    return type == ServiceType::NodePort || type == ServiceType::LoadBalancer;
}

class SpecReader {
  public:
    SpecReader(const Node& spec, UnknownKeys unknown, ServiceObject& object, Findings& findings)
        : reader_(spec, findings, unknown),
          unknown_(unknown),
          object_(object),
          service_(object.service),
          findings_(findings) {}

    std::vector<policy::Problem> read();

  private:
    void read_type();
    void read_cluster_ips();
    void check_cluster_ips(const std::string& first, const std::vector<std::string>& texts,
                           policy::Problems& problems);
    void check_headless(const std::vector<std::string>& texts, policy::Problems& problems);
    void read_families();
    void read_external_name();
    void read_external_ips();
    void read_selector();
    void read_ports();
    void read_port(const Node& node, std::size_t index, bool several);
    void read_port_name(ObjectReader& port, const std::string& path, bool several,
                        policy::ServicePort& result);
    void read_target(ObjectReader& port, const std::string& path, policy::ServicePort& result);
    void read_node_port(ObjectReader& port, const std::string& path, policy::ServicePort& result);
    void read_affinity();
    void read_traffic_policies();
    bool read_local(std::string_view key);
    std::vector<std::string> read_strings(std::string_view key);

    ObjectReader reader_;
    UnknownKeys unknown_;
    ServiceObject& object_;
    policy::Service& service_;
    Findings& findings_;
    policy::Problems problems_;
    std::set<std::string> port_names_;
    std::set<std::pair<policy::Protocol, std::int64_t>> ports_;
    std::set<std::pair<policy::Protocol, std::int64_t>> node_ports_;
};

std::vector<policy::Problem> SpecReader::read() {
    read_type();
    read_cluster_ips();
    read_families();
    read_external_name();
    read_external_ips();
    read_selector();
    read_ports();
    read_affinity();
    read_traffic_policies();
    service_.publish_not_ready_addresses =
        reader_.boolean("publishNotReadyAddresses").value_or(false);
    object_.load_balancer = read_network_load_balancer(object_, reader_, findings_);
    reader_.ignore({"healthCheckNodePort", "loadBalancerIP", "trafficDistribution"});
    reader_.finish();
    return problems_.take();
}

std::vector<std::string> SpecReader::read_strings(std::string_view key) {
    std::vector<std::string> texts;
    for (const Node* item : reader_.items(key)) {
        if (auto text = read_string(*item, findings_)) texts.push_back(std::move(*text));
    }
    return texts;
}

void SpecReader::read_type() {
    const auto word = reader_.string("type");
    const auto allocate = reader_.boolean("allocateLoadBalancerNodePorts");
    if (word) {
        std::vector<std::string> names;
        bool known = false;
        for (const TypeName& type : types) {
            names.emplace_back(type.name);
            if (*word != type.name) continue;
            service_.type = type.type;
            known = true;
        }
        if (!known) problems_.unsupported("spec.type", *word, names);
    }
    object_.wants_node_ports = is_node_port_type(service_.type) && allocate.value_or(true);
    if (allocate && service_.type != ServiceType::LoadBalancer) {
        problems_.forbidden("spec.allocateLoadBalancerNodePorts",
                            "may only be used when `type` is 'LoadBalancer'");
    }
}

// `clusterIP` is the first of `clusterIPs`; the API server writes the one from the other, and words
// its findings on the list, which need not be written.
void SpecReader::read_cluster_ips() {
    const Node* single = reader_.find("clusterIP");
    const std::string first = reader_.string("clusterIP").value_or("");
    std::vector<std::string> texts = read_strings("clusterIPs");
    object_.address_place = reader_.place("clusterIPs");
    if (texts.empty() && !first.empty()) {
        texts.push_back(first);
        object_.address_place = single->place;
    }
    if (texts.empty()) return;
    policy::Problems problems;
    check_cluster_ips(first, texts, problems);
    for (const policy::Problem& problem : problems.take()) {
        findings_.error(object_.address_place, problem.text());
    }
}

void SpecReader::check_cluster_ips(const std::string& first, const std::vector<std::string>& texts,
                                   policy::Problems& problems) {
    if (service_.type == ServiceType::ExternalName) {
        return problems.forbidden("spec.clusterIPs", "may not be set for ExternalName services");
    }
    const std::string all = policy::quoted_array(texts);
    if (first.empty()) {
        problems.invalid("spec.clusterIPs", all, "must be empty when `clusterIP` is not specified");
    } else if (texts[0] != first) {
        problems.invalid("spec.clusterIPs", all, "first value must match `clusterIP`");
    }
    service_.headless = texts[0] == "None";
    if (service_.headless) return check_headless(texts, problems);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        problems.invalid(policy::item("spec", "clusterIPs", i), policy::quoted_value(texts[i]),
                         policy::check_ip(texts[i]));
        if (const auto address = policy::IpAddress::parse(texts[i])) {
            service_.cluster_ips.push_back(*address);
        }
    }
    const auto& ips = service_.cluster_ips;
    if (texts.size() > 2) {
        problems.invalid("spec.clusterIPs", all, "may only hold up to 2 values");
    } else if (ips.size() == 2 && ips[0].family() == ips[1].family()) {
        problems.invalid("spec.clusterIPs", all,
                         "may specify no more than one IP for each IP family");
    }
}

void SpecReader::check_headless(const std::vector<std::string>& texts, policy::Problems& problems) {
    if (texts.size() > 1) {
        problems.invalid("spec.clusterIPs", policy::quoted_array(texts),
                         "'None' must be the first and only value");
    }
    if (!is_node_port_type(service_.type)) return;
    const bool node_port = service_.type == ServiceType::NodePort;
    problems.invalid("spec.clusterIPs[0]", policy::quoted_value(texts[0]),
                     std::string("may not be set to 'None' for ") +
                         (node_port ? "NodePort" : "LoadBalancer") + " services");
}

void SpecReader::read_families() {
    const std::vector<std::string> families = read_strings("ipFamilies");
    const auto policy = reader_.string("ipFamilyPolicy");
    if (service_.type == ServiceType::ExternalName) {
        constexpr const char* detail = "may not be set for ExternalName services";
        if (!families.empty()) problems_.forbidden("spec.ipFamilies", detail);
        if (policy) problems_.forbidden("spec.ipFamilyPolicy", detail);
        return;
    }
    for (std::size_t i = 0; i < families.size(); ++i) {
        if (families[i] == "IPv4" || families[i] == "IPv6") continue;
        problems_.unsupported(policy::item("spec", "ipFamilies", i), families[i], {"IPv4", "IPv6"});
    }
    if (policy && *policy != "SingleStack" && *policy != "PreferDualStack" &&
        *policy != "RequireDualStack") {
        problems_.unsupported("spec.ipFamilyPolicy", *policy,
                              {"PreferDualStack", "RequireDualStack", "SingleStack"});
    }
    object_.wants_v4 =
        families.empty() || std::find(families.begin(), families.end(), "IPv4") != families.end();
}

void SpecReader::read_external_name() {
    std::string name = reader_.string("externalName").value_or("");
    if (service_.type != ServiceType::ExternalName) return;
    if (!name.empty() && name.back() == '.') name.pop_back();  // a fully qualified name
    if (name.empty()) {
        problems_.required("spec.externalName");
    } else {
        problems_.invalid("spec.externalName", policy::quoted_value(name),
                          policy::check_dns1123_subdomain(name));
    }
    service_.external_name = name;
}

void SpecReader::read_external_ips() {
    const std::vector<std::string> texts = read_strings("externalIPs");
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto messages = policy::check_endpoint_ip(texts[i]);
        problems_.invalid(policy::item("spec", "externalIPs", i), policy::quoted_value(texts[i]),
                          messages);
        if (messages.empty()) service_.external_ips.push_back(*policy::IpAddress::parse(texts[i]));
    }
}

// An empty selector is stored as none.
void SpecReader::read_selector() {
    const Node* node = reader_.find("selector");
    if (node == nullptr) return;
    policy::Labels labels = read_labels(*node, findings_);
    check_labels(labels, "spec.selector", *node, findings_);
    if (!labels.empty()) service_.selector = std::move(labels);
}

void SpecReader::read_ports() {
    const Span<const Node*> items = reader_.items("ports");
    std::size_t index = 0;
    for (const Node* item : items) read_port(*item, index++, items.size() > 1);
    if (items.empty() && !service_.headless && service_.type != ServiceType::ExternalName) {
        problems_.required("spec.ports");
    }
}

void SpecReader::read_port(const Node& node, std::size_t index, bool several) {
    const std::string path = policy::item("spec", "ports", index);
    ObjectReader port(node, findings_, unknown_);
    policy::ServicePort result;
    result.position = node.place.at;
    read_port_name(port, path, several, result);
    const auto protocol = read_port_protocol(port, path, problems_);
    const auto number = read_port_number(port, "port", path, problems_, findings_);
    result.protocol = protocol.value_or(policy::Protocol::TCP);
    result.port = number.value_or(0);
    read_target(port, path, result);
    read_node_port(port, path, result);
    port.ignore({"appProtocol"});
    port.finish();
    if (!protocol || !number) return;
    const std::string shown = policy::text(*protocol) + "/" + std::to_string(*number);
    if (!ports_.emplace(*protocol, *number).second) problems_.duplicate(path, shown);
    service_.ports.push_back(std::move(result));
    object_.target_places.push_back(place_of_value(port, "targetPort"));
    object_.node_port_places.push_back(place_of_value(port, "nodePort"));
}

void SpecReader::read_port_name(ObjectReader& port, const std::string& path, bool several,
                                policy::ServicePort& result) {
    result.name = port.string("name").value_or("");
    const std::string name_path = policy::child(path, "name");
    if (result.name.empty()) {
        if (several) problems_.required(name_path);
        return;
    }
    const std::string shown = policy::quoted_value(result.name);
    problems_.invalid(name_path, shown, policy::check_dns1123_label(result.name));
    if (!port_names_.insert(result.name).second) problems_.duplicate(name_path, shown);
}

// A number or a name; what is not written, 0 and "" are the port.
void SpecReader::read_target(ObjectReader& port, const std::string& path,
                             policy::ServicePort& result) {
    result.target = result.port;
    const Node* node = port.find("targetPort");
    if (node == nullptr) return;
    const std::string target_path = policy::child(path, "targetPort");
    const ScalarValue scalar = resolve(*node);
    if (const auto* name = std::get_if<std::string>(&scalar)) {
        if (name->empty()) return;
        problems_.invalid(target_path, policy::quoted_value(*name), policy::check_port_name(*name));
        result.target = *name;
    } else if (const auto number = read_integer(*node, findings_)) {
        if (*number == 0) return;
        problems_.invalid(target_path, std::to_string(*number), policy::check_port_number(*number));
        result.target = static_cast<std::uint16_t>(*number);
    }
}

void SpecReader::read_node_port(ObjectReader& port, const std::string& path,
                                policy::ServicePort& result) {
    const Node* node = port.find("nodePort");
    const auto number = node == nullptr ? std::nullopt : read_integer(*node, findings_);
    if (number.value_or(0) == 0) return;
    const std::string node_path = policy::child(path, "nodePort");
    if (service_.type == ServiceType::ClusterIP) {
        return problems_.forbidden(node_path, "may not be used when `type` is 'ClusterIP'");
    }
    const bool in_range = *number >= 30000 && *number <= 32767;
    const bool possible = *number >= 1 && *number <= 65535;
    if (!possible || (!in_range && !object_.metadata.live)) {
        return problems_.invalid(node_path, std::to_string(*number),
                                 "provided port is not in the valid range. The range of valid "
                                 "ports is 30000-32767");
    }
    if (!node_ports_.emplace(result.protocol, *number).second) {
        problems_.duplicate(node_path, std::to_string(*number));
    }
    if (is_node_port_type(service_.type)) result.node_port = static_cast<std::uint16_t>(*number);
}

void SpecReader::read_affinity() {
    const std::string affinity = reader_.string("sessionAffinity").value_or("None");
    ObjectReader config(or_null(reader_.find("sessionAffinityConfig")), findings_, unknown_);
    ObjectReader client(or_null(config.find("clientIP")), findings_, unknown_);
    const Node* timeout = client.find("timeoutSeconds");
    const std::int64_t seconds = timeout == nullptr
                                     ? default_affinity
                                     : read_integer(*timeout, findings_).value_or(default_affinity);
    client.finish();
    config.finish();
    if (affinity == "None") return;
    if (affinity != "ClientIP") {
        return problems_.unsupported("spec.sessionAffinity", affinity, {"ClientIP", "None"});
    }
    if (seconds <= 0 || seconds > max_affinity) {
        problems_.invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds",
                          std::to_string(seconds),
                          "must be greater than 0 and less than " + std::to_string(max_affinity));
    }
    service_.affinity = std::chrono::seconds(seconds);
}

void SpecReader::read_traffic_policies() {
    service_.internal_local = read_local("internalTrafficPolicy");
    const bool external = is_node_port_type(service_.type) || !service_.external_ips.empty();
    const auto stated = reader_.string("externalTrafficPolicy");
    if (external) {
        service_.external_local = read_local("externalTrafficPolicy");
    } else if (stated && !stated->empty()) {
        problems_.invalid("spec.externalTrafficPolicy", policy::quoted_value(*stated),
                          "may only be set for externally-accessible services");
    }
}

bool SpecReader::read_local(std::string_view key) {
    const std::string word = reader_.string(key).value_or("");
    if (!word.empty() && word != "Cluster" && word != "Local") {
        problems_.unsupported(policy::child("spec", key), word, {"Cluster", "Local"});
    }
    return word == "Local";
}

}  // namespace

std::optional<ServiceObject> read_service(const Node& node, const std::string& default_namespace,
                                          Findings& findings) {
    const UnknownKeys unknown = is_live(node) ? UnknownKeys::Ignore : UnknownKeys::Error;
    const std::size_t errors_before = findings.errors();
    ObjectReader reader(node, findings, unknown);
    reader.ignore({"apiVersion", "kind"});
    auto metadata = read_metadata(reader, default_namespace, unknown, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1035_label, node, findings);
    ServiceObject object;
    object.metadata = std::move(*metadata);
    object.service.position = object.metadata.place.at;
    SpecReader spec(or_null(reader.find("spec")), unknown, object, findings);
    report(spec.read(), node, findings);
    const std::vector<std::string> names = load_balancer_names(object.metadata, reader);
    if (object.load_balancer) object.load_balancer->names = names;
    reader.finish();
    if (findings.errors() != errors_before) return std::nullopt;
    return object;
}

}  // namespace scenario
