// SPDX-License-Identifier: MIT
// The compiled filter table of one pod's veth, written out.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

#include "results/reader.h"
#include "results/report/connections.h"
#include "results/report/text_layout.h"

namespace results {

// Packets from or to a range of addresses that meet one verdict for one reason.
struct TableRow {
    std::string first;  // address; empty where it is of pods whose addresses are not known
    std::string last;
    std::string range;              // the two for people: "10.0.1.0/24", "10.0.0.1"
    std::vector<std::string> pods;  // whose addresses these are: "shop/web-0[Pod]"; may be empty
    std::string protocol;           // "TCP", "UDP", "SCTP"; "other" or "any", which have no ports
    std::vector<PortPair> ports;    // ascending, disjoint; 1-65535 is every port
    std::string verdict;            // "allow", "drop", "uncertain"
    std::string reason;             // code; of what is uncertain, by what is known
    std::vector<Cause> causes;
    std::vector<std::string> caveats;  // codes: why it is uncertain
};

struct TableSide {
    bool isolated = false;  // no rows where nothing isolates, for certain: everything passes
    std::vector<TableRow> rows;
};

struct PodTable {
    std::string pod;                     // "shop/db-0[Pod]"
    std::vector<std::string> addresses;  // its own; none: not known
    std::string node;                    // empty where it has none
    TableSide ingress;
    TableSide egress;
};

// For people: ranges that are judged alike stand together, what is allowed first.
void write_table_text(std::ostream& out, const PodTable& table, const Style& style);

// {"format_version", "pod", "addresses", "node", "ingress": {"isolated", "rows": [...]}, "egress"};
// `first` and `last` are null where addresses are not known. A row's "verdict" is "uncertain" where
// it has "caveats".
void write_table_json(std::ostream& out, const PodTable& table);

}  // namespace results
