// SPDX-License-Identifier: MIT
#include "sim/analysis/why.h"

#include "sim/analysis/why_answers.h"
#include "sim/analysis/why_service.h"
#include "sim/analysis/why_ways.h"

namespace analysis {
namespace {

bool is_stand_in(const policy::IpAddress& address) {
    return policy::Prefix::parse(policy::stand_in_block)->contains(address);
}

results::WhyEnd end_row(const policy::World& world, const Endpoint& end) {
    results::WhyEnd row;
    row.ref = end.name;
    row.note = end.note;
    row.pods = end.pods.size();
    if (end.address && !is_stand_in(*end.address)) row.ips.push_back(end.address->text());
    for (const std::uint32_t pod : end.pods) {
        if (world.pods[pod].addresses_are == policy::Addresses::StandIn) continue;
        for (const auto& address : world.pods[pod].addresses) row.ips.push_back(address.text());
    }
    return row;
}

// A node port whose number is not asked for is left open: its ways differ from port to port.
bool goes_by_ways(const Question& question) {
    return question.load_balancer || (question.by_node_port && question.service.port);
}

}  // namespace

results::Why why(const policy::World& world, const policy::Settings& settings,
                 const Question& question) {
    results::Why rows;
    rows.from = end_row(world, question.from);
    rows.to = end_row(world, question.to);
    rows.asked = asked_text(question.service);
    rows.answers = goes_by_ways(question) ? answers_by_ways(world, settings, question)
                   : question.through     ? answers_through_service(world, settings, question)
                                          : answers_to(world, settings, question, std::nullopt);
    return rows;
}

}  // namespace analysis
