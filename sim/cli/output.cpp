// SPDX-License-Identifier: MIT
#include "sim/cli/output.h"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <unistd.h>

#include <fmt/format.h>

namespace cli {

results::Style output_style(ColorMode color) {
    return {static_cast<std::size_t>(terminal_width(STDOUT_FILENO)),
            use_color(color, STDOUT_FILENO)};
}

void print_flows(const results::Reader& reader, const results::RunSummary& run,
                 const std::string& filter, results::FlowFormat format, ColorMode color) {
    const auto report = results::make_flow_report(format, std::cout, run, output_style(color));
    reader.flows(run.id, filter, [&](const results::FlowView& flow) { report->add(flow); });
    report->end();
    std::cout.flush();
}

std::optional<results::RunSummary> find_run(const results::Reader& reader, const std::string& text,
                                            const std::string& db) {
    std::optional<results::RunSummary> run;
    if (text == "latest") {
        run = reader.latest();
    } else if (text.size() < 19 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
                   return std::isdigit(c) != 0;
               })) {
        run = reader.run(std::stoll(text));
    }
    if (!run) {
        fmt::print(stderr,
                   "error: no run \"{}\" in {}\nhelp: `vethlab runs --db {}` lists its runs\n",
                   text, db, db);
    }
    return run;
}

}  // namespace cli
