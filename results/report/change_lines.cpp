// SPDX-License-Identifier: MIT
#include "results/report/change_lines.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/words.h"

namespace results {
namespace {

constexpr std::size_t most_names = 6;   // of one end on a line
constexpr std::size_t most_causes = 3;  // of one side

char sign_of(FlowChangeKind kind) {
    switch (kind) {
        case FlowChangeKind::NewlyDropped:
            return '-';
        case FlowChangeKind::NewlyAllowed:
            return '+';
        case FlowChangeKind::Uncertain:
            return '?';
        default:
            return '~';
    }
}

std::size_t rank(const ChangeLine& line) {
    return std::string("-+~?").find(line.sign) + 4U * static_cast<std::size_t>(line.section);
}

std::string verdict_and_reason(const FlowFate& before, const FlowFate& after) {
    if (before.verdict != after.verdict)
        return fmt::format("{} -> {}  {}", before.verdict, after.verdict, after.reason);
    if (before.reason != after.reason)
        return fmt::format("{}  {} -> {}", after.verdict, before.reason, after.reason);
    if (before.hook == after.hook) return fmt::format("{}  {}", after.verdict, after.reason);
    return fmt::format("{}  {}, {} -> {}", after.verdict, after.reason, before.hook, after.hook);
}

std::string backend(const FlowFate& fate) {
    return fmt::format("{}:{}", fate.backend.ref, fate.backend_port);
}

// Where the service chose another backend, the difference may be no more than that.
std::string how_text(const FlowFate& before, const FlowFate& after) {
    std::string text = verdict_and_reason(before, after);
    const bool chosen = before.backend.id != none && after.backend.id != none;
    if (!chosen || backend(before) == backend(after)) return text;
    return fmt::format("{}, backend {} -> {}", text, backend(before), backend(after));
}

std::string note(const SidedCause& sided) {
    const Cause& cause = sided.cause;
    std::string text = fmt::format("{}: {}", sided.after ? "after" : "before", cause_text(cause));
    if (cause.direction.empty()) return text;  // a service: it admits nothing and isolates nobody
    return fmt::format("{} {} ({})", text, cause.rule == none ? "isolates" : "admits",
                       cause.direction);
}

std::vector<std::string> notes_of(const std::vector<SidedCause>& causes) {
    std::vector<std::string> notes;
    std::array<std::size_t, 2> listed = {0, 0};
    for (const SidedCause& cause : causes)
        if (++listed.at(cause.after ? 1 : 0) <= most_causes) notes.push_back(note(cause));
    for (const bool after : {false, true}) {
        const std::size_t count = listed.at(after ? 1 : 0);
        if (count > most_causes)
            notes.push_back(
                fmt::format("{}: and {} more", after ? "after" : "before", count - most_causes));
    }
    return notes;
}

std::vector<SidedCause> causes_of(const FlowChange& change) {
    std::vector<SidedCause> causes;
    for (const Cause& cause : change.after->causes) causes.push_back({true, cause});
    for (const Cause& cause : change.before->causes) causes.push_back({false, cause});
    return causes;
}

}  // namespace

std::string names_text(const std::vector<std::string>& names) {
    if (names.size() <= most_names) return fmt::format("{}", fmt::join(names, ", "));
    return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + most_names, ", "),
                       names.size() - most_names);
}

bool ChangeLines::order(const Row& a, const Row& b) {
    return std::tie(a.line, a.dst, a.src) < std::tie(b.line, b.dst, b.src);
}

ChangeLines::Number ChangeLines::number(const std::string& name) {
    const auto [entry, fresh] = numbers_.try_emplace(name, static_cast<Number>(names_.size()));
    if (fresh) names_.push_back(&entry->first);
    return entry->second;
}

void ChangeLines::add(ChangeLine line, const std::string& src, const std::string& dst,
                      std::int64_t flows) {
    const std::string key =
        fmt::format("{}{}\n{}\n{}\n{}", line.sign, static_cast<int>(line.section), line.what,
                    line.how, fmt::join(line.notes, "\n"));
    const auto [entry, fresh] = line_numbers_.try_emplace(key, static_cast<Number>(lines_.size()));
    if (fresh) lines_.push_back(std::move(line));
    rows_.push_back({entry->second, number(src), number(dst), flows});
    if (rows_.size() < compact_at_) return;
    compact();
    compact_at_ = std::max<std::size_t>(compact_at_, rows_.size() * 2);
}

// Makes one row of those that say the same of the same ends.
void ChangeLines::compact() {
    std::sort(rows_.begin(), rows_.end(), order);
    std::size_t kept = 0;
    for (const Row& row : rows_) {
        if (kept > 0 && !order(rows_[kept - 1], row))
            rows_[kept - 1].flows += row.flows;
        else
            rows_[kept++] = row;
    }
    rows_.resize(kept);
}

void ChangeLines::add(const FlowChange& change) {
    if (!change.before || !change.after) return;
    ChangeLine line;
    line.sign = sign_of(change.kind);
    const bool unknown =
        change.kind == FlowChangeKind::Uncertain && change.before->verdict == change.after->verdict;
    if (unknown) line.section = ChangeLine::Section::Unknown;
    if (change.parent) line.section = ChangeLine::Section::Children;
    line.what =
        change.port == 0 ? change.protocol : fmt::format("{}/{}", change.protocol, change.port);
    line.how = how_text(*change.before, *change.after);
    line.notes = notes_of(causes_of(change));
    add(std::move(line), change.src_workload, change.dst_workload, 1);
}

void ChangeLines::add(const ConnectionChange& change) {
    using Section = ChangeLine::Section;
    const bool kept = change.workload == ConnectionChange::Workload::Kept;
    const Section section = kept ? Section::Differs : Section::NewOrGone;
    const std::vector<SidedCause> no_causes;
    struct Part {
        char sign;
        Section section;
        const Connections& ports;
        const std::vector<SidedCause>& causes;
    };
    for (const Part& part : {Part{'-', section, change.newly_dropped, change.dropped_by},
                             Part{'+', section, change.newly_allowed, change.allowed_by},
                             Part{'?', section, change.newly_uncertain, no_causes},
                             Part{'?', Section::Unknown, change.still_uncertain, no_causes}}) {
        if (part.ports.empty()) continue;
        ChangeLine line;
        line.sign = part.sign;
        line.section = part.section;
        line.what = text(part.ports);
        line.notes = notes_of(part.causes);
        for (const std::string& caveat : change.caveats) {
            line.notes.push_back(fmt::format("{} (vethlab explain {})", caveat, caveat));
        }
        add(std::move(line), change.src, change.dst, 0);
    }
}

std::vector<std::string> ChangeLines::sorted_names(const std::vector<Number>& numbers) const {
    std::vector<std::string> names;
    names.reserve(numbers.size());
    for (const Number number : numbers) names.push_back(*names_[number]);
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<ChangeLine> ChangeLines::take() {
    compact();
    struct Ends {
        std::vector<Number> destinations;
        std::int64_t flows = 0;
    };
    std::map<std::pair<Number, std::vector<Number>>, Ends> grouped;
    for (std::size_t begin = 0; begin < rows_.size();) {
        std::vector<Number> sources;
        std::int64_t flows = 0;
        std::size_t end = begin;
        for (; end < rows_.size() && rows_[end].line == rows_[begin].line &&
               rows_[end].dst == rows_[begin].dst;
             ++end) {
            sources.push_back(rows_[end].src);
            flows += rows_[end].flows;
        }
        Ends& ends = grouped[{rows_[begin].line, std::move(sources)}];
        ends.destinations.push_back(rows_[begin].dst);
        ends.flows += flows;
        begin = end;
    }
    std::vector<ChangeLine> result;
    for (const auto& [key, ends] : grouped) {
        ChangeLine line = lines_[key.first];
        line.sources = sorted_names(key.second);
        line.destinations = sorted_names(ends.destinations);
        line.flows = ends.flows;
        result.push_back(std::move(line));
    }
    std::sort(result.begin(), result.end(), [](const ChangeLine& a, const ChangeLine& b) {
        const auto key = [](const ChangeLine& line) {
            return std::tie(line.destinations, line.sources, line.what, line.how, line.notes);
        };
        return rank(a) != rank(b) ? rank(a) < rank(b) : key(a) < key(b);
    });
    return result;
}

}  // namespace results
