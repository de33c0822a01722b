// SPDX-License-Identifier: MIT
// The checks of lint(const Network&), and what they share. Inside of policy/lint.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "policy/lint/lint.h"
#include "policy/model/connection_set.h"
#include "policy/model/network.h"

namespace policy {

void lint_groups(const Network& network, std::vector<LintFinding>& found);
void lint_acls(const Network& network, std::vector<LintFinding>& found);
void lint_cidrs(const Network& network, std::vector<LintFinding>& found);

// Whether all that `part` speaks of `whole` speaks of, too.
bool within(const TrafficMatch& part, const TrafficMatch& whole);

// What it speaks of, but for ICMP of one type, of which a ConnectionSet knows nothing.
ConnectionSet connections(const TrafficMatch& traffic);

std::string text(const TrafficMatch& traffic);  // "TCP 443", "UDP 1024-65535", "ICMP", "everything"

constexpr const char* list_name(Way way) {
    return way == Way::In ? "inbound" : "outbound";
}
std::string item_path(Way way, std::size_t index);  // "inbound[2]"

// One address range that a rule or an entry names.
struct NamedCidr {
    std::string resource;  // "SecurityGroup web"
    std::string path;
    Prefix cidr;
    Position position;
};

LintFinding network_finding(Lint lint, std::string resource, std::string path,
                            const Position& position, std::string message, std::string help = {});

}  // namespace policy
