// SPDX-License-Identifier: MIT
// vethlab run: simulate, store, print.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "policy/model/pattern.h"
#include "results/reader.h"
#include "results/writer.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/usage.h"
#include "sim/cli/verbs.h"
#include "sim/run/capture_options.h"
#include "sim/run/experiment.h"
#include "sim/scenario/reader.h"

namespace cli {
namespace {

volatile std::sig_atomic_t interrupts = 0;

// The first Ctrl-C ends the run in good order, the second at once.
extern "C" void note_interrupt(int signal) {
    if (interrupts != 0) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    }
    interrupts = 1;
}

// Reads every scenario before anything is run, so that one that is refused leaves no trace.
std::optional<std::vector<scenario::Scenario>> read_all(const RunOptions& options) {
    std::vector<scenario::Scenario> scenarios;
    std::vector<scenario::Diagnostic> diagnostics;
    for (const std::string& path : options.scenarios) {
        scenario::ReadResult read = scenario::read_scenario(path);
        diagnostics.insert(diagnostics.end(), read.diagnostics.begin(), read.diagnostics.end());
        if (read.scenario) {
            scenarios.push_back(*std::move(read.scenario));
        }
    }
    print_diagnostics(diagnostics, options.color);
    if (scenarios.size() != options.scenarios.size()) {
        return std::nullopt;
    }
    for (scenario::Scenario& scenario : scenarios) {
        scenario.seed = options.seed.value_or(scenario.seed);
        for (const std::string& note : scenario.notes) {
            if (!options.quiet) {
                fmt::print(stderr, "note: {}\n", note);
            }
        }
    }
    return scenarios;
}

// Several scenarios have a folder each.
sim::CaptureOptions captures_of(const scenario::Scenario& scenario, const RunOptions& options) {
    const bool alone = options.scenarios.size() == 1 || options.pcap.empty();
    sim::CaptureOptions captures{alone ? options.pcap : options.pcap + "/" + scenario.name,
                                 options.pcap_at};
    if (!captures.folder.empty()) sim::make_folder(captures);
    return captures;
}

// Throws UsageError where nothing in any of the scenarios is called so.
void check_capture_places(const std::vector<scenario::Scenario>& scenarios,
                          const RunOptions& options) {
    if (options.pcap.empty()) {
        if (!options.pcap_at.empty()) {
            throw UsageError("--pcap-at needs --pcap", "--pcap DIR says where the files go");
        }
        return;
    }
    std::vector<std::string> known;
    for (const scenario::Scenario& scenario : scenarios) {
        const auto places = sim::capture_places(scenario);
        known.insert(known.end(), places.begin(), places.end());
    }
    for (const std::string& wanted : options.pcap_at) {
        const bool fits = std::any_of(known.begin(), known.end(), [&](const std::string& place) {
            return policy::fits_pattern(wanted, place);
        });
        if (!fits) {
            throw UsageError("--pcap-at " + wanted +
                                 ": no pod, host, node or interface has that "
                                 "name",
                             suggestion(wanted, known,
                                        "as shop/web-0, host/db, node/w-1, eni/main/w-1; `*` "
                                        "stands for anything"));
        }
    }
}

int run_one(const scenario::Scenario& scenario, const RunOptions& options) {
    const sim::CaptureOptions captures = captures_of(scenario, options);
    results::Writer writer(options.db, {scenario.name, scenario.path, scenario.seed, "kubernetes",
                                        std::string(tool_version)});
    sim::Watch watch;
    watch.interrupted = [] { return interrupts != 0; };
    sim::RunReport report;
    {
        Progress progress(scenario.name, isatty(STDERR_FILENO) != 0);
        if (!options.quiet) {
            watch.progress = [&](std::size_t done, std::size_t total) {
                progress.update(done, total);
            };
        }
        report = sim::run_experiment(scenario, writer, watch, captures);
    }
    if (report.captures_left_out != 0) {
        fmt::print(stderr,
                   "note: packets were captured at the first {} places where any passed, and not "
                   "at {} more; --pcap-at chooses\n",
                   sim::most_captures, report.captures_left_out);
    }
    const results::Reader reader(options.db);
    print_flows(reader, reader.run(writer.run_id()).value(), "", options.format, options.color);
    if (report.state == results::State::Interrupted) {
        fmt::print(stderr, "interrupted: what had ended by then is kept as run {}\n",
                   writer.run_id());
    }
    return report.unexpected == 0 ? status_done : status_unexpected;
}

}  // namespace

int run(const RunOptions& options) {
    const auto scenarios = read_all(options);
    if (!scenarios) {
        return status_wrong_input;
    }
    check_capture_places(*scenarios, options);
    std::signal(SIGINT, note_interrupt);
    int status = status_done;
    for (const scenario::Scenario& scenario : *scenarios) {
        if (interrupts == 0) {
            status = std::max(status, run_one(scenario, options));
        }
    }
    return status;
}

}  // namespace cli
