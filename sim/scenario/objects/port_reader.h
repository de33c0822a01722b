// SPDX-License-Identifier: MIT
// What the ports of Services, EndpointSlices and Endpoints have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "policy/model/object.h"
#include "policy/validate/problems.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// TCP where none is written; nothing where it is not one of TCP, UDP and SCTP. `path` is the
// port's.
std::optional<policy::Protocol> read_port_protocol(ObjectReader& port, const std::string& path,
                                                   policy::Problems& problems);

// The number under `key`, from 1 to 65535; 0 for what is not written, which no port may be.
std::optional<std::uint16_t> read_port_number(ObjectReader& port, std::string_view key,
                                              const std::string& path, policy::Problems& problems,
                                              Findings& findings);

// The place of the key's value; of the port where it has none.
Place place_of_value(ObjectReader& port, std::string_view key);

}  // namespace scenario
