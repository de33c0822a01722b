// SPDX-License-Identifier: MIT
// The filter line: text to flows of the made run, and text to mistakes.
#include "results/filter.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "results/reader.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

using namespace results;
using Ids = std::vector<Id>;

struct Meets {
    const char* filter;
    Ids flows;  // of add_shop()
};

const Meets meetings[] = {
    {"", {0, 1, 2, 3, 4, 5}},
    {"  \t ", {0, 1, 2, 3, 4, 5}},
    // verdict, outcome, hook, protocol, port, name
    {"verdict=allow", {0, 1, 4}},
    {"verdict=drop", {2, 3}},
    {"verdict=allow,uncertain", {0, 1, 4, 5}},
    {"!verdict=allow,uncertain", {2, 3}},
    {"verdict=*", {0, 1, 2, 3, 4, 5}},
    {"outcome=timed-out", {2, 3}},
    {"outcome=answered", {4, 5}},
    {"outcome=refused", {}},
    {"hook=veth-egress", {5}},
    {"hook=veth-*", {0, 1, 2, 3, 4, 5}},
    {"hook=nowhere", {}},
    {"protocol=udp", {5}},
    {"protocol=TCP port=80", {4}},
    {"port=5432,80", {0, 1, 2, 4}},
    {"port=50-100", {4, 5}},
    {"!port=5432", {3, 4, 5}},
    {"name=dns", {5}},
    {"name=\"web to db\"", {0, 1}},
    {"name=\"batch to db, 1\"", {3}},
    {"name=*to*", {0, 1, 2, 3, 4}},
    // reasons; what has none meets a negation
    {"reason=NP_RULE_MATCH", {0, 1}},
    {"reason=NP_*", {0, 1, 2, 3, 4}},
    {"!reason=NP_*", {5}},
    {"verdict=drop !reason=NP_PORT_*", {2}},
    // ends
    {"ns=jobs", {2, 3}},
    {"ns=shop", {0, 1, 2, 3, 4, 5}},
    {"from:ns=shop", {0, 1, 5}},
    {"to:ns=shop", {0, 1, 2, 3, 4}},
    {"either:ns=jobs", {2, 3}},
    {"!ns=jobs", {0, 1, 4, 5}},
    {"!from:ns=shop", {2, 3, 4}},
    {"from:ns=shop,jobs to:pod=db-0", {0, 1, 2, 3}},
    {"pod=web-1", {1}},
    {"from:pod=web-*", {0, 1, 5}},
    {"pod=shop/web-1", {1}},
    {"pod=jobs/web-1", {}},
    {"pod=laptop", {}},
    {"workload=web", {0, 1, 4, 5}},
    {"to:workload=shop/db", {0, 1, 2, 3}},
    {"to:workload=shop/statefulset/db", {0, 1, 2, 3}},
    {"to:workload=shop/db[StatefulSet]", {0, 1, 2, 3}},
    {"to:workload=shop/deployment/db", {}},
    {"workload=*/batch", {2, 3}},
    {"ref=host/laptop", {4}},
    {"ref=host/*", {4, 5}},
    {"ref=shop/web-1", {1}},
    {"ref=shop/web-1[Pod]", {1}},
    {"ip=10.42.0.21", {1}},
    {"ip=10.42.1.*", {2, 3}},
    {"ip=10.42.0.0/24", {0, 1, 2, 3, 4, 5}},
    {"from:ip=10.42.0.0/24", {0, 1, 5}},
    {"ip=203.0.113.0/24", {4}},
    {"ip=0.0.0.0/0 !from:ip=0.0.0.0/0", {}},
    {"ip=2001:db8::/32", {5}},
    {"ip=203.0.113.9/32,2001:db8::53/128", {4, 5}},
    {"label=app=db", {0, 1, 2, 3}},
    {"to:label=app=web", {4}},
    {"label=tier", {0, 1, 2, 3}},
    {"label=app=w*", {0, 1, 4, 5}},
    {"label=nosuch", {}},
    // causes
    {"policy=db", {0, 1, 2, 3}},
    {"policy=default-deny", {2, 3}},
    {"policy=shop/default-*", {2, 3}},
    {"!policy=*", {4, 5}},
    // expectations
    {"expect=allow", {0, 3}},
    {"expect=drop", {2}},
    {"expect=*", {0, 2, 3}},
    {"unexpected", {3}},
    {"unexpected=true", {3}},
    {"!unexpected", {0, 1, 2, 4, 5}},
    {"unexpected=false", {0, 1, 2, 4, 5}},
    // all terms together
    {"ns=jobs verdict=drop !reason=NP_PORT_* port=5432 from:ns=jobs to:label=app=db "
     "from:pod=batch*",
     {2}},
    // only the star is special
    {"name=[a-z]*", {}},
    {"name=???", {}},
};

Ids ids_of(const Reader& reader, const std::string& filter) {
    Ids ids;
    reader.flows(1, filter, [&](const FlowView& view) { ids.push_back(view.flow.id); });
    return ids;
}

TEST(Filter, meets) {
    const Reader reader(shop_store());
    for (const Meets& row : meetings) {
        EXPECT_EQ(ids_of(reader, row.filter), row.flows) << "filter: " << row.filter;
        EXPECT_EQ(reader.count(1, row.filter), static_cast<std::int64_t>(row.flows.size()))
            << "filter: " << row.filter;
    }
}

const Meets named_meetings[] = {
    {"backend=shop/db-0", {6}},
    {"backend=shop/db-0[Pod]", {6}},
    {"backend=kube-system/*", {8, 9, 10}},
    {"backend=*", {6, 8, 9, 10}},
    {"backend=db-0", {}},
    {"backend=shop/db", {}},
    {"!backend=* port=80", {4, 7}},
    {"to:ref=shop/db[Service]", {6}},
    {"to:ref=dns/db.shop", {6, 7}},
    {"ref=dns/*", {6, 7}},
    {"from:ref=dns/*", {}},
    {"ip=*", {0, 1, 2, 3, 4, 5, 6, 8, 7, 9, 10}},
    {"to:pod=db-0 port=80", {}},
    {"parent=*", {8, 9, 10}},
    {"!parent=*", {0, 1, 2, 3, 4, 5, 6, 7}},
    {"parent=7", {9, 10}},
    {"parent=\"web to db by name\"", {8}},
    {"parent=*name,0", {8, 9, 10}},
    {"parent=0", {}},
    {"parent=\"web to db\"", {}},
    {"outcome=unresolved", {7}},
    {"hook=service", {}},
    {"policy=kube-dns", {}},
};

TEST(Filter, meets_backends_and_parents) {
    const Reader reader(named_store());
    for (const Meets& row : named_meetings) {
        EXPECT_EQ(ids_of(reader, row.filter), row.flows) << "filter: " << row.filter;
        EXPECT_TRUE(parse_filter(text(parse_filter(row.filter))) == parse_filter(row.filter));
    }
}

TEST(Filter, text_reads_back_as_the_same_terms) {
    for (const Meets& row : meetings) {
        const Filter filter = parse_filter(row.filter);
        const std::string again = text(filter);
        EXPECT_TRUE(parse_filter(again) == filter) << row.filter << " became " << again;
    }
}

TEST(Filter, text_is_short) {
    EXPECT_EQ(text(parse_filter(" either:ns=a,\"b\"   name=\"x \\\"y\\\", z\" !unexpected ")),
              "ns=a,b name=\"x \\\"y\\\", z\" !unexpected=true");
    EXPECT_EQ(text(Filter{}), "");
}

TEST(Filter, user_text_is_never_sql) {
    const Reader reader(shop_store());
    for (const char* filter :
         {"name=\"x' OR '1'='1\"", "ns=\"'; DROP TABLE flow; --\"", "label=\"a'=b'\"", "reason=?1"})
        EXPECT_EQ(reader.count(1, filter), 0) << filter;
    EXPECT_EQ(reader.count(1, ""), 6);
}

struct Mistake {
    const char* filter;
    std::size_t column;
    const char* message;
    const char* help;
};

const Mistake mistakes[] = {
    {"verdct=drop", 1, "unknown key \"verdct\"", "did you mean \"verdict\"?"},
    {"ns=a  prot=TCP", 7, "unknown key \"prot\"", "did you mean \"port\"?"},
    {"color=red", 1, "unknown key \"color\"",
     "keys: ns, pod, workload, ref, ip, label, name, verdict, outcome, reason, hook, protocol, "
     "port, backend, policy, expect, unexpected, parent"},
    {"verdict=dorp", 9, "unknown value \"dorp\"", "did you mean \"drop\"?"},
    {"verdict=allow,dropp", 15, "unknown value \"dropp\"", "did you mean \"drop\"?"},
    {"verdict=maybe", 9, "unknown value \"maybe\"", "values: allow, drop, uncertain"},
    {"outcome=timeout", 9, "unknown value \"timeout\"", "did you mean \"timed-out\"?"},
    {"unexpected=yes", 12, "unknown value \"yes\"", "values: true, false"},
    {"port=http", 6, "\"http\" is not a port",
     "ports are numbers from 0 to 65535 or ranges: port=8000-8999"},
    {"port=70000", 6, "\"70000\" is not a port",
     "ports are numbers from 0 to 65535 or ranges: port=8000-8999"},
    {"port=90-80", 6, "\"90-80\" is not a port",
     "ports are numbers from 0 to 65535 or ranges: port=8000-8999"},
    {"ip=10.0.0.0/33", 4, "\"10.0.0.0/33\" is not a prefix",
     "prefixes look like ip=10.0.0.0/8 or ip=2001:db8::/32"},
    {"form:ns=a", 1, "unknown side \"form\" of a flow: from, to or either",
     "did you mean \"from\"?"},
    {"from:verdict=drop", 6, "\"verdict\" is about the flow, not about one of its ends", ""},
    {"ns", 3, "\"ns\" needs a value: ns=VALUE", ""},
    {"ns=", 4, "an empty value", "write KEY=* for any value"},
    {"ns=a,,b", 6, "an empty value", "write KEY=* for any value"},
    {"ns=a, b", 6, "an empty value", "write KEY=* for any value"},
    {"name=\"web", 6, "this quote is not closed", ""},
    {"name=\"web\\", 6, "this quote is not closed", ""},
    {"name=*a*a*a*a*a*a*a*a*", 6, "a value with more than eight stars", ""},
};

TEST(Filter, mistakes) {
    for (const Mistake& row : mistakes) {
        try {
            parse_filter(row.filter);
            ADD_FAILURE() << row.filter << " was accepted";
        } catch (const FilterError& error) {
            EXPECT_EQ(error.column, row.column) << row.filter;
            EXPECT_STREQ(error.what(), row.message) << row.filter;
            EXPECT_EQ(error.help, row.help) << row.filter;
        }
    }
}

TEST(Filter, limits) {
    EXPECT_THROW(parse_filter(std::string(10'001, ' ')), FilterError);
    std::string terms;
    for (int i = 0; i < 64; ++i) terms += "ns=a ";
    EXPECT_EQ(parse_filter(terms).size(), 64U);
    EXPECT_THROW(parse_filter(terms + "ns=a"), FilterError);
    std::string values = "ns=a";
    for (int i = 1; i < 256; ++i) values += ",a";
    EXPECT_EQ(parse_filter(values).front().values.size(), 256U);
    EXPECT_THROW(parse_filter(values + ",a"), FilterError);
}

TEST(Filter, largest_filters_run) {
    const Reader reader(shop_store());
    std::string values = "workload=a/b/c";
    for (int i = 1; i < 256; ++i) values += ",a/b/c";
    EXPECT_EQ(reader.count(1, values), 0);
    std::string terms;
    for (int i = 0; i < 64; ++i) terms += "!workload=a/b/c ";
    EXPECT_EQ(reader.count(1, terms), 6);
}

// Whatever bytes come: an error with a column inside the text or just behind it, or terms that
// read back as themselves and that SQLite takes.
TEST(Filter, random_text) {
    const Reader reader(shop_store());
    const std::string pieces[] = {
        "ns",   "=",       "!",        "from:",  "to:",        "label", "port", "5-9", ",",
        " ",    "\"",      "\\",       "*",      "[",          "]",     "/",    "ip",  "::",
        "10.1", "a",       "\n",       "\xff",   "?",          "'",     "ref",  "pod", "name",
        "drop", "verdict", "workload", "policy", "unexpected", "reason"};
    std::uint32_t state = 12345;
    const auto draw = [&](std::size_t below) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8U) % below;
    };
    int accepted = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string line;
        for (std::size_t n = draw(9); n > 0; --n) line += pieces[draw(std::size(pieces))];
        try {
            const Filter filter = parse_filter(line);
            ASSERT_TRUE(parse_filter(text(filter)) == filter) << line;
            if (!filter.empty() && ++accepted % 10 == 0) reader.count(1, line);
        } catch (const FilterError& error) {
            ASSERT_GE(error.column, 1U) << line;
            ASSERT_LE(error.column, line.size() + 1) << line;
        }
    }
    EXPECT_GT(accepted, 50);
}

}  // namespace
}  // namespace results_test
