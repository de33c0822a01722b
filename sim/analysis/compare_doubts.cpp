// SPDX-License-Identifier: MIT
#include "sim/analysis/compare_doubts.h"

#include <optional>
#include <set>

#include "policy/explain/explanation.h"
#include "sim/analysis/caveats.h"

namespace analysis {
namespace {

using policy::Direction;
using policy::IpAddress;
using policy::Protocol;

// The address of an end that the other is met at: of the other's family, where it has one.
IpAddress address_of(const policy::World& world, const CauseEnd& end, const CauseEnd& other) {
    if (!end.pod) return end.address;
    const std::vector<IpAddress>& own = world.pods[*end.pod].addresses;
    const IpAddress& like = other.pod ? world.pods[*other.pod].addresses.front() : other.address;
    for (const IpAddress& address : own) {
        if (address.family() == like.family()) return address;
    }
    return own.front();
}

class Asked {
  public:
    Asked(const policy::World& world, const policy::Settings& settings, const CausePair& pair)
        : world_(world), settings_(settings), pair_(pair) {}

    void ask(Protocol protocol, std::uint16_t port) {
        ask(pair_.from, pair_.to, Direction::FromPod, protocol, port);
        ask(pair_.to, pair_.from, Direction::ToPod, protocol, port);
    }

    std::vector<std::string> take() const { return {codes_.begin(), codes_.end()}; }

  private:
    void ask(const CauseEnd& subject, const CauseEnd& peer, Direction direction, Protocol protocol,
             std::uint16_t port) {
        if (!subject.pod || !policy::policed(world_.pods[*subject.pod], settings_)) return;
        policy::Opening opening;
        opening.pod = *subject.pod;
        opening.direction = direction;
        opening.peer = address_of(world_, peer, subject);
        if (peer.pod) opening.peer_pod = *peer.pod;
        opening.protocol = protocol;
        opening.port = port;
        const auto caveat = caveat_of(policy::explain(world_, opening, settings_).doubt);
        if (caveat) codes_.emplace(code(*caveat));
    }

    const policy::World& world_;
    const policy::Settings& settings_;
    const CausePair& pair_;
    std::set<std::string> codes_;
};

}  // namespace

std::vector<std::string> doubts_of(const policy::World& world, const policy::Settings& settings,
                                   const CausePair& pair, const policy::ConnectionSet& ports) {
    const bool there = (pair.from.pod || pair.to.pod) && !ports.empty();
    if (!there) return {};
    Asked asked(world, settings, pair);
    bool has_ports = false;
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP, Protocol::SCTP}) {
        const auto& intervals = ports.ports(protocol);
        if (intervals.empty()) continue;
        asked.ask(protocol, intervals.front().first);
        has_ports = true;
    }
    if (!has_ports) asked.ask(Protocol::ICMP, 0);
    return asked.take();
}

}  // namespace analysis
