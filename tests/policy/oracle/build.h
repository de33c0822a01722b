// SPDX-License-Identifier: MIT
// Short ways to write the objects of a small world.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/model/model.h"

namespace oracle {

policy::IpAddress address(const char* text);  // REQUIRES: text is an address

policy::LabelSelector select(const std::string& key, const std::string& value);  // key = value
policy::LabelSelector select(const std::string& key, const std::string& op,
                             const std::vector<std::string>& values);

policy::Peer pods(const policy::LabelSelector& selector);
policy::Peer namespaces(const policy::LabelSelector& selector);
policy::Peer both(const policy::LabelSelector& ns, const policy::LabelSelector& pod);
policy::Peer block(const std::string& cidr, const std::vector<std::string>& except = {});

policy::PolicyPort every_port(const char* protocol);
policy::PolicyPort number(std::int64_t port, const char* protocol = "TCP");
policy::PolicyPort range(std::int64_t first, std::int64_t last, const char* protocol = "TCP");
policy::PolicyPort named(const std::string& name, const char* protocol = "TCP");

policy::PolicyRule rule(const std::vector<policy::Peer>& peers,
                        const std::vector<policy::PolicyPort>& ports = {});

// A namespace with its name label and team = `team`.
policy::Namespace make_namespace(const std::string& name, const std::string& team);

// Gives every policy, podSelector, rule, peer and port of the world a line of its own, in order,
// so that a cause which names the wrong one is seen.
void number_lines(policy::World& world);

}  // namespace oracle
