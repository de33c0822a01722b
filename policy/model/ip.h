// SPDX-License-Identifier: MIT
// IP addresses and prefixes of both families, as values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace policy {

enum class Family : std::uint8_t { V4, V6 };

// An IPv4 or IPv6 address. The two families never compare equal and never contain one another; an
// IPv4-mapped IPv6 address (::ffff:10.0.0.1) is an IPv6 address. Ordered by family, then by value.
class IpAddress {
  public:
    constexpr IpAddress() = default;  // 0.0.0.0
    static constexpr IpAddress v4(std::uint32_t bits) { return {Family::V4, 0, bits}; }
    static constexpr IpAddress v6(std::uint64_t high, std::uint64_t low) {
        return {Family::V6, high, low};
    }

    // Parses "10.42.1.7" or any RFC 4291 text form. Returns nothing for everything else: leading
    // zeros in an octet, zones, ports and surrounding space included.
    static std::optional<IpAddress> parse(std::string_view text);

    constexpr Family family() const { return family_; }
    constexpr bool is_v4() const { return family_ == Family::V4; }
    constexpr std::uint64_t high() const { return high_; }  // upper 64 bits; 0 for IPv4
    constexpr std::uint64_t low() const { return low_; }    // lower 64 bits; all 32 for IPv4
    constexpr std::uint32_t v4_bits() const { return static_cast<std::uint32_t>(low_); }
    constexpr int bits() const { return is_v4() ? 32 : 128; }  // width of the family

    // The address that follows; nothing after the family's last.
    std::optional<IpAddress> next() const;

    std::string text() const;  // dotted quad, or RFC 5952

    friend constexpr bool operator==(const IpAddress& a, const IpAddress& b) {
        return a.family_ == b.family_ && a.high_ == b.high_ && a.low_ == b.low_;
    }
    friend constexpr bool operator!=(const IpAddress& a, const IpAddress& b) { return !(a == b); }
    friend bool operator<(const IpAddress& a, const IpAddress& b) {
        return std::tie(a.family_, a.high_, a.low_) < std::tie(b.family_, b.high_, b.low_);
    }

  private:
    constexpr IpAddress(Family family, std::uint64_t high, std::uint64_t low)
        : family_(family), high_(high), low_(low) {}

    Family family_ = Family::V4;
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;
};

// All addresses that share their first `length` bits: CIDR notation. Host bits are always zero.
class Prefix {
  public:
    constexpr Prefix() = default;  // 0.0.0.0/0

    // REQUIRES: 0 <= length <= address.bits(). Host bits of `address` are cleared.
    Prefix(const IpAddress& address, int length);

    // Parses "10.0.0.0/8"; host bits are tolerated and cleared, as the API server's own matching
    // does (networking/v1 IPBlock). Leading zeros are accepted in IPv4 octets and read as decimal,
    // as older API servers accept them. Returns nothing for everything else.
    static std::optional<Prefix> parse(std::string_view text);

    const IpAddress& first() const { return first_; }
    IpAddress last() const;
    int length() const { return length_; }
    Family family() const { return first_.family(); }

    bool contains(const IpAddress& address) const;
    bool contains(const Prefix& other) const;  // true of a prefix itself

    std::string text() const;

    friend bool operator==(const Prefix& a, const Prefix& b) {
        return a.length_ == b.length_ && a.first_ == b.first_;
    }
    friend bool operator!=(const Prefix& a, const Prefix& b) { return !(a == b); }
    friend bool operator<(const Prefix& a, const Prefix& b) {
        return std::tie(a.first_, a.length_) < std::tie(b.first_, b.length_);
    }

  private:
    IpAddress first_;
    int length_ = 0;
};

}  // namespace policy

template <>
struct std::hash<policy::IpAddress> {
    std::size_t operator()(const policy::IpAddress& a) const noexcept {
        const std::uint64_t mixed =
            (a.high() ^ (a.low() * 0x9E3779B97F4A7C15ULL)) * 0xC2B2AE3D27D4EB4FULL;
        return static_cast<std::size_t>(mixed ^ (mixed >> 29U));
    }
};
