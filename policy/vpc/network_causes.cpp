// SPDX-License-Identifier: MIT
#include "policy/vpc/network_causes.h"

#include <string>

namespace policy {
namespace {

std::string list_name(Way way) {
    return way == Way::In ? "inbound" : "outbound";
}

Cause directed(const Network& network, const std::string& kind, const std::string& name, Way way,
               const Position& position) {
    Cause cause = thing_cause(network, kind, name, position);
    cause.direction = way == Way::In ? Direction::ToPod : Direction::FromPod;
    cause.path = list_name(way);
    return cause;
}

Cause item(Cause cause, std::size_t index) {
    cause.path += "[" + std::to_string(index) + "]";
    cause.rule = static_cast<int>(index);
    return cause;
}

}  // namespace

Cause thing_cause(const Network& network, const std::string& kind, const std::string& name,
                  const Position& position) {
    Cause cause;
    cause.kind = kind;
    cause.name = name;
    if (position.file < network.files.size()) cause.file = network.files[position.file];
    cause.line = position.line;
    return cause;
}

Cause acl_entry_cause(const Network& network, const NetworkAcl& acl, Way way, std::size_t entry) {
    const AclEntry& chosen = (way == Way::In ? acl.inbound : acl.outbound)[entry];
    return item(directed(network, "NetworkAcl", acl.name, way, chosen.position), entry);
}

Cause acl_cause(const Network& network, const NetworkAcl& acl, Way way) {
    return directed(network, "NetworkAcl", acl.name, way, acl.position);
}

Cause group_rule_cause(const Network& network, const SecurityGroup& group, Way way,
                       std::size_t rule) {
    const SecurityRule& chosen = (way == Way::In ? group.inbound : group.outbound)[rule];
    return item(directed(network, "SecurityGroup", group.name, way, chosen.position), rule);
}

Cause group_cause(const Network& network, const SecurityGroup& group, Way way) {
    return directed(network, "SecurityGroup", group.name, way, group.position);
}

Cause route_cause(const Network& network, const RouteTable& table, std::size_t route) {
    Cause cause = thing_cause(network, "RouteTable", table.name, table.routes[route].position);
    cause.path = "routes";
    return item(cause, route);
}

Cause route_table_cause(const Network& network, const RouteTable& table) {
    return thing_cause(network, "RouteTable", table.name, table.position);
}

}  // namespace policy
