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
        case Hook::Link:
            return "link";
        case Hook::Route:
            return "route";
        case Hook::LoadBalancer:
            return "load-balancer";
        case Hook::VethIngress:
            return "veth-ingress";
    }
    return "";
}

}  // namespace sim
