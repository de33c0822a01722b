// SPDX-License-Identifier: MIT
#include "policy/table/compile.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using policy::CauseBook;
using policy::Compiler;
using policy::Direction;
using policy::Protocol;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::rule;
using test_support::WorldText;

TEST(Compiler, PodsThatNoRuleTellsApartShareATable) {
    WorldText world;
    world.ns("x").ns("y");
    world.pod("x/web-1", "app=web", {"10.0.0.1"}, {{"http", Protocol::TCP, 80}});
    world.pod("x/web-2", "app=web", {"10.0.0.2"}, {{"http", Protocol::TCP, 80}});
    world.pod("x/web-3", "app=web", {"10.0.0.3"}, {{"http", Protocol::TCP, 8080}});
    world.pod("x/web-4", "app=web", {"10.0.0.4"},
              {{"http", Protocol::TCP, 80}, {"metrics", Protocol::TCP, 9090}});
    world.pod("x/db", "app=db", {"10.0.0.5"});
    world.pod("y/web", "app=web", {"10.0.0.6"});
    world.policy(policy_in("x", "web").selects("app=web").ingress(rule({}, {port("http")})));
    CauseBook book;
    Compiler compiler(world.world(), book);
    const auto table = [&](const char* pod) { return compiler.table(world.index(pod)); };
    EXPECT_EQ(table("x/web-1"), table("x/web-2"));
    EXPECT_NE(table("x/web-1"), table("x/web-3")) << "another number for the name";
    EXPECT_EQ(table("x/web-1"), table("x/web-4")) << "a name that no rule asks for";
    EXPECT_EQ(table("x/db"), table("y/web")) << "nothing isolates either";
    EXPECT_GT(table("x/web-1")->bytes(), table("x/db")->bytes());
}

TEST(Compiler, GivesEqualAnswersWhateverTheOrderOfTheWorld) {
    WorldText forward;
    WorldText backward;
    forward.ns("x").pod("x/a", "app=a", {"10.0.0.1"}).pod("x/b", "app=b", {"10.0.0.2"});
    backward.ns("x").pod("x/b", "app=b", {"10.0.0.2"}).pod("x/a", "app=a", {"10.0.0.1"});
    const auto p = policy_in("x", "p").ingress(rule({pods("app=b")}, {port(80)}));
    const auto q = policy_in("x", "q").ingress(rule({pods("")}, {port(80), port(81)}));
    forward.policy(p).policy(q);
    backward.policy(q).policy(p);
    CauseBook one;
    CauseBook other;
    const std::string text = Compiler(forward.world(), one).table(0)->text(one);
    EXPECT_EQ(text, Compiler(backward.world(), other).table(1)->text(other));
    EXPECT_NE(text.find("x/p spec.ingress[0].from[0]"), std::string::npos) << text;
}

TEST(Compiler, IdsStayComparableAcrossStatesOfAWorld) {
    WorldText before;
    before.ns("x").pod("x/a", "app=a", {"10.0.0.1"});
    before.policy(policy_in("x", "p").ingress(rule({}, {port(80)})));
    WorldText after = before;
    after.pod("x/b", "app=b", {"10.0.0.2"}).policy(policy_in("x", "z"));
    CauseBook book;
    const auto ask = [&](const WorldText& world) {
        return Compiler(world.world(), book)
            .table(0)
            ->lookup(Direction::ToPod, test_support::address("10.0.0.9"), Protocol::TCP, 80);
    };
    const policy::Verdict first = ask(before);
    EXPECT_EQ(ask(after), first);
    EXPECT_NE(first.causes, policy::no_causes);
}

TEST(Compiler, ATableOutlivesItsCompilerAndWorld) {
    CauseBook book;
    std::shared_ptr<const policy::FilterTable> table;
    {
        WorldText world;
        world.ns("x").pod("x/a", "app=a", {"10.0.0.1"});
        world.policy(policy_in("x", "p").ingress(rule({pods("app=a")})));
        table = Compiler(world.world(), book).table(0);
    }
    const auto verdict =
        table->lookup(Direction::ToPod, test_support::address("10.0.0.1"), Protocol::TCP, 80);
    EXPECT_EQ(verdict.reason, policy::Reason::RuleMatch);
    EXPECT_EQ(book.at(verdict.causes).at(0).name, "p");
}

}  // namespace
