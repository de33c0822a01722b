// SPDX-License-Identifier: MIT
#include "policy/model/address_range.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/packets.h"

namespace {

using test_support::address;

std::string text(const policy::AddressRanges& ranges) {
    std::string result;
    for (const policy::AddressRange& range : ranges) {
        if (!result.empty()) result += ' ';
        result += range.first.text() + '-' + range.last.text();
    }
    return result;
}

TEST(AddressRange, OfABlockIsTheCidrWithoutItsExceptions) {
    struct Row {
        policy::IpBlock block;
        std::string expected;
    };
    const std::vector<Row> rows = {
        {{"10.0.0.0/8", {}}, "10.0.0.0-10.255.255.255"},
        {{"10.0.0.7/30", {}}, "10.0.0.4-10.0.0.7"},  // host bits are masked
        {{"10.0.0.0/30", {"10.0.0.0/32"}}, "10.0.0.1-10.0.0.3"},
        {{"10.0.0.0/30", {"10.0.0.3/32"}}, "10.0.0.0-10.0.0.2"},
        {{"10.0.0.0/30", {"10.0.0.1/32"}}, "10.0.0.0-10.0.0.0 10.0.0.2-10.0.0.3"},
        {{"10.0.0.0/30", {"10.0.0.2/31", "10.0.0.0/31"}}, ""},
        {{"10.0.0.0/29", {"10.0.0.6/32", "10.0.0.4/31", "10.0.0.4/30"}}, "10.0.0.0-10.0.0.3"},
        {{"0.0.0.0/0", {"0.0.0.0/1"}}, "128.0.0.0-255.255.255.255"},
        {{"0.0.0.0/0", {"128.0.0.0/1"}}, "0.0.0.0-127.255.255.255"},
        {{"::/0", {"8000::/1"}}, "::-7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {{"2001:db8::/63", {"2001:db8:0:1::/64"}}, "2001:db8::-2001:db8::ffff:ffff:ffff:ffff"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(text(ranges_of(row.block)), row.expected) << row.block.cidr;
    }
}

TEST(AddressRange, OfAddressesJoinsNeighboursAndNoFamilies) {
    EXPECT_EQ(text(policy::ranges_of(std::vector<policy::IpAddress>{})), "");
    EXPECT_EQ(text(policy::ranges_of({address("10.0.0.3"), address("10.0.0.1"), address("10.0.0.2"),
                                      address("10.0.0.2"), address("10.0.0.5")})),
              "10.0.0.1-10.0.0.3 10.0.0.5-10.0.0.5");
    EXPECT_EQ(text(policy::ranges_of({address("::"), address("255.255.255.255")})),
              "255.255.255.255-255.255.255.255 ::-::");
}

TEST(AddressRange, Difference) {
    struct Row {
        policy::IpBlock of;
        policy::IpBlock without;
        std::string expected;
    };
    const std::vector<Row> rows = {
        {{"10.0.0.0/30", {}}, {"10.0.0.1/32", {}}, "10.0.0.0-10.0.0.0 10.0.0.2-10.0.0.3"},
        {{"10.0.0.0/30", {}}, {"10.0.0.0/31", {}}, "10.0.0.2-10.0.0.3"},
        {{"10.0.0.0/30", {}}, {"10.0.0.2/31", {}}, "10.0.0.0-10.0.0.1"},
        {{"10.0.0.0/30", {}}, {"10.0.0.0/24", {}}, ""},
        {{"10.0.0.0/30", {}}, {"10.0.0.4/30", {}}, "10.0.0.0-10.0.0.3"},
        {{"10.0.0.0/30", {}}, {"::/0", {}}, "10.0.0.0-10.0.0.3"},
        {{"0.0.0.0/0", {}}, {"0.0.0.0/0", {"10.0.0.0/31"}}, "10.0.0.0-10.0.0.1"},
        // Three ranges of one side about two of the other.
        {{"10.0.0.0/29", {"10.0.0.1/32", "10.0.0.4/32"}},
         {"10.0.0.0/29", {"10.0.0.3/32", "10.0.0.7/32"}},
         "10.0.0.3-10.0.0.3 10.0.0.7-10.0.0.7"},
    };
    for (const Row& row : rows) {
        EXPECT_EQ(text(difference(ranges_of(row.of), ranges_of(row.without))), row.expected);
    }
}

}  // namespace
