// SPDX-License-Identifier: MIT
#include "policy/lint/selector_space.h"

#include <gtest/gtest.h>

namespace {

using policy::LabelSelector;
using policy::SelectorSpace;

LabelSelector expr(std::vector<policy::LabelRequirement> requirements) {
    return {{}, std::move(requirements)};
}

const LabelSelector everything;
const LabelSelector is_a = {{{"k", "a"}}, {}};
const LabelSelector in_a = expr({{"k", "In", {"a"}}});
const LabelSelector in_ab = expr({{"k", "In", {"a", "b"}}});
const LabelSelector not_a = expr({{"k", "NotIn", {"a"}}});
const LabelSelector not_ab = expr({{"k", "NotIn", {"a", "b"}}});
const LabelSelector exists = expr({{"k", "Exists", {}}});
const LabelSelector missing = expr({{"k", "DoesNotExist", {}}});
const LabelSelector other = {{{"other", "a"}}, {}};

TEST(SelectorSpace, KnowsWhatNothingMeets) {
    const LabelSelector contradictions[] = {
        expr({{"k", "In", {"a"}}, {"k", "NotIn", {"a"}}}),
        expr({{"k", "In", {"a"}}, {"k", "In", {"b"}}}),
        expr({{"k", "Exists", {}}, {"k", "DoesNotExist", {}}}),
        {{{"k", "a"}}, {{"k", "DoesNotExist", {}}}},
        {{{"k", "a"}}, {{"k", "NotIn", {"b", "a"}}}},
    };
    for (const auto& each : contradictions) EXPECT_TRUE(SelectorSpace(each).empty()) << text(each);
    const LabelSelector possible[] = {
        everything,
        is_a,
        not_ab,
        exists,
        missing,
        expr({{"k", "In", {"a", "b"}}, {"k", "NotIn", {"a"}}}),
        expr({{"k", "NotIn", {"a"}}, {"k", "DoesNotExist", {}}}),
        expr({{"k", "NotIn", {"a"}}, {"k", "Exists", {}}}),
        expr({{"k", "In", {"a"}}, {"l", "NotIn", {"a"}}}),
    };
    for (const auto& each : possible) EXPECT_FALSE(SelectorSpace(each).empty()) << text(each);
}

TEST(SelectorSpace, IsWithinWhatAsksForLess) {
    const struct {
        LabelSelector narrow, wide;
        bool within, reversed;
    } rows[] = {
        {is_a, in_a, true, true},
        {in_a, in_ab, true, false},
        {is_a, exists, true, false},
        {is_a, everything, true, false},
        {not_ab, not_a, true, false},
        {missing, not_a, true, false},  // NotIn is met by what lacks the key
        {exists, not_a, false, false},
        {is_a, not_ab, false, false},
        {expr({{"k", "In", {"c"}}}), not_ab, true, false},
        {is_a, other, false, false},
        {missing, exists, false, false},
        {LabelSelector{{{"k", "a"}, {"other", "a"}}, {}}, other, true, false},
        {expr({{"k", "In", {"a"}}, {"k", "NotIn", {"a"}}}), missing, true, false},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(SelectorSpace(row.narrow).within(SelectorSpace(row.wide)), row.within)
            << text(row.narrow) << " in " << text(row.wide);
        EXPECT_EQ(SelectorSpace(row.wide).within(SelectorSpace(row.narrow)), row.reversed)
            << text(row.wide) << " in " << text(row.narrow);
    }
}

TEST(SelectorSpace, NamesTheOnlyValuesOfAKey) {
    EXPECT_EQ(*SelectorSpace(in_ab).only("k"), (std::set<std::string>{"a", "b"}));
    EXPECT_EQ(SelectorSpace(not_a).only("k"), nullptr);
    EXPECT_EQ(SelectorSpace(missing).only("k"), nullptr);
    EXPECT_EQ(SelectorSpace(in_ab).only("l"), nullptr);
}

}  // namespace
