// SPDX-License-Identifier: MIT
// What several verbs print.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "results/reader.h"
#include "results/report/flow_report.h"
#include "sim/cli/console.h"

namespace cli {

// How reports are drawn on standard output.
results::Style output_style(ColorMode color);

// Prints the flows of a run that meet a filter.
void print_flows(const results::Reader& reader, const results::RunSummary& run,
                 const std::string& filter, results::FlowFormat format, ColorMode color);

// The run that a person means: an id, or "latest". Says on stderr why there is none.
std::optional<results::RunSummary> find_run(const results::Reader& reader, const std::string& text,
                                            const std::string& db);

// Files of stored causes are named from their scenario's folder. For people they are named from
// here, so that they can be opened: `make` does that for one run, where its scenario is still where
// it was run from.
class FromHere {
  public:
    explicit FromHere(const results::RunSummary& run);
    void make(std::vector<results::Cause>& causes) const;

  private:
    std::filesystem::path folder_;  // empty: names stay
};

}  // namespace cli
