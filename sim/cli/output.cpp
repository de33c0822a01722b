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
    if (format == results::FlowFormat::Table || format == results::FlowFormat::Markdown) {
        const FromHere from_here(run);
        reader.flows(run.id, filter, [&](results::FlowView flow) {
            from_here.make(flow.causes);
            report->add(flow);
        });
    } else {
        reader.flows(run.id, filter, [&](const results::FlowView& flow) { report->add(flow); });
    }
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

FromHere::FromHere(const results::RunSummary& run) {
    const std::filesystem::path scenario(run.run.scenario);
    std::error_code ignored;
    if (std::filesystem::is_regular_file(scenario, ignored)) folder_ = scenario.parent_path();
}

void FromHere::make(std::vector<results::Cause>& causes) const {
    if (folder_.empty()) return;
    for (results::Cause& cause : causes) {
        if (!cause.file.empty()) cause.file = (folder_ / cause.file).generic_string();
    }
}

}  // namespace cli
