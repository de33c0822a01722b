// SPDX-License-Identifier: MIT
// What the AWS Load Balancer Controller reads from annotations, of Services and of Ingresses.
//
// Source: its guide, pages "Service annotations" and "Ingress annotations", and pkg/service,
// pkg/ingress of v2.13. What it would refuse makes no load balancer; a warning says why.
#pragma once

#include <optional>
#include <string_view>

#include "policy/model/load_balancer.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// The Network Load Balancer of a Service of type LoadBalancer: its scheme, targets, source ranges
// and one listener for each of its ports. Nothing where another controller is responsible (by
// loadBalancerClass; of a live Service, by the lack of one and of the annotation
// aws-load-balancer-type). `spec` is read for loadBalancerClass and loadBalancerSourceRanges.
std::optional<policy::LoadBalancer> read_network_load_balancer(const ServiceObject& object,
                                                               ObjectReader& spec,
                                                               Findings& findings);

// The Application Load Balancer of an Ingress, without rules: a listener for each port. Nothing
// where it is refused.
std::optional<policy::LoadBalancer> read_application_load_balancer(const Metadata& metadata,
                                                                   bool has_tls,
                                                                   Findings& findings);

// By alb.ingress.kubernetes.io/target-type, which a Service says before its Ingress does.
std::optional<policy::TargetGroup::Type> alb_target_type(const Metadata& metadata,
                                                         Findings& findings);

// The DNS names under `status.loadBalancer.ingress`, and those that external-dns is asked for.
std::vector<std::string> load_balancer_names(const Metadata& metadata, ObjectReader& object);

}  // namespace scenario
