// SPDX-License-Identifier: MIT
#include "results/port_range.h"

#include <charconv>

namespace results {
namespace {

std::optional<std::int64_t> parse_port(const char* begin, const char* end) {
    std::int64_t port = -1;
    const auto [rest, error] = std::from_chars(begin, end, port);
    if (error != std::errc() || rest != end || port < 0 || port > 65535) return std::nullopt;
    return port;
}

}  // namespace

std::optional<std::pair<std::int64_t, std::int64_t>> parse_port_range(const std::string& text) {
    const char* begin = text.data();
    const char* end = begin + text.size();
    const std::size_t dash = text.find('-');
    const bool is_range = dash != std::string::npos;
    const auto low = parse_port(begin, is_range ? begin + dash : end);
    const auto high = is_range ? parse_port(begin + dash + 1, end) : low;
    if (!low || !high || *low > *high) return std::nullopt;
    return std::make_pair(*low, *high);
}

}  // namespace results
