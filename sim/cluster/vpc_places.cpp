// SPDX-License-Identifier: MIT
#include "sim/cluster/vpc_places.h"

#include "policy/vpc/vpc_names.h"

namespace sim {
Hook hook_of(policy::VpcHook hook) {
    switch (hook) {
        case policy::VpcHook::Interface:
            return Hook::Interface;
        case policy::VpcHook::GroupsOut:
            return Hook::GroupsOut;
        case policy::VpcHook::AclOut:
            return Hook::AclOut;
        case policy::VpcHook::Route:
            return Hook::Route;
        case policy::VpcHook::Gateway:
            return Hook::Gateway;
        case policy::VpcHook::AclIn:
            return Hook::AclIn;
        case policy::VpcHook::GroupsIn:
            return Hook::GroupsIn;
    }
    return Hook::Route;
}

PlaceId VpcPlaces::of(const policy::Network& network, const policy::VpcPlace& place) {
    const auto key = std::make_pair(place.kind, place.index);
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    return known_.emplace(key, name_(policy::ref_of(network, place))).first->second;
}

}  // namespace sim
