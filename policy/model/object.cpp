// SPDX-License-Identifier: MIT
#include "policy/model/object.h"

namespace policy {

std::string text(Protocol protocol) {
    switch (protocol) {
        case Protocol::ICMP:
            return "ICMP";
        case Protocol::TCP:
            return "TCP";
        case Protocol::UDP:
            return "UDP";
        case Protocol::ICMPv6:
            return "ICMPv6";
        case Protocol::SCTP:
            return "SCTP";
    }
    return std::to_string(static_cast<unsigned>(protocol));
}

}  // namespace policy
