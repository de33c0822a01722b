// SPDX-License-Identifier: MIT
// vethlab explain: what a reason code means.
#include <cctype>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/cli/verbs.h"
#include "sim/cluster/reasons.h"
#include "sim/scenario/diagnostics.h"

namespace cli {
namespace {

int explain(std::string wanted) {
    for (char& c : wanted) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    std::vector<std::string> codes;
    for (const sim::ReasonRow& reason : sim::all_reasons()) {
        codes.emplace_back(reason.code);
        if (wanted.empty()) {
            fmt::print("{:<28} {}\n", reason.code, reason.meaning);
        } else if (wanted == reason.code) {
            fmt::print("{}\n", reason.meaning);
            return status_done;
        }
    }
    if (wanted.empty()) {
        return status_done;
    }
    fmt::print(stderr, "error: unknown reason code \"{}\"\n", wanted);
    const std::string near = scenario::nearest(wanted, codes);
    fmt::print(
        stderr, "help: {}\n",
        near.empty() ? "`vethlab explain` lists all codes" : "did you mean \"" + near + "\"?");
    return status_wrong_input;
}

}  // namespace

void add_explain(CLI::App& program, Context& context) {
    auto wanted = std::make_shared<std::string>();
    CLI::App* verb =
        program.add_subcommand("explain", "What a reason code means; without one, all");
    verb->add_option("code", *wanted, "A code such as NP_PORT_MISMATCH");
    verb->callback([wanted, &context] { context.status = explain(*wanted); });
}

}  // namespace cli
