// SPDX-License-Identifier: MIT
// Why something does or does not pass, as JSON.
//
// {"format_version":"1.0", "from":END, "to":END, "asked":"TCP/5432", ...ANSWER}; where not all that
// was asked about has one answer, {..., "verdict":"mixed", "answers":[ANSWER...]}.
//
// END     {"ref","ips","pods":how many it stands for,"note"}
// ANSWER  {"from_pods","to_pods": those it is about, [] for all; "family": "" for each in use;
//         "conn":CONN; "service": of `conn` the one the rest is told of; "verdict","hook","reason",
//         "text","cause","causes","caveats","hooks":[HOOK],"changes":[CHANGE]}
// HOOK    {"leg","hook","direction","pod","verdict","reason","text","isolated","causes","caveats",
//         "policies":[{"namespace","name","file","line","selects","miss","rules":[{"path","file",
//         "line","peer":MATCH,"port":MATCH}]}],"other_direction"}; a "route" has no reason
// MATCH   {"matches","items":[{"path","asks","matches","why"}]}; no items: anything matches
// CHANGE  {"pod","direction","kind","alternative","text","yaml"}; an alternative stands in place of
//         the change before it
#pragma once

#include <iosfwd>

#include "results/report/why_rows.h"

namespace results {

void write_why_json(std::ostream& out, const Why& why);

}  // namespace results
