// SPDX-License-Identifier: MIT
#include "policy/model/ip.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using policy::IpAddress;
using policy::Prefix;

TEST(IpAddress, ReadsEveryTextFormAndPrintsTheCanonicalOne) {
    struct Row {
        std::string written;
        std::string canonical;
    };
    const std::vector<Row> rows = {
        {"0.0.0.0", "0.0.0.0"},
        {"10.42.1.7", "10.42.1.7"},
        {"255.255.255.255", "255.255.255.255"},
        // RFC 4291 section 2.2
        {"2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"},
        {"FF01:0:0:0:0:0:0:101", "ff01::101"},
        {"0:0:0:0:0:0:0:1", "::1"},
        {"0:0:0:0:0:0:0:0", "::"},
        {"::", "::"},
        {"1::", "1::"},
        {"::1", "::1"},
        {"0:0:0:0:0:0:13.1.68.3", "::d01:4403"},
        {"::13.1.68.3", "::d01:4403"},
        {"1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"},
        {"::1:2:3:4:5:6:7", "0:1:2:3:4:5:6:7"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        // RFC 5952 sections 4 and 5
        {"2001:0db8::0001", "2001:db8::1"},
        {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"::ffff:c000:0201", "::ffff:192.0.2.1"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"::ffff:0:0:1", "::ffff:0:0:1"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
    };
    for (const Row& row : rows) {
        const auto parsed = IpAddress::parse(row.written);
        ASSERT_TRUE(parsed.has_value()) << row.written;
        EXPECT_EQ(parsed->text(), row.canonical) << row.written;
        EXPECT_EQ(IpAddress::parse(row.canonical), parsed) << row.canonical;
    }
}

TEST(IpAddress, RefusesEverythingElse) {
    const std::vector<std::string> rows = {
        "",
        "10",
        "10.0.0",
        "10.0.0.0.0",
        "10.0.0.256",
        "10.0.0.",
        ".10.0.0",
        "010.0.0.1",
        "10.0.0.00",
        "10.0.0.1 ",
        " 10.0.0.1",
        "10.0.0.-1",
        "10.0.0.+1",
        "0x0a.0.0.1",
        "10.0.0.1:80",
        "10.0.0.1/8",
        "a.b.c.d",
        ":",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "12345::",
        "g::",
        "1:",
        ":1",
        "fe80::1%eth0",
        "::1.2.3",
        "::1.2.3.256",
        "1.2.3.4::",
        "::1.2.3.4:5",
        "[::1]",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1:2:3:4::5:6:7:8",
        "::01.2.3.4",
        "-1::",
        "+1::",
    };
    for (const std::string& row : rows) {
        EXPECT_FALSE(IpAddress::parse(row).has_value()) << '"' << row << '"';
    }
}

TEST(IpAddress, FamiliesAreApartAndIPv4ComesFirst) {
    const IpAddress v4 = *IpAddress::parse("10.0.0.1");
    const IpAddress mapped = *IpAddress::parse("::ffff:10.0.0.1");
    EXPECT_NE(v4, mapped);
    EXPECT_LT(*IpAddress::parse("255.255.255.255"), *IpAddress::parse("::"));
    EXPECT_LT(v4, *IpAddress::parse("10.0.0.2"));
    EXPECT_LT(*IpAddress::parse("1::"), *IpAddress::parse("1:0:0:1::"));
}

TEST(IpAddress, NextCarriesAndEndsWithItsFamily) {
    struct Row {
        std::string address;
        std::string next;  // empty: none
    };
    const std::vector<Row> rows = {
        {"0.0.0.0", "0.0.0.1"},
        {"10.0.255.255", "10.1.0.0"},
        {"255.255.255.255", ""},
        {"::ffff", "::1:0"},
        {"::ffff:ffff:ffff:ffff", "0:0:0:1::"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
    };
    for (const Row& row : rows) {
        const auto next = IpAddress::parse(row.address)->next();
        EXPECT_EQ(next ? next->text() : "", row.next) << row.address;
    }
}

TEST(Prefix, ReadsCidrNotationAndClearsHostBits) {
    struct Row {
        std::string written;
        std::string canonical;
        std::string last;
    };
    const std::vector<Row> rows = {
        {"0.0.0.0/0", "0.0.0.0/0", "255.255.255.255"},
        {"10.0.0.5/24", "10.0.0.0/24", "10.0.0.255"},
        {"10.0.0.5/32", "10.0.0.5/32", "10.0.0.5"},
        {"172.16.255.1/12", "172.16.0.0/12", "172.31.255.255"},
        {"010.000.0.01/08", "10.0.0.0/8", "10.255.255.255"},  // decimal, as Go's ParseCIDR was
        {"::/0", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {"2001:DB8::1/64", "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff"},
        {"2001:db8::1/65", "2001:db8::/65", "2001:db8::7fff:ffff:ffff:ffff"},
        {"2001:db8::1/128", "2001:db8::1/128", "2001:db8::1"},
    };
    for (const Row& row : rows) {
        const auto prefix = Prefix::parse(row.written);
        ASSERT_TRUE(prefix.has_value()) << row.written;
        EXPECT_EQ(prefix->text(), row.canonical) << row.written;
        EXPECT_EQ(prefix->last().text(), row.last) << row.written;
    }
    for (const char* row : {"", "/", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/-1",
                            "10.0.0.0/+8", "10.0.0.0/8/8", "::/129", "10.0.0/8", "10.0.0.0/8 ",
                            "10.0.0.0/a", "10.0.0.0/99999999999999999999"}) {
        EXPECT_FALSE(Prefix::parse(row).has_value()) << '"' << row << '"';
    }
}

TEST(Prefix, ContainsByFamilyAndBits) {
    struct Row {
        std::string prefix;
        std::string address;
        bool contained;
    };
    const std::vector<Row> rows = {
        {"10.0.0.0/24", "10.0.0.0", true},
        {"10.0.0.0/24", "10.0.0.255", true},
        {"10.0.0.0/24", "10.0.1.0", false},
        {"10.0.0.0/24", "9.255.255.255", false},
        {"0.0.0.0/0", "255.255.255.255", true},
        {"0.0.0.0/0", "::", false},
        {"::/0", "0.0.0.0", false},
        {"::/0", "ffff::1", true},
        {"2001:db8::/63", "2001:db8:0:1::5", true},
        {"2001:db8::/64", "2001:db8:0:1::5", false},
        {"::ffff:10.0.0.0/104", "10.0.0.1", false},
    };
    for (const Row& row : rows) {
        const Prefix prefix = *Prefix::parse(row.prefix);
        EXPECT_EQ(prefix.contains(*IpAddress::parse(row.address)), row.contained)
            << row.address << " in " << row.prefix;
    }
    const Prefix wide = *Prefix::parse("10.0.0.0/8");
    EXPECT_TRUE(wide.contains(wide));
    EXPECT_TRUE(wide.contains(*Prefix::parse("10.1.0.0/16")));
    EXPECT_FALSE(Prefix::parse("10.1.0.0/16")->contains(wide));
}

}  // namespace
