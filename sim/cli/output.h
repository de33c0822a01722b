// SPDX-License-Identifier: MIT
// What several verbs print, and the options they share.
#pragma once

#include <cstdio>
#include <string>

#include "results/reader.h"
#include "sim/cli/console.h"

namespace CLI {
class App;
}

namespace cli {

enum class Format { Table, Json, Csv, Markdown };

void add_store_option(CLI::App& verb, std::string& db);
void add_format_option(CLI::App& verb, Format& format);

// Prints the flows of a run that meet a filter and, as a table, the line that sums the run up.
void print_flows(const results::Reader& reader, results::Id run, const std::string& filter,
                 Format format, ColorMode color, std::FILE* out);

// The run that a person means by `text`: an id, or "latest". Prints why not and gives nothing
// where there is none.
std::optional<results::RunSummary> find_run(const results::Reader& reader, const std::string& text,
                                            const std::string& db);

}  // namespace cli
