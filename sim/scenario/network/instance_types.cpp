// SPDX-License-Identifier: MIT
#include "sim/scenario/network/instance_types.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace scenario {
namespace {

struct Row {
    std::string_view type;
    InstanceLimits limits;
};

// No type of the t family has branch interfaces.
constexpr std::array<Row, 30> table = {{
    {"t3.micro", {2, 2, 0}},        {"t3.small", {3, 4, 0}},        {"t3.medium", {3, 6, 0}},
    {"t4g.medium", {3, 6, 0}},      {"t3.large", {3, 12, 0}},       {"t3.xlarge", {4, 15, 0}},
    {"t3.2xlarge", {4, 15, 0}},     {"m6g.medium", {2, 4, 4}},      {"m7g.medium", {2, 4, 4}},
    {"m5.large", {3, 10, 9}},       {"m6i.large", {3, 10, 9}},      {"m6a.large", {3, 10, 9}},
    {"m6g.large", {3, 10, 9}},      {"m7g.large", {3, 10, 9}},      {"c5.large", {3, 10, 9}},
    {"c6g.large", {3, 10, 9}},      {"r5.large", {3, 10, 9}},       {"m5.xlarge", {4, 15, 18}},
    {"m6i.xlarge", {4, 15, 18}},    {"c5.xlarge", {4, 15, 18}},     {"m5.2xlarge", {4, 15, 38}},
    {"m5.4xlarge", {8, 30, 54}},    {"m6i.4xlarge", {8, 30, 54}},   {"c5.4xlarge", {8, 30, 54}},
    {"m5.8xlarge", {8, 30, 54}},    {"m5.12xlarge", {8, 30, 54}},   {"m5.16xlarge", {15, 50, 107}},
    {"m5.24xlarge", {15, 50, 107}}, {"c5.18xlarge", {15, 50, 107}}, {"m4.4xlarge", {8, 30, 0}},
}};

}  // namespace

std::optional<InstanceLimits> limits_of(const std::string& instance_type) {
    const auto* found = std::find_if(table.begin(), table.end(),
                                     [&](const Row& row) { return row.type == instance_type; });
    if (found == table.end()) return std::nullopt;
    return found->limits;
}

}  // namespace scenario
