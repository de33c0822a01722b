// SPDX-License-Identifier: MIT
#include <string>

#include <gtest/gtest.h>

#include "policy/table/compile.h"
#include "policy/table/filter_table.h"
#include "tests/support/worlds.h"

namespace {

using test_support::block;
using test_support::pods;
using test_support::policy_in;
using test_support::port;
using test_support::rule;

TEST(FilterTableText, OneLinePerCellInOrder) {
    test_support::WorldText world;
    world.world().files = {"db.yaml"};
    world.ns("shop");
    world.pod("shop/db", "app=db", {"10.0.0.9"});
    world.pod("shop/web", "app=web", {"10.0.0.1"});
    policy::NetworkPolicy policy =
        policy_in("shop", "db")
            .selects("app=db")
            .ingress(rule({pods("app=web"), block("10.0.1.0/24")}, {port(80)}));
    policy.ingress[0].peers[0].position = {0, 14, 9};
    policy.pod_selector_position = {0, 7, 3};
    world.policy(policy);
    policy::CauseBook book;
    policy::Compiler compiler(world.world(), book);
    const std::string far =
        "drop   NP_INGRESS_NO_RULE_MATCH  shop/db spec.podSelector (db.yaml:7)\n";
    const std::string near =
        "drop   NP_PORT_MISMATCH          shop/db spec.podSelector (db.yaml:7)\n";
    const std::string rule_0 = "allow  NP_RULE_MATCH             shop/db spec.ingress[0].from[";
    EXPECT_EQ(compiler.table(0)->text(book),
              "ingress from:\n"
              "  0.0.0.0-10.0.0.0          any    *         " +
                  far + "  10.0.0.1                  TCP    0-79      " + near +
                  "  10.0.0.1                  TCP    80        " + rule_0 + "0] (db.yaml:14)\n" +
                  "  10.0.0.1                  TCP    81-65535  " + near +
                  "  10.0.0.1                  other  *         " + near +
                  "  10.0.0.2-10.0.0.255       any    *         " + far +
                  "  10.0.1.0/24               TCP    0-79      " + near +
                  "  10.0.1.0/24               TCP    80        " + rule_0 + "1]\n" +
                  "  10.0.1.0/24               TCP    81-65535  " + near +
                  "  10.0.1.0/24               other  *         " + near +
                  "  10.0.2.0-255.255.255.255  any    *         " + far +
                  "  ::/0                      any    *         " + far +
                  "egress: not isolated, everything passes\n");
    EXPECT_EQ(compiler.table(1)->text(book),
              "ingress: not isolated, everything passes\n"
              "egress: not isolated, everything passes\n");
}

}  // namespace
