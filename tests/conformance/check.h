// SPDX-License-Identifier: MIT
// A case against somebody who says what passes.
#pragma once

#include <functional>
#include <string>

#include "tests/conformance/judges.h"

namespace conformance {

using Judge = std::function<Answers(const policy::World&, const std::vector<Cell>&)>;

// What a pod's connections to itself meet: its policies, or nothing at all.
enum class Loopback { Judged, Passes };

// Empty where every cell is as expected; else the history of the case and the cells that are not.
std::string differences(const Case& of, const Judge& judge, Loopback loopback);

// Empty where the expectations count as many cells as the catalogue says.
std::string wrong_checksums(const Case& of);

}  // namespace conformance
