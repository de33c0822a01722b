// SPDX-License-Identifier: MIT
#include "sim/cluster/judgement.h"

namespace sim {

std::string_view text(Hook hook) {
    switch (hook) {
        case Hook::Endpoint:
            return "endpoint";
        case Hook::Service:
            return "service";
        case Hook::VethEgress:
            return "veth-egress";
        case Hook::SourceNat:
            return "snat";
        case Hook::Link:
            return "link";
        case Hook::Interface:
            return "eni";
        case Hook::GroupsOut:
            return "sg-out";
        case Hook::AclOut:
            return "nacl-out";
        case Hook::Route:
            return "route";
        case Hook::Gateway:
            return "gateway";
        case Hook::LoadBalancer:
            return "load-balancer";
        case Hook::AclIn:
            return "nacl-in";
        case Hook::GroupsIn:
            return "sg-in";
        case Hook::VethIngress:
            return "veth-ingress";
    }
    return "";
}

}  // namespace sim
