// SPDX-License-Identifier: MIT
#include "policy/lint/lint.h"

#include "policy/lint/context.h"

namespace policy {

std::vector<LintFinding> lint(const World& world, const Settings& settings) {
    LintContext context(world, settings);
    lint_blocks(context);
    lint_types(context);
    lint_selectors(context);
    lint_services(context);
    lint_ports(context);
    lint_dns(context);
    lint_load_balancers(context);
    lint_implied(context);
    return context.take();
}

}  // namespace policy
