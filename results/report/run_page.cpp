// SPDX-License-Identifier: MIT
#include "results/report/run_page.h"

#include <algorithm>
#include <ostream>

#include <fmt/format.h>

#include "results/report/summary.h"
#include "results/report/words.h"

namespace results {
namespace {

constexpr std::size_t longest_list = 10;

using Lines = std::vector<std::string>;

void section(std::ostream& out, const char* title, const Lines& lines, const Style& style) {
    if (lines.empty()) return;
    out << '\n' << title << '\n';
    const std::size_t room = style.width > 2 ? style.width - 2 : 0;
    for (std::size_t i = 0; i < std::min(lines.size(), longest_list); ++i) {
        const std::string line = printable(lines[i]);
        out << "  " << (room == 0 ? line : shorten_middle(line, room)) << '\n';
    }
    if (lines.size() > longest_list)
        out << fmt::format("  and {} more\n", lines.size() - longest_list);
}

Lines input_lines(const std::vector<Input>& inputs) {
    constexpr std::size_t hash_digits = 12;
    Lines lines;
    for (const Input& input : inputs)
        lines.push_back(fmt::format("{}  {}", input.sha256.substr(0, hash_digits), input.path));
    return lines;
}

Lines event_lines(const std::vector<Event>& events) {
    Lines lines;
    for (const Event& event : events)
        lines.push_back(fmt::format("{:>10}s  {}", short_seconds(event.at), event.text));
    return lines;
}

Lines count_lines(const std::vector<std::pair<std::string, std::int64_t>>& counts) {
    Lines lines;
    for (const auto& [name, count] : counts)
        lines.push_back(fmt::format("{:>8}  {}", count, name.empty() ? "(no reason)" : name));
    return lines;
}

}  // namespace

RunPage read_run_page(const Reader& reader, Id run) {
    return {reader.run(run).value(), reader.inputs(run), reader.events(run),
            reader.drops_by_reason(run), reader.drops_by_policy(run)};
}

void write_run_page(std::ostream& out, const RunPage& page, const Style& style) {
    const RunSummary& run = page.run;
    out << fmt::format("run {}: {}\n", run.id, printable(run.run.name));
    const auto field = [&](const char* name, const std::string& value) {
        out << fmt::format("  {:<10} {}\n", name, printable(value));
    };
    field("state", text(run.state));
    field("scenario", run.run.scenario);
    field("dataplane", run.run.dataplane);
    field("seed", std::to_string(run.run.seed));
    field("started", run.started);
    field("simulated", seconds(run.simulated) + "s");
    field("vethlab", run.run.tool_version);
    section(out, "Inputs, from the folder of the scenario", input_lines(page.inputs), style);
    section(out, "Timeline", event_lines(page.events), style);
    section(out, "Flows dropped, by reason", count_lines(page.drops_by_reason), style);
    section(out, "Flows dropped, by policy", count_lines(page.drops_by_policy), style);
    out << '\n' << summary_line(counts(run)) << '\n';
}

}  // namespace results
