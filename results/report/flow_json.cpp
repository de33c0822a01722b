// SPDX-License-Identifier: MIT
#include "results/report/flow_json.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include <nlohmann/json.hpp>

namespace results {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

// Exact to the nanosecond for some hundred days: the shortest decimal that reads as this number.
double decimal_seconds(Nanoseconds time) {
    return static_cast<double>(time) / 1e9;
}

Json run_json(const RunSummary& run) {
    return {{"id", run.id},
            {"name", run.run.name},
            {"scenario", run.run.scenario},
            {"seed", run.run.seed},
            {"dataplane", run.run.dataplane},
            {"tool_version", run.run.tool_version},
            {"state", text(run.state)},
            {"simulated_s", decimal_seconds(run.simulated)}};
}

Json end_json(const Endpoint& end) {
    if (end.id == none) return nullptr;
    return {{"ref", end.ref}, {"ip", end.ip}};
}

Json cause_json(const Cause& cause) {
    return {{"kind", cause.kind}, {"namespace", cause.ns},
            {"name", cause.name}, {"direction", cause.direction},
            {"path", cause.path}, {"rule", cause.rule == none ? Json(nullptr) : Json(cause.rule)},
            {"file", cause.file}, {"line", cause.line}};
}

Json causes_json(const std::vector<Cause>& causes) {
    Json list = Json::array();
    for (const Cause& cause : causes) list.push_back(cause_json(cause));
    return list;
}

Json caveats_json(const std::string& caveats) {
    Json list = Json::array();
    for (std::size_t at = 0; at < caveats.size();) {
        const std::size_t comma = std::min(caveats.find(',', at), caveats.size());
        list.push_back(caveats.substr(at, comma - at));
        at = comma + 1;
    }
    return list;
}

Json flow_json(const FlowView& view) {
    const Flow& flow = view.flow;
    Json causes = causes_json(view.causes);
    Json first = causes.empty() ? Json(nullptr) : causes.front();
    return {{"name", flow.name},
            {"src", end_json(view.src)},
            {"dst", end_json(view.dst)},
            {"protocol", flow.protocol},
            {"port", flow.port},
            {"start_s", decimal_seconds(flow.start)},
            {"verdict", flow.verdict},
            {"outcome", flow.outcome},
            {"hook", flow.hook},
            {"reason", or_null(view.reason)},
            {"cause", std::move(first)},
            {"causes", std::move(causes)},
            {"drops", flow.drops},
            {"caveats", caveats_json(flow.caveats)},
            {"expect", or_null(flow.expect)},
            {"as_expected", flow.as_expected}};
}

}  // namespace

FlowJson::FlowJson(std::ostream& out, const RunSummary& run) : out_(out) {
    out_ << R"({"format_version":"1.0","run":)" << dump(run_json(run)) << R"(,"flows":[)";
}

void FlowJson::add(const FlowView& view) {
    if (counts_.flows > 0) out_ << ',';
    out_ << dump(flow_json(view));
    counts_.add(view.flow);
}

void FlowJson::end() {
    const Json summary = {{"flows", counts_.flows},       {"allowed", counts_.allowed},
                          {"dropped", counts_.dropped},   {"uncertain", counts_.uncertain},
                          {"expected", counts_.expected}, {"unexpected", counts_.unexpected}};
    out_ << R"(],"summary":)" << dump(summary) << "}\n";
}

}  // namespace results
