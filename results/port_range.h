// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace results {

// "5432" or "8000-8999", both ends included, numbers to 65535; nothing where it is neither.
std::optional<std::pair<std::int64_t, std::int64_t>> parse_port_range(const std::string& text);

}  // namespace results
