// SPDX-License-Identifier: MIT
#include "sim/scenario/cluster_reader.h"

#include <algorithm>
#include <map>
#include <utility>

#include "policy/validate/validate.h"
#include "sim/scenario/text/duration.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr std::int64_t max_nodes = 10'000;
constexpr const char* default_instance = "m5.large";

std::vector<std::size_t> default_subnets(const Network& network) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < network.subnets.size(); ++i) {
        if (!network.subnets[i].is_public) chosen.push_back(i);
    }
    for (std::size_t i = 0; chosen.empty() && i < network.subnets.size(); ++i) chosen.push_back(i);
    return chosen;
}

PlannedNode plan(std::string name, Worker worker, const Place& place) {
    PlannedNode planned;
    planned.node.name = std::move(name);
    planned.node.position = place.at;
    planned.worker = std::move(worker);
    planned.place = place;
    return planned;
}

class ClusterReader {
  public:
    ClusterReader(const Network& network, Cluster cluster, Findings& findings)
        : network_(network), findings_(findings), cluster_(std::move(cluster)) {}

    Cluster read(const Node& node);

  private:
    void read_service_cidr(const Node& node);
    void read_api_server(const Node& node);
    void read_group(const Node& node);
    std::vector<std::size_t> read_subnets(ObjectReader& group);
    std::optional<std::size_t> find_subnet(const Node& name);
    void add_node(const std::string& name, Worker worker, const Place& place);
    void read_listen_entries(const Node& node);
    void read_cni(const Node& node);
    std::string read_word(ObjectReader& reader, const char* key,
                          const std::vector<std::string>& words);

    const Network& network_;
    Findings& findings_;
    Cluster cluster_;
    std::map<std::string, Place> names_;
    std::size_t unnamed_ = 0;
};

Cluster ClusterReader::read(const Node& node) {
    ObjectReader reader(node, findings_);
    for (const Node* group : reader.items("nodes")) read_group(*group);
    if (const Node* ns = reader.find("namespace")) {
        cluster_.default_namespace = read_string(*ns, findings_).value_or("default");
        for (const std::string& message : policy::check_dns1123_label(cluster_.default_namespace)) {
            findings_.error(ns->place,
                            "namespace \"" + cluster_.default_namespace + "\": " + message);
        }
    }
    if (const Node* manifests = reader.find("manifests")) {
        for (const Node* item : read_one_or_more(*manifests, findings_)) {
            if (auto path = read_string(*item, findings_)) {
                cluster_.manifests.push_back({std::move(*path), item->place});
            }
        }
    }
    if (const Node* listen = reader.find("listen")) read_listen_entries(*listen);
    if (const Node* cidr = reader.find("serviceCidr")) read_service_cidr(*cidr);
    if (const Node* delay = reader.find("serviceDelay")) {
        cluster_.service_delay = read_duration(*delay, findings_).value_or(Time(0));
    }
    cluster_.probes = reader.boolean("probes").value_or(false);
    if (const Node* addresses = reader.find("apiServer")) read_api_server(*addresses);
    if (const Node* cni = reader.find("cni")) read_cni(*cni);
    reader.not_yet({"services", "dns", "securityGroupPolicies"});
    reader.finish();
    return std::move(cluster_);
}

// Amazon EKS' own conditions, private ranges aside.
void ClusterReader::read_service_cidr(const Node& node) {
    const auto cidr = read_cidr(node, findings_);
    if (!cidr) return;
    if (cidr->length() < 12 || cidr->length() > 24) {
        return findings_.error(node.place, "a range of services is /12 to /24, not /" +
                                               std::to_string(cidr->length()));
    }
    for (const Vpc& vpc : network_.vpcs) {
        for (const policy::Prefix& other : vpc.cidrs) {
            if (!overlap(other, *cidr)) continue;
            return findings_.error(node.place, "serviceCidr " + cidr->text() +
                                                   " overlaps with VPC \"" + vpc.name + "\" (" +
                                                   other.text() + ")");
        }
    }
    cluster_.services.cidr = *cidr;
}

void ClusterReader::read_api_server(const Node& node) {
    for (const Node* item : read_one_or_more(node, findings_)) {
        const auto text = read_string(*item, findings_);
        if (!text) continue;
        const auto address = policy::IpAddress::parse(*text);
        if (!address || !address->is_v4()) {
            findings_.error(item->place, "\"" + *text + "\" is not an IPv4 address");
        } else if (!subnet_of(network_.subnets, *address)) {
            findings_.error(item->place, "the API server's address " + *text + " is in no subnet",
                            "Amazon EKS places its interfaces in the cluster's subnets");
        } else {
            cluster_.api_server.push_back({*address, item->place});
        }
    }
}

void ClusterReader::read_group(const Node& node) {
    ObjectReader group(node, findings_);
    const auto count = group.integer("count", 1, max_nodes).value_or(1);
    const auto instance = group.string("instanceType").value_or(default_instance);
    const auto name = group.string("name");
    const Place place = name ? group.find("name")->place : node.place;
    const std::vector<std::size_t> subnets = read_subnets(group);
    const Node* groups = group.find("securityGroups");
    group.not_yet({"labels", "maxPods"});
    group.finish();
    if (subnets.empty()) return;
    std::vector<policy::NetworkIndex> security_groups;
    if (groups != nullptr) {
        const std::size_t vpc = network_.subnets[subnets.front()].vpc;
        security_groups = read_groups(*groups, network_.vpcs[vpc].name, network_.names, findings_);
    }
    if (name) {
        for (const std::string& message : policy::check_dns1123_subdomain(*name)) {
            findings_.error(place, "node name \"" + *name + "\": " + message);
        }
    }
    for (std::int64_t i = 0; i < count; ++i) {
        const std::string own = name && count == 1 ? *name
                                : name             ? *name + "-" + std::to_string(i + 1)
                                                   : "node-" + std::to_string(++unnamed_);
        Worker worker{subnets[static_cast<std::size_t>(i) % subnets.size()], instance};
        worker.groups = security_groups;
        add_node(own, std::move(worker), place);
    }
}

void ClusterReader::add_node(const std::string& name, Worker worker, const Place& place) {
    const auto [known, added] = names_.emplace(name, place);
    if (added) {
        cluster_.nodes.push_back(plan(name, std::move(worker), place));
    } else {
        findings_.error(place, "node \"" + name + "\" is defined twice",
                        "it is first defined at " + findings_.text(known->second));
    }
}

std::vector<std::size_t> ClusterReader::read_subnets(ObjectReader& group) {
    const Span<const Node*> listed = group.items("subnets");
    std::vector<const Node*> names(listed.begin(), listed.end());
    if (const Node* single = group.find("subnet")) names.push_back(single);
    if (names.empty()) return default_subnets(network_);
    std::vector<std::size_t> subnets;
    for (const Node* name : names) {
        if (const auto subnet = find_subnet(*name)) subnets.push_back(*subnet);
    }
    return subnets;
}

std::optional<std::size_t> ClusterReader::find_subnet(const Node& name) {
    const auto text = read_string(name, findings_);
    if (!text) return std::nullopt;
    std::vector<std::string> known;
    for (std::size_t i = 0; i < network_.subnets.size(); ++i) {
        if (network_.subnets[i].name == *text) return i;
        known.push_back(network_.subnets[i].name);
    }
    findings_.error(name.place, "unknown subnet \"" + *text + "\"", did_you_mean(*text, known));
    return std::nullopt;
}

// The keys of the design; AWS' own names beside them, in scenario.h.
void ClusterReader::read_cni(const Node& node) {
    ObjectReader reader(node, findings_);
    Cni& cni = cluster_.cni;
    cni.external_snat = reader.boolean("externalSnat").value_or(false);
    if (const Node* cidrs = reader.find("excludeSnatCidrs")) {
        for (const Node* item : read_one_or_more(*cidrs, findings_)) {
            if (const auto cidr = read_cidr(*item, findings_)) cni.exclude_snat.push_back(*cidr);
        }
    }
    cni.random_snat_ports =
        read_word(reader, "randomizeSnat", {"prng", "hashrandom", "none"}) != "none";
    cni.strict_pod_groups =
        read_word(reader, "podSecurityGroupEnforcingMode", {"standard", "strict"}) == "strict";
    cni.custom_networking = reader.boolean("customNetworking").value_or(false);
    cluster_.custom_networking_place = reader.place("customNetworking");
    if (const auto label = reader.string("eniConfigLabel")) cni.eni_config_label = *label;
    reader.not_yet({"networkPolicyEnforcingMode", "prefixDelegation"});
    reader.finish();
}

// One of the words; the first where none is written.
std::string ClusterReader::read_word(ObjectReader& reader, const char* key,
                                     const std::vector<std::string>& words) {
    const Node* node = reader.find(key);
    if (node == nullptr) return words.front();
    const auto word = read_string(*node, findings_);
    if (!word) return words.front();
    if (std::find(words.begin(), words.end(), *word) == words.end()) {
        std::string all;
        for (const std::string& each : words) all += (all.empty() ? "" : ", ") + each;
        findings_.error(node->place, "unknown value \"" + *word + "\" of " + key, "one of " + all);
    }
    return *word;
}

void ClusterReader::read_listen_entries(const Node& node) {
    const ObjectReader reader(node, findings_);
    for (const Entry& entry : node.entries) {
        cluster_.listen.push_back(
            {std::string(entry.key), entry.place, read_listen(*entry.value, findings_)});
    }
}

}  // namespace

Cluster read_cluster(const Node* node, const Network& network, Findings& findings) {
    std::vector<policy::Prefix> cidrs;
    for (const Vpc& vpc : network.vpcs) {
        cidrs.insert(cidrs.end(), vpc.cidrs.begin(), vpc.cidrs.end());
    }
    Cluster cluster;
    cluster.services = {default_service_cidr(cidrs), true};
    return node == nullptr ? cluster
                           : ClusterReader(network, std::move(cluster), findings).read(*node);
}

std::vector<PlannedNode> default_nodes(const Network& network) {
    std::vector<PlannedNode> nodes;
    const auto subnets = default_subnets(network);
    for (std::size_t i = 0; i < 3 && !subnets.empty(); ++i) {
        nodes.push_back(plan("node-" + std::to_string(i + 1),
                             {subnets[i % subnets.size()], default_instance}, Place()));
    }
    return nodes;
}

std::vector<PlannedNode> nodes_of(const std::vector<NodeObject>& objects, const Network& network) {
    std::vector<PlannedNode> nodes;
    const auto subnets = default_subnets(network);
    for (const NodeObject& object : objects) {
        std::size_t subnet = subnets.empty() ? 0 : subnets[nodes.size() % subnets.size()];
        for (const policy::IpAddress& address : object.addresses) {
            if (!address.is_v4()) continue;
            subnet = subnet_of(network.subnets, address).value_or(subnet);
        }
        const std::string& type = object.instance_type;
        PlannedNode planned =
            plan(object.metadata.name, {subnet, type.empty() ? default_instance : type},
                 object.metadata.place);
        planned.node.labels = object.metadata.labels;
        planned.node.addresses = object.addresses;
        nodes.push_back(std::move(planned));
    }
    return nodes;
}

}  // namespace scenario
