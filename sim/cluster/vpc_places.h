// SPDX-License-Identifier: MIT
// The things of a VPC at which packets are judged, as judgements name them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include "policy/vpc/vpc_datapath.h"
#include "sim/cluster/judgement.h"

namespace sim {

Hook hook_of(policy::VpcHook hook);

// Numbers them where one is first needed.
class VpcPlaces {
  public:
    using Namer = std::function<PlaceId(std::string)>;
    explicit VpcPlaces(Namer name) : name_(std::move(name)) {}

    PlaceId of(const policy::Network& network, const policy::VpcPlace& place);

  private:
    Namer name_;
    std::map<std::pair<policy::VpcPlace::Kind, policy::NetworkIndex>, PlaceId> known_;
};

}  // namespace sim
