// SPDX-License-Identifier: MIT
// Looks into a store: runs, flows, paths, causes. Read-only; the file may be on read-only media.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "results/records.h"
#include "results/store_error.h"

namespace results {

struct RunSummary {
    Id id = none;
    Run run;
    State state = State::Running;
    std::string started;  // wall clock, ISO 8601 UTC
    Nanoseconds simulated = 0;
    std::int64_t flows = 0;
    std::int64_t allowed = 0;
    std::int64_t dropped = 0;
    std::int64_t uncertain = 0;
    std::int64_t expected = 0;    // flows that said what they expect
    std::int64_t unexpected = 0;  // of these, how many met something else
    std::int64_t children = 0;    // child flows, which are in none of the counts above
};

// A rule as a flow's or hop's cause, complete.
using Cause = Rule;

// A flow with everything its references say.
struct FlowView {
    Flow flow;
    Endpoint src;
    Endpoint asked;      // its id is none where the flow asks for no name
    Endpoint dst;        // its id is none where the name was not resolved
    Endpoint backend;    // its id is none where no service chose one
    std::string reason;  // code
    std::vector<Cause> causes;
};

struct HopView {
    Hop hop;
    std::string reason;  // code
    std::vector<Cause> causes;
};

// The hop that chose the flow's backend: the last one, on the way there, at which a service or a
// load balancer did. Behind a load balancer that may be a node. Null where nobody chose.
const HopView* chooser_of(const std::vector<HopView>& hops);

class Reader {
  public:
    // REQUIRES nothing of the file: throws StoreError where it is not a store we can read.
    explicit Reader(const std::string& file);
    ~Reader();

    std::vector<RunSummary> runs() const;
    std::optional<RunSummary> run(Id run) const;
    std::optional<RunSummary> latest() const;

    // Flows of a run that meet `filter` (filter.h; empty: all of them), in order of id, child flows
    // behind their parent. Throws FilterError where the filter does not parse.
    void flows(Id run, const std::string& filter,
               const std::function<void(const FlowView&)>& each) const;
    // As flows(), but at most `limit` of those that come behind the flow `after` (-1: from the
    // first): the next page of a long table, at the same cost wherever it is.
    std::vector<FlowView> page(Id run, const std::string& filter, Id after,
                               std::int64_t limit) const;
    std::int64_t count(Id run, const std::string& filter) const;  // child flows too
    // Flows that meet `filter` by when they started, in intervals of `width` from 0 on: dropped,
    // and all others as allowed. Intervals without flows are left out. REQUIRES: width > 0.
    std::vector<Sample> flows_over_time(Id run, const std::string& filter, Nanoseconds width) const;
    std::vector<HopView> path(Id run, Id path) const;

    std::vector<Input> inputs(Id run) const;
    // By reference, "shop/web[Deployment]", in its order: what `workload=` can be completed with.
    std::vector<std::string> workloads(Id run) const;
    std::vector<Event> events(Id run) const;
    std::vector<Reason> reasons(Id run) const;
    std::vector<Rule> rules(Id run) const;
    // Flows dropped, by reason code, most first; without child flows, as the next one.
    std::vector<std::pair<std::string, std::int64_t>> drops_by_reason(Id run) const;
    // Flows dropped, by NetworkPolicy ("shop/db") that was the first cause, most first; without
    // those that something else dropped.
    std::vector<std::pair<std::string, std::int64_t>> drops_by_policy(Id run) const;
    std::vector<Sample> samples(Id run) const;

    // Everything a run says that is the same wherever and whenever it is made again: what
    // `export RUN --canonical` prints. Equal runs give equal bytes.
    void canonical(Id run, const std::function<void(const std::string& line)>& each) const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace results
