// SPDX-License-Identifier: MIT
// Addresses in objects: apimachinery's pkg/util/validation IsValidIP, and ValidateNonSpecialIP of
// pkg/apis/core/validation.
#include <array>

#include "policy/model/ip.h"
#include "policy/validate/validate.h"

namespace policy {
namespace {

struct SpecialRange {
    const char* v4;
    const char* v6;
    const char* detail;
};

constexpr std::array<SpecialRange, 3> special_ranges = {
    {{"127.0.0.0/8", "::1/128", "may not be in the loopback range (127.0.0.0/8, ::1/128)"},
     {"169.254.0.0/16", "fe80::/10",
      "may not be in the link-local range (169.254.0.0/16, fe80::/10)"},
     {"224.0.0.0/24", "ff02::/16",
      "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"}}};

}  // namespace

std::vector<std::string> check_ip(const std::string& text) {
    if (IpAddress::parse(text)) return {};
    return {"must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"};
}

std::vector<std::string> check_endpoint_ip(const std::string& text) {
    const auto address = IpAddress::parse(text);
    if (!address) return check_ip(text);
    if (*address == IpAddress() || *address == IpAddress::v6(0, 0)) {
        return {"may not be unspecified (" + text + ")"};
    }
    for (const SpecialRange& range : special_ranges) {
        const char* const cidr = address->is_v4() ? range.v4 : range.v6;
        if (Prefix::parse(cidr)->contains(*address)) return {range.detail};
    }
    return {};
}

}  // namespace policy
