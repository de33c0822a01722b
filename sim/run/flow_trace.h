// SPDX-License-Identifier: MIT
// What one flow met, gathered while it lives.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/cluster/judgement.h"

namespace sim {

// The hops of a flow in the order of first meeting, and from them its verdict.
//
// A hook is listed when a packet of that leg first meets it, and again when its action differs
// from what it last said; the later packets of an established connection add nothing.
//
// The flow's verdict is what its opening exchange met in the end: a drop that a retransmission
// overcame, or one after the opening, is listed and counted but decides nothing.
class FlowTrace {
  public:
    void judged(const Judgement& judgement);
    void delivered(Leg leg);

    // The flow's opening goes on behind a proxy: what that met is what the flow met, too.
    void goes_on(const FlowTrace& behind);

    const std::vector<Judgement>& hops() const { return hops_; }
    std::int64_t packets() const { return packets_; }
    std::int64_t drops() const { return drops_; }

    policy::Action verdict() const;

    // The hop the verdict is due to: the drop or the uncertainty. Of an allowed flow the last gate
    // at which a rule admitted it; where none had to, the last gate; where no gate stood on its
    // way, the last hop there. Null where no hook judged anything.
    const Judgement* decisive() const;

  private:
    bool adds_something(const Judgement& judgement) const;

    std::vector<Judgement> hops_;
    std::int64_t packets_ = 0;
    std::int64_t drops_ = 0;
    bool opened_ = false;                 // an answer came back
    std::optional<Judgement> lost_;       // the drop that the opening exchange last met
    std::optional<Judgement> uncertain_;  // the first hook that did not know
};

}  // namespace sim
