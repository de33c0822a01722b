// SPDX-License-Identifier: MIT
#include "sim/scenario/scenario.h"

namespace scenario {

std::string_view text(Expect expect) {
    switch (expect) {
        case Expect::Allow:
            return "allow";
        case Expect::Drop:
            return "drop";
        case Expect::Connected:
            return "connected";
        case Expect::Answered:
            return "answered";
        case Expect::Refused:
            return "refused";
        case Expect::TimedOut:
            return "timed-out";
        case Expect::Reset:
            return "reset";
        case Expect::Unreachable:
            return "unreachable";
        case Expect::Unresolved:
            return "unresolved";
    }
    return "";
}

}  // namespace scenario
