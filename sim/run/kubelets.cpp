// SPDX-License-Identifier: MIT
#include "sim/run/kubelets.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

namespace sim {
namespace {

constexpr std::uint32_t message_bytes = 100;  // of a request for /healthz, and of its answer

policy::Time now() {
    return policy::Time(ns3::Simulator::Now().GetNanoSeconds());
}

}  // namespace

Kubelets::Kubelets(const scenario::Scenario& scenario, FlowRunner& runner, Found found)
    : scenario_(scenario),
      runner_(runner),
      found_(std::move(found)),
      workers_(scenario.probes.size()) {
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        workers_[i].ready = scenario.probes[i].pod < scenario.world.pods.size();
    }
}

void Kubelets::follow(const scenario::Moment& moment) {
    if (workers_.empty()) {
        return;
    }
    std::unordered_set<std::uint32_t> there;
    for (std::size_t i = 0; i < moment.pods.size(); ++i) {
        const policy::Pod& pod = moment.world.pods[i];
        if (!pod.finished() && !pod.addresses.empty()) {
            there.insert(moment.pods[i]);
        }
    }
    for (std::size_t i = 0; i < workers_.size(); ++i) {
        Worker& worker = workers_[i];
        const scenario::Probe& probe = scenario_.probes[i];
        const bool is_there = there.count(probe.pod) != 0;
        if (is_there && !worker.there) {
            const auto delay = ns3::NanoSeconds(probe.initial_delay.count());
            worker.next = ns3::Simulator::Schedule(delay, &Kubelets::ask, this, i);
        } else if (!is_there) {
            ns3::Simulator::Remove(worker.next);
        }
        worker.there = is_there;
    }
}

void Kubelets::ask(std::size_t i) {
    const scenario::Probe& probe = scenario_.probes[i];
    scenario::Flow flow;
    flow.from = node_of(probe.pod);
    flow.to = {scenario::End::Kind::Pod, probe.pod};
    flow.port = probe.port;
    flow.at = now();
    flow.timeout = probe.timeout;
    flow.request_bytes = message_bytes;
    flow.response_bytes = message_bytes;
    runner_.ask(flow,
                [this, i, asked_at = flow.at](Outcome outcome) { answered(i, asked_at, outcome); });
}

void Kubelets::answered(std::size_t i, policy::Time asked_at, Outcome outcome) {
    Worker& worker = workers_[i];
    if (!worker.there) {
        return;
    }
    const scenario::Probe& probe = scenario_.probes[i];
    const policy::Time wait = std::max(policy::Time{0}, asked_at + probe.period - now());
    worker.next = ns3::Simulator::Schedule(ns3::NanoSeconds(wait.count()), &Kubelets::ask, this, i);
    const bool success = outcome == Outcome::Connected;
    worker.run = success == worker.last ? worker.run + 1 : 1;
    worker.last = success;
    const std::int64_t needed = success ? probe.success_threshold : probe.failure_threshold;
    if (worker.run < needed || worker.ready == success) {
        return;
    }
    const bool before = is_ready(probe.pod);
    worker.ready = success;
    if (is_ready(probe.pod) != before) {
        found_(success, probe, outcome);
    }
}

bool Kubelets::is_ready(std::uint32_t pod) const {
    const auto& probes = scenario_.probes;
    auto probe = std::partition_point(probes.begin(), probes.end(),
                                      [pod](const scenario::Probe& p) { return p.pod < pod; });
    for (; probe != probes.end() && probe->pod == pod; ++probe) {
        if (!workers_[static_cast<std::size_t>(probe - probes.begin())].ready) {
            return false;
        }
    }
    return true;
}

scenario::End Kubelets::node_of(std::uint32_t pod) const {
    const auto& nodes = scenario_.world.nodes;
    const auto found = std::find_if(nodes.begin(), nodes.end(), [&](const policy::Node& node) {
        return node.name == scenario_.pod(pod).node;
    });
    return {scenario::End::Kind::Node, static_cast<std::uint32_t>(found - nodes.begin())};
}

}  // namespace sim
