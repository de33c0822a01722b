// SPDX-License-Identifier: MIT
#include "policy/vpc/security_gate.h"

namespace policy {

Time group_timeout(ConnectionState state) {
    using std::chrono::seconds;
    switch (state) {
        case ConnectionState::UdpUnreplied:
        case ConnectionState::UdpReplied:
            return seconds(30);
        case ConnectionState::UdpAssured:
            return seconds(180);
        case ConnectionState::IcmpEcho:
        case ConnectionState::Other:
            return seconds(600);
        default:
            return timeout(state);  // of TCP, established: 432,000 s, the same
    }
}

SecurityGate::SecurityGate(NetworkIndex interface)
    : interface_(interface), conntrack_(group_timeout) {}

Verdict SecurityGate::judge(const SecurityGroups& groups, const Packet& packet, Way way,
                            const Carriage& carriage, TrackingAllowance* allowance, Time now) {
    const std::size_t before = conntrack_.size();
    const Verdict verdict = open(groups, packet, way, carriage, allowance, now);
    if (allowance != nullptr) allowance->tracked += conntrack_.size() - before;
    return verdict;
}

Verdict SecurityGate::open(const SecurityGroups& groups, const Packet& packet, Way way,
                           const Carriage& carriage, const TrackingAllowance* allowance, Time now) {
    const Direction direction = way == Way::In ? Direction::ToPod : Direction::FromPod;
    if (const auto known = conntrack_.follow(packet, direction, now)) {
        return {Action::Allow, Reason::GroupTracked, known->causes};
    }
    if (const auto known = conntrack_.related(packet, direction, now)) {
        return {Action::Allow, Reason::GroupTracked, known->causes};
    }
    const Verdict verdict = groups.judge(interface_, way, packet, carriage);
    if (verdict.action != Action::Allow) return verdict;
    if (!carriage.always_tracked && !groups.tracked(interface_, way, packet)) return verdict;
    if (allowance != nullptr && allowance->tracked >= allowance->limit) {
        return {Action::Drop, Reason::TrackingAllowance, no_causes};
    }
    conntrack_.open(packet, direction, now, verdict.causes);
    return verdict;
}

}  // namespace policy
