// SPDX-License-Identifier: MIT
#include "sim/scenario/address_plan.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace scenario {
namespace {

constexpr std::uint32_t reserved_at_start = 4;
constexpr std::uint32_t reserved_at_end = 1;

class AddressPlan {
  public:
    AddressPlan(const Network& network, Findings& findings)
        : network_(network),
          findings_(findings),
          next_(network.subnets.size(), reserved_at_start) {}

    void claim(const policy::IpAddress& address, const std::string& who, const Place& place);
    void take(std::size_t subnet, std::vector<policy::IpAddress>& addresses, const std::string& who,
              const Place& place);

  private:
    struct Holder {
        std::string who;
        Place place;
    };

    const Network& network_;
    Findings& findings_;
    std::unordered_map<policy::IpAddress, Holder> holders_;  // never iterated over
    std::vector<std::uint32_t> next_;                        // by subnet: the offset to try next
};

void AddressPlan::claim(const policy::IpAddress& address, const std::string& who,
                        const Place& place) {
    const auto [known, added] = holders_.emplace(address, Holder{who, place});
    if (added) return;
    findings_.error(place, who + " has the address " + address.text() + " of " + known->second.who,
                    "that one is at " + findings_.text(known->second.place));
}

void AddressPlan::take(std::size_t subnet, std::vector<policy::IpAddress>& addresses,
                       const std::string& who, const Place& place) {
    const policy::Prefix& cidr = network_.subnets[subnet].cidr;
    const std::uint32_t size = std::uint32_t{1} << static_cast<unsigned>(32 - cidr.length());
    std::uint32_t& offset = next_[subnet];
    for (; offset < size - reserved_at_end; ++offset) {
        const auto address = policy::IpAddress::v4(cidr.first().v4_bits() + offset);
        if (!holders_.emplace(address, Holder{who, place}).second) continue;
        addresses.push_back(address);
        ++offset;
        return;
    }
    if (offset++ == size - reserved_at_end) {  // once for each subnet
        findings_.error(place, "subnet \"" + network_.subnets[subnet].name + "\" (" + cidr.text() +
                                   ") has no free address for " + who);
    }
}

std::string pod_name(const PlannedPod& planned) {
    return "pod \"" + planned.pod.ns + "/" + planned.pod.name + "\"";
}

std::string node_name(const PlannedNode& planned) {
    return "node \"" + planned.node.name + "\"";
}

bool is_live(const PlannedPod& planned) {
    return !planned.pod.finished() && !planned.pending;
}

void claim_given(const std::vector<PlannedNode>& nodes, const std::vector<PlannedPod>& pods,
                 const Network& network, AddressPlan& plan, Findings& findings) {
    for (std::size_t i = 0; i < network.hosts.size(); ++i) {
        plan.claim(network.hosts[i].address, "host \"" + network.hosts[i].name + "\"",
                   network.host_places[i]);
    }
    for (const PlannedNode& planned : nodes) {
        for (const auto& address : planned.node.addresses) {
            plan.claim(address, node_name(planned), planned.place);
            if (!address.is_v4() || subnet_of(network.subnets, address)) continue;
            findings.error(planned.place,
                           node_name(planned) + " has the address " + address.text() +
                               ", which is in no subnet",
                           "describe its subnet under network.vpcs");
        }
    }
    for (const PlannedPod& planned : pods) {
        if (!is_live(planned) || planned.pod.host_network) continue;
        for (const auto& address : planned.pod.addresses) {
            plan.claim(address, pod_name(planned), planned.address_place);
            if (!address.is_v4() || subnet_of(network.subnets, address)) continue;
            findings.error(planned.address_place,
                           pod_name(planned) + " has the address " + address.text() +
                               ", which is in no subnet",
                           "describe its subnet under network.vpcs");
        }
    }
}

void give_host_address(PlannedPod& planned, const PlannedNode& node, Findings& findings) {
    const auto& own = node.node.addresses;
    for (const auto& address : planned.pod.addresses) {
        if (std::find(own.begin(), own.end(), address) != own.end()) continue;
        findings.error(planned.address_place,
                       pod_name(planned) + " uses the host's network, but its address " +
                           address.text() + " is not one of " + node_name(node));
    }
    planned.pod.addresses = own;
}

void take_host_addresses(std::vector<PlannedNode>& nodes, const std::vector<PlannedPod>& pods,
                         const Network& network) {
    std::map<std::string, PlannedNode*> without;
    for (PlannedNode& planned : nodes) {
        if (planned.node.addresses.empty()) without.emplace(planned.node.name, &planned);
    }
    for (const PlannedPod& planned : pods) {
        const auto node = without.find(planned.pod.node);
        if (!planned.pod.host_network || !is_live(planned) || planned.pod.addresses.empty() ||
            node == without.end()) {
            continue;
        }
        PlannedNode& taker = *node->second;
        taker.node.addresses = planned.pod.addresses;
        for (const policy::IpAddress& address : taker.node.addresses) {
            if (!address.is_v4()) continue;
            taker.worker.subnet = subnet_of(network.subnets, address).value_or(taker.worker.subnet);
        }
        without.erase(node);
    }
}

}  // namespace

void give_addresses(std::vector<PlannedNode>& nodes, std::vector<PlannedPod>& pods,
                    const Network& network, Findings& findings) {
    take_host_addresses(nodes, pods, network);
    AddressPlan plan(network, findings);
    claim_given(nodes, pods, network, plan, findings);
    std::map<std::string, PlannedNode*> by_name;
    for (PlannedNode& planned : nodes) {
        by_name.emplace(planned.node.name, &planned);
        const auto& given = planned.node.addresses;
        const bool has_v4 = std::any_of(given.begin(), given.end(),
                                        [](const auto& address) { return address.is_v4(); });
        if (has_v4) continue;
        plan.take(planned.worker.subnet, planned.node.addresses, node_name(planned), planned.place);
    }
    for (PlannedPod& planned : pods) {
        const auto node = by_name.find(planned.pod.node);
        if (!is_live(planned) || node == by_name.end()) continue;
        if (planned.pod.host_network) {
            give_host_address(planned, *node->second, findings);
        } else if (planned.pod.addresses.empty()) {
            const Worker& worker = node->second->worker;
            plan.take(worker.pod_subnet.value_or(worker.subnet), planned.pod.addresses,
                      pod_name(planned), planned.place);
        }
    }
}

}  // namespace scenario
