// SPDX-License-Identifier: MIT
#include "results/report/json_parts.h"

namespace results {

using Json = OrderedJson;

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json or_null(Id id) {
    return id == none ? Json(nullptr) : Json(id);
}

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
    return {{"ref", end.ref}, {"ip", or_null(end.ip)}};
}

Json backend_json(const Endpoint& backend, std::int64_t port) {
    if (backend.id == none) return nullptr;
    return {{"ref", backend.ref}, {"ip", backend.ip}, {"port", port}};
}

Json cause_json(const Cause& cause) {
    return {{"kind", cause.kind}, {"namespace", cause.ns},
            {"name", cause.name}, {"direction", or_null(cause.direction)},
            {"path", cause.path}, {"rule", or_null(cause.rule)},
            {"file", cause.file}, {"line", cause.line}};
}

Json causes_json(const std::vector<Cause>& causes) {
    Json list = Json::array();
    for (const Cause& cause : causes) list.push_back(cause_json(cause));
    return list;
}

}  // namespace results
