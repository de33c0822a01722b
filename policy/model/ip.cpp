// SPDX-License-Identifier: MIT
#include "policy/model/ip.h"

#include <array>
#include <cassert>
#include <charconv>
#include <limits>

namespace policy {
namespace {

constexpr std::uint64_t all_ones = std::numeric_limits<std::uint64_t>::max();

enum class LeadingZeros { Refused, Accepted };

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The number that all of `text` spells in decimal, at most `max`.
std::optional<std::uint32_t> parse_decimal(std::string_view text, std::uint32_t max,
                                           LeadingZeros zeros) {
    if (text.empty() || !is_digit(text.front())) return std::nullopt;
    if (zeros == LeadingZeros::Refused && text.size() > 1 && text.front() == '0') {
        return std::nullopt;
    }
    std::uint32_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || rest != end || value > max) return std::nullopt;
    return value;
}

std::optional<std::uint32_t> parse_v4_bits(std::string_view text, LeadingZeros zeros) {
    std::uint32_t bits = 0;
    for (int octet = 0; octet < 4; ++octet) {
        const std::size_t end = octet < 3 ? text.find('.') : text.size();
        if (end == std::string_view::npos) return std::nullopt;
        const auto value = parse_decimal(text.substr(0, end), 255, zeros);
        if (!value) return std::nullopt;
        bits = (bits << 8U) | *value;
        text.remove_prefix(octet < 3 ? end + 1 : end);
    }
    return bits;
}

std::optional<std::uint16_t> parse_group(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    std::uint16_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value, 16);
    if (error != std::errc() || rest != end) return std::nullopt;
    return value;
}

// Groups of 16 bits; a dotted quad counts as two.
struct Groups {
    std::array<std::uint16_t, 8> value{};
    std::size_t count = 0;
};

// "a:b:...", possibly empty, possibly ending in a dotted quad where `quad_allowed`.
std::optional<Groups> parse_groups(std::string_view text, bool quad_allowed, LeadingZeros zeros) {
    Groups groups;
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view part = text.substr(0, colon);
        const bool last = colon == std::string_view::npos;
        if (last && quad_allowed && part.find('.') != std::string_view::npos) {
            const auto quad = parse_v4_bits(part, zeros);
            if (!quad || groups.count > 6) return std::nullopt;
            groups.value[groups.count++] = static_cast<std::uint16_t>(*quad >> 16U);
            groups.value[groups.count++] = static_cast<std::uint16_t>(*quad & 0xFFFFU);
            return groups;
        }
        const auto group = parse_group(part);
        if (!group || groups.count == groups.value.size()) return std::nullopt;
        groups.value[groups.count++] = *group;
        if (last) return groups;
        text.remove_prefix(colon + 1);
        if (text.empty()) return std::nullopt;
    }
    return groups;
}

IpAddress from_groups(const std::array<std::uint16_t, 8>& groups) {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        high = (high << 16U) | groups[i];
        low = (low << 16U) | groups[i + 4];
    }
    return IpAddress::v6(high, low);
}

// RFC 4291 section 2.2. "::" stands for one group of zeros or more.
std::optional<IpAddress> parse_v6(std::string_view text, LeadingZeros zeros) {
    const std::size_t gap = text.find("::");
    if (gap == std::string_view::npos) {
        const auto groups = parse_groups(text, true, zeros);
        if (!groups || groups->count != 8) return std::nullopt;
        return from_groups(groups->value);
    }
    const auto head = parse_groups(text.substr(0, gap), false, zeros);
    const auto tail = parse_groups(text.substr(gap + 2), true, zeros);
    if (!head || !tail || head->count + tail->count > 7) return std::nullopt;
    std::array<std::uint16_t, 8> all = head->value;
    for (std::size_t i = 0; i < tail->count; ++i) {
        all[8 - tail->count + i] = tail->value[i];
    }
    return from_groups(all);
}

std::optional<IpAddress> parse_address(std::string_view text, LeadingZeros zeros) {
    if (text.find(':') != std::string_view::npos) return parse_v6(text, zeros);
    const auto bits = parse_v4_bits(text, zeros);
    if (!bits) return std::nullopt;
    return IpAddress::v4(*bits);
}

std::string v4_text(std::uint32_t bits) {
    std::string result;
    for (int shift = 24; shift >= 0; shift -= 8) {
        result += std::to_string((bits >> static_cast<unsigned>(shift)) & 0xFFU);
        if (shift > 0) result += '.';
    }
    return result;
}

struct Run {
    std::size_t first = 0;
    std::size_t length = 0;
};

// RFC 5952 section 4.2: the longest run of two zero groups or more, the first of equals.
Run longest_zero_run(const std::array<std::uint16_t, 8>& groups) {
    Run best{0, 1};
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::size_t length = 0;
        while (i + length < groups.size() && groups[i + length] == 0) ++length;
        if (length > best.length) best = {i, length};
        i += length;
    }
    return best.length > 1 ? best : Run{groups.size(), 0};
}

std::string v6_text(const IpAddress& address) {
    if (address.high() == 0 && address.low() >> 32U == 0xFFFFU) {
        return "::ffff:" + v4_text(static_cast<std::uint32_t>(address.low()));  // section 5
    }
    std::array<std::uint16_t, 8> groups{};
    for (unsigned i = 0; i < 4; ++i) {
        groups[i] = static_cast<std::uint16_t>(address.high() >> (48 - 16 * i));
        groups[i + 4] = static_cast<std::uint16_t>(address.low() >> (48 - 16 * i));
    }
    const Run gap = longest_zero_run(groups);
    std::string result;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        if (i == gap.first) {
            result += "::";
            i += gap.length - 1;
            continue;
        }
        if (!result.empty() && result.back() != ':') result += ':';
        std::array<char, 4> hex{};
        const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), groups[i], 16).ptr;
        result.append(hex.data(), end);
    }
    return result;
}

// The 64-bit half of a netmask that holds the bits [offset, offset + 64) of a prefix.
std::uint64_t mask_half(int length, int offset) {
    const int ones = length - offset;
    if (ones <= 0) return 0;
    if (ones >= 64) return all_ones;
    return all_ones << static_cast<unsigned>(64 - ones);
}

struct Mask {
    std::uint64_t high;
    std::uint64_t low;
};

// Bits outside the family's width are never set in an address, so that a mask may have them.
Mask netmask(const IpAddress& address, int length) {
    if (address.is_v4()) return {0, mask_half(length + 32, 0)};
    return {mask_half(length, 0), mask_half(length, 64)};
}

IpAddress with_bits(Family family, std::uint64_t high, std::uint64_t low) {
    if (family == Family::V4) return IpAddress::v4(static_cast<std::uint32_t>(low));
    return IpAddress::v6(high, low);
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    return parse_address(text, LeadingZeros::Refused);
}

std::optional<IpAddress> IpAddress::next() const {
    if (is_v4()) {
        if (v4_bits() == std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
        return v4(v4_bits() + 1);
    }
    if (low_ != all_ones) return v6(high_, low_ + 1);
    if (high_ != all_ones) return v6(high_ + 1, 0);
    return std::nullopt;
}

std::string IpAddress::text() const {
    return is_v4() ? v4_text(v4_bits()) : v6_text(*this);
}

Prefix::Prefix(const IpAddress& address, int length) : length_(length) {
    assert(length >= 0 && length <= address.bits());
    const Mask mask = netmask(address, length);
    first_ = with_bits(address.family(), address.high() & mask.high, address.low() & mask.low);
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto address = parse_address(text.substr(0, slash), LeadingZeros::Accepted);
    if (!address) return std::nullopt;
    const auto width = static_cast<std::uint32_t>(address->bits());
    const auto length = parse_decimal(text.substr(slash + 1), width, LeadingZeros::Accepted);
    if (!length) return std::nullopt;
    return Prefix(*address, static_cast<int>(*length));
}

IpAddress Prefix::last() const {
    const Mask mask = netmask(first_, length_);
    return with_bits(family(), first_.high() | ~mask.high, first_.low() | ~mask.low);
}

bool Prefix::contains(const IpAddress& address) const {
    if (address.family() != family()) return false;
    const Mask mask = netmask(first_, length_);
    return (address.high() & mask.high) == first_.high() &&
           (address.low() & mask.low) == first_.low();
}

bool Prefix::contains(const Prefix& other) const {
    return other.length_ >= length_ && contains(other.first_);
}

std::string Prefix::text() const {
    return first_.text() + '/' + std::to_string(length_);
}

}  // namespace policy
