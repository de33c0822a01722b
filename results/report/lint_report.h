// SPDX-License-Identifier: MIT
// Findings of a lint, written out: for people, for programs, for code scanning.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "results/report/text_layout.h"

namespace results {

// What a code means, whether it was found or not. Severities are "error", "warning" and "note".
struct LintRule {
    std::string code;
    std::string severity;
    std::string title;
    std::string why;
    std::string remedy;
};

struct LintRow {
    std::string code;  // of one of the rules
    std::string severity;
    std::string ns;      // of the policy or Service; empty where it could not be read
    std::string policy;  // its name
    std::string path;    // "spec.ingress[0].from[1]"
    std::string file;
    std::uint32_t line = 0;  // 0: the file as a whole
    std::uint32_t column = 0;
    std::string source_line;  // the text there
    std::string message;
    std::string help;
    std::string service = {};   // in place of `policy`: the Service it is about
    std::string resource = {};  // likewise: a thing of the network, "SecurityGroup web"
};

enum class LintFormat : std::uint8_t { Table, Json, Sarif, Markdown };

// Table: each finding with its line of the input, like a compiler; at last how many there are.
// SARIF: version 2.1.0 of OASIS, with relative URIs as code scanning wants them. `tool_version` is
// what the document says of this program.
void write_lint(std::ostream& out, LintFormat format, const std::vector<LintRow>& rows,
                const std::vector<LintRule>& rules, const std::string& tool_version,
                const Style& style);

// "2 findings: 1 error, 0 warnings, 1 note"
std::string lint_summary(const std::vector<LintRow>& rows);

}  // namespace results
