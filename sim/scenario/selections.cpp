// SPDX-License-Identifier: MIT
#include "sim/scenario/selections.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace scenario {

Selections::Selections(const Scenario& scenario, const Objects& objects, Findings& findings)
    : scenario_(scenario), objects_(objects), findings_(findings) {
    const auto& timeline = scenario.timeline;
    const bool constant =
        std::none_of(timeline.begin(), timeline.end(),
                     [](const TimelineEvent& event) { return event.changes.of_cluster(); });
    if (constant) return;
    policy::World world = scenario.world;
    world.policies.clear();  // nobody asks for them here
    all_ = moment_of(world);
    Moment moment = moment_of(std::move(world));
    moments_.emplace(Time::min(), moment);
    for (const TimelineEvent& event : timeline) {
        if (!event.changes.of_cluster()) continue;
        happen(event.changes, moment);
        moments_[event.at] = moment;
        Changes coming = event.changes;
        coming.gone_pods.clear();
        coming.gone_services.clear();
        happen(coming, all_);
    }
}

ClusterState& Selections::at(Time at) {
    const auto next = moments_.upper_bound(at);
    const Time since = changes() ? std::prev(next)->first : Time::min();
    const Time until = next == moments_.end() ? Time::max() : next->first;
    const auto known = states_.find(since);
    if (known != states_.end()) return known->second;
    const policy::World& world = changes() ? moments_.at(since).world : scenario_.world;
    auto selection = changes()
                         ? std::make_unique<Selection>(moments_.at(since), names_, scenario_.hosts,
                                                       objects_, findings_)
                         : std::make_unique<Selection>(world, scenario_.hosts, objects_, findings_);
    if (changes()) selection->set_ever(&ever());
    return states_
        .emplace(std::piecewise_construct, std::forward_as_tuple(since),
                 std::forward_as_tuple(world, scenario_, until, std::move(selection)))
        .first->second;
}

Selection& Selections::ever() {
    if (!changes()) return at(Time{0}).selection();
    if (!ever_) {
        ever_ = std::make_unique<Selection>(all_, names_, scenario_.hosts, objects_, findings_);
    }
    return *ever_;
}

const std::vector<std::string>& Selections::names() const {
    return changes() || states_.empty() ? names_ : states_.begin()->second.names();
}

}  // namespace scenario
