// SPDX-License-Identifier: MIT
// What several JSON documents say alike: runs, ends of flows, causes.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "results/reader.h"

namespace results {

using OrderedJson = nlohmann::ordered_json;

// On one line; text that is not UTF-8 is replaced by U+FFFD.
std::string dump(const OrderedJson& json);

// null where there is none.
OrderedJson or_null(const std::string& text);

// Exact to the nanosecond for some hundred days: the shortest decimal that reads as this number.
double decimal_seconds(Nanoseconds time);
OrderedJson or_null(Id id);

OrderedJson run_json(const RunSummary& run);
// null where there is none; a name has no "ip".
OrderedJson end_json(const Endpoint& end);
// {"ref","ip","port"}; null where no service chose one.
OrderedJson backend_json(const Endpoint& backend, std::int64_t port);
OrderedJson cause_json(const Cause& cause);
OrderedJson causes_json(const std::vector<Cause>& causes);

}  // namespace results
