// SPDX-License-Identifier: MIT
// What policyTypes does to rules, and what its absence does.
#include "policy/lint/context.h"

namespace policy {
namespace {

void check_ignored(LintContext& context, std::size_t index, Direction direction) {
    const NetworkPolicy& policy = context.world().policies[index];
    const auto& rules = rules_of(policy, direction);
    if (rules.empty() || enforces(policy, direction)) return;
    const std::string name(api_name(direction));
    const std::string type = direction == Direction::FromPod ? "Egress" : "Ingress";
    context.add(Lint::RulesIgnored, index, "spec." + name, rules.front().position,
                name + " rules without effect: spec.policyTypes does not list " + type);
}

}  // namespace

void lint_types(LintContext& context) {
    const auto& policies = context.world().policies;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        const NetworkPolicy& policy = policies[i];
        if (!context.valid(i)) continue;
        check_ignored(context, i, Direction::ToPod);
        check_ignored(context, i, Direction::FromPod);
        if (!policy.types_defaulted) continue;
        if (policy.egress.empty() && policy.egress_position.line > 0) {
            context.add(Lint::EmptyEgressIgnored, i, "spec.egress", policy.egress_position,
                        "empty egress without policyTypes denies nothing that the pods send");
        }
        if (!policy.egress.empty() && policy.ingress.empty()) {
            context.add(Lint::IngressIsolatedByDefault, i, "spec.egress",
                        policy.egress.front().position,
                        "without policyTypes this policy also closes its pods to all ingress");
        }
    }
}

}  // namespace policy
