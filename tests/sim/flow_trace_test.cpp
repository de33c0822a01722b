// SPDX-License-Identifier: MIT
// Scripts: what a flow met, step by step, and the verdict that follows.
#include "sim/run/flow_trace.h"

#include <string>

#include <gtest/gtest.h>

namespace sim {
namespace {

using policy::Action;

// One letter a step. Forward: e/E egress gate allows/drops, m it allows by a rule, u it does not
// know; S the service hook drops; r route, i/I ingress gate, d delivered. Reply: the same after
// '<'.
FlowTrace played(const std::string& script) {
    FlowTrace trace;
    Leg leg = Leg::Forward;
    for (const char step : script) {
        Judgement judgement;
        judgement.leg = leg;
        switch (step) {
            case '<':
                leg = Leg::Reply;
                continue;
            case '>':
                leg = Leg::Forward;
                continue;
            case 'd':
                trace.delivered(leg);
                continue;
            case 'S':
                judgement.hook = Hook::Service;
                judgement.action = Action::Drop;
                break;
            case 'r':
                judgement.hook = Hook::Route;
                break;
            case 'i':
            case 'I':
                judgement.hook = Hook::VethIngress;
                judgement.action = step == 'I' ? Action::Drop : Action::Allow;
                break;
            default:
                judgement.hook = Hook::VethEgress;
                judgement.action = step == 'E'   ? Action::Drop
                                   : step == 'u' ? Action::Uncertain
                                                 : Action::Allow;
                judgement.causes = step == 'm' ? 1 : policy::no_causes;
        }
        trace.judged(judgement);
    }
    return trace;
}

TEST(FlowTrace, TheVerdictIsWhatTheOpeningMetInTheEnd) {
    const struct {
        const char* name;
        const char* script;
        const char* verdict;
        Hook decisive;
        std::size_t hops;
        std::int64_t drops;
    } rows[] = {
        {"refused by the node", "S<d", "drop", Hook::Service, 1, 1},
        {"refused, then a backend came", "S<d>eid<eid", "allow", Hook::VethIngress, 5, 1},
        {"answered", "erid<erid", "allow", Hook::VethIngress, 6, 0},
        {"dropped on leaving", "E", "drop", Hook::VethEgress, 1, 1},
        {"dropped on arriving, three times", "erIerIerI", "drop", Hook::VethIngress, 3, 3},
        {"the answer dropped", "erid<erI", "drop", Hook::VethIngress, 6, 1},
        {"overcome by a retransmission", "erIerid<erid", "allow", Hook::VethIngress, 7, 1},
        {"delivered but never answered", "erid", "allow", Hook::VethIngress, 3, 0},
        {"dropped later in its life", "erid<erid>erI", "allow", Hook::VethIngress, 7, 1},
        {"a rule admitted it at one gate only", "mrid<erid", "allow", Hook::VethEgress, 6, 0},
        {"to a host: the last gate was its own", "er", "allow", Hook::VethEgress, 2, 0},
        {"between hosts: no gate at all", "rd<rd", "allow", Hook::Route, 2, 0},
        {"a hook did not know", "urid<erid", "uncertain", Hook::VethEgress, 6, 0},
        {"uncertain, then surely dropped", "urI", "drop", Hook::VethIngress, 3, 1},
    };
    for (const auto& row : rows) {
        const FlowTrace trace = played(row.script);
        EXPECT_EQ(policy::text(trace.verdict()), row.verdict) << row.name;
        ASSERT_NE(trace.decisive(), nullptr) << row.name;
        EXPECT_EQ(trace.decisive()->hook, row.decisive) << row.name;
        EXPECT_EQ(trace.hops().size(), row.hops) << row.name;
        EXPECT_EQ(trace.drops(), row.drops) << row.name;
    }
}

TEST(FlowTrace, NothingWasMet) {
    const FlowTrace trace;
    EXPECT_EQ(trace.verdict(), Action::Allow);
    EXPECT_EQ(trace.decisive(), nullptr);
}

}  // namespace
}  // namespace sim
