// SPDX-License-Identifier: MIT
// Which kinds are read, in which versions of the API.
#pragma once

#include <cstdint>
#include <string>

namespace scenario {

enum class Standing : std::uint8_t {
    NotRead,  // another kind, or one of that name in somebody else's group
    Current,
    Older,   // a version that the API server has given up, of the same meaning
    NoSuch,  // a kind that is read, in a version of Kubernetes' own that has none such: what the
             // API server refuses must not pass for a kind that means nothing here
};
Standing standing(const std::string& api_version, const std::string& kind);

// "apps/v1". REQUIRES: the kind is read.
std::string current_version(const std::string& kind);

// The kind of that version which the word most likely stands for; empty where it is no misspelling.
std::string misspelt(const std::string& api_version, const std::string& kind);

bool is_workload(const std::string& kind);

}  // namespace scenario
