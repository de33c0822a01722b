// SPDX-License-Identifier: MIT
// What the names that flows ask for stand for, and whom they ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/services/dns.h"
#include "sim/apps/dns_exchange.h"
#include "sim/cluster/flow_tag.h"
#include "sim/scenario/scenario.h"

namespace sim {

// A pod asks the cluster's DNS (Service kube-system/kube-dns, dnsPolicy ClusterFirst). hostNetwork
// pods, nodes and hosts ask the VPC's resolver, which knows no name of the cluster and whose
// packets, like those that CoreDNS sends to it, are not modelled: it answers.
class Names {
  public:
    explicit Names(const scenario::Scenario& scenario);  // outlives the names

    // Answers as this world has it from now on, which stays as it is until the next call.
    void follow(const policy::World& world);

    // Whether this end asks the cluster's DNS, and its Service's index, as an End's.
    std::optional<std::uint32_t> service_for(const scenario::End& client) const;

    // The absolute names that the client of `flow` asks for, in order. REQUIRES: its `to` is a
    // name.
    std::vector<std::string> asked(const scenario::Flow& flow) const;

    DnsReply reply(const std::string& name) const;

    // The IPv4 address that the client goes on with; where there are several, drawn for each flow
    // (CoreDNS shuffles them). Nothing where the name has none.
    std::optional<policy::IpAddress> address(const std::string& name, FlowId flow) const;

    // The same as the VPC's resolver answers it.
    std::optional<policy::IpAddress> outside_address(const scenario::Flow& flow, FlowId id) const;

  private:
    const scenario::Scenario& scenario_;
    std::optional<policy::DnsZone> zone_;
    std::optional<std::uint32_t> service_;
};

}  // namespace sim
