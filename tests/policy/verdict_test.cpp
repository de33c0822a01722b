// SPDX-License-Identifier: MIT
#include "policy/model/verdict.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "policy/table/cause_book.h"

namespace {

using policy::Cause;

TEST(ReasonTable, ListsEachReasonOnceInTheOrderOfItsValue) {
    std::set<std::string> codes;
    std::size_t place = 0;
    for (const policy::ReasonInfo& info : policy::reason_table()) {
        EXPECT_EQ(static_cast<std::size_t>(info.reason), place++) << info.code;
        EXPECT_EQ(code(info.reason), info.code);
        const std::string family(info.code.substr(0, info.code.find('_')));
        const bool of_pods = std::set<std::string>({"NP", "SVC", "LB", "ELBV2"}).count(family) > 0;
        EXPECT_NE(of_pods, info.reason >= policy::Reason::GroupRuleMatch) << info.code;
        EXPECT_TRUE(codes.emplace(info.code).second) << info.code << " twice";
        EXPECT_EQ(info.meaning.back(), '.') << info.code;
    }
    EXPECT_EQ(place, static_cast<std::size_t>(policy::Reason::NodeSourceNat) + 1);
    EXPECT_EQ(code(policy::Reason::FragmentWithoutFirst), "NP_FRAGMENT_WITHOUT_FIRST");
    EXPECT_EQ(code(policy::Reason::PortlessDropped), "NP_PORTLESS_DROPPED");
    EXPECT_EQ(code(policy::Reason::LabelUnknown), "NP_LABEL_UNKNOWN");
    EXPECT_EQ(code(policy::Reason::NotIsolated), "NP_NOT_ISOLATED");
}

TEST(Action, HasAName) {
    EXPECT_EQ(text(policy::Action::Allow), "allow");
    EXPECT_EQ(text(policy::Action::Drop), "drop");
    EXPECT_EQ(text(policy::Action::Uncertain), "uncertain");
}

TEST(CauseBook, KeepsEachListOnceAndCountsUp) {
    Cause first;
    first.name = "a";
    Cause second;
    second.name = "b";
    policy::CauseBook book;
    EXPECT_EQ(book.size(), 1U);
    EXPECT_EQ(book.intern({}), policy::no_causes);
    EXPECT_EQ(book.intern({first}), 1U);
    EXPECT_EQ(book.intern({second, first}), 2U) << "the order of a list is part of it";
    EXPECT_EQ(book.intern({first, second}), 3U);
    EXPECT_EQ(book.intern({first}), 1U);
    EXPECT_EQ(book.size(), 4U);
    EXPECT_TRUE(book.at(policy::no_causes).empty());
    EXPECT_EQ(book.at(2)[1].name, "a");

    const policy::CauseBook moved = std::move(book);
    EXPECT_EQ(moved.at(1)[0].name, "a");
}

}  // namespace
