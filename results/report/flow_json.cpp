// SPDX-License-Identifier: MIT
#include "results/report/flow_json.h"

#include <algorithm>
#include <ostream>
#include <utility>

#include "results/report/json_parts.h"

namespace results {
namespace {

using Json = OrderedJson;

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
    return {{"id", flow.id},
            {"parent", or_null(flow.parent)},
            {"name", flow.name},
            {"src", end_json(view.src)},
            {"asked", or_null(view.asked.ref)},
            {"dst", end_json(view.dst)},
            {"backend", backend_json(view.backend, flow.backend_port)},
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
    if (counts_.flows + counts_.children > 0) out_ << ',';
    out_ << dump(flow_json(view));
    counts_.add(view.flow);
}

void FlowJson::end() {
    const Json summary = {{"flows", counts_.flows},       {"allowed", counts_.allowed},
                          {"dropped", counts_.dropped},   {"uncertain", counts_.uncertain},
                          {"expected", counts_.expected}, {"unexpected", counts_.unexpected},
                          {"children", counts_.children}};
    out_ << R"(],"summary":)" << dump(summary) << "}\n";
}

}  // namespace results
