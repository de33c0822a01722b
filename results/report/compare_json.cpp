// SPDX-License-Identifier: MIT
#include "results/report/compare_json.h"

#include <ostream>
#include <utility>

#include "results/report/json_parts.h"

namespace results {
namespace {

using Json = OrderedJson;

Json sided(const Cause& cause, bool after) {
    Json json = {{"side", after ? "after" : "before"}};
    json.update(cause_json(cause));
    return json;
}

void add_causes(Json& causes, const std::vector<SidedCause>& of, const char* change) {
    for (const SidedCause& one : of) {
        causes.push_back(sided(one.cause, one.after));
        causes.back()["change"] = change;
    }
}

const char* word(FlowChangeKind kind) {
    switch (kind) {
        case FlowChangeKind::NewlyDropped:
            return "newly-dropped";
        case FlowChangeKind::NewlyAllowed:
            return "newly-allowed";
        case FlowChangeKind::Reason:
            return "reason";
        case FlowChangeKind::Uncertain:
            return "uncertain";
        case FlowChangeKind::Removed:
            return "removed";
        case FlowChangeKind::Added:
            return "added";
    }
    return "";
}

const char* word(ConnectionChange::Kind kind) {
    switch (kind) {
        case ConnectionChange::Kind::Added:
            return "added";
        case ConnectionChange::Kind::Removed:
            return "removed";
        case ConnectionChange::Kind::Widened:
            return "widened";
        case ConnectionChange::Kind::Narrowed:
            return "narrowed";
        case ConnectionChange::Kind::Changed:
            return "changed";
    }
    return "";
}

Json fate_json(const std::optional<FlowFate>& fate) {
    if (!fate) return nullptr;
    return {{"id", fate->flow},
            {"verdict", fate->verdict},
            {"outcome", fate->outcome},
            {"hook", fate->hook},
            {"reason", or_null(fate->reason)},
            {"backend", backend_json(fate->backend, fate->backend_port)}};
}

// Those of the run after first: they decide now.
Json causes_of(const FlowChange& change) {
    Json causes = Json::array();
    for (const auto* fate : {&change.after, &change.before}) {
        if (!*fate) continue;
        for (const Cause& cause : (*fate)->causes)
            causes.push_back(sided(cause, fate == &change.after));
    }
    return causes;
}

Json ports_json(const Connections& connections) {
    return Json::parse(to_json(connections).dump());
}

Json side_json(const ComparisonHead& head, bool after) {
    if (!head.runs) return {{"paths", after ? head.after : head.before}};
    return run_json(after ? head.runs->second : head.runs->first);
}

Json child_summary(const ChangeCounts& counts) {
    return {{"newly_dropped", counts.newly_dropped},
            {"newly_allowed", counts.newly_allowed},
            {"changed_reason", counts.changed_reason},
            {"uncertain", counts.uncertain},
            {"unchanged", counts.unchanged},
            {"only_before", counts.removed},
            {"only_after", counts.added}};
}

}  // namespace

CompareJson::CompareJson(std::ostream& out, const ComparisonHead& head) : out_(out), head_(head) {
    out_ << R"({"format_version":"1.0","before":)" << dump(side_json(head, false)) << R"(,"after":)"
         << dump(side_json(head, true)) << R"(,"warnings":)" << dump(Json(head.warnings));
    if (!head.runs) {
        Json renamed = Json::array();
        for (const auto& [before, after] : head.renamed)
            renamed.push_back({{"before", before}, {"after", after}});
        out_ << R"(,"renamed":)" << dump(renamed);
    }
    out_ << R"(,"changes":[)";
}

void CompareJson::separate() {
    if (!first_) out_ << ',';
    first_ = false;
}

void CompareJson::add(const FlowChange& change) {
    separate();
    out_ << dump({{"kind", word(change.kind)},
                  {"parent", change.parent ? Json(*change.parent) : Json(nullptr)},
                  {"name", change.name},
                  {"src", end_json(change.src)},
                  {"dst", end_json(change.dst)},
                  {"protocol", change.protocol},
                  {"port", change.port},
                  {"start_s", decimal_seconds(change.start)},
                  {"before", fate_json(change.before)},
                  {"after", fate_json(change.after)},
                  {"causes", causes_of(change)}});
}

void CompareJson::add(const ConnectionChange& change) {
    separate();
    Json json = {{"kind", word(change.kind)},
                 {"src", change.src},
                 {"dst", change.dst},
                 {"before", ports_json(change.before)},
                 {"after", ports_json(change.after)}};
    if (!change.uncertain_before.empty())
        json["uncertain_before"] = ports_json(change.uncertain_before);
    if (!change.uncertain_after.empty())
        json["uncertain_after"] = ports_json(change.uncertain_after);
    if (change.workload != ConnectionChange::Workload::Kept)
        json["workload"] =
            change.workload == ConnectionChange::Workload::Added ? "added" : "removed";
    Json causes = Json::array();
    add_causes(causes, change.dropped_by, word(FlowChangeKind::NewlyDropped));
    add_causes(causes, change.allowed_by, word(FlowChangeKind::NewlyAllowed));
    json["causes"] = std::move(causes);
    if (!change.caveats.empty()) json["caveats"] = change.caveats;
    out_ << dump(json);
}

void CompareJson::end(const FlowComparison& result) {
    const ChangeCounts& counts = result.counts;
    Json summary = {
        {"newly_dropped", counts.newly_dropped},         {"newly_allowed", counts.newly_allowed},
        {"changed_reason", counts.changed_reason},       {"uncertain", counts.uncertain},
        {"uncertain_on_both", counts.uncertain_on_both}, {"unchanged", counts.unchanged}};
    if (head_.runs) {
        summary["only_before"] = counts.removed;
        summary["only_after"] = counts.added;
        summary["other_outcome"] = result.other_outcome;
        summary["children"] = child_summary(result.children);
    } else {
        summary["workload_removed"] = counts.removed;
        summary["workload_added"] = counts.added;
    }
    out_ << R"(],"summary":)" << dump(summary) << "}\n";
}

}  // namespace results
