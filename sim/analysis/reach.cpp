// SPDX-License-Identifier: MIT
#include "sim/analysis/reach.h"

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>

#include "sim/analysis/reach_lines.h"
#include "sim/analysis/reach_rows.h"

namespace analysis {
namespace {

using results::ReachAnswer;
using results::ReachEnd;
using results::ReachReport;

// Things with one answer, in the order of the first of each.
template <typename Thing>
class Buckets {
  public:
    void add(const ReachAnswer* answer, const Thing& thing) {
        const auto [at, is_new] = at_.emplace(answer, buckets_.size());
        if (is_new) buckets_.emplace_back(answer, std::vector<Thing>());
        buckets_[at->second].second.push_back(thing);
    }
    const auto& all() const { return buckets_; }

  private:
    std::unordered_map<const ReachAnswer*, std::size_t> at_;
    std::vector<std::pair<const ReachAnswer*, std::vector<Thing>>> buckets_;
};

using Ranges = std::vector<policy::AddressRange>;

std::string summary_of(const Ranges& ranges) {
    constexpr std::size_t shown = 2;
    std::string name;
    for (std::size_t i = 0; i < std::min(ranges.size(), shown); ++i) {
        name += (i == 0 ? "" : ", ") + range_name(ranges[i]);
    }
    if (ranges.size() <= shown) return name;
    return name + " and " + std::to_string(ranges.size() - shown) + " more ranges";
}

// Hands the ranges to `write` as the ends of rows: each alone, or those of one answer together.
void each_outside(const std::vector<OutsideRange>& outside, bool together,
                  const std::function<void(const ReachEnd&, const ReachAnswer&)>& write) {
    if (!together) {
        for (const OutsideRange& row : outside) {
            write({range_name(row.range), "", true}, *row.answer);
        }
        return;
    }
    Buckets<policy::AddressRange> buckets;
    for (const OutsideRange& row : outside) buckets.add(row.answer, row.range);
    for (const auto& [answer, ranges] : buckets.all()) {
        write({summary_of(ranges), "", true}, *answer);
    }
}

class Writer {
  public:
    Writer(const policy::World& world, const std::vector<Group>& groups,
           const std::vector<Line>& lines, bool together, ReachReport& report)
        : world_(world), groups_(groups), lines_(lines), together_(together), report_(report) {}

    void write_from(std::uint32_t from, const ReachRows& rows) const {
        const ReachEnd& source = lines_[from].end;
        if (together_) {
            write_together(source, rows.destinations());
        } else {
            for (const Destination& row : rows.destinations()) {
                report_.add(source, lines_[row.line].end, *row.answer);
            }
        }
        each_outside(rows.outside(), together_,
                     [&](const ReachEnd& range, const ReachAnswer& answer) {
                         report_.add(source, range, answer);
                     });
    }

    void write_to(std::uint32_t to, const ReachRows& rows) const {
        each_outside(rows.outside(), together_,
                     [&](const ReachEnd& range, const ReachAnswer& answer) {
                         report_.add(range, lines_[to].end, answer);
                     });
    }

  private:
    void write_together(const ReachEnd& source, const std::vector<Destination>& rows) const {
        Buckets<std::uint32_t> buckets;
        for (const Destination& row : rows) buckets.add(row.answer, row.line);
        for (const auto& [answer, lines] : buckets.all()) {
            std::vector<std::uint32_t> members;
            for (const std::uint32_t line : lines) {
                const auto& more = lines_[line].groups;
                members.insert(members.end(), more.begin(), more.end());
            }
            std::sort(members.begin(), members.end());
            report_.add(source, {summary_name(world_, groups_, members), "", false}, *answer);
        }
    }

    const policy::World& world_;
    const std::vector<Group>& groups_;
    const std::vector<Line>& lines_;
    const bool together_;
    ReachReport& report_;
};

bool has_any(const Group& group, const std::vector<std::uint32_t>& pods) {
    return std::any_of(group.pods.begin(), group.pods.end(), [&pods](std::uint32_t pod) {
        return std::binary_search(pods.begin(), pods.end(), pod);
    });
}

// Of one class.
struct Sizes {
    std::size_t groups = 0;
    std::size_t focused = 0;
};

}  // namespace

Reach::Reach(const policy::World& world, const policy::Reachability& reach,
             const ReachOptions& options)
    : world_(world),
      reach_(reach),
      options_(options),
      groups_(group_pods(world, reach, options.each_pod)) {
    focused_.reserve(groups_.size());
    for (const Group& group : groups_) {
        focused_.push_back(!options.focus || has_any(group, *options.focus));
    }
}

std::size_t Reach::count(std::size_t most) const {
    std::vector<Sizes> sizes(reach_.classes().size());
    for (std::size_t i = 0; i < groups_.size(); ++i) {
        ++sizes[groups_[i].endpoint_class].groups;
        if (focused_[i]) ++sizes[groups_[i].endpoint_class].focused;
    }
    std::size_t rows = 0;
    for (policy::ClassId from = 0; from < sizes.size() && rows <= most; ++from) {
        if (sizes[from].groups == 0) continue;
        bool to_outside = false;
        reach_.for_each_allowed(from, [&](policy::ClassId to, const policy::Allowed&) {
            to_outside = to_outside || reach_.classes()[to].is_outside();
            const Sizes& a = sizes[from];
            const Sizes& b = sizes[to];
            rows += a.groups * b.groups - (a.groups - a.focused) * (b.groups - b.focused);
        });
        if (to_outside) rows += sizes[from].focused;
    }
    return rows;
}

void Reach::write(ReachReport& report, RowsOf of) const {
    const bool by_class = of == RowsOf::Classes;
    const std::vector<Line> lines = make_lines(world_, groups_, focused_, by_class);
    ReachRows rows(reach_, lines, options_.self, options_.focus.has_value());
    const Writer writer(world_, groups_, lines, by_class, report);
    for (std::uint32_t from = 0; from < lines.size(); ++from) {
        rows.look_from(from);
        writer.write_from(from, rows);
    }
    for (std::uint32_t to = 0; to < lines.size(); ++to) {
        rows.look_to(to);
        writer.write_to(to, rows);
    }
}

}  // namespace analysis
