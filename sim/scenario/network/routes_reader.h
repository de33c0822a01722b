// SPDX-License-Identifier: MIT
// Routes and transit gateways of the network section. Inside of sim/scenario/network/.
#pragma once

#include <optional>
#include <string>

#include "policy/model/network.h"
#include "sim/scenario/network/network_names.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// What one VPC has for routes to lead to, beside what has a name.
struct VpcGateways {
    policy::NetworkIndex vpc = 0;
    std::string name;  // of the VPC
    std::optional<policy::NetworkIndex> internet;
    std::optional<policy::NetworkIndex> vpn;
};

//   routes: [{to: 0.0.0.0/0, via: nat/nat-a}, {to: list/offices, via: vpn}]
//
// `via` is internet, nat/NAME, peering/NAME, transit/NAME, vpn, blackhole (what it led to is gone)
// or unknown (to something that is not modelled). A prefix list stands for a route to each of its
// entries.
void read_routes(ObjectReader& reader, const VpcGateways& gateways, const NetworkNames& names,
                 const policy::Network& network, policy::RouteTable& table, Findings& findings);

//   {name: hub, attachments: [{name: main, vpc: main, subnets: [a, b], table: t},
//                             {name: dc, networks: [192.168.0.0/16]}],
//    tables: [{name: t, propagate: [main, dc], routes: [{to: 10.9.0.0/16, via: dc}]}]}
//
// Without `tables` there is one, to which every attachment propagates its VPC's CIDRs or networks.
void read_transit_gateway(ObjectReader& reader, const NetworkNames& names,
                          const NetworkNames::Index& subnets, policy::Network& network,
                          policy::TransitGateway& gateway, Findings& findings);

}  // namespace scenario
