// SPDX-License-Identifier: MIT
// Differences as lines for people: what differs in the same way for the same cause is one line.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "results/report/compare_report.h"

namespace results {

// `sign` says what happened: '-' newly dropped, '+' newly allowed, '~' another reason, '?'
// uncertain. Every source with every destination.
struct ChangeLine {
    // NewOrGone: with a workload that only one side has; no policy need have changed. Unknown:
    // uncertain on both sides, so that nobody can tell whether it differs. Children: child flows.
    enum class Section : std::uint8_t { Differs, NewOrGone, Children, Unknown };

    char sign = '~';
    Section section = Section::Differs;
    std::vector<std::string> sources;
    std::vector<std::string> destinations;
    std::string what;                // "TCP/5432", "TCP 80,443; UDP 53"
    std::string how;                 // "allow -> drop NP_INGRESS_DEFAULT_DENY"; runs only
    std::int64_t flows = 0;          // runs only
    std::vector<std::string> notes;  // "after: db.yaml:6 shop/db spec.podSelector isolates"
};

// "shop/a[Pod], shop/b[Pod] and 12 more"
std::string names_text(const std::vector<std::string>& names);

// Collects differences; memory grows with the number of different (source, destination, what, how,
// notes). Flows that only one run has are not collected.
class ChangeLines {
  public:
    void add(const FlowChange& change);
    void add(const ConnectionChange& change);

    // By section, then by sign in the order above, then by name.
    std::vector<ChangeLine> take();

  private:
    using Number = std::uint32_t;
    struct Row {
        Number line = 0;  // lines_
        Number src = 0;   // names_
        Number dst = 0;
        std::int64_t flows = 0;
    };
    static bool order(const Row& a, const Row& b);

    Number number(const std::string& name);
    void add(ChangeLine line, const std::string& src, const std::string& dst, std::int64_t flows);
    void compact();
    std::vector<std::string> sorted_names(const std::vector<Number>& numbers) const;

    std::map<std::string, Number> numbers_;
    std::vector<const std::string*> names_;
    std::map<std::string, Number> line_numbers_;
    std::vector<ChangeLine> lines_;  // without ends
    std::vector<Row> rows_;
    std::size_t compact_at_ = 100'000;
};

}  // namespace results
