// SPDX-License-Identifier: MIT
// vethlab runs, show, flows, export: look into a store.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "results/filter.h"
#include "results/reader.h"
#include "results/report/path_text.h"
#include "results/report/run_page.h"
#include "results/report/runs_table.h"
#include "sim/cli/output.h"
#include "sim/cli/verbs.h"

namespace cli {
namespace {

struct InspectOptions {
    std::string db = default_store;
    std::string run = "latest";
    std::vector<std::string> filter;
    results::FlowFormat format = results::FlowFormat::Table;
    bool json = false;
    bool hops = false;
    bool canonical = false;
};

void add_run_argument(CLI::App& verb, InspectOptions& options) {
    verb.add_option("run", options.run, "Id of a run, or latest")->capture_default_str();
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

int runs(const InspectOptions& options, const Context& context) {
    const results::Reader reader(options.db);
    if (options.json) {
        results::write_runs_json(std::cout, reader.runs());
    } else {
        results::write_runs_table(std::cout, reader.runs(), output_style(context.color));
    }
    return status_done;
}

int show(const InspectOptions& options, const Context& context) {
    const results::Reader reader(options.db);
    const auto run = find_run(reader, options.run, options.db);
    if (!run) {
        return status_wrong_input;
    }
    results::write_run_page(std::cout, results::read_run_page(reader, run->id),
                            output_style(context.color));
    return status_done;
}

void print_paths(const results::Reader& reader, const results::RunSummary& run,
                 const std::string& filter, const Context& context) {
    const results::Style style = output_style(context.color);
    reader.flows(run.id, filter, [&](const results::FlowView& flow) {
        results::write_path(std::cout, flow, reader.path(run.id, flow.flow.path), style);
    });
}

int flows(const InspectOptions& options, const Context& context) {
    const results::Reader reader(options.db);
    const auto run = find_run(reader, options.run, options.db);
    if (!run) {
        return status_wrong_input;
    }
    const std::string filter = joined(options.filter);
    try {
        results::parse_filter(filter);  // before anything is printed
    } catch (const results::FilterError& error) {
        fmt::print(stderr, "error: {}\n  {}\n  {:>{}}\n", error.what(), filter, "^",
                   error.column);
        if (!error.help.empty()) {
            fmt::print(stderr, "help: {}\n", error.help);
        }
        return status_wrong_input;
    }
    if (options.hops) {
        print_paths(reader, *run, filter, context);
    } else {
        print_flows(reader, *run, filter, options.format, context.color);
    }
    return status_done;
}

int export_run(const InspectOptions& options) {
    const results::Reader reader(options.db);
    const auto run = find_run(reader, options.run, options.db);
    if (!run) {
        return status_wrong_input;
    }
    reader.canonical(run->id, [](const std::string& line) { std::cout << line << '\n'; });
    return status_done;
}

}  // namespace

void add_runs(CLI::App& program, Context& context) {
    auto options = std::make_shared<InspectOptions>();
    CLI::App* verb = program.add_subcommand("runs", "List the runs of a store");
    add_store_option(*verb, options->db);
    verb->add_flag("--json", options->json, "For programs");
    verb->callback([options, &context] { context.status = runs(*options, context); });
}

void add_show(CLI::App& program, Context& context) {
    auto options = std::make_shared<InspectOptions>();
    CLI::App* verb = program.add_subcommand(
        "show", "One run on a page: its inputs, what changed, what was dropped and why");
    add_run_argument(*verb, *options);
    add_store_option(*verb, options->db);
    verb->callback([options, &context] { context.status = show(*options, context); });
}

void add_flows(CLI::App& program, Context& context) {
    auto options = std::make_shared<InspectOptions>();
    CLI::App* verb = program.add_subcommand("flows", "The flows of a run that meet a filter");
    verb->footer(
        "A filter is terms KEY=VALUE[,VALUE]: a flow meets it if it meets all terms, and a term\n"
        "by any of its values. ! negates, * stands for anything, from: and to: choose an end.\n"
        "Keys: ns pod workload ref ip label; name verdict outcome reason hook protocol port\n"
        "policy expect unexpected.\n\n"
        "Examples:\n"
        "  vethlab flows latest verdict=drop\n"
        "  vethlab flows 3 from:ns=ui '!reason=NP_PORT_*' port=8000-8999\n"
        "  vethlab flows latest --hops 'name=6 ui to orders'");
    add_run_argument(*verb, *options);
    verb->add_option("filter", options->filter, "Filter terms; none: all flows");
    add_store_option(*verb, options->db);
    add_format_option(*verb, options->format);
    verb->add_flag("--hops", options->hops, "Every hook each flow met, with its causes");
    verb->callback([options, &context] { context.status = flows(*options, context); });
}

void add_export(CLI::App& program, Context& context) {
    auto options = std::make_shared<InspectOptions>();
    CLI::App* verb = program.add_subcommand("export", "Write out what a run says");
    add_run_argument(*verb, *options);
    add_store_option(*verb, options->db);
    verb->add_flag("--canonical", options->canonical,
                   "Lines of JSON that are the same, byte for byte, for equal runs")
        ->required();
    verb->callback([options, &context] { context.status = export_run(*options); });
}

}  // namespace cli
