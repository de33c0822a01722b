// SPDX-License-Identifier: MIT
#include "policy/validate/validate_cidr.h"

#include <cassert>
#include <optional>
#include <string_view>

#include "policy/model/ip.h"

namespace policy {
namespace {

constexpr int mapped_bits = 96;  // of ::ffff:0:0/96, RFC 4291 section 2.5.5.2

bool is_v4_mapped(const IpAddress& address) {
    return !address.is_v4() && address.high() == 0 && address.low() >> 32U == 0xFFFFU;
}

// Go's net package shows IPv4-mapped addresses as IPv4, and the API server's advice with them.
std::string go_text(const IpAddress& address) {
    if (!is_v4_mapped(address)) return address.text();
    return IpAddress::v4(static_cast<std::uint32_t>(address.low())).text();
}

std::string go_text(const Prefix& prefix) {
    if (!is_v4_mapped(prefix.first())) return prefix.text();
    return go_text(prefix.first()) + '/' + std::to_string(prefix.length() - mapped_bits);
}

std::string quoted(const std::string& text) {
    return '"' + text + '"';
}

}  // namespace

std::vector<std::string> cidr_warnings(const std::string& text) {
    const std::optional<Prefix> prefix = Prefix::parse(text);
    assert(prefix.has_value());
    if (!prefix) return {};
    const std::size_t slash = text.find('/');
    const std::string_view length = std::string_view(text).substr(slash + 1);
    const std::optional<IpAddress> address = IpAddress::parse(text.substr(0, slash));
    const bool leading_zeros = !address || (length.size() > 1 && length.front() == '0');

    // The address as written, host bits and all: a prefix of full length keeps them.
    const int width = prefix->first().bits();
    const auto whole =
        Prefix::parse(text.substr(0, slash) + '/' + std::to_string(width)).value_or(*prefix);

    std::vector<std::string> warnings;
    if (whole.first() != prefix->first()) {
        warnings.push_back("CIDR value " + quoted(text) +
                           " is ambiguous in this context (should be " + quoted(go_text(*prefix)) +
                           " or " + quoted(go_text(whole.first()) + '/' + std::to_string(width)) +
                           "?)");
    }
    if (leading_zeros || is_v4_mapped(whole.first())) {
        warnings.push_back("non-standard CIDR value " + quoted(text) +
                           " will be considered invalid in a future Kubernetes release: use " +
                           quoted(go_text(*prefix)));
    }
    const std::string canonical = whole.first().text() + '/' + std::to_string(prefix->length());
    if (warnings.empty() && !prefix->first().is_v4() && canonical != text) {
        warnings.push_back("IPv6 CIDR value " + quoted(text) +
                           " should be in RFC 5952 canonical format (" + quoted(canonical) + ")");
    }
    return warnings;
}

}  // namespace policy
