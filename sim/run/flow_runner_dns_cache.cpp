// SPDX-License-Identifier: MIT
// FlowRunner's part of NodeLocal DNSCache: a question that its node answers, and for which it asks
// its upstream over a connection of its own, which is a child flow.
#include <algorithm>
#include <utility>

#include <ns3/nstime.h>
#include <ns3/simulator.h>

#include "sim/run/flow_runner.h"

namespace sim {
namespace {

// How long the cache seeks an answer (forward's defaultTimeout of CoreDNS), and how long it keeps
// one: the published Corefile's `cache`, for names that exist and for those that do not.
constexpr policy::Time patience = std::chrono::seconds(5);
constexpr policy::Time keeps_names = std::chrono::seconds(30);
constexpr policy::Time keeps_denials = std::chrono::seconds(5);

constexpr std::uint16_t dns_port = 53;

policy::Time now() {
    return policy::Time(ns3::Simulator::Now().GetNanoSeconds());
}

}  // namespace

// The cache at `server` that the flow's question is for; null where it is for something else.
const policy::DnsCaches::Cache* FlowRunner::cache_of(FlowId id, const Endpoint& server) const {
    const policy::DnsCaches& caches = cluster_.dns_caches();
    const auto live = live_.find(id);
    if (caches.empty() || live == live_.end()) {
        return nullptr;
    }
    const policy::Tuple& asked = live->second.tuple;
    if (asked.destination_port != dns_port) {
        return nullptr;
    }
    const auto here =
        std::find_if(caches.all().begin(), caches.all().end(),
                     [&](const auto& cache) { return cache.endpoint.address == server.address(); });
    return here == caches.all().end()
               ? nullptr
               : caches.find(asked.destination, asked.protocol, asked.destination_port, here->node);
}

void FlowRunner::serve_cache(Endpoint& node) {
    servers_.hand_on(node,
                     [this, &node](const policy::Tuple& client, std::function<void()> answer) {
                         const auto match = flows_.find(policy::untranslated(client));
                         if (match && cache_of(match->flow, node) != nullptr) {
                             ask_upstream(match->flow, node, std::move(answer));
                         } else {
                             answer();  // something else of the node's
                         }
                     });
}

// Names outside the cluster's zone it asks of the VPC's resolver, which is not modelled: the answer
// is there at once.
void FlowRunner::ask_upstream(FlowId id, const Endpoint& node, std::function<void()> answer) {
    const policy::DnsCaches::Cache& cache = *cache_of(id, node);
    Live& live = live_.at(id);
    const std::string name = live.look_up == nullptr ? std::string() : live.look_up->asking();
    const auto kept = cached_.find({cache.node, name});
    const bool is_cached = kept != cached_.end() && now() < kept->second;
    const bool outside = !name.empty() && !policy::in_cluster_zone(name);
    // The connection to the upstream stays open for the questions that follow.
    if (is_cached || outside) {
        answer();
        return;
    }
    if (live.asked_upstream) {
        answer_from_cache(live, answer);
        return;
    }
    if (!cache.upstream) {
        live.failed_upstream = true;
        answer();
        return;
    }
    live.answer = std::move(answer);
    live.cache = cache.node;
    if (live.child) {
        return;  // asked already
    }
    const auto child_id = static_cast<FlowId>(scenario_.flows.size() + children_.size());
    const scenario::Flow& asking = flow(id);
    scenario::Flow child;
    child.name = asking.name + ": from the DNS cache of " + scenario_.world.nodes[cache.node].name;
    child.from = {scenario::End::Kind::Node, cache.node};
    child.to = {scenario::End::Kind::Service, cluster_.service_number(*cache.upstream)};
    child.port = dns_port;
    child.request_bytes = 64;
    child.response_bytes = 128;
    child.at = now();
    child.timeout = std::min(asking.timeout, patience);
    child.position = asking.position;
    children_.push_back(std::move(child));
    events_.child(child_id, children_.back(), id);
    begin_waiting(child_id).parent = id;
    live_.at(id).child = child_id;
    connect(child_id, destination_of(children_.back().to, child_id));
}

// Where the upstream refuses, the cache says that it failed; where it says nothing, neither does
// the cache before its client has lost patience.
void FlowRunner::upstream_ended(FlowId parent, const Live& child) {
    Live& live = live_.at(parent);
    const auto answer = std::exchange(live.answer, nullptr);
    if (!child.outcome || child.outcome == Outcome::TimedOut) {
        return;
    }
    live.failed_upstream = child.outcome != Outcome::Connected;
    live.asked_upstream = !live.failed_upstream;
    if (live.asked_upstream) {
        answer_from_cache(live, answer);
    } else {
        answer();
    }
}

void FlowRunner::answer_from_cache(const Live& asking, const std::function<void()>& answer) {
    if (asking.look_up != nullptr) {
        const std::string& name = asking.look_up->asking();
        const bool exists = names_->reply(name).exists;
        cached_[{asking.cache, name}] = now() + (exists ? keeps_names : keeps_denials);
    }
    answer();
}

}  // namespace sim
