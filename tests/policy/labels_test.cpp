// SPDX-License-Identifier: MIT
#include "policy/model/labels.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using policy::LabelRequirement;
using policy::Labels;
using policy::LabelSelector;

// The table of apimachinery's LabelSelector: what each operator says of an object that lacks the
// key, that has a value of the set, and that has another.
TEST(LabelRequirement, MeetsByOperator) {
    struct Row {
        LabelRequirement requirement;
        bool missing;
        bool in_set;
        bool other;
        bool empty_value;
    };
    const std::vector<Row> rows = {
        {{"k", "In", {"a", "b"}}, false, true, false, false},
        {{"k", "NotIn", {"a", "b"}}, true, false, true, true},
        {{"k", "Exists", {}}, false, true, true, true},
        {{"k", "DoesNotExist", {}}, true, false, false, false},
        {{"k", "In", {""}}, false, false, false, true},
        {{"k", "NotIn", {""}}, true, true, true, false},
        {{"k", "Gt", {"a"}}, false, false, false, false},
        {{"k", "in", {"a"}}, false, false, false, false},
    };
    for (const Row& row : rows) {
        const std::string what =
            row.requirement.op + " of " + std::to_string(row.requirement.values.size()) + " values";
        EXPECT_EQ(matches(row.requirement, Labels{}), row.missing) << what << ", no labels";
        EXPECT_EQ(matches(row.requirement, Labels{{"K", "a"}}), row.missing) << what << ", K: a";
        EXPECT_EQ(matches(row.requirement, Labels{{"k", "b"}}), row.in_set) << what << ", k: b";
        EXPECT_EQ(matches(row.requirement, Labels{{"k", "B"}}), row.other) << what << ", k: B";
        EXPECT_EQ(matches(row.requirement, Labels{{"k", ""}}), row.empty_value)
            << what << ", k empty";
    }
}

TEST(LabelSelector, AsksForAllOfItsRequirements) {
    const LabelSelector everything;
    EXPECT_TRUE(matches(everything, Labels{}));
    EXPECT_TRUE(matches(everything, Labels{{"a", "1"}}));

    const LabelSelector both{{{"a", "1"}, {"b", "2"}}, {}};
    EXPECT_TRUE(matches(both, Labels{{"a", "1"}, {"b", "2"}, {"c", "3"}}));
    EXPECT_FALSE(matches(both, Labels{{"a", "1"}}));

    const LabelSelector mixed{{{"a", "1"}}, {{"b", "DoesNotExist", {}}}};
    EXPECT_TRUE(matches(mixed, Labels{{"a", "1"}}));
    EXPECT_FALSE(matches(mixed, Labels{{"a", "1"}, {"b", ""}}));

    const LabelSelector never{{}, {{"a", "In", {"1"}}, {"a", "NotIn", {"1"}}}};
    EXPECT_FALSE(matches(never, Labels{{"a", "1"}}));
    EXPECT_FALSE(matches(never, Labels{{"a", "2"}}));
    EXPECT_FALSE(matches(never, Labels{}));

    const LabelSelector empty_value{{{"a", ""}}, {}};
    EXPECT_TRUE(matches(empty_value, Labels{{"a", ""}}));
    EXPECT_FALSE(matches(empty_value, Labels{}));
}

TEST(LabelSelector, PrintsAsKubectlWritesIt) {
    EXPECT_EQ(text(LabelSelector{}), "<all>");
    EXPECT_EQ(text(LabelSelector{{{"app", "web"}, {"a", ""}},
                                 {{"tier", "NotIn", {"db", "cache"}},
                                  {"env", "In", {"prod"}},
                                  {"x", "Exists", {}},
                                  {"y", "DoesNotExist", {}}}}),
              "a=,app=web,tier notin (db,cache),env in (prod),x,!y");
}

}  // namespace
