// SPDX-License-Identifier: MIT
// Why an answer of an analysis is less than certain, as stable codes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "policy/explain/explanation.h"

namespace analysis {

enum class Caveat : std::uint8_t {
    InputLost,            // INPUT_LOST
    PodInError,           // POD_IN_ERROR
    PolicyLost,           // POLICY_LOST
    NamespaceInError,     // NAMESPACE_IN_ERROR
    AddressUnknown,       // ADDRESS_UNKNOWN
    AddressDisputed,      // ADDRESS_DISPUTED
    LabelUnknown,         // LABEL_UNKNOWN
    DualStackDiffers,     // DUAL_STACK_DIFFERS
    HostNetworkOwnNode,   // HOST_NETWORK_OWN_NODE
    NodePortNotFollowed,  // NODE_PORT_NOT_FOLLOWED
    BackendsDiffer,       // BACKENDS_DIFFER
    ClientsDiffer,        // CLIENTS_DIFFER
    RulesLate,            // RULES_LATE
};

struct CaveatInfo {
    Caveat caveat;
    std::string_view code;
    std::string_view meaning;  // for a person who met the code for the first time
};

// In the order of Caveat.
const std::vector<CaveatInfo>& all_caveats();

std::string_view code(Caveat caveat);

// What an explanation's doubt is called; none of Doubt::None.
std::optional<Caveat> caveat_of(policy::Doubt doubt);

}  // namespace analysis
