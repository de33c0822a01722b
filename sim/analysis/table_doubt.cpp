// SPDX-License-Identifier: MIT
#include "sim/analysis/table_doubt.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <variant>

#include "policy/explain/explanation.h"

namespace analysis {
namespace {

using policy::Action;
using policy::Direction;
using policy::Pod;
using policy::Protocol;

bool same(const TableCell& a, const TableCell& b) {
    return a.action == b.action && a.reason == b.reason && a.causes == b.causes &&
           a.caveat == b.caveat;
}

// An address that two pods claim is asked of as each of them: a packet that carries it is in the
// ipBlocks that hold it. And no two are on one node.
policy::World world_to_ask(policy::World world, std::size_t subject) {
    world.nodes.clear();
    for (Pod& pod : world.pods) {
        pod.node = "another";
        if (pod.addresses_are == policy::Addresses::Disputed) {
            pod.addresses_are = policy::Addresses::Known;
        }
    }
    world.pods[subject].node = "own";
    return world;
}

}  // namespace

TableDoubt::TableDoubt(const policy::World& world, const policy::Settings& settings,
                       std::size_t subject)
    : world_(world_to_ask(world, subject)), settings_(settings), subject_(subject) {}

bool TableDoubt::of(const Pod& peer) const {
    return peer.addresses_are == policy::Addresses::StandIn ||
           (peer.addresses_are == policy::Addresses::Disputed && policed(peer, settings_));
}

// Where ports begin that some rule of the namespace may tell apart from those before.
std::vector<std::uint16_t> TableDoubt::port_cuts(Direction direction,
                                                 const std::vector<std::size_t>& peers) const {
    std::set<std::uint16_t> cuts = {1};
    const auto add = [&](std::int64_t first, std::int64_t last) {
        cuts.insert(static_cast<std::uint16_t>(first));
        if (last < 65535) cuts.insert(static_cast<std::uint16_t>(last + 1));
    };
    const auto add_named = [&](const std::string& name) {
        for (const std::size_t pod :
             direction == Direction::ToPod ? std::vector{subject_} : peers) {
            for (const policy::ContainerPort& port : world_.pods[pod].ports) {
                if (port.name == name) add(port.port, port.port);
            }
        }
    };
    for (const policy::NetworkPolicy& policy : world_.policies) {
        if (policy.ns != world_.pods[subject_].ns) continue;
        for (const policy::PolicyRule& rule :
             direction == Direction::ToPod ? policy.ingress : policy.egress) {
            for (const policy::PolicyPort& port : rule.ports) {
                if (const auto* number = std::get_if<std::int64_t>(&port.port)) {
                    add(*number, port.end_port.value_or(*number));
                } else if (const auto* name = std::get_if<std::string>(&port.port)) {
                    add_named(*name);
                }
            }
        }
    }
    return {cuts.begin(), cuts.end()};
}

TableCell TableDoubt::ask(Direction direction, const policy::IpAddress& address,
                          const std::vector<std::size_t>& peers, Protocol protocol,
                          std::uint16_t port) const {
    policy::Opening opening;
    opening.pod = subject_;
    opening.direction = direction;
    opening.peer = address;
    opening.peer_pod = peers.front();
    opening.protocol = protocol;
    opening.port = port;
    const policy::Explanation told = explain(world_, opening, settings_);
    TableCell cell;
    cell.action = told.action;
    cell.reason = told.reason;
    cell.causes = told.causes;
    cell.caveat = caveat_of(told.doubt);
    if (cell.caveat == Caveat::LabelUnknown) cell.reason = policy::Reason::LabelUnknown;
    for (std::size_t i = 1; i < peers.size() && cell.action != Action::Uncertain; ++i) {
        opening.peer_pod = peers[i];
        if (explain(world_, opening, settings_).action == cell.action) continue;
        cell.action = Action::Uncertain;
        cell.caveat = Caveat::AddressDisputed;
    }
    return cell;
}

std::vector<TableCell> TableDoubt::cells(Direction direction, const policy::IpAddress& address,
                                         const std::vector<std::size_t>& peers) {
    TableCell other = ask(direction, address, peers, Protocol::ICMP, 0);
    const std::vector<std::uint16_t> cuts = port_cuts(direction, peers);
    std::vector<TableCell> cells;
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP, Protocol::SCTP}) {
        std::vector<TableCell> own;
        for (const std::uint16_t port : cuts) {
            TableCell cell = ask(direction, address, peers, protocol, port);
            if (!own.empty() && same(own.back(), cell)) continue;
            if (!own.empty()) own.back().last_port = static_cast<std::uint16_t>(port - 1);
            cell.protocol = text(protocol);
            cell.first_port = port;
            own.push_back(std::move(cell));
        }
        if (own.size() == 1 && same(own.front(), other)) continue;
        cells.insert(cells.end(), own.begin(), own.end());
    }
    other.protocol = cells.empty() ? "any" : "other";
    cells.push_back(std::move(other));
    return cells;
}

}  // namespace analysis
