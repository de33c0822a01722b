// SPDX-License-Identifier: MIT
// vethlab: reads the command line, does one verb, and turns every failure into one sentence.
#include <cstdio>
#include <exception>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "results/writer.h"
#include "sim/cli/verbs.h"

namespace {

const char* const examples = R"(Examples:
  vethlab run scenarios/first-steps/02-default-deny.yaml
  vethlab flows latest verdict=drop
  vethlab validate my-scenario.yaml policies/

Exit status: 0 done, 1 an expectation failed, 2 wrong usage or input, 3 internal error.)";

int run(int argc, char** argv) {
    cli::Context context;
    CLI::App program{"Predicts, explains and regression-tests what network policies do.",
                     "vethlab"};
    program.footer(examples);
    program.require_subcommand(1);
    program.fallthrough();
    program.set_version_flag("--version", std::string("vethlab ") + cli::tool_version);
    const std::map<std::string, cli::ColorMode> modes = {{"auto", cli::ColorMode::Auto},
                                                         {"always", cli::ColorMode::Always},
                                                         {"never", cli::ColorMode::Never}};
    program
        .add_option("--color", context.color,
                    "Colour: auto (on a terminal, unless NO_COLOR is set), always, never")
        ->transform(CLI::CheckedTransformer(modes, CLI::ignore_case))
        ->type_name("WHEN");
    cli::add_run(program, context);
    cli::add_validate(program, context);
    cli::add_runs(program, context);
    cli::add_show(program, context);
    cli::add_flows(program, context);
    cli::add_export(program, context);
    cli::add_explain(program, context);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? cli::status_done : cli::status_wrong_input;
    }
    return context.status;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const results::StoreError& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return cli::status_wrong_input;
    } catch (const std::exception& error) {
        fmt::print(stderr, "internal error: {}\n", error.what());
        return cli::status_internal;
    }
}
