// SPDX-License-Identifier: MIT
// What could not be read, and what is uncertain for it, in words.
#pragma once

#include <string>
#include <vector>

#include "policy/model/model.h"

namespace analysis {

// "NetworkPolicy shop/deny (deny.yaml:3)".
std::string words(const policy::World& world, const policy::Lost& lost);
// Of a pod in error the object that made it: "Deployment shop/web (web.yaml:7)".
std::string object_of(const policy::World& world, const policy::Pod& pod);
std::string object_of(const policy::World& world, const policy::Namespace& ns);

// A sentence for each object that was lost, or kept though it is in error, and what it leaves
// uncertain; those of one place once.
std::vector<std::string> lost_notes(const policy::World& world);

}  // namespace analysis
