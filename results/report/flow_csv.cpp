// SPDX-License-Identifier: MIT
#include "results/report/flow_csv.h"

#include <ostream>
#include <string>
#include <vector>

#include "results/report/words.h"

namespace results {
namespace {

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"') result += '"';
        result += c;
    }
    return result + "\"";
}

void write(std::ostream& out, const std::vector<std::string>& fields) {
    const char* separator = "";
    for (const std::string& field : fields) {
        out << separator << quoted(field);
        separator = ",";
    }
    out << "\r\n";
}

}  // namespace

FlowCsv::FlowCsv(std::ostream& out) : out_(out) {
    write(out_,
          {"id", "name", "src", "src_ip", "dst", "dst_ip", "protocol", "port", "start_s", "verdict",
           "outcome", "hook", "reason", "cause", "drops", "caveats", "expect", "as_expected"});
}

void FlowCsv::add(const FlowView& view) {
    const Flow& flow = view.flow;
    write(out_, {std::to_string(flow.id), flow.name, view.src.ref, view.src.ip, view.dst.ref,
                 view.dst.ip, flow.protocol, std::to_string(flow.port), seconds(flow.start),
                 flow.verdict, flow.outcome, flow.hook, view.reason, first_cause(view.causes),
                 std::to_string(flow.drops), flow.caveats, flow.expect,
                 flow.as_expected ? "true" : "false"});
}

}  // namespace results
