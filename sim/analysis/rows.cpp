// SPDX-License-Identifier: MIT
#include "sim/analysis/rows.h"

#include <vector>

namespace analysis {
namespace {

std::vector<results::PortPair> pairs_of(const policy::PortIntervals& ports) {
    std::vector<results::PortPair> pairs;
    pairs.reserve(ports.size());
    for (const policy::PortInterval& interval : ports) {
        pairs.emplace_back(interval.first, interval.last);
    }
    return pairs;
}

}  // namespace

results::Connections row_of(const policy::ConnectionSet& set) {
    return {pairs_of(set.ports(policy::Protocol::TCP)), pairs_of(set.ports(policy::Protocol::UDP)),
            pairs_of(set.ports(policy::Protocol::SCTP)), set.has_portless()};
}

results::Cause cause_row(const policy::Cause& cause) {
    results::Cause row;
    row.kind = cause.kind;
    row.ns = cause.ns;
    row.name = cause.name;
    row.direction = api_name(cause.direction);
    row.path = cause.path;
    row.rule = cause.rule ? *cause.rule : results::none;
    row.file = cause.file;
    row.line = cause.line;
    return row;
}

std::vector<results::Cause> cause_rows(const std::vector<policy::Cause>& causes) {
    std::vector<results::Cause> rows;
    rows.reserve(causes.size());
    for (const policy::Cause& cause : causes) rows.push_back(cause_row(cause));
    return rows;
}

}  // namespace analysis
