// SPDX-License-Identifier: MIT
// witness SCENARIO: one packet for each source class, destination class and port class, in each
// state of the scenario's timeline, on which reference, analysis and simulation must agree.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "policy/oracle/reference.h"
#include "policy/reach/reachability.h"
#include "sim/scenario/reader.h"
#include "tests/conformance/witness_cases.h"
#include "tests/support/scenarios.h"
#include "tests/support/trial.h"

namespace {

using namespace conformance;
using policy::Direction;

struct Witness {
    std::size_t state = 0;
    WitnessEnd from;
    WitnessEnd to;
    ProtocolPort port;
    bool by_reference = false;
    bool by_analysis = false;
};

class Scene {
  public:
    explicit Scene(const scenario::Scenario& scenario)
        : scenario_(scenario), states_(states(scenario)) {
        for (std::size_t state = 0; state < states_.size(); ++state) ask(state);
    }

    // Prints what disagrees, and how many asked. Whether nothing did.
    bool run();

  private:
    void ask(std::size_t state);
    bool reference(const policy::World& world, const WitnessEnd& from, const WitnessEnd& to,
                   const ProtocolPort& port) const;
    bool same_node(const policy::World& world, const WitnessEnd& from, const WitnessEnd& to) const;
    scenario::End end(scenario::Scenario& scenario, std::size_t state, const WitnessEnd& of) const;
    scenario::Scenario with_probes() const;
    std::string text(std::size_t state, const WitnessEnd& of) const;

    const scenario::Scenario& scenario_;
    std::vector<State> states_;
    std::vector<Witness> witnesses_;
};

// What comes from a hostNetwork pod comes from its node.
bool Scene::same_node(const policy::World& world, const WitnessEnd& from,
                      const WitnessEnd& to) const {
    return from.pod && to.pod && world.pods[*from.pod].host_network &&
           world.pods[*from.pod].node == world.pods[*to.pod].node;
}

bool Scene::reference(const policy::World& world, const WitnessEnd& from, const WitnessEnd& to,
                      const ProtocolPort& port) const {
    const auto allows = [&](const WitnessEnd& of, Direction direction, const WitnessEnd& peer) {
        return !of.pod || policy::reference_verdict(world, *of.pod, direction, peer.address,
                                                    port.protocol, port.port, scenario_.settings)
                                  .action == policy::Action::Allow;
    };
    return allows(from, Direction::FromPod, to) &&
           (same_node(world, from, to) || allows(to, Direction::ToPod, from));
}

void Scene::ask(std::size_t state) {
    const policy::World& world = states_[state].moment.world;
    const policy::Reachability reachability(world, scenario_.settings);
    const std::vector<ClassWitness> classes = class_witnesses(world, reachability);
    const std::vector<ProtocolPort> ports = port_classes(world);
    for (const ClassWitness& source : classes) {
        for (const ClassWitness& destination : classes) {
            const WitnessEnd& from = source.first;
            if (!from.pod && !destination.first.pod) continue;  // nobody judges it
            const bool same = from.of == destination.first.of;
            if (same && !destination.second) continue;  // a pod and itself
            const WitnessEnd& to = same ? *destination.second : destination.first;
            const policy::Allowed allowed = reachability.between(from.of, to.of);
            const bool exempt = allowed.all_on_own_node && same_node(world, from, to);
            for (const ProtocolPort& port : ports) {
                witnesses_.push_back(
                    {state, from, to, port, reference(world, from, to, port),
                     exempt || allowed.certain->contains(port.protocol, port.port)});
            }
        }
    }
}

// The nodes' VPC, which is the first, in its usual state; all else lies on premises.
void let_policies_decide(scenario::Scenario& scenario) {
    scenario.written = {};
    scenario.vpcs.resize(1);
    scenario.vpcs[0].usual_internet_gateway = scenario.vpcs[0].usual_nat_gateway = true;
    while (scenario.subnets.back().vpc > 0) scenario.subnets.pop_back();
    for (scenario::Subnet& subnet : scenario.subnets) {
        subnet.route_table.reset();
        subnet.acl.reset();
    }
    for (scenario::Worker& worker : scenario.workers) worker.groups.clear();
    for (scenario::Host& host : scenario.hosts) host.groups.clear();
    scenario.pod_groups.clear();
    scenario.cni = {};
    for (scenario::TimelineEvent& event : scenario.timeline) event.changes.network.reset();
}

bool stands_in_vpc(const scenario::Scenario& scenario, const policy::IpAddress& address) {
    for (const scenario::Vpc& vpc : scenario.vpcs) {
        for (const policy::Prefix& cidr : vpc.cidrs) {
            if (cidr.contains(address)) return true;
        }
    }
    return false;
}

// The pod, the host that has the address, or a new one. Hosts outside are on premises, so that
// policies alone decide.
scenario::End Scene::end(scenario::Scenario& scenario, std::size_t state,
                         const WitnessEnd& of) const {
    if (of.pod) return tests::pod_end(states_[state].moment.pods[*of.pod]);
    for (std::uint32_t host = 0; host < scenario.hosts.size(); ++host) {
        if (scenario.hosts[host].address != of.address) continue;
        scenario.hosts[host].on_premises = !stands_in_vpc(scenario, of.address);
        return tests::host_end(host);
    }
    scenario.hosts.push_back({"witness-" + of.address.text(),
                              of.address,
                              !stands_in_vpc(scenario, of.address),
                              {},
                              {},
                              {}});
    return tests::host_end(static_cast<std::uint32_t>(scenario.hosts.size() - 1));
}

scenario::Scenario Scene::with_probes() const {
    using namespace std::chrono_literals;
    scenario::Scenario made = scenario_;
    let_policies_decide(made);
    made.flows.clear();
    made.duration.reset();
    for (const Witness& witness : witnesses_) {
        const auto from = end(made, witness.state, witness.from);
        const auto to = end(made, witness.state, witness.to);
        scenario::Flow flow = tests::flow(from, to, witness.port.protocol, witness.port.port,
                                          states_[witness.state].since);
        flow.exchange = scenario::Exchange::Probe;
        flow.timeout = 1s;
        made.flows.push_back(flow);
    }
    return made;
}

std::string Scene::text(std::size_t state, const WitnessEnd& of) const {
    if (!of.pod) return of.address.text();
    const policy::Pod& pod = states_[state].moment.world.pods[*of.pod];
    return pod.ns + "/" + pod.name;
}

bool Scene::run() {
    const scenario::Scenario scenario = with_probes();
    tests::Trial trial(scenario);
    std::size_t disagree = 0;
    std::size_t allowed = 0;
    for (std::uint32_t flow = 0; flow < witnesses_.size(); ++flow) {
        const Witness& witness = witnesses_[flow];
        const tests::Seen& seen = trial[flow];
        const bool sent = seen.outcome == "answered" || seen.outcome == "refused";
        const bool lost = sent == (seen.dropped > 0);  // without a drop, or in spite of one
        allowed += witness.by_reference ? 1 : 0;
        if (witness.by_analysis == witness.by_reference && sent == witness.by_reference && !lost) {
            continue;
        }
        if (++disagree > 20) continue;
        std::printf("state %zu: %s -> %s %s: reference %s, analysis %s, packet %s, %lld drops\n",
                    witness.state, text(witness.state, witness.from).c_str(),
                    text(witness.state, witness.to).c_str(),
                    conformance::text(witness.port).c_str(), witness.by_reference ? "yes" : "no",
                    witness.by_analysis ? "yes" : "no", seen.outcome.c_str(),
                    static_cast<long long>(seen.dropped));
    }
    std::printf("%zu states, %zu witnesses, %zu pass, %zu disagreements\n", states_.size(),
                witnesses_.size(), allowed, disagree);
    return disagree == 0 && !witnesses_.empty();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    const scenario::ReadResult read = scenario::read_scenario(argv[1]);
    for (const scenario::Diagnostic& diagnostic : read.diagnostics) {
        std::fputs(scenario::render(diagnostic, false).c_str(), stderr);
    }
    if (!read.scenario) return 2;
    return Scene(*read.scenario).run() ? 0 : 1;
}
