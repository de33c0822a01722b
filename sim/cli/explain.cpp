// SPDX-License-Identifier: MIT
// vethlab explain: what a reason code means.
#include <cctype>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

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

int explain_all() {
    for (const sim::ReasonRow& reason : sim::all_reasons()) {
        fmt::print("{:<28} {}\n", reason.code, reason.meaning);
    }
    return status_done;
}

}  // namespace

int explain(const std::string& code) {
    if (code.empty()) {
        return explain_all();
    }
    std::vector<std::string> codes;
    for (const sim::ReasonRow& reason : sim::all_reasons()) {
        if (upper(code) == reason.code) {
            fmt::print("{}\n", reason.meaning);
            return status_done;
        }
        codes.emplace_back(reason.code);
    }
    const std::string near = scenario::nearest(upper(code), codes);
    fmt::print(
        stderr, "error: unknown reason code \"{}\"\nhelp: {}\n", code,
        near.empty() ? "`vethlab explain` lists all codes" : "did you mean \"" + near + "\"?");
    return status_wrong_input;
}

}  // namespace cli
