// SPDX-License-Identifier: MIT
#include "tests/conformance/judges.h"

#include "policy/compile.h"
#include "policy/reachability.h"
#include "policy/reference.h"

namespace conformance {
namespace {

using policy::Direction;

// The other end's address: of the family both have. REQUIRES: both have an address.
const policy::IpAddress& address(const policy::Pod& pod) {
    return pod.addresses.front();
}

}  // namespace

Answers by_reference(const policy::World& world, const std::vector<Cell>& cells) {
    Answers answers;
    for (const Cell& cell : cells) {
        const auto allows = [&](std::size_t pod, Direction direction, std::size_t peer) {
            return policy::reference_verdict(world, pod, direction, address(world.pods[peer]),
                                             cell.port.protocol, cell.port.port)
                       .action == policy::Action::Allow;
        };
        answers.push_back(allows(cell.from, Direction::FromPod, cell.to) &&
                          allows(cell.to, Direction::ToPod, cell.from));
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
                       ->lookup(direction, address(world.pods[peer]), cell.port.protocol,
                                cell.port.port)
                       .action == policy::Action::Allow;
        };
        answers.push_back(allows(cell.from, Direction::FromPod, cell.to) &&
                          allows(cell.to, Direction::ToPod, cell.from));
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
        answers.push_back(allowed.certain->contains(cell.port.protocol, cell.port.port));
    }
    return answers;
}

}  // namespace conformance
