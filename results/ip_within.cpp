// SPDX-License-Identifier: MIT
#include "results/ip_within.h"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>

#include <sqlite3.h>

namespace results {
namespace {

struct Address {
    std::array<unsigned char, 16> bytes{};
    int bits = 0;  // 32 or 128
};

struct Prefix {
    Address address;
    int length = 0;
};

std::optional<Address> parse_address(const std::string& text) {
    Address result;
    if (inet_pton(AF_INET, text.c_str(), result.bytes.data()) == 1)
        result.bits = 32;
    else if (inet_pton(AF_INET6, text.c_str(), result.bytes.data()) == 1)
        result.bits = 128;
    else
        return std::nullopt;
    return result;
}

std::optional<Prefix> parse_prefix(const std::string& text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    const auto address = parse_address(text.substr(0, slash));
    const char* end = text.data() + text.size();
    int length = -1;
    const auto [rest, error] = std::from_chars(text.data() + slash + 1, end, length);
    if (!address || error != std::errc() || rest != end) return std::nullopt;
    if (length < 0 || length > address->bits) return std::nullopt;
    return Prefix{*address, length};
}

bool bit(const Address& address, int index) {
    const auto byte = address.bytes.at(static_cast<std::size_t>(index / 8));
    return ((byte >> (7 - index % 8)) & 1) != 0;
}

bool within(const Address& address, const Prefix& prefix) {
    if (address.bits != prefix.address.bits) return false;
    for (int i = 0; i < prefix.length; ++i)
        if (bit(address, i) != bit(prefix.address, i)) return false;
    return true;
}

std::string argument(sqlite3_value* value) {
    const unsigned char* text = sqlite3_value_text(value);
    return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

void ip_within(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    const auto address = parse_address(argument(arguments[0]));
    const auto prefix = parse_prefix(argument(arguments[1]));
    sqlite3_result_int(context, address && prefix && within(*address, *prefix) ? 1 : 0);
}

}  // namespace

bool is_prefix(const std::string& text) {
    return parse_prefix(text).has_value();
}

void define_ip_within(SQLite::Database& db) {
    db.createFunction("ip_within", 2, true, nullptr, ip_within);
}

}  // namespace results
