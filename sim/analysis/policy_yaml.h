// SPDX-License-Identifier: MIT
// Parts of a NetworkPolicy as YAML, to paste into one.
#pragma once

#include <string>

#include "policy/model/model.h"
#include "policy/model/packet.h"

namespace analysis {

// An item of a list, from its dash on; lines end in '\n'.
std::string yaml_item(const policy::PolicyPort& port);
std::string yaml_item(const policy::Peer& peer);
std::string yaml_item(const policy::PolicyRule& rule, policy::Direction direction);

std::string yaml(const policy::NetworkPolicy& policy);  // the whole object
std::string yaml_scalar(const std::string& text);       // quoted where YAML would misread it

}  // namespace analysis
