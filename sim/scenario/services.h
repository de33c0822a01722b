// SPDX-License-Identifier: MIT
// From objects to a world's services and the endpoints that only slices know.
#pragma once

#include <vector>

#include "policy/model/model.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/service_addresses.h"
#include "sim/scenario/text/findings.h"

namespace scenario {

// The slices that say who answers: of EndpointSlices those whose service, one of `services`, has
// no selector; what others say, the pods say. Endpoints stand in where such a service has no slice.
std::vector<policy::EndpointSlice> slices_of(const std::vector<const ServiceObject*>& services,
                                             const std::vector<EndpointsObject>& endpoint_slices,
                                             const std::vector<EndpointsObject>& endpoints);

// The object as the model has it, with its names.
policy::Service service_of(const ServiceObject& object);

// Warns of a targetPort's name that none of the pods which the service selects declares.
void warn_of_target_names(const std::vector<const ServiceObject*>& objects,
                          const policy::World& world, Findings& findings);

// Gives the Services of `objects` addresses and node ports, and adds them to `world` with their
// slices; warns as above. REQUIRES: the pods of the world are there.
void add_services(Objects& objects, const ServiceRange& range, policy::World& world,
                  Findings& findings);

}  // namespace scenario
