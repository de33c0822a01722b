// SPDX-License-Identifier: MIT
#include "sim/analysis/compare.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "sim/analysis/caveats.h"
#include "sim/analysis/compare_causes.h"
#include "sim/analysis/compare_delta.h"
#include "sim/analysis/compare_doubts.h"
#include "sim/analysis/reach_outside.h"
#include "sim/analysis/rows.h"
#include "sim/analysis/same_doubt.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using policy::ClassId;
using policy::ConnectionSet;
using policy::Reachability;
using results::ConnectionChange;

std::int64_t pieces(const ConnectionSet& set) {
    return static_cast<std::int64_t>(set.pieces());
}

using Classes = std::pair<std::optional<ClassId>, std::optional<ClassId>>;

// All parts of one class before and one after.
struct Joint {
    Classes classes;
    std::vector<const Part*> parts;
};

std::vector<Joint> join(const std::vector<Part>& parts) {
    std::map<Classes, std::size_t> numbers;
    std::vector<Joint> joints;
    for (const Part& part : parts) {
        const Classes classes{part.before, part.after};
        const auto [entry, fresh] = numbers.try_emplace(classes, joints.size());
        if (fresh) joints.push_back({classes, {}});
        joints[entry->second].parts.push_back(&part);
    }
    return joints;
}

// Addresses that are outside of both worlds, as the rules of both cut them.
struct OutsideJoint {
    policy::AddressRange range;
    ClassId before = 0;
    ClassId after = 0;
};

std::vector<OutsideJoint> overlay(const Reachability& before, const Reachability& after) {
    const std::vector<OutsideCell> was = outside_cells(before);
    const std::vector<OutsideCell> is = outside_cells(after);
    std::vector<OutsideJoint> cells;
    for (std::size_t i = 0, j = 0; i < was.size() && j < is.size();) {
        const policy::AddressRange& a = was[i].range;
        const policy::AddressRange& b = is[j].range;
        const auto first = std::max(a.first, b.first);
        const auto last = std::min(a.last, b.last);
        if (first.family() == last.family() && !(last < first)) {
            cells.push_back({{first, last}, was[i].endpoint_class, is[j].endpoint_class});
        }
        if (a.last < b.last) {
            ++i;
        } else {
            ++j;
        }
    }
    return cells;
}

class Writer {
  public:
    Writer(const Version& before, const policy::Settings& settings_before, const Version& after,
           const policy::Settings& settings_after, const SameDoubt& doubt, CompareCauses& causes,
           const std::function<void(const ConnectionChange&)>& each)
        : before_(before),
          settings_before_(settings_before),
          after_(after),
          settings_after_(settings_after),
          doubt_(doubt),
          causes_(causes),
          each_(each),
          outside_(overlay(before.reach, after.reach)) {}

    results::FlowComparison write(const std::vector<Part>& parts) {
        const std::vector<Joint> joints = join(parts);
        for (const Joint& from : joints) {
            for (const Joint& to : joints) compare(from, to);
            compare_outside(from, true);
        }
        for (const Joint& to : joints) compare_outside(to, false);
        return result_;
    }

  private:
    static State state(const Reachability& reach, std::optional<ClassId> from,
                       std::optional<ClassId> to) {
        if (!from || !to) return {};
        const policy::Allowed allowed = reach.between(*from, *to);
        return {*allowed.certain, *allowed.possible};
    }

    // Counts what differs between the two, `times` over, of which `alike` are as uncertain before
    // as after for the same reason. Whether it is to be told.
    bool count(const Delta& delta, ConnectionChange::Workload workload, std::int64_t times,
               std::int64_t alike, const State& before, const State& after) {
        results::ChangeCounts& counts = result_.counts;
        if (workload == ConnectionChange::Workload::Added) {
            counts.added += times * pieces(after.possible);
            return !after.possible.empty();
        }
        if (workload == ConnectionChange::Workload::Removed) {
            counts.removed += times * pieces(before.possible);
            return !before.possible.empty();
        }
        counts.newly_dropped += times * pieces(delta.dropped);
        counts.newly_allowed += times * pieces(delta.allowed);
        const std::int64_t still = (times - alike) * pieces(delta.still_uncertain);
        counts.uncertain += times * pieces(delta.uncertain) + still;
        counts.uncertain_on_both += still;
        counts.unchanged += times * pieces(delta.kept) + alike * pieces(delta.still_uncertain);
        return !(before == after) || still > 0;
    }

    static ConnectionChange change_of(const State& before, const State& after, const Delta& delta,
                                      ConnectionChange::Workload workload) {
        ConnectionChange change;
        change.kind = kind_of(before, after);
        change.before = row_of(before.certain);
        change.after = row_of(after.certain);
        change.uncertain_before = row_of(before.possible - before.certain);
        change.uncertain_after = row_of(after.possible - after.certain);
        change.workload = workload;
        change.newly_dropped = row_of(delta.dropped);
        change.newly_allowed = row_of(delta.allowed);
        change.newly_uncertain = row_of(delta.uncertain);
        change.still_uncertain = row_of(delta.still_uncertain);
        return change;
    }

    static ConnectionChange::Workload workload_of(const Joint& joint) {
        if (!joint.classes.first) return ConnectionChange::Workload::Added;
        return joint.classes.second ? ConnectionChange::Workload::Kept
                                    : ConnectionChange::Workload::Removed;
    }

    static bool one_pod(const Part& part) {
        return part.pods_before.size() < 2 && part.pods_after.size() < 2;
    }

    void compare(const Joint& from, const Joint& to) {
        auto workload = workload_of(from);
        if (workload == ConnectionChange::Workload::Kept) workload = workload_of(to);
        const State before = state(before_.reach, from.classes.first, to.classes.first);
        const State after = state(after_.reach, from.classes.second, to.classes.second);
        const Delta delta(before, after);
        std::int64_t pairs = static_cast<std::int64_t>(from.parts.size()) *
                             static_cast<std::int64_t>(to.parts.size());
        std::int64_t alike = alike_in(from) * alike_in(to);
        if (&from == &to) {
            for (const Part* part : from.parts) {
                if (!one_pod(*part)) continue;
                --pairs;
                alike -= alike_in(*part) ? 1 : 0;
            }
        }
        if (!count(delta, workload, pairs, alike, before, after)) return;
        ConnectionChange change = change_of(before, after, delta, workload);
        const results::Connections still = change.still_uncertain;
        Explained explained;
        for (const Part* source : from.parts) {
            for (const Part* destination : to.parts) {
                if (source == destination && one_pod(*source)) continue;
                const bool same = alike_in(*source) && alike_in(*destination);
                if (same && before == after) continue;
                change.still_uncertain = same ? results::Connections{} : still;
                clear(change);
                if (workload == ConnectionChange::Workload::Kept) {
                    explain(change, *source, *destination, delta, explained);
                }
                add_own_node(change, from, to, *source, *destination);
                change.src = source->name;
                change.dst = destination->name;
                each_(change);
            }
        }
    }

    // A hostNetwork pod, and pods of its node, reach each other whatever policies say.
    void add_own_node(ConnectionChange& change, const Joint& from, const Joint& to,
                      const Part& source, const Part& destination) const {
        const bool before = on_own_node(before_.reach, from.classes.first, to.classes.first) &&
                            share_node(before_.world, source.pods_before, destination.pods_before);
        const bool after = on_own_node(after_.reach, from.classes.second, to.classes.second) &&
                           share_node(after_.world, source.pods_after, destination.pods_after);
        if (before || after) {
            const std::vector<std::string> own{std::string(code(Caveat::HostNetworkOwnNode))};
            add_new(change.caveats, own);
        }
    }

    static bool on_own_node(const Reachability& reach, std::optional<ClassId> from,
                            std::optional<ClassId> to) {
        return from && to && reach.between(*from, *to).all_on_own_node;
    }

    static bool share_node(const policy::World& world, const std::vector<std::uint32_t>& from,
                           const std::vector<std::uint32_t>& to) {
        return std::any_of(from.begin(), from.end(), [&](std::uint32_t a) {
            return std::any_of(to.begin(), to.end(), [&](std::uint32_t b) {
                return a != b && !world.pods[a].node.empty() &&
                       world.pods[a].node == world.pods[b].node;
            });
        });
    }

    // Whether what is uncertain of these pods is so for the same reason on both sides.
    bool alike_in(const Part& part) const {
        return !part.pods_before.empty() &&
               doubt_.of(before_.world.pods[part.pods_before.front()].ns);
    }
    std::int64_t alike_in(const Joint& joint) const {
        return std::count_if(joint.parts.begin(), joint.parts.end(),
                             [&](const Part* part) { return alike_in(*part); });
    }

    // A pod of a part; another than the first where `second` and there is one.
    static CauseEnd end(const std::vector<std::uint32_t>& pods, bool second) {
        if (pods.empty()) return {};
        return {second && pods.size() > 1 ? pods[1] : pods[0], {}};
    }

    // Causes of the halves, by what judges: pods of one class may be policed by policies of other
    // names that say the same.
    struct Halves {
        std::vector<results::SidedCause> dropped_by;
        std::vector<results::SidedCause> allowed_by;
        std::vector<std::string> caveats;
    };
    using Explained = std::map<CompareCauses::Tables, Halves>;

    void explain(ConnectionChange& change, const Part& from, const Part& to, const Delta& delta,
                 Explained& explained) {
        const bool self = &from == &to;
        add_causes(change, delta, {end(from.pods_before, false), end(to.pods_before, self)},
                   {end(from.pods_after, false), end(to.pods_after, self)}, explained);
    }

    // One part of `pods` with all addresses outside; neighbours with one answer are one range.
    void compare_outside(const Joint& pods, bool pods_open) {
        const auto workload = workload_of(pods);
        const auto times = static_cast<std::int64_t>(pods.parts.size());
        for (std::size_t i = 0; i < outside_.size();) {
            const auto [before, after] = states(pods, outside_[i], pods_open);
            std::size_t end = i + 1;
            while (end < outside_.size() &&
                   outside_[end].range.first.family() == outside_[i].range.first.family() &&
                   states(pods, outside_[end], pods_open) == std::make_pair(before, after)) {
                ++end;
            }
            const policy::AddressRange range{outside_[i].range.first, outside_[end - 1].range.last};
            const std::vector<policy::IpAddress> kinds = kinds_of(i, end);
            i = end;
            const Delta delta(before, after);
            if (!count(delta, workload, times, alike_in(pods), before, after)) continue;
            ConnectionChange change = change_of(before, after, delta, workload);
            const results::Connections still = change.still_uncertain;
            std::vector<Explained> explained(kinds.size());
            for (const Part* part : pods.parts) {
                if (alike_in(*part) && before == after) continue;
                change.still_uncertain = alike_in(*part) ? results::Connections{} : still;
                clear(change);
                const bool kept = workload == ConnectionChange::Workload::Kept;
                for (std::size_t kind = 0; kept && kind < kinds.size(); ++kind) {
                    explain_outside(change, *part, kinds[kind], pods_open, delta, explained[kind]);
                }
                change.src = pods_open ? part->name : range_name(range);
                change.dst = pods_open ? range_name(range) : part->name;
                each_(change);
            }
        }
    }

    // An address of each kind that rules tell apart among these cells: though all have one answer,
    // its causes may differ.
    std::vector<policy::IpAddress> kinds_of(std::size_t begin, std::size_t end) const {
        std::vector<policy::IpAddress> addresses;
        std::set<std::pair<ClassId, ClassId>> known;
        for (std::size_t i = begin; i < end; ++i) {
            if (known.emplace(outside_[i].before, outside_[i].after).second) {
                addresses.push_back(outside_[i].range.first);
            }
        }
        return addresses;
    }

    std::pair<State, State> states(const Joint& pods, const OutsideJoint& cell,
                                   bool pods_open) const {
        if (pods_open) {
            return {state(before_.reach, pods.classes.first, cell.before),
                    state(after_.reach, pods.classes.second, cell.after)};
        }
        return {state(before_.reach, cell.before, pods.classes.first),
                state(after_.reach, cell.after, pods.classes.second)};
    }

    void explain_outside(ConnectionChange& change, const Part& part,
                         const policy::IpAddress& address, bool pods_open, const Delta& delta,
                         Explained& explained) {
        const CauseEnd outside{std::nullopt, address};
        const CauseEnd before = end(part.pods_before, false);
        const CauseEnd after = end(part.pods_after, false);
        if (pods_open) {
            add_causes(change, delta, {before, outside}, {after, outside}, explained);
        } else {
            add_causes(change, delta, {outside, before}, {outside, after}, explained);
        }
    }

    void add_causes(ConnectionChange& change, const Delta& delta, const CausePair& before,
                    const CausePair& after, Explained& explained) {
        if (delta.says_nothing()) return;
        const auto [known, fresh] = explained.try_emplace(causes_.tables(before, after));
        Halves& halves = known->second;
        if (fresh && !(delta.dropped.empty() && delta.allowed.empty())) {
            halves.dropped_by = causes_.of_dropped(before, after, delta.dropped);
            halves.allowed_by = causes_.of_allowed(before, after, delta.allowed);
        }
        if (fresh) {
            add_new(halves.caveats,
                    doubts_of(before_.world, settings_before_, before, delta.uncertain_before));
            add_new(halves.caveats,
                    doubts_of(after_.world, settings_after_, after, delta.uncertain_after));
        }
        add_new(change.dropped_by, halves.dropped_by);
        add_new(change.allowed_by, halves.allowed_by);
        add_new(change.caveats, halves.caveats);
    }

    // Those that are not there yet, behind the others.
    template <class Thing>
    static void add_new(std::vector<Thing>& things, const std::vector<Thing>& more) {
        for (const Thing& thing : more) {
            if (std::find(things.begin(), things.end(), thing) == things.end()) {
                things.push_back(thing);
            }
        }
    }

    static void clear(ConnectionChange& change) {
        change.dropped_by.clear();
        change.allowed_by.clear();
        change.caveats.clear();
    }

    const Version& before_;
    const policy::Settings& settings_before_;
    const Version& after_;
    const policy::Settings& settings_after_;
    const SameDoubt& doubt_;
    CompareCauses& causes_;
    const std::function<void(const ConnectionChange&)>& each_;
    std::vector<OutsideJoint> outside_;
    results::FlowComparison result_;
};

}  // namespace

WorldComparison::WorldComparison(const policy::World& before,
                                 const policy::Settings& settings_before,
                                 const policy::World& after, const policy::Settings& settings_after)
    : world_before_(before),
      world_after_(after),
      settings_before_(settings_before),
      settings_after_(settings_after),
      before_(before, settings_before),
      after_(after, settings_after),
      parts_(match_parts({before, before_}, {after, after_})) {}

results::FlowComparison WorldComparison::write(
    const std::function<void(const ConnectionChange&)>& each) const {
    CompareCauses causes(world_before_, settings_before_, world_after_, settings_after_);
    const Version before{world_before_, before_};
    const Version after{world_after_, after_};
    const SameDoubt doubt(world_before_, settings_before_, world_after_, settings_after_);
    return Writer(before, settings_before_, after, settings_after_, doubt, causes, each)
        .write(parts_.parts);
}

}  // namespace analysis
