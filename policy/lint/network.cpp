// SPDX-License-Identifier: MIT
#include "policy/lint/network.h"

#include <algorithm>
#include <tuple>

#include "policy/lint/network_checks.h"

namespace policy {

std::vector<LintFinding> lint(const Network& network) {
    std::vector<LintFinding> found;
    lint_groups(network, found);
    lint_acls(network, found);
    lint_cidrs(network, found);
    std::stable_sort(found.begin(), found.end(), [](const LintFinding& a, const LintFinding& b) {
        const auto place = [](const LintFinding& f) {
            return std::tie(f.position.file, f.position.line, f.position.column, f.lint);
        };
        return place(a) < place(b);
    });
    return found;
}

}  // namespace policy
