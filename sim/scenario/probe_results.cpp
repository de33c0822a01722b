// SPDX-License-Identifier: MIT
#include "sim/scenario/probe_results.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

namespace scenario {
namespace {

using Ports = std::vector<std::uint16_t>;  // of TCP; empty: every one

struct Stay {
    Time from{0};
    Time to{0};
};

// By number, for how long each probed pod was there, and on what it listens.
struct Life {
    std::vector<Stay> stays;
    bool there = false;
    Ports ports;
};
using Lives = std::unordered_map<std::uint32_t, Life>;

Ports ports_of(const policy::Pod& pod, std::uint32_t number,
               const std::vector<std::vector<Listen>>& extra_listen) {
    Ports ports;
    const bool any_extra = number < extra_listen.size() && !extra_listen[number].empty();
    if (pod.ports.empty() && !any_extra) return ports;
    ports.push_back(0);  // which nobody asks for
    for (const policy::ContainerPort& port : pod.ports) {
        if (port.protocol == policy::Protocol::TCP) ports.push_back(port.port);
    }
    if (!any_extra) return ports;
    for (const Listen& listen : extra_listen[number]) {
        if (listen.protocol == policy::Protocol::TCP) ports.push_back(listen.port);
    }
    return ports;
}

void look(const Moment& moment, const std::vector<std::vector<Listen>>& extra_listen, Time now,
          Time end, Lives& lives) {
    std::unordered_map<std::uint32_t, const policy::Pod*> there;
    for (std::size_t i = 0; i < moment.pods.size(); ++i) {
        const policy::Pod& pod = moment.world.pods[i];
        if (!pod.finished() && !pod.addresses.empty()) there.emplace(moment.pods[i], &pod);
    }
    for (auto& [number, life] : lives) {
        const auto found = there.find(number);
        if (found != there.end() && !life.there) {
            life.stays.push_back({now, end});
            life.ports = ports_of(*found->second, number, extra_listen);
        } else if (found == there.end() && life.there) {
            life.stays.back().to = now;
        }
        life.there = found != there.end();
    }
}

bool is_ready(const Probe& probe, const Life& life, bool ready, Time end) {
    const bool success = life.ports.empty() || std::find(life.ports.begin(), life.ports.end(),
                                                         probe.port) != life.ports.end();
    const std::int64_t needed = success ? probe.success_threshold : probe.failure_threshold;
    bool last = false;
    std::int64_t run = 0;
    for (const Stay& stay : life.stays) {
        for (Time asked = stay.from + probe.initial_delay; asked < stay.to && asked <= end;
             asked += std::max(probe.period, Time(1))) {
            run = success == last ? run + 1 : 1;
            last = success;
            if (run >= needed) {
                ready = success;
                break;  // nothing else will be found
            }
        }
    }
    return ready;
}

}  // namespace

void find_ready(const policy::World& start, const std::vector<Probe>& probes,
                const std::vector<std::vector<Listen>>& extra_listen,
                const std::vector<TimelineEvent>& timeline, Time at, Moment& moment) {
    if (probes.empty()) return;
    Lives lives;
    for (const Probe& probe : probes) lives[probe.pod];
    const Time forever = Time::max();
    Moment now = moment_of(start);
    look(now, extra_listen, Time(0), forever, lives);
    for (const TimelineEvent& event : timeline) {
        if (event.at > at) continue;
        happen(event.changes, now);
        look(now, extra_listen, event.at, forever, lives);
    }
    for (const Probe& probe : probes) {
        const auto at_moment =
            std::lower_bound(moment.pods.begin(), moment.pods.end(), probe.pod);  // ascending
        if (at_moment == moment.pods.end() || *at_moment != probe.pod) continue;
        const auto place = static_cast<std::size_t>(at_moment - moment.pods.begin());
        policy::Pod& pod = moment.world.pods[place];
        const bool at_start = probe.pod < start.pods.size();
        pod.ready = pod.ready && is_ready(probe, lives.at(probe.pod), at_start, at);
    }
}

}  // namespace scenario
