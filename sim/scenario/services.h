// SPDX-License-Identifier: MIT
// From objects to a world's services and the endpoints that only slices know.
#pragma once

#include "policy/model/model.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/service_addresses.h"
#include "sim/scenario/text/findings.h"

namespace scenario {

// Moves the Services of `objects` into `world`, with addresses and node ports. Of EndpointSlices
// those are taken whose service has no selector: what others say, the pods say. Endpoints stand in
// where such a service has no slice. Warns of a targetPort's name that none of the selected pods
// declares. REQUIRES: the pods of the world are there.
void add_services(Objects& objects, const ServiceRange& range, policy::World& world,
                  Findings& findings);

}  // namespace scenario
