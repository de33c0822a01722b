// SPDX-License-Identifier: MIT
// vethlab explain: what a code means.
#include <cctype>
#include <cstdio>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "policy/lint/lint.h"
#include "sim/analysis/caveats.h"
#include "sim/cli/verbs.h"
#include "sim/cluster/reasons.h"
#include "sim/scenario/text/diagnostics.h"

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
    std::string_view meaning;  // one line
    std::string more;          // what else there is to say; may be empty
};

// Of flows that a run could not follow to the end, or not alone (sim/run/recorder.cpp).
const CodeRow run_caveats[] = {
    {"RUN_ENDED_FIRST",
     "The run ended before the flow did; its verdict is what was seen so far.",
     {}},
};

// Every code that is printed: of runs, of analysis, of lint.
std::vector<CodeRow> all_codes() {
    std::vector<CodeRow> rows;
    for (const sim::ReasonRow& reason : sim::all_reasons()) {
        rows.push_back({std::string(reason.code), reason.meaning, {}});
    }
    rows.insert(rows.end(), std::begin(run_caveats), std::end(run_caveats));
    for (const analysis::CaveatInfo& caveat : analysis::all_caveats()) {
        rows.push_back({std::string(caveat.code), caveat.meaning, {}});
    }
    for (const policy::LintInfo& lint : policy::lint_table()) {
        rows.push_back({std::string(lint.code), lint.title,
                        fmt::format("{}\n\nWhat to do: {}\n\nSeverity: {}", lint.why, lint.remedy,
                                    policy::text(lint.severity))});
    }
    return rows;
}

int explain_all() {
    for (const CodeRow& row : all_codes()) {
        fmt::print("{:<32} {}\n", row.code, row.meaning);
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
            if (!row.more.empty()) fmt::print("\n{}\n", row.more);
            return status_done;
        }
        codes.push_back(row.code);
    }
    const std::string near = scenario::nearest(upper(code), codes);
    fmt::print(
        stderr, "error: unknown code \"{}\"\nhelp: {}\n", code,
        near.empty() ? "`vethlab explain` lists all codes" : "did you mean \"" + near + "\"?");
    return status_wrong_input;
}

}  // namespace cli
