// SPDX-License-Identifier: MIT
#include "sim/analysis/reach.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "sim/analysis/reach_balancers.h"
#include "sim/analysis/reach_judge.h"
#include "sim/analysis/reach_lines.h"
#include "sim/analysis/reach_rows.h"
#include "sim/analysis/reach_services.h"

namespace analysis {
namespace {

using results::ReachAnswer;
using results::ReachEnd;
using results::ReachReport;

std::string summary_of(const std::vector<policy::AddressRange>& ranges) {
    constexpr std::size_t shown = 2;
    std::string name;
    for (std::size_t i = 0; i < std::min(ranges.size(), shown); ++i) {
        name += (i == 0 ? "" : ", ") + range_name(ranges[i]);
    }
    if (ranges.size() <= shown) return name;
    return name + " and " + std::to_string(ranges.size() - shown) + " more ranges";
}

// What has one answer, by the number of the answer. Emptied, it keeps its room.
template <typename Content>
class Buckets {
  public:
    Content& at(Answers::Number answer) {
        if (answer >= place_.size()) place_.resize(answer + 1, 0);
        if (place_[answer] == 0) {
            filled_.push_back(answer);
            place_[answer] = static_cast<std::uint32_t>(filled_.size());
            if (filled_.size() > contents_.size()) contents_.emplace_back();
        }
        return contents_[place_[answer] - 1];
    }
    Content& filled(std::size_t i) { return contents_[i]; }
    Answers::Number answer(std::size_t i) const { return filled_[i]; }
    std::size_t size() const { return filled_.size(); }
    void clear() {
        for (std::size_t i = 0; i < filled_.size(); ++i) {
            place_[filled_[i]] = 0;
            contents_[i].clear();
        }
        filled_.clear();
    }

  private:
    std::vector<std::uint32_t> place_;  // by answer: from 1; 0 where there is none
    std::vector<Answers::Number> filled_;
    std::vector<Content> contents_;
};

class Writer {
  public:
    Writer(const policy::World& world, const std::vector<Group>& groups,
           const std::vector<Line>& lines, bool together, ReachReport& report)
        : world_(world), groups_(groups), lines_(lines), together_(together), report_(report) {
        briefs_.reserve(lines.size());
        for (const Line& line : lines) briefs_.push_back(line.brief);
    }

    void write_from(std::uint32_t from, ReachRows& rows, ReachServices* services) {
        const ReachEnd& source = lines_[from].end;
        if (together_) {
            write_together(source, rows);
        } else {
            write_each(source, rows);
        }
        if (services != nullptr) write_services(from, rows, *services);
        each_outside(rows, [&](const ReachEnd& range, const ReachAnswer& answer) {
            report_.add(source, range, answer);
        });
    }

    void write_to(std::uint32_t to, const ReachRows& rows) {
        each_outside(rows, [&](const ReachEnd& range, const ReachAnswer& answer) {
            report_.add(range, lines_[to].end, answer);
        });
    }

    void write(const ReachBalancers::Balancer& balancer, const std::vector<bool>& focused,
               Answers& answers) {
        struct Sets {
            policy::ConnectionSet certain, possible;
            Doubts doubts;
        };
        std::map<std::uint32_t, Sets> workloads;
        for (const ReachBalancers::Reached& each : balancer.reached) {
            if (!focused[each.group]) continue;
            Sets& sets = workloads[each.group];
            const auto one = policy::ConnectionSet::of(each.protocol, {each.port, each.port});
            sets.possible = sets.possible | one;
            if (each.passes.certain) sets.certain = sets.certain | one;
            if (!each.passes.certain) sets.doubts.add(each.passes.doubts);
        }
        if (workloads.empty()) return;
        const Answers::Number listens = answers.of_sets(balancer.listens, balancer.listens, {});
        for (const ReachEnd& client : balancer.clients) {
            report_.add(client, balancer.end, answers.at(listens));
        }
        for (const auto& [group, sets] : workloads) {
            const policy::Pod& pod = world_.pods[groups_[group].pods.front()];
            report_.add(balancer.end, {groups_[group].name, pod.ns, false},
                        answers.at(answers.of_sets(sets.certain, sets.possible, sets.doubts)));
        }
    }

  private:
    // Together: the first two services, and how many more have the same answer.
    void write_services(std::uint32_t from, ReachRows& rows, ReachServices& services) {
        const ReachEnd& source = lines_[from].end;
        const auto& found = services.look_from(from, rows.row(), rows.answers());
        if (!together_) {
            for (const ServiceRow& row : found) {
                report_.add(source, services.end(row.place), rows.answers().at(row.answer));
            }
            return;
        }
        places_.clear();
        for (const ServiceRow& row : found) places_.at(row.answer).push_back(row.place);
        for (std::size_t i = 0; i < places_.size(); ++i) {
            const std::vector<std::uint32_t>& places = places_.filled(i);
            ReachEnd several = services.end(places[0]);
            if (places.size() > 1) several.ref += ", " + services.end(places[1]).ref;
            if (places.size() > 2)
                several.ref += " and " + std::to_string(places.size() - 2) + " more";
            report_.add(source, several, rows.answers().at(places_.answer(i)));
        }
    }

    void write_each(const ReachEnd& source, const ReachRows& rows) {
        sorted_ = rows.destinations();
        std::sort(sorted_.begin(), sorted_.end(),
                  [](const Destination& a, const Destination& b) { return a.line < b.line; });
        for (const Destination& row : sorted_) {
            report_.add(source, lines_[row.line].end, rows.answers().at(row.answer));
        }
    }

    void write_together(const ReachEnd& source, const ReachRows& rows) {
        summaries_.clear();
        for (const Destination& row : rows.destinations()) {
            summaries_.at(row.answer).add(briefs_[row.line], lines_[row.line].namespaces);
        }
        order_.clear();
        for (std::size_t i = 0; i < summaries_.size(); ++i) order_.push_back(i);
        std::sort(order_.begin(), order_.end(), [this](std::size_t a, std::size_t b) {
            return summaries_.filled(a).first < summaries_.filled(b).first;
        });
        for (const std::size_t i : order_) {
            write_name(several_.ref, summaries_.filled(i), world_, groups_);
            report_.add(source, several_, rows.answers().at(summaries_.answer(i)));
        }
    }

    // Hands the ranges to `write` as the ends of rows: each alone, or those of one answer together.
    template <typename Write>
    void each_outside(const ReachRows& rows, const Write& write) {
        if (!together_) {
            for (const OutsideRange& row : rows.outside()) {
                write({range_name(row.range), "", true}, rows.answers().at(row.answer));
            }
            return;
        }
        ranges_.clear();
        for (const OutsideRange& row : rows.outside()) ranges_.at(row.answer).push_back(row.range);
        for (std::size_t i = 0; i < ranges_.size(); ++i) {
            write({summary_of(ranges_.filled(i)), "", true}, rows.answers().at(ranges_.answer(i)));
        }
    }

    const policy::World& world_;
    const std::vector<Group>& groups_;
    const std::vector<Line>& lines_;
    std::vector<LineBrief> briefs_;  // of the lines, close together
    const bool together_;
    ReachReport& report_;
    ReachEnd several_;  // groups together
    std::vector<Destination> sorted_;
    Buckets<Summary> summaries_;
    std::vector<std::size_t> order_;
    Buckets<std::vector<policy::AddressRange>> ranges_;
    Buckets<std::vector<std::uint32_t>> places_;  // of services
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
        for (const policy::AllowedTo& entry : reach_.row(from)) {
            to_outside = to_outside || reach_.classes()[entry.to].is_outside();
            const Sizes& a = sizes[from];
            const Sizes& b = sizes[entry.to];
            rows += a.groups * b.groups - (a.groups - a.focused) * (b.groups - b.focused);
        }
        if (to_outside) rows += sizes[from].focused;
        if (options_.services) rows += sizes[from].focused * world_.services.size();
    }
    return rows;
}

std::vector<std::string> Reach::write(ReachReport& report, RowsOf of) const {
    const bool by_class = of == RowsOf::Classes;
    const std::vector<Line> lines = make_lines(world_, groups_, focused_, by_class);
    ReachRows rows(reach_, lines, options_.self, options_.focus.has_value());
    Writer writer(world_, groups_, lines, by_class, report);
    const bool through = options_.services || !world_.load_balancers.empty();
    std::optional<ReachJudge> judge;
    if (through) judge.emplace(world_, reach_, groups_, lines);
    std::optional<ReachServices> services;
    if (options_.services) {
        services.emplace(world_, *judge, groups_, lines, options_.focus.has_value());
    }
    for (std::uint32_t from = 0; from < lines.size(); ++from) {
        rows.look_from(from);
        writer.write_from(from, rows, services ? &*services : nullptr);
    }
    for (std::uint32_t to = 0; to < lines.size(); ++to) {
        rows.look_to(to);
        writer.write_to(to, rows);
    }
    std::vector<std::string> cut_off;
    if (world_.load_balancers.empty()) return cut_off;
    for (const auto& balancer : ReachBalancers(world_, reach_, *judge, groups_).look()) {
        writer.write(balancer, focused_, rows.answers());
        if (balancer.has_targets && balancer.reached.empty()) cut_off.push_back(balancer.end.ref);
    }
    return cut_off;
}

}  // namespace analysis
