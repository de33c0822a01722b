// SPDX-License-Identifier: MIT
#include "sim/scenario/network/pod_subnets.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace scenario {
namespace {

using policy::NetworkIndex;

// An ENIConfig whose subnet and groups are there.
struct PodSubnet {
    std::size_t subnet = 0;
    std::vector<NetworkIndex> groups;
    const EniConfigObject* object = nullptr;
};

class PodSubnets {
  public:
    PodSubnets(const Cluster& cluster, const Network& network, Findings& findings)
        : cluster_(cluster), network_(network), findings_(findings) {}

    void add(const EniConfigObject& object) {
        names_.push_back(object.metadata.name);
        PodSubnet& made = configs_[object.metadata.name];
        made.object = &object;
        const auto subnet = subnet_named(object);
        if (!subnet) return;
        made.subnet = *subnet;
        const std::string own = network_.vpcs[network_.subnets[*subnet].vpc].name + "/";
        for (const auto& [id, place] : object.groups) {
            const auto found =
                find_named(network_.names.groups, "security group", own, id, place, findings_);
            if (found) made.groups.push_back(*found);
        }
    }

    void choose(PlannedNode& planned) {
        const std::string name = config_of(planned);
        const auto found = configs_.find(name);
        if (found == configs_.end()) {
            const std::string near = did_you_mean(name, names_);
            findings_.error(cluster_.custom_networking_place,
                            "the pods of node \"" + planned.node.name +
                                "\" get no addresses: there is no ENIConfig \"" + name + "\"",
                            near.empty() ? "its name is that of the node's label " +
                                               cluster_.cni.eni_config_label
                                         : near);
            return;
        }
        const PodSubnet& config = found->second;
        const Subnet& there = network_.subnets[config.subnet];
        const Subnet& here = network_.subnets[planned.worker.subnet];
        if (there.vpc != here.vpc || there.zone != here.zone) {
            findings_.error(config.object->subnet_place,
                            "subnet \"" + there.name + "\" of ENIConfig \"" + name +
                                "\" is in zone " + there.zone + ", and node \"" +
                                planned.node.name + "\" in zone " + here.zone,
                            "an instance's interfaces are all in its zone and VPC");
            return;
        }
        planned.worker.pod_subnet = config.subnet;
        planned.worker.pod_groups = config.groups.empty() ? planned.worker.groups : config.groups;
    }

  private:
    std::optional<std::size_t> subnet_named(const EniConfigObject& object) {
        std::vector<std::string> known;
        for (std::size_t i = 0; i < network_.subnets.size(); ++i) {
            if (network_.subnets[i].name == object.subnet) return i;
            known.push_back(network_.subnets[i].name);
        }
        findings_.error(object.subnet_place, "unknown subnet \"" + object.subnet + "\"",
                        did_you_mean(object.subnet, known));
        return std::nullopt;
    }

    // The zone of a node is known without its label.
    std::string config_of(const PlannedNode& planned) const {
        const std::string& key = cluster_.cni.eni_config_label;
        const auto label = planned.node.labels.find(key);
        if (label != planned.node.labels.end()) return label->second;
        if (key == policy::zone_label) return network_.subnets[planned.worker.subnet].zone;
        return "default";
    }

    const Cluster& cluster_;
    const Network& network_;
    Findings& findings_;
    std::map<std::string, PodSubnet> configs_;
    std::vector<std::string> names_;
};

}  // namespace

void choose_pod_subnets(const Objects& objects, const Cluster& cluster, const Network& network,
                        std::vector<PlannedNode>& nodes, Findings& findings) {
    if (!cluster.cni.custom_networking) {
        if (objects.eni_configs.empty()) return;
        findings.warning(objects.eni_configs.front().metadata.place, "ENIConfig has no effect here",
                         "cluster.cni.customNetworking: true has the VPC CNI use it");
        return;
    }
    PodSubnets subnets(cluster, network, findings);
    for (const EniConfigObject& object : objects.eni_configs) subnets.add(object);
    for (PlannedNode& planned : nodes) subnets.choose(planned);
}

}  // namespace scenario
