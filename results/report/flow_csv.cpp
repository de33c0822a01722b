// SPDX-License-Identifier: MIT
#include "results/report/flow_csv.h"

#include <ostream>
#include <string>

#include "results/report/escape.h"
#include "results/report/words.h"

namespace results {
namespace {

std::string number_or_empty(Id id) {
    return id == none ? "" : std::to_string(id);
}

}  // namespace

FlowCsv::FlowCsv(std::ostream& out) : out_(out) {
    out_ << csv_line({"id",       "name",  "src",     "src_ip",     "dst",         "dst_ip",
                      "protocol", "port",  "start_s", "verdict",    "outcome",     "hook",
                      "reason",   "cause", "drops",   "caveats",    "expect",      "as_expected",
                      "parent",   "asked", "backend", "backend_ip", "backend_port"});
}

void FlowCsv::add(const FlowView& view) {
    const Flow& flow = view.flow;
    out_ << csv_line({std::to_string(flow.id),
                      flow.name,
                      view.src.ref,
                      view.src.ip,
                      view.dst.ref,
                      view.dst.ip,
                      flow.protocol,
                      std::to_string(flow.port),
                      seconds(flow.start),
                      flow.verdict,
                      flow.outcome,
                      flow.hook,
                      view.reason,
                      first_cause(view.causes),
                      std::to_string(flow.drops),
                      flow.caveats,
                      flow.expect,
                      flow.as_expected ? "true" : "false",
                      number_or_empty(flow.parent),
                      view.asked.ref,
                      view.backend.ref,
                      view.backend.ip,
                      view.backend.id == none ? "" : std::to_string(flow.backend_port)});
}

}  // namespace results
