// SPDX-License-Identifier: MIT
#include "results/comparison.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "results/flow_cursor.h"

namespace results {
namespace {

// The identity of a flow in 128 bits: that two of a run's flows share it by accident is less likely
// than that the disk errs.
struct Fingerprint {
    std::uint64_t first = 0;
    std::uint64_t second = 0;

    friend bool operator==(const Fingerprint& a, const Fingerprint& b) {
        return a.first == b.first && a.second == b.second;
    }
};

struct FingerprintHash {
    std::size_t operator()(const Fingerprint& print) const { return print.first; }
};

// The finalizer of MurmurHash3: every bit of the input changes half of the output's.
std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 33U)) * 0xff51afd7ed558ccdULL;
    value = (value ^ (value >> 33U)) * 0xc4ceb9fe1a85ec53ULL;
    return value ^ (value >> 33U);
}

Fingerprint fingerprint(const CursorRow& row) {
    Fingerprint print{0x9e3779b97f4a7c15ULL, 0xc2b2ae3d27d4eb4fULL};
    const auto add = [&](std::uint64_t value) {
        print.first = mixed(print.first ^ value);
        print.second = mixed(print.second + value * 0x9e3779b97f4a7c15ULL);
    };
    for (const char c : row.name) add(static_cast<unsigned char>(c));
    add(256 + row.name.size());
    for (const Id value : {row.src, row.goal, row.protocol, row.port, row.start})
        add(static_cast<std::uint64_t>(value));
    return print;
}

bool same_flow(const CursorRow& a, const CursorRow& b) {
    return a.start == b.start && a.src == b.src && a.goal == b.goal && a.port == b.port &&
           a.protocol == b.protocol && a.name == b.name;
}

// Of two child flows whose parents are one.
bool same_step(const CursorRow& a, const CursorRow& b) {
    return a.src == b.src && a.goal == b.goal && a.port == b.port && a.protocol == b.protocol &&
           a.name == b.name;
}

// What is kept of a flow that waits for its partner.
struct Fate {
    Id flow = none;
    std::int32_t verdict = -1;  // numbers of Names; the next four likewise
    std::int32_t outcome = -1;
    std::int32_t hook = -1;
    std::int32_t reason = -1;
    std::int32_t backend = -1;
    std::int32_t backend_port = 0;
    Id causes = none;
};

Fate fate_of(const CursorRow& row) {
    const auto narrow = [](Id id) { return static_cast<std::int32_t>(id); };
    return {row.id,
            narrow(row.verdict),
            narrow(row.outcome),
            narrow(row.hook),
            narrow(row.reason),
            narrow(row.backend),
            narrow(row.backend_port),
            row.causes};
}

struct Side {
    Side(const StoredRun& run, Names& names) : cursor(run.file, run.run, names) {}

    FlowCursor cursor;
    std::unordered_multimap<Fingerprint, Fate, FingerprintHash> waiting;
};

// Flows that are one, at least one of which has children; none where a run does not have it.
struct Parents {
    Id before = none;
    Id after = none;
    std::string name;
};

class Comparer {
  public:
    Comparer(const StoredRun& before, const StoredRun& after,
             const std::function<void(const FlowChange&)>& each)
        : before_(before, names_),
          after_(after, names_),
          allow_(names_.number("allow")),
          drop_(names_.number("drop")),
          uncertain_(names_.number("uncertain")),
          each_(each) {}

    FlowComparison compare() {
        bool left = before_.cursor.next();
        bool right = after_.cursor.next();
        while (left || right) {
            if (left && right && none_waits() &&
                same_flow(before_.cursor.row(), after_.cursor.row())) {
                meet(fate_of(before_.cursor.row()), fate_of(after_.cursor.row()),
                     after_.cursor.row());
            } else {
                if (left) meet(before_, after_);
                if (right) meet(after_, before_);
            }
            left = left && before_.cursor.next();
            right = right && after_.cursor.next();
        }
        report_unmatched(before_, FlowChangeKind::Removed, result_.counts.removed);
        report_unmatched(after_, FlowChangeKind::Added, result_.counts.added);
        compare_children();
        return result_;
    }

  private:
    bool none_waits() const { return before_.waiting.empty() && after_.waiting.empty(); }

    // The present row of `own` meets the first partner that waits on the other side, or waits.
    void meet(Side& own, Side& other) {
        const Fingerprint print = fingerprint(own.cursor.row());
        const Fate fate = fate_of(own.cursor.row());
        const auto [begin, end] = other.waiting.equal_range(print);
        if (begin == end) {
            own.waiting.emplace(print, fate);
            return;
        }
        const auto first = std::min_element(
            begin, end, [](const auto& a, const auto& b) { return a.second.flow < b.second.flow; });
        const Fate partner = first->second;
        other.waiting.erase(first);
        const bool own_first = &own == &before_;
        meet(own_first ? fate : partner, own_first ? partner : fate, own.cursor.row());
    }

    // `row` is the flow on either side, as in the next two.
    void meet(const Fate& before, const Fate& after, const CursorRow& row) {
        remember_children(before.flow, after.flow, row.name);
        judge(before, after, row, result_.counts);
    }

    void judge(const Fate& before, const Fate& after, const CursorRow& row, ChangeCounts& counts) {
        if (before.verdict == uncertain_ || after.verdict == uncertain_) {
            ++counts.uncertain;
            if (before.verdict == after.verdict) ++counts.uncertain_on_both;
            return report(FlowChangeKind::Uncertain, &before, &after, row);
        }
        if (before.verdict == after.verdict) {
            if (before.reason == after.reason && before.hook == after.hook) {
                ++counts.unchanged;
                if (before.outcome != after.outcome) ++result_.other_outcome;
                return;
            }
            ++counts.changed_reason;
            return report(FlowChangeKind::Reason, &before, &after, row);
        }
        if (before.verdict == allow_ && after.verdict == drop_) {
            ++counts.newly_dropped;
            return report(FlowChangeKind::NewlyDropped, &before, &after, row);
        }
        ++counts.newly_allowed;
        report(FlowChangeKind::NewlyAllowed, &before, &after, row);
    }

    void report(FlowChangeKind kind, const Fate* before, const Fate* after, const CursorRow& row) {
        change_.kind = kind;
        change_.name = row.name;
        const FlowCursor& ends = after != nullptr ? after_.cursor : before_.cursor;
        change_.src = ends.endpoint(row.src).endpoint;
        change_.dst = ends.endpoint(row.goal).endpoint;
        change_.src_workload = ends.endpoint(row.src).workload;
        change_.dst_workload = ends.endpoint(row.goal).workload;
        change_.protocol = names_.text(row.protocol);
        change_.port = row.port;
        change_.start = row.start;
        change_.before.reset();
        change_.after.reset();
        if (before != nullptr) change_.before = in_words(*before, before_.cursor);
        if (after != nullptr) change_.after = in_words(*after, after_.cursor);
        each_(change_);
    }

    FlowFate in_words(const Fate& fate, FlowCursor& cursor) const {
        return {fate.flow,
                names_.text(fate.verdict),
                names_.text(fate.outcome),
                names_.text(fate.hook),
                names_.text(fate.reason),
                cursor.causes(fate.causes),
                cursor.endpoint(fate.backend).endpoint,
                fate.backend_port};
    }

    void report_unmatched(Side& side, FlowChangeKind kind, std::int64_t& count) {
        std::vector<Id> flows;
        flows.reserve(side.waiting.size());
        for (const auto& entry : side.waiting) flows.push_back(entry.second.flow);
        side.waiting.clear();
        std::sort(flows.begin(), flows.end());
        count = static_cast<std::int64_t>(flows.size());
        side.cursor.visit(flows, [&] {
            report_alone(kind, side.cursor.row());
            const Id flow = side.cursor.row().id;
            const bool removed = kind == FlowChangeKind::Removed;
            remember_children(removed ? flow : none, removed ? none : flow, side.cursor.row().name);
        });
    }

    // Of a flow that only one run has.
    void report_alone(FlowChangeKind kind, const CursorRow& row) {
        const Fate fate = fate_of(row);
        const bool removed = kind == FlowChangeKind::Removed;
        report(kind, removed ? &fate : nullptr, removed ? nullptr : &fate, row);
    }

    void remember_children(Id before, Id after, const std::string& name) {
        if (before_.cursor.has_children(before) || after_.cursor.has_children(after))
            parents_.push_back({before, after, name});
    }

    void compare_children() {
        for (const Parents& parents : parents_) {
            change_.parent = parents.name;
            std::vector<CursorRow> after = after_.cursor.children(parents.after);
            for (const CursorRow& row : before_.cursor.children(parents.before)) {
                const auto partner =
                    std::find_if(after.begin(), after.end(),
                                 [&](const CursorRow& other) { return same_step(row, other); });
                if (partner == after.end()) {
                    ++result_.children.removed;
                    report_alone(FlowChangeKind::Removed, row);
                } else {
                    judge(fate_of(row), fate_of(*partner), *partner, result_.children);
                    after.erase(partner);
                }
            }
            for (const CursorRow& row : after) {
                ++result_.children.added;
                report_alone(FlowChangeKind::Added, row);
            }
        }
    }

    Names names_;
    Side before_;
    Side after_;
    Id allow_;
    Id drop_;
    Id uncertain_;
    const std::function<void(const FlowChange&)>& each_;
    std::vector<Parents> parents_;
    FlowChange change_;
    FlowComparison result_;
};

void warn_if_other(std::vector<std::string>& warnings, const char* what, const std::string& before,
                   const std::string& after) {
    if (before != after)
        warnings.push_back(fmt::format("{} differ: {} before, {} after", what, before, after));
}

void warn_if_broken_off(std::vector<std::string>& warnings, const char* which,
                        const RunSummary& run) {
    if (run.state != State::Done)
        warnings.push_back(fmt::format("the run {} ({}) is {}: flows may be missing", which, run.id,
                                       text(run.state)));
}

}  // namespace

std::vector<std::string> comparison_warnings(const RunSummary& before, const RunSummary& after) {
    std::vector<std::string> warnings;
    warn_if_other(warnings, "scenarios", before.run.name, after.run.name);
    warn_if_other(warnings, "seeds", std::to_string(before.run.seed),
                  std::to_string(after.run.seed));
    warn_if_other(warnings, "dataplanes", before.run.dataplane, after.run.dataplane);
    warn_if_other(warnings, "versions of vethlab", before.run.tool_version, after.run.tool_version);
    warn_if_broken_off(warnings, "before", before);
    warn_if_broken_off(warnings, "after", after);
    return warnings;
}

FlowComparison compare_runs(const StoredRun& before, const StoredRun& after,
                            const std::function<void(const FlowChange&)>& each) {
    return Comparer(before, after, each).compare();
}

}  // namespace results
