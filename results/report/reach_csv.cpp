// SPDX-License-Identifier: MIT
#include "results/report/reach_csv.h"

#include <ostream>

#include "results/report/escape.h"

namespace results {
namespace {

std::string line_end(const ReachAnswer& answer) {
    std::string caveats;
    for (const std::string& caveat : answer.caveats) {
        caveats += (caveats.empty() ? "" : ",") + caveat;
    }
    return csv_line({text(answer.connections),
                     answer.uncertain.empty() ? std::string() : text(answer.uncertain), caveats});
}

}  // namespace

ReachCsv::ReachCsv(std::ostream& out) : out_(out) {
    out_ << csv_line({"src", "dst", "conn", "uncertain", "caveats"});
}

void ReachCsv::add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) {
    std::string& end = texts_[&answer];
    if (end.empty()) end = line_end(answer);
    row_.clear();
    append_csv_field(row_, from.ref);
    row_ += ',';
    append_csv_field(row_, to.ref);
    row_ += ',';
    row_ += end;
    out_ << row_;
}

}  // namespace results
