// SPDX-License-Identifier: MIT
// What differs between two runs, or between two sets of manifests, in the format asked for.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "results/comparison.h"
#include "results/report/connections.h"
#include "results/report/text_layout.h"

namespace results {

// A cause, and on which side it decided.
struct SidedCause {
    bool after = false;
    Cause cause;

    friend bool operator==(const SidedCause& a, const SidedCause& b) {
        const auto key = [](const SidedCause& sided) {
            const Cause& c = sided.cause;
            return std::tie(sided.after, c.kind, c.ns, c.name, c.direction, c.path, c.file, c.line);
        };
        return key(a) == key(b);
    }
};

// What one workload, or range of addresses outside, may open to another, before and after.
struct ConnectionChange {
    // Of what is certainly allowed: nothing before, nothing after, more, less, or neither.
    enum class Kind : std::uint8_t { Added, Removed, Widened, Narrowed, Changed };
    enum class Workload : std::uint8_t { Kept, Added, Removed };  // whether one is new or gone

    Kind kind = Kind::Changed;
    std::string src;  // "shop/web[Deployment]", "10.0.0.0-10.255.255.255"
    std::string dst;
    Connections before;  // certainly allowed
    Connections after;
    Connections uncertain_before;  // beside these: whether allowed is not known
    Connections uncertain_after;
    Workload workload = Workload::Kept;

    // The same as what happened: surely dropped where it was surely allowed, the reverse, uncertain
    // on one side only, and on both. Causes are those of that half alone, what decides most first.
    Connections newly_dropped;
    std::vector<SidedCause> dropped_by;
    Connections newly_allowed;
    std::vector<SidedCause> allowed_by;
    Connections newly_uncertain;
    Connections still_uncertain;
    std::vector<std::string> caveats;  // codes: why it is uncertain, or less than it seems
};

// What is compared.
struct ComparisonHead {
    std::optional<std::pair<RunSummary, RunSummary>> runs;  // none: manifests
    std::vector<std::string> before;                        // paths of manifests
    std::vector<std::string> after;
    std::vector<std::pair<std::string, std::string>> renamed;  // workloads: before, after
    std::vector<std::string> warnings;
};

class CompareReport {
  public:
    virtual ~CompareReport() = default;
    virtual void add(const FlowChange& change) = 0;
    virtual void add(const ConnectionChange& change) = 0;
    // Writes what is still held back and the summary. Nothing may follow.
    virtual void end(const FlowComparison& result) = 0;
};

enum class CompareFormat { Table, Json, Markdown };

// `out` and `head` must outlive the report. `style` is the table's.
std::unique_ptr<CompareReport> make_compare_report(CompareFormat format, std::ostream& out,
                                                   const ComparisonHead& head, const Style& style);

}  // namespace results
