// SPDX-License-Identifier: MIT
// vethlab validate: read and check, run nothing.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/cli/verb.h"
#include "sim/cli/verbs.h"
#include "sim/cli/world_input.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/world_reader.h"

namespace cli {
namespace {

using scenario::Diagnostic;

const char* const validate_footer =
    R"(A folder that holds scenarios stands for these (they name their manifests); any other folder
for what its kustomization names, or for all the manifests below it; - for standard input.

Examples:
  vethlab validate scenarios/
  vethlab validate -n shop policies/default-deny.yaml
  kubectl kustomize overlays/prod | vethlab validate -)";

struct ValidateOptions {
    std::vector<std::string> paths;
    scenario::WorldOptions reading;
};

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

void check_manifests(const std::vector<std::string>& paths, const scenario::WorldOptions& reading,
                     Findings& findings) {
    const scenario::WorldResult read = scenario::read_world(paths, reading);
    findings.add(read.diagnostics);
    findings.valid.push_back(fmt::format("{} manifest file{} valid, {} pods, {} network policies",
                                         read.inputs.size(), read.inputs.size() == 1 ? "" : "s",
                                         read.world.pods.size(), read.world.policies.size()));
    for (const std::string& note : read.notes) {
        findings.valid.push_back("note: " + note);
    }
}

int validate(const ValidateOptions& options, ColorMode color) {
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
    if (manifests.empty() &&
        options.reading.default_namespace != scenario::WorldOptions().default_namespace) {
        throw UsageError("--namespace is for manifests, and these are scenarios",
                         "write the namespaces into the scenarios' manifests");
    }
    if (!manifests.empty()) {
        check_manifests(manifests, options.reading, findings);
    }
    print_diagnostics(findings.diagnostics, color);
    if (findings.has_errors()) {
        return status_wrong_input;
    }
    for (const std::string& line : findings.valid) {
        fmt::print("{}\n", line);
    }
    return status_done;
}

}  // namespace

void add_validate(Verbs& verbs) {
    const auto options = std::make_shared<ValidateOptions>();
    Verb verb = verbs.add("validate",
                          "Read and check scenarios and manifests, all errors at once; run nothing",
                          [options, &color = verbs.color] { return validate(*options, color); });
    verb.footer(validate_footer);
    verb.add_option("PATH", options->paths, "Scenario files, manifests, folders, or -").required();
    add_namespace_option(verb, options->reading);
}

}  // namespace cli
