// SPDX-License-Identifier: MIT
#include "policy/oracle/reference_cidr.h"

#include <charconv>
#include <cstddef>
#include <optional>

namespace policy {
namespace {

// The bits of an address, counted from the first as written.
bool bit(const IpAddress& address, int index) {
    if (address.is_v4()) return ((address.v4_bits() >> (31 - index)) & 1U) == 1U;
    if (index < 64) return ((address.high() >> (63 - index)) & 1U) == 1U;
    return ((address.low() >> (127 - index)) & 1U) == 1U;
}

// Older API servers took "010.0.0.0/8" and read it as decimal, so an object may hold it.
std::string without_leading_zeros(const std::string& dotted_quad) {
    std::string result;
    for (std::size_t i = 0; i < dotted_quad.size(); ++i) {
        const bool starts_octet = result.empty() || result.back() == '.';
        const bool digit_follows = i + 1 < dotted_quad.size() && dotted_quad[i + 1] != '.';
        if (dotted_quad[i] == '0' && starts_octet && digit_follows) continue;
        result += dotted_quad[i];
    }
    return result;
}

}  // namespace

bool inside(const std::string& cidr, const IpAddress& address) {
    const std::size_t slash = cidr.find('/');
    if (slash == std::string::npos) return false;
    std::string base = cidr.substr(0, slash);
    if (base.find(':') == std::string::npos) base = without_leading_zeros(base);
    const std::optional<IpAddress> network = IpAddress::parse(base);
    if (!network || network->is_v4() != address.is_v4()) return false;

    int length = 0;
    std::from_chars(cidr.data() + slash + 1, cidr.data() + cidr.size(), length);
    for (int i = 0; i < length; ++i) {
        if (bit(*network, i) != bit(address, i)) return false;
    }
    return true;
}

}  // namespace policy
