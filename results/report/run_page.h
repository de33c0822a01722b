// SPDX-License-Identifier: MIT
// One run on a page, for the verb `show`: what it is, what it read, what changed while it went
// on, what was dropped and why, and which policies dropped most.
#pragma once

#include <iosfwd>
#include <string>
#include <utility>
#include <vector>

#include "results/reader.h"
#include "results/report/text_layout.h"

namespace results {

struct RunPage {
    RunSummary run;
    std::vector<Input> inputs;
    std::vector<Event> events;
    std::vector<std::pair<std::string, std::int64_t>> drops_by_reason;
    std::vector<std::pair<std::string, std::int64_t>> drops_by_policy;  // "shop/db"
};

// Throws StoreError. REQUIRES: the run exists.
RunPage read_run_page(const Reader& reader, Id run);

// Of long lists the first ten, and how many more there are.
void write_run_page(std::ostream& out, const RunPage& page, const Style& style);

}  // namespace results
