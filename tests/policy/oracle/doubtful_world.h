// SPDX-License-Identifier: MIT
// Random worlds of which not everything is known.
#pragma once

#include <cstdint>

#include "policy/model/model.h"

namespace oracle {

// A random_world() whose pods run on few nodes, and some on none that is known. In two of three,
// beside that, some pods have labels of unknown values, some have stand-ins, some claim addresses
// that others have, and of a namespace a policy may be missing.
policy::World doubtful_world(std::uint64_t seed);

}  // namespace oracle
