// SPDX-License-Identifier: MIT
// Allowed connections, written one after another in the format asked for. Memory does not grow with
// their number.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "results/report/connections.h"
#include "results/report/text_layout.h"

namespace results {

// Where connections come from or go to.
struct ReachEnd {
    std::string ref;  // "shop/web[Deployment]", "10.0.0.0-10.255.255.255"
    std::string ns;   // of what is in the cluster; several share no one
    bool outside = false;
};

struct ReachAnswer {
    ReachAnswer(Connections allowed, Connections doubtful, std::vector<std::string> why_doubtful);

    Connections connections;           // allowed, certainly
    Connections uncertain;             // beside these: whether allowed is not known
    std::vector<std::string> caveats;  // codes
    // "TCP 5432 ? UDP 53 (ADDRESS_UNKNOWN)": what is allowed, what is uncertain behind a question
    // mark, and the caveats.
    std::string text;

    friend bool operator==(const ReachAnswer& a, const ReachAnswer& b) {
        return a.connections == b.connections && a.uncertain == b.uncertain &&
               a.caveats == b.caveats;
    }
};

class ReachReport {
  public:
    virtual ~ReachReport() = default;
    // REQUIRES: `answer` lives until end() and does not change: what is made of it is made once.
    virtual void add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) = 0;
    // Writes what is still held back. Nothing may follow.
    virtual void end() = 0;
};

enum class ReachFormat { Table, Json, Csv, Markdown, Dot };

// `out` must outlive the report. `style` is the table's.
std::unique_ptr<ReachReport> make_reach_report(ReachFormat format, std::ostream& out,
                                               const Style& style);

}  // namespace results
