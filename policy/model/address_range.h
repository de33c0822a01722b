// SPDX-License-Identifier: MIT
// Sets of addresses as ranges: what peers come down to once their selectors are resolved.
#pragma once

#include <string>
#include <vector>

#include "policy/model/ip.h"
#include "policy/model/model.h"

namespace policy {

// All addresses from `first` to `last`, both included. REQUIRES: same family, first <= last.
struct AddressRange {
    IpAddress first;
    IpAddress last;

    friend bool operator==(const AddressRange& a, const AddressRange& b) {
        return a.first == b.first && a.last == b.last;
    }
};

// "10.0.0.1", "10.0.1.0/24" where it is a prefix, else "10.0.0.1-10.0.0.9".
std::string text(const AddressRange& range);

// Ascending, disjoint, and none adjacent to the next: equal sets are equal vectors.
using AddressRanges = std::vector<AddressRange>;

// The union of `addresses`, in any order, with or without duplicates.
AddressRanges ranges_of(std::vector<IpAddress> addresses);

// What an ipBlock matches: cidr without every except. REQUIRES: the block is valid.
AddressRanges ranges_of(const IpBlock& block);

// What is in `a` and not in `b`.
AddressRanges difference(const AddressRanges& a, const AddressRanges& b);

}  // namespace policy
