// SPDX-License-Identifier: MIT
// How many network interfaces an instance has.
#pragma once

#include <optional>
#include <string>

namespace scenario {

struct InstanceLimits {
    int interfaces = 0;
    int addresses = 0;  // IPv4 ones, of each interface
    int branches = 0;   // branch interfaces, for security groups for Pods
};

// Of the usual types of general purpose (Amazon VPC CNI, pkg/vpc/vpc_ip_resource_limit.go; Amazon
// VPC resource controller, pkg/aws/vpc/limits.go); nothing of others.
std::optional<InstanceLimits> limits_of(const std::string& instance_type);

}  // namespace scenario
