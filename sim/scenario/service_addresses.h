// SPDX-License-Identifier: MIT
// Which ClusterIP and node ports every Service has.
#pragma once

#include <vector>

#include "policy/model/ip.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/findings.h"

namespace scenario {

// Where ClusterIPs come from.
struct ServiceRange {
    policy::Prefix cidr;    // IPv4
    bool is_known = false;  // false: a guess, so that stated addresses outside it are not errors
};

// Amazon EKS': 172.20.0.0/16, or 10.100.0.0/16 where one of the VPCs' CIDRs overlaps with that.
policy::Prefix default_service_cidr(const std::vector<policy::Prefix>& vpc_cidrs);

constexpr std::uint32_t kube_dns_offset = 10;  // its ClusterIP is the tenth address of the range

// Addresses and ports that Services state are kept. Then each that has no ClusterIP, though its
// type has one, takes the next free IPv4 address, in order, from the eleventh on: the first is the
// API server's, the tenth kube-system/kube-dns'. Node ports that are needed are given from 30000
// on; as in the API server, ports of one number in a service share theirs. Two of one name are one
// service before and after a change: what the first has, the second keeps.
// Errors, in the API server's words: an address or node port that another service has, which the
// second loses; a ClusterIP that changes; an address outside a known range, dumps aside; a full
// range.
void give_service_addresses(std::vector<ServiceObject>& services, const ServiceRange& range,
                            Findings& findings);

}  // namespace scenario
