// SPDX-License-Identifier: MIT
#include "tests/conformance/packets.h"

#include <stdexcept>

#include "tests/support/scenarios.h"
#include "tests/support/trial.h"

namespace conformance {
namespace {

scenario::Flow probe(const Cell& cell) {
    scenario::Flow flow = tests::flow(tests::pod_end(static_cast<std::uint32_t>(cell.from)),
                                      tests::pod_end(static_cast<std::uint32_t>(cell.to)),
                                      cell.port.protocol, cell.port.port);
    flow.exchange = scenario::Exchange::Probe;
    flow.timeout = std::chrono::seconds(1);
    return flow;
}

bool passed(const tests::Seen& seen) {
    const bool answered = seen.outcome == "answered" || seen.outcome == "refused";
    if (answered == (seen.dropped > 0)) {
        throw std::logic_error(seen.outcome + " with " + std::to_string(seen.dropped) + " drops");
    }
    return answered;
}

}  // namespace

scenario::Scenario scenario_of(const policy::World& world) {
    const policy::Prefix everything(policy::IpAddress::v4(0x0A000000), 8);
    scenario::Scenario made;
    made.name = "conformance";
    made.vpcs.push_back({"main", {everything}});
    made.subnets.push_back({"private-a", everything, "a", false, 0});
    made.world = world;
    made.workers.assign(world.nodes.size(), {0, "m5.large"});
    made.extra_listen.resize(world.pods.size());
    return made;
}

Answers by_packets(const policy::World& world, const std::vector<Cell>& cells) {
    scenario::Scenario scenario = scenario_of(world);
    for (const Cell& cell : cells) scenario.flows.push_back(probe(cell));
    tests::Trial trial(scenario);
    Answers answers;
    for (std::uint32_t flow = 0; flow < cells.size(); ++flow)
        answers.push_back(passed(trial[flow]));
    return answers;
}

}  // namespace conformance
