// SPDX-License-Identifier: MIT
// What a run is to capture, and where it can: captures.h does it.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace sim {

// A file could not be written.
class CaptureError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct CaptureOptions {
    std::string folder;               // empty: nothing is captured
    std::vector<std::string> places;  // patterns of `*` and `?`; none: everywhere
};

// Where packets can be captured: "shop/web-0", "host/db", "node/w-1" (its own processes) and
// "eni/main/w-1" (what crosses a network interface, after the node's translation).
std::vector<std::string> capture_places(const scenario::Scenario& scenario);

// Throws CaptureError where there is no such folder and none can be made.
void make_folder(const CaptureOptions& options);

// Files beyond so many are not opened.
constexpr std::size_t most_captures = 256;

}  // namespace sim
