// SPDX-License-Identifier: MIT
#include "policy/model/model.h"

namespace policy {
namespace {

void default_protocols(std::vector<PolicyRule>& rules) {
    for (PolicyRule& rule : rules) {
        for (PolicyPort& port : rule.ports) {
            if (!port.protocol) port.protocol = "TCP";
        }
    }
}

}  // namespace

void ensure_name_label(Namespace& ns) {
    ns.labels[namespace_name_label] = ns.name;
}

void apply_defaults(NetworkPolicy& policy) {
    if (policy.policy_types.empty()) {
        policy.types_defaulted = true;
        policy.policy_types.emplace_back("Ingress");
        if (!policy.egress.empty()) policy.policy_types.emplace_back("Egress");
    }
    default_protocols(policy.ingress);
    default_protocols(policy.egress);
}

}  // namespace policy
