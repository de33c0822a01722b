// SPDX-License-Identifier: MIT
// vethlab validate: read and check, run nothing.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/verbs.h"
#include "sim/scenario/manifests.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_files.h"

namespace cli {
namespace {

using scenario::Diagnostic;

struct Findings {
    std::vector<Diagnostic> diagnostics;
    std::vector<std::string> valid;  // a line for each thing that is

    void add(const std::vector<Diagnostic>& more) {
        diagnostics.insert(diagnostics.end(), more.begin(), more.end());
    }
    bool has_errors() const {
        return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& d) {
            return d.severity == Diagnostic::Severity::Error;
        });
    }
};

void check_scenario(const std::string& path, Findings& findings) {
    const scenario::ReadResult read = scenario::read_scenario(path);
    findings.add(read.diagnostics);
    if (read.scenario) {
        const auto& world = read.scenario->world;
        findings.valid.push_back(
            fmt::format("{}: valid scenario, {} pods, {} policies, {} timeline events, {} flows",
                        path, world.pods.size(), world.policies.size(),
                        read.scenario->timeline.size(), read.scenario->flows.size()));
    }
}

void check_manifests(const std::vector<std::string>& paths, Findings& findings) {
    const scenario::ManifestResult read = scenario::read_manifests(paths);
    findings.add(read.diagnostics);
    findings.valid.push_back(fmt::format("{} manifest file{} valid, {} network policies",
                                         read.inputs.size(), read.inputs.size() == 1 ? "" : "s",
                                         read.objects.policies.size()));
    for (const std::string& note : read.notes) {
        findings.valid.push_back("note: " + note);
    }
}

}  // namespace

int validate(const ValidateOptions& options) {
    Findings findings;
    std::vector<std::string> manifests;
    for (const std::string& path : options.paths) {
        const auto scenarios = scenario::scenario_files(path, scenario::DiskFiles());
        for (const std::string& file : scenarios) {
            check_scenario(file, findings);
        }
        if (scenarios.empty()) {
            manifests.push_back(path);
        }
    }
    if (!manifests.empty()) {
        check_manifests(manifests, findings);
    }
    print_diagnostics(findings.diagnostics, options.color);
    if (findings.has_errors()) {
        return status_wrong_input;
    }
    for (const std::string& line : findings.valid) {
        fmt::print("{}\n", line);
    }
    return status_done;
}

}  // namespace cli
