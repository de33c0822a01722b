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

}  // namespace analysis
