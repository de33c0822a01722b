// SPDX-License-Identifier: MIT
#include "sim/run/flow_trace.h"

#include <algorithm>

namespace sim {

using policy::Action;

void FlowTrace::judged(const Judgement& judgement) {
    ++packets_;
    if (judgement.action == Action::Drop) {
        ++drops_;
        if (!opened_) {
            lost_ = judgement;
        }
    }
    if (judgement.action == Action::Uncertain && !uncertain_) {
        uncertain_ = judgement;
    }
    if (adds_something(judgement)) {
        hops_.push_back(judgement);
    }
}

void FlowTrace::delivered(Leg leg) {
    if (leg == Leg::Reply && lost_ && lost_->leg == Leg::Forward) {
        return;  // the refusal of the node that let nothing through
    }
    lost_.reset();
    opened_ = opened_ || leg == Leg::Reply;
}

void FlowTrace::goes_on(const FlowTrace& behind) {
    hops_.insert(hops_.end(), behind.hops_.begin(), behind.hops_.end());
    packets_ += behind.packets_;
    drops_ += behind.drops_;
    lost_ = behind.lost_;
    opened_ = behind.opened_;
    if (!uncertain_) {
        uncertain_ = behind.uncertain_;
    }
}

Action FlowTrace::verdict() const {
    if (lost_) {
        return Action::Drop;
    }
    return uncertain_ ? Action::Uncertain : Action::Allow;
}

const Judgement* FlowTrace::decisive() const {
    if (lost_) {
        return &*lost_;
    }
    if (uncertain_) {
        return &*uncertain_;
    }
    const auto is_gate = [](const Judgement& hop) {
        return hop.leg == Leg::Forward && hop.action == Action::Allow &&
               (hop.hook == Hook::VethEgress || hop.hook == Hook::VethIngress);
    };
    const auto has_causes = [&](const Judgement& hop) {
        return is_gate(hop) && hop.causes != policy::no_causes;
    };
    auto gate = std::find_if(hops_.rbegin(), hops_.rend(), has_causes);
    if (gate == hops_.rend()) {
        gate = std::find_if(hops_.rbegin(), hops_.rend(), is_gate);
    }
    if (gate != hops_.rend()) {
        return &*gate;
    }
    const auto there = std::find_if(hops_.rbegin(), hops_.rend(),
                                    [](const Judgement& hop) { return hop.leg == Leg::Forward; });
    return there == hops_.rend() ? nullptr : &*there;
}

bool FlowTrace::adds_something(const Judgement& judgement) const {
    const auto last = std::find_if(hops_.rbegin(), hops_.rend(), [&](const Judgement& hop) {
        return hop.leg == judgement.leg && hop.hook == judgement.hook && hop.at == judgement.at;
    });
    return last == hops_.rend() || last->action != judgement.action;
}

}  // namespace sim
