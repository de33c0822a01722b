// SPDX-License-Identifier: MIT
// All pairs of pods of two ends, those with the same answers together.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/analysis/why_pair.h"

namespace analysis {

// What is said between one pair of ends over one family, or over all they have in common.
struct FamilyAnswers {
    std::string family;  // "IPv4", "IPv6"; empty: over each that they have in common
    Party from;
    Party to;
    std::vector<SameAnswer> answers;
};

// Every pod of `from_pods` with every pod of `to_pods` has these answers; an end that is an address
// has no pods. Empty `families`: no two of them have an address family in common.
struct Section {
    std::vector<std::uint32_t> from_pods;
    std::vector<std::uint32_t> to_pods;
    bool itself = false;  // one pod, asked about itself
    std::vector<FamilyAnswers> families;
};

// A pod to itself is passed over where there are other pairs.
std::vector<Section> sections_of(const policy::World& world, const policy::Settings& settings,
                                 const Question& question);

}  // namespace analysis
