// SPDX-License-Identifier: MIT
#include "tests/conformance/judges.h"

#include "policy/oracle/reference.h"
#include "policy/reach/reachability.h"
#include "policy/table/compile.h"

namespace conformance {
namespace {

using policy::Direction;

// As the Enforcer knows by the address: what comes from the pod's own node passes.
bool from_own_node(const policy::Pod& from, const policy::Pod& to) {
    return from.host_network && from.node == to.node;
}

// `egress` and `ingress`: what each end's policies say.
bool passes(const policy::World& world, const Cell& cell, bool egress, bool ingress) {
    return egress && (ingress || from_own_node(world.pods[cell.from], world.pods[cell.to]));
}

const policy::IpAddress& address(const policy::World& world, std::size_t of, std::size_t peer) {
    return *address_for(world.pods[of], world.pods[peer]);
}

}  // namespace

Answers by_reference(const policy::World& world, const std::vector<Cell>& cells) {
    Answers answers;
    for (const Cell& cell : cells) {
        const auto allows = [&](std::size_t pod, Direction direction, std::size_t peer) {
            return policy::reference_verdict(world, pod, direction, address(world, peer, pod),
                                             cell.port.protocol, cell.port.port)
                       .action == policy::Action::Allow;
        };
        answers.push_back(passes(world, cell, allows(cell.from, Direction::FromPod, cell.to),
                                 allows(cell.to, Direction::ToPod, cell.from)));
    }
    return answers;
}

Answers by_table(const policy::World& world, const std::vector<Cell>& cells) {
    policy::CauseBook book;
    policy::Compiler compiler(world, book);
    Answers answers;
    for (const Cell& cell : cells) {
        const auto allows = [&](std::size_t pod, Direction direction, std::size_t peer) {
            return compiler.table(pod)
                       ->lookup(direction, address(world, peer, pod), cell.port.protocol,
                                cell.port.port)
                       .action == policy::Action::Allow;
        };
        answers.push_back(passes(world, cell, allows(cell.from, Direction::FromPod, cell.to),
                                 allows(cell.to, Direction::ToPod, cell.from)));
    }
    return answers;
}

Answers by_reachability(const policy::World& world, const std::vector<Cell>& cells) {
    const policy::Reachability reachability(world);
    Answers answers;
    for (const Cell& cell : cells) {
        if (cell.from == cell.to) {
            answers.push_back(true);
            continue;
        }
        const policy::Allowed allowed = reachability.between(
            reachability.class_of(cell.from).value(), reachability.class_of(cell.to).value());
        answers.push_back(
            allowed.certain->contains(cell.port.protocol, cell.port.port) ||
            (allowed.all_on_own_node && from_own_node(world.pods[cell.from], world.pods[cell.to])));
    }
    return answers;
}

}  // namespace conformance
