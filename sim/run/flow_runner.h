// SPDX-License-Identifier: MIT
// Starts every flow of a scenario at its time and sees it to its end.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <ns3/event-id.h>

#include "sim/apps/dns_exchange.h"
#include "sim/apps/exchange.h"
#include "sim/apps/server.h"
#include "sim/cluster/cluster.h"
#include "sim/cluster/flow_table.h"
#include "sim/cluster/judgement.h"
#include "sim/run/names.h"
#include "sim/run/source_ports.h"
#include "sim/scenario/scenario.h"

namespace sim {

// What the runner says of flows, as it happens. Times are Simulator::Now().
class FlowEvents {
  public:
    virtual ~FlowEvents() = default;
    virtual void started(FlowId flow, std::uint16_t source_port) = 0;
    // A child flow of `parent` begins, which is no flow of the scenario: a look-up of its name, or
    // the connection that a load balancer, or a node's DNS cache, opens for it.
    // `child` stays where it is; its id is the next after the scenario's flows and earlier
    // children.
    virtual void child(FlowId id, const scenario::Flow& child, FlowId parent) = 0;
    // The name that the flow asks for stands for this address.
    virtual void resolved(FlowId flow, const policy::IpAddress& address) = 0;
    // A node chose a backend for a flow to a service: the last one said is the one that counts.
    virtual void chosen(FlowId flow, const policy::IpAddress& backend, std::uint16_t port) = 0;
    // An Application Load Balancer has the flow's request and says what becomes of it: a child flow
    // is next, if it passes.
    virtual void handed_on(const Judgement& judgement) = 0;
    // `known_at`: when the application knew the outcome; `cut`: the run ended before the flow did.
    virtual void ended(FlowId flow, Outcome outcome, policy::Time known_at, bool cut) = 0;
    // The flow could not even be opened.
    virtual void no_source_port(FlowId flow) = 0;
};

class FlowRunner final : public RawSink, public ExchangeListener {
  public:
    // All outlive the runner.
    FlowRunner(const scenario::Scenario& scenario, Cluster& cluster, FlowTable& flows,
               FlowEvents& events);
    ~FlowRunner() override;

    // Schedules the first flow. `on_idle` is called when the last flow has ended.
    void begin(std::function<void()> on_idle);

    // The cluster is another from now on: names stand for what `world` says, which does not change
    // until the next call.
    void world_changed(const policy::World& world);

    // Opens a connection that is no flow of the scenario: the events hear nothing of it, and `told`
    // hears its outcome.
    void ask(const scenario::Flow& flow, std::function<void(Outcome)> told);

    std::size_t ended() const { return ended_; }

    // Ends the flows that are still under way as cut off; those that had not started are left out.
    void cut();

    void raw_packet(Endpoint& endpoint, const FlowTag& tag,
                    const ns3::Ptr<ns3::Packet>& packet) override;
    void outcome_known(FlowId flow, Outcome outcome) override;
    void closed(FlowId flow) override;

  private:
    struct Live {
        std::unique_ptr<Exchange> exchange;
        policy::Tuple tuple;
        std::uint32_t owner = 0;  // node id of the client
        ns3::EventId timeout;
        std::optional<Outcome> outcome;
        policy::Time known_at{0};
        std::optional<FlowId> child;              // what this flow waits for
        std::optional<FlowId> parent;             // the flow that this is for
        const policy::IpAddress* from = nullptr;  // the load balancer's, that it is opened from
        // What a load balancer, or a DNS cache, does when its own connection is over.
        std::function<void()> answer;
        std::uint32_t cache = 0;      // the node whose DNS cache is asked
        bool asked_upstream = false;  // it has, and was answered
        bool failed_upstream = false;
        const DnsExchange* look_up = nullptr;  // `exchange`, where it is one
        std::string name;                      // absolute, once it is found
        std::function<void(Outcome)> told;     // of one that was asked for
    };

    void schedule_next();
    void start_due();
    const scenario::Flow& flow(FlowId id) const;
    void start(FlowId flow);
    Live& begin_waiting(FlowId flow);
    bool open(FlowId flow, const policy::IpAddress& destination);
    void begin_exchange(FlowId flow, std::unique_ptr<Exchange> exchange);
    void connect(FlowId flow, const policy::IpAddress& destination);
    void look_up(FlowId flow);
    void look_up_outside(FlowId flow);
    FlowId begin_child(FlowId parent, std::uint32_t service, policy::Protocol protocol);
    Endpoint& client_of(FlowId flow);
    void serve_proxy(Endpoint& proxy);
    void hand_on(FlowId flow, const policy::IpAddress& proxy, std::function<void()> answer);
    const std::string& host_asked(const scenario::Flow& flow) const;
    void begin_behind(FlowId parent, std::uint32_t balancer, const policy::IpAddress& from,
                      const policy::Endpoint& target);
    void behind_ended(FlowId parent, const Live& child, bool cut);
    const policy::DnsCaches::Cache* cache_of(FlowId flow, const Endpoint& server) const;
    void serve_cache(Endpoint& node);
    void ask_upstream(FlowId flow, const Endpoint& node, std::function<void()> answer);
    void upstream_ended(FlowId parent, const Live& child);
    void answer_from_cache(const Live& asking, const std::function<void()>& answer);
    void cut_short(FlowId flow);
    void child_ended(FlowId parent, const Live& child, bool cut);
    void go_on(FlowId flow, const std::optional<policy::IpAddress>& address, bool cut);
    const policy::IpAddress& destination_of(const scenario::End& end, FlowId flow) const;
    bool is_on_internet(const scenario::End& end) const;
    void chosen(const Choice& choice);
    void readdressed(const Readdressing& readdressing);
    void serve(Endpoint& server, const policy::Tuple& tuple, FlowId flow);
    void time_out(FlowId flow);
    void finish(FlowId flow, bool cut);
    void tell(FlowId flow, const std::function<void(Outcome)>& listener, Outcome outcome);
    void free_finished();
    void count_ended(FlowId flow);

    const scenario::Scenario& scenario_;
    Cluster& cluster_;
    FlowTable& flows_;
    FlowEvents& events_;
    SourcePorts ports_;
    Servers servers_;
    std::unordered_map<policy::IpAddress, scenario::End> ends_;  // pods and nodes, by address
    std::optional<Names> names_;                                 // where flows ask for any
    std::deque<scenario::Flow> children_;  // with the ids after those of the scenario's flows
    std::unordered_map<FlowId, scenario::Flow> asked_;  // with ids from first_asked on
    FlowId next_asked_;
    std::vector<FlowId> order_;  // by start time
    std::size_t next_ = 0;       // into order_
    std::size_t ended_ = 0;
    std::unordered_map<FlowId, Live> live_;
    std::map<std::pair<std::uint32_t, std::string>, policy::Time> cached_;  // by node and name
    std::vector<std::unique_ptr<Exchange>> finished_;  // freed outside their own callbacks
    std::function<void()> on_idle_;
};

}  // namespace sim
