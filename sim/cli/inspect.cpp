// SPDX-License-Identifier: MIT
// vethlab runs, show, flows, export: look into a store.
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "results/filter.h"
#include "results/reader.h"
#include "results/report/path_text.h"
#include "results/report/run_page.h"
#include "results/report/runs_table.h"
#include "sim/cli/output.h"
#include "sim/cli/usage.h"
#include "sim/cli/verbs.h"

namespace cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

// Whether the filter can be read; says on stderr why not.
bool check_filter(const std::string& filter) {
    try {
        results::parse_filter(filter);
        return true;
    } catch (const results::FilterError& error) {
        fmt::print(stderr, "error: {}\n  {}\n  {:>{}}\n", error.what(), filter, "^", error.column);
        if (!error.help.empty()) {
            fmt::print(stderr, "help: {}\n", error.help);
        }
        return false;
    }
}

void print_paths(const results::Reader& reader, const results::RunSummary& run,
                 const std::string& filter, ColorMode color) {
    const results::Style style = output_style(color);
    const FromHere from_here(run);
    reader.flows(run.id, filter, [&](const results::FlowView& flow) {
        std::vector<results::HopView> hops = reader.path(run.id, flow.flow.path);
        for (results::HopView& hop : hops) from_here.make(hop.causes);
        results::write_path(std::cout, flow, hops, style);
    });
}

}  // namespace

int runs(const RunsOptions& options) {
    const results::Reader reader(options.db);
    if (options.json) {
        results::write_runs_json(std::cout, reader.runs());
    } else {
        results::write_runs_table(std::cout, reader.runs(), output_style(options.color));
    }
    return status_done;
}

int show(const ShowOptions& options) {
    const results::Reader reader(options.db);
    const auto run = find_run(reader, options.run, options.db);
    if (!run) {
        return status_wrong_input;
    }
    results::write_run_page(std::cout, results::read_run_page(reader, run->id),
                            output_style(options.color));
    return status_done;
}

int flows(FlowsOptions options) {
    // What has a "=" is a term: the run was left out.
    if (options.run.find('=') != std::string::npos) {
        options.filter.insert(options.filter.begin(), std::exchange(options.run, "latest"));
    }
    if (options.hops && options.format != results::FlowFormat::Table) {
        throw UsageError("--hops is text, --format has no part in it",
                         "leave one out; json has the causes of each flow, too");
    }
    const std::string filter = joined(options.filter);
    const results::Reader reader(options.db);
    const auto run = find_run(reader, options.run, options.db);
    if (!run || !check_filter(filter)) {
        return status_wrong_input;
    }
    if (options.hops) {
        print_paths(reader, *run, filter, options.color);
    } else {
        print_flows(reader, *run, filter, options.format, options.color);
    }
    return status_done;
}

int export_canonical(const ExportOptions& options) {
    const results::Reader reader(options.db);
    const auto run = find_run(reader, options.run, options.db);
    if (!run) {
        return status_wrong_input;
    }
    reader.canonical(run->id, [](const std::string& line) { std::cout << line << '\n'; });
    return status_done;
}

}  // namespace cli
