// SPDX-License-Identifier: MIT
// vethlab explain: what a reason code means.
#include <cctype>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/analysis/caveats.h"
#include "sim/cli/verbs.h"
#include "sim/cluster/reasons.h"
#include "sim/scenario/diagnostics.h"

namespace cli {
namespace {

std::string upper(std::string text) {
    for (char& c : text) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return text;
}

struct CodeRow {
    std::string code;
    std::string_view meaning;
};

// Of runs, then of analysis.
std::vector<CodeRow> all_codes() {
    std::vector<CodeRow> rows;
    for (const sim::ReasonRow& reason : sim::all_reasons()) {
        rows.push_back({std::string(reason.code), reason.meaning});
    }
    for (const analysis::CaveatInfo& caveat : analysis::all_caveats()) {
        rows.push_back({std::string(caveat.code), caveat.meaning});
    }
    return rows;
}

int explain_all() {
    for (const CodeRow& row : all_codes()) {
        fmt::print("{:<28} {}\n", row.code, row.meaning);
    }
    return status_done;
}

}  // namespace

int explain(const std::string& code) {
    if (code.empty()) {
        return explain_all();
    }
    std::vector<std::string> codes;
    for (const CodeRow& row : all_codes()) {
        if (upper(code) == row.code) {
            fmt::print("{}\n", row.meaning);
            return status_done;
        }
        codes.push_back(row.code);
    }
    const std::string near = scenario::nearest(upper(code), codes);
    fmt::print(
        stderr, "error: unknown reason code \"{}\"\nhelp: {}\n", code,
        near.empty() ? "`vethlab explain` lists all codes" : "did you mean \"" + near + "\"?");
    return status_wrong_input;
}

}  // namespace cli
