// SPDX-License-Identifier: MIT
#include "policy/model/address_range.h"

#include <algorithm>
#include <cassert>
#include <optional>

namespace policy {
namespace {

Prefix parsed(const std::string& cidr) {
    const std::optional<Prefix> prefix = Prefix::parse(cidr);
    assert(prefix.has_value() && "an ipBlock that validate() refuses");
    return prefix.value_or(Prefix());
}

// Prefixes that start within an earlier one lie in it, so that sorting is all that a union needs.
std::vector<Prefix> sorted_exceptions(const IpBlock& block, const Prefix& whole) {
    std::vector<Prefix> exceptions;
    for (const std::string& except : block.except) {
        const Prefix prefix = parsed(except);
        if (whole.contains(prefix)) exceptions.push_back(prefix);
    }
    std::sort(exceptions.begin(), exceptions.end());
    return exceptions;
}

// The address before `address`, which is not its family's first.
IpAddress previous(const IpAddress& address) {
    if (address.is_v4()) return IpAddress::v4(address.v4_bits() - 1);
    const std::uint64_t borrow = address.low() == 0 ? 1 : 0;
    return IpAddress::v6(address.high() - borrow, address.low() - 1);
}

}  // namespace

std::string text(const AddressRange& range) {
    if (range.first == range.last) return range.first.text();
    for (int length = 0; length < range.first.bits(); ++length) {
        const Prefix prefix(range.first, length);
        if (prefix.first() == range.first && prefix.last() == range.last) return prefix.text();
    }
    return range.first.text() + '-' + range.last.text();
}

AddressRanges ranges_of(std::vector<IpAddress> addresses) {
    std::sort(addresses.begin(), addresses.end());
    AddressRanges ranges;
    for (const IpAddress& address : addresses) {
        if (!ranges.empty() && ranges.back().last == address) continue;
        if (!ranges.empty() && ranges.back().last.next() == address) {
            ranges.back().last = address;
        } else {
            ranges.push_back({address, address});
        }
    }
    return ranges;
}

AddressRanges ranges_of(const IpBlock& block) {
    const Prefix whole = parsed(block.cidr);
    AddressRanges ranges;
    std::optional<IpAddress> rest = whole.first();  // nothing: the family's last is used up
    for (const Prefix& except : sorted_exceptions(block, whole)) {
        if (!rest || except.first() < *rest) continue;
        if (*rest < except.first()) ranges.push_back({*rest, previous(except.first())});
        rest = except.last().next();
    }
    if (rest && !(whole.last() < *rest)) ranges.push_back({*rest, whole.last()});
    return ranges;
}

AddressRanges difference(const AddressRanges& a, const AddressRanges& b) {
    AddressRanges left;
    auto hole = b.begin();
    for (const AddressRange& range : a) {
        while (hole != b.end() && hole->last < range.first) ++hole;
        std::optional<IpAddress> rest = range.first;
        for (auto each = hole; each != b.end() && rest && !(range.last < each->first); ++each) {
            if (*rest < each->first) left.push_back({*rest, previous(each->first)});
            rest = each->last < range.last ? each->last.next() : std::nullopt;
        }
        if (rest) left.push_back({*rest, range.last});
    }
    return left;
}

}  // namespace policy
