// SPDX-License-Identifier: MIT
// What the VPC CNI has a worker do to pods' connections to addresses outside its VPC: their source
// becomes the primary address of the node's primary interface.
//
// A connection is decided upon by its first packet: one that came in from outside is answered with
// the pod's own address. Source: Amazon VPC CNI, pkg/networkutils/network.go (AWS-SNAT-CHAIN-0);
// EKS User Guide, "Enable outbound internet access for Pods".
#pragma once

#include <optional>
#include <vector>

#include "policy/model/ip.h"
#include "policy/model/packet.h"
#include "policy/veth/conntrack.h"
#include "policy/vpc/source_nat.h"

namespace policy {

class NodeNat {
  public:
    // `inside`: what is left alone: the VPC's CIDRs, and those that
    // AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS has. `random_ports`: AWS_VPC_K8S_CNI_RANDOMIZESNAT is not
    // "none"; else a connection keeps its port where no other has it.
    NodeNat(const IpAddress& node, std::vector<Prefix> inside, bool random_ports);

    const IpAddress& node() const { return nat_.outside(); }

    // A packet of a pod that leaves the node: as it goes on, if that is not as it is; dropped
    // (Kind::PortsExhausted) where no port is left. REQUIRES: translation of services lies behind.
    SourceNat::Result leaves(const Packet& packet, Time now, const DrawBelow& draw);

    // A packet that reaches the node: as the pod is to have it, if that is not as it is.
    std::optional<Packet> arrives(const Packet& packet, Time now);

  private:
    bool is_inside(const IpAddress& address) const;

    std::vector<Prefix> inside_;
    SourceNat nat_;
    Conntrack from_outside_;  // keyed as if the node were the pod
};

}  // namespace policy
