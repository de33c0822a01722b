// SPDX-License-Identifier: MIT
// What the compiled table says of packets: rows of a policy set, and of questions with the
// verdict, the reason and what decided. Ids such as T14 are those of the traps that other
// implementations of NetworkPolicy fell into; README.md of policy/ has the rules.
#include "policy/table/filter_table.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "policy/table/cause_book.h"
#include "policy/table/compile.h"
#include "tests/support/worlds.h"

namespace {

using policy::Action;
using policy::Cause;
using policy::CauseBook;
using policy::Direction;
using policy::NetworkPolicy;
using policy::Protocol;
using test_support::address;
using test_support::any_port;
using test_support::block;
using test_support::namespaces;
using test_support::pods;
using test_support::pods_in;
using test_support::policy_in;
using test_support::port;
using test_support::ports;
using test_support::rule;
using test_support::WorldText;

constexpr auto TCP = Protocol::TCP;
constexpr auto UDP = Protocol::UDP;
constexpr auto SCTP = Protocol::SCTP;
constexpr auto ICMP = Protocol::ICMP;
constexpr auto from_pod = Direction::FromPod;
constexpr auto to_pod = Direction::ToPod;

// Namespace x has team=x, y has team=y; in each pods a, b, c with pod=a, ...; dual stack. Pod a
// calls TCP 80 "serve", b calls TCP 8080 so and UDP 81 "query"; c declares nothing.
WorldText cluster() {
    WorldText world;
    world.ns("x", "team=x").ns("y", "team=y");
    int last = 0;
    for (const std::string ns : {"x", "y"}) {
        for (const std::string pod : {"a", "b", "c"}) {
            const std::string host = std::to_string(++last);
            std::vector<policy::ContainerPort> declared;
            if (pod == "a") declared = {{"serve", TCP, 80}};
            if (pod == "b") declared = {{"serve", TCP, 8080}, {"query", UDP, 81}};
            world.pod(ns + "/" + pod, "pod=" + pod, {"10.0.0." + host, "fd00::" + host}, declared);
        }
    }
    return world;
}
// 10.0.0.1 x/a, .2 x/b, .3 x/c, .4 y/a, .5 y/b, .6 y/c

struct Question {
    Direction direction;
    std::string peer;
    Protocol protocol;
    int port;
    std::string expected;  // code, then the causes: "NP_RULE_MATCH x/p spec.ingress[0].from[1]"
};

struct Row {
    const char* what;
    std::vector<NetworkPolicy> policies;
    std::vector<Question> questions;  // put to x/a
};

std::string answer(const policy::FilterTable& table, const CauseBook& book,
                   const Question& question) {
    const policy::Verdict verdict =
        table.lookup(question.direction, address(question.peer), question.protocol,
                     static_cast<std::uint16_t>(question.port));
    std::string result(code(verdict.reason));
    for (const Cause& cause : book.at(verdict.causes)) {
        result += ' ' + cause.ns + '/' + cause.name + ' ' + cause.path;
        EXPECT_EQ(cause.direction, question.direction);
        EXPECT_EQ(cause.kind, "NetworkPolicy");
        EXPECT_EQ(cause.rule.has_value(), verdict.action == Action::Allow);
    }
    const bool drops = verdict.reason >= policy::Reason::EgressDefaultDeny;
    EXPECT_EQ(verdict.action, drops ? Action::Drop : Action::Allow) << result;
    return result;
}

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        WorldText world = cluster();
        for (const NetworkPolicy& policy : row.policies) world.policy(policy);
        CauseBook book;
        policy::Compiler compiler(world.world(), book);
        const auto table = compiler.table(world.index("x/a"));
        for (const Question& question : row.questions) {
            EXPECT_EQ(answer(*table, book, question), question.expected)
                << row.what << ": " << api_name(question.direction) << ' ' << question.peer << ' '
                << text(question.protocol) << ' ' << question.port << '\n'
                << table->text(book);
        }
    }
}

const std::string open = "NP_NOT_ISOLATED";
const std::string in_0_0 = "NP_RULE_MATCH x/p spec.ingress[0].from[0]";
const std::string in_0 = "NP_RULE_MATCH x/p spec.ingress[0]";
const std::string out_0_0 = "NP_RULE_MATCH x/p spec.egress[0].to[0]";
const std::string out_0 = "NP_RULE_MATCH x/p spec.egress[0]";
const std::string no_source = "NP_INGRESS_NO_RULE_MATCH x/p spec.podSelector";
const std::string no_destination = "NP_EGRESS_NO_RULE_MATCH x/p spec.podSelector";
const std::string no_port = "NP_PORT_MISMATCH x/p spec.podSelector";
const std::string no_name = "NP_NAMED_PORT_UNRESOLVED x/p spec.podSelector";
const std::string deny_in = "NP_INGRESS_DEFAULT_DENY x/p spec.podSelector";
const std::string deny_out = "NP_EGRESS_DEFAULT_DENY x/p spec.podSelector";

TEST(FilterTable, Isolation) {
    check({
        {"no policy", {}, {{to_pod, "10.0.0.2", TCP, 80, open}, {from_pod, "::", ICMP, 0, open}}},
        {"a policy of another namespace, or of another pod",
         {policy_in("y", "p"), policy_in("x", "q").selects("pod=b")},
         {{to_pod, "10.0.0.2", TCP, 80, open}}},
        {"default deny of ingress isolates that direction only",
         {policy_in("x", "p")},
         {{to_pod, "10.0.0.2", TCP, 80, deny_in},
          {to_pod, "fd00::2", UDP, 53, deny_in},
          {to_pod, "8.8.8.8", ICMP, 0, deny_in},
          {from_pod, "10.0.0.2", TCP, 80, open}}},
        {"egress rules without policyTypes isolate both directions",
         {policy_in("x", "p").egress(rule({}))},
         {{to_pod, "10.0.0.2", TCP, 80, deny_in}, {from_pod, "10.0.0.2", TCP, 80, out_0}}},
        {"policyTypes [Egress] alone",
         {policy_in("x", "p").types({"Egress"})},
         {{to_pod, "10.0.0.2", TCP, 80, open}, {from_pod, "10.0.0.2", TCP, 80, deny_out}}},
        {"rules of a direction that is not listed neither isolate nor allow",
         {policy_in("x", "p").types({"Ingress"}).egress(rule({}))},
         {{from_pod, "10.0.0.2", TCP, 80, open}, {to_pod, "10.0.0.2", TCP, 80, deny_in}}},
        {"policies only add, and the first by name is named",
         {policy_in("x", "q").ingress(rule({pods("pod=b"), pods("pod=c")})),
          policy_in("x", "p").ingress(rule({pods("pod=b")})), policy_in("x", "o")},
         {{to_pod, "10.0.0.2", TCP, 80, in_0_0},
          {to_pod, "10.0.0.3", TCP, 80, "NP_RULE_MATCH x/q spec.ingress[0].from[1]"},
          {to_pod, "10.0.0.4", TCP, 80,
           "NP_INGRESS_NO_RULE_MATCH x/p spec.podSelector x/q spec.podSelector "
           "x/o spec.podSelector"}}},
    });
}

TEST(FilterTable, Peers) {
    check({
        {"T30 podSelector: the policy's own namespace, all addresses of the pod",
         {policy_in("x", "p").ingress(rule({pods("pod=b")}))},
         {{to_pod, "10.0.0.2", TCP, 80, in_0_0},
          {to_pod, "fd00::2", TCP, 80, in_0_0},
          {to_pod, "10.0.0.3", TCP, 80, no_source},
          {to_pod, "10.0.0.5", TCP, 80, no_source}}},
        {"T29 namespaceSelector alone: every pod there",
         {policy_in("x", "p").ingress(rule({namespaces("team=y")}))},
         {{to_pod, "10.0.0.4", TCP, 80, in_0_0},
          {to_pod, "10.0.0.6", TCP, 80, in_0_0},
          {to_pod, "10.0.0.2", TCP, 80, no_source},
          {to_pod, "10.0.0.7", TCP, 80, no_source}}},
        {"T28 an empty namespaceSelector with a podSelector",
         {policy_in("x", "p").ingress(rule({pods_in("", "pod=b")}))},
         {{to_pod, "10.0.0.2", TCP, 80, in_0_0},
          {to_pod, "10.0.0.5", TCP, 80, in_0_0},
          {to_pod, "10.0.0.4", TCP, 80, no_source}}},
        {"T27 one item is an AND",
         {policy_in("x", "p").ingress(rule({pods_in("team=y", "pod=b")}))},
         {{to_pod, "10.0.0.5", TCP, 80, in_0_0},
          {to_pod, "10.0.0.2", TCP, 80, no_source},
          {to_pod, "10.0.0.4", TCP, 80, no_source}}},
        {"T27 two items are an OR, and the first that matches is named",
         {policy_in("x", "p").ingress(rule({namespaces("team=y"), pods_in("", "pod=b")}))},
         {{to_pod, "10.0.0.5", TCP, 80, in_0_0},
          {to_pod, "10.0.0.2", TCP, 80, "NP_RULE_MATCH x/p spec.ingress[0].from[1]"},
          {to_pod, "10.0.0.3", TCP, 80, no_source}}},
        {"the namespace's own name",
         {policy_in("x", "p").ingress(rule({namespaces("kubernetes.io/metadata.name=y")}))},
         {{to_pod, "10.0.0.4", TCP, 80, in_0_0}, {to_pod, "10.0.0.3", TCP, 80, no_source}}},
        {"an empty rule allows everything",
         {policy_in("x", "p").ingress(rule({}))},
         {{to_pod, "10.0.0.2", TCP, 80, in_0},
          {to_pod, "8.8.8.8", ICMP, 0, in_0},
          {to_pod, "2001:db8::1", static_cast<Protocol>(47), 0, in_0}}},
        {"the pod itself is a peer like any other",
         {policy_in("x", "p").selects("pod=a").ingress(rule({pods("pod=a")}))},
         {{to_pod, "10.0.0.1", TCP, 80, in_0_0}}},
        {"a selector that matches nobody",
         {policy_in("x", "p").ingress(rule({pods("pod=z")}))},
         {{to_pod, "10.0.0.2", TCP, 80, no_source}}},
    });
}

TEST(FilterTable, Blocks) {
    check({
        {"T8, T10 pods' addresses and others, to the bounds",
         {policy_in("x", "p").ingress(rule({block("10.0.0.4/30", {"10.0.0.6/32"})}))},
         {{to_pod, "10.0.0.3", TCP, 80, no_source},
          {to_pod, "10.0.0.4", TCP, 80, in_0_0},
          {to_pod, "10.0.0.6", TCP, 80, no_source},
          {to_pod, "10.0.0.7", TCP, 80, in_0_0},
          {to_pod, "10.0.0.8", TCP, 80, no_source}}},
        {"T1, T2, T3 an exception narrows its own block and nothing else",
         {policy_in("x", "p")
              .ingress(rule({block("10.0.0.0/24", {"10.0.0.4/30"}), block("10.0.0.4/32")}))
              .ingress(rule({block("10.0.0.5/32")})),
          policy_in("x", "q").ingress(rule({pods_in("team=y", "pod=c")}))},
         {{to_pod, "10.0.0.2", TCP, 80, in_0_0},
          {to_pod, "10.0.0.4", TCP, 80, "NP_RULE_MATCH x/p spec.ingress[0].from[1]"},
          {to_pod, "10.0.0.5", TCP, 80, "NP_RULE_MATCH x/p spec.ingress[1].from[0]"},
          {to_pod, "10.0.0.6", TCP, 80, "NP_RULE_MATCH x/q spec.ingress[0].from[0]"},
          {to_pod, "10.0.0.7", TCP, 80,
           "NP_INGRESS_NO_RULE_MATCH x/p spec.podSelector x/q spec.podSelector"}}},
        {"T4, T7 everything with an exception",
         {policy_in("x", "p").ingress(rule({block("0.0.0.0/0", {"0.0.0.0/1"})}))},
         {{to_pod, "0.0.0.0", TCP, 80, no_source},
          {to_pod, "127.255.255.255", TCP, 80, no_source},
          {to_pod, "128.0.0.0", TCP, 80, in_0_0},
          {to_pod, "255.255.255.255", TCP, 80, in_0_0}}},
        {"T5, T6 overlapping blocks: the union of their ports",
         {policy_in("x", "p")
              .ingress(rule({block("10.0.0.0/8")}, {port(80)}))
              .ingress(rule({block("10.0.0.0/24")}, {port(81)}))
              .ingress(rule({block("10.0.0.4/32")}))},
         {{to_pod, "10.0.0.2", TCP, 80, in_0_0},
          {to_pod, "10.0.0.2", TCP, 81, "NP_RULE_MATCH x/p spec.ingress[1].from[0]"},
          {to_pod, "10.1.0.2", TCP, 81, no_port},
          {to_pod, "10.0.0.4", TCP, 82, "NP_RULE_MATCH x/p spec.ingress[2].from[0]"},
          {to_pod, "10.0.0.4", TCP, 80, in_0_0}}},
        {"T11 host bits are masked",
         {policy_in("x", "p").ingress(rule({block("10.0.0.5/30")}))},
         {{to_pod, "10.0.0.4", TCP, 80, in_0_0}, {to_pod, "10.0.0.3", TCP, 80, no_source}}},
        {"T70 families: IPv4 blocks isolate IPv6 too and allow nothing there",
         {policy_in("x", "p").ingress(rule({block("0.0.0.0/0")}))},
         {{to_pod, "255.255.255.255", TCP, 80, in_0_0},
          {to_pod, "::", TCP, 80, no_source},
          {to_pod, "::ffff:10.0.0.1", TCP, 80, no_source}}},
        {"IPv6 to the bounds",
         {policy_in("x", "p").ingress(
             rule({block("fd00::4/126", {"fd00::5/128"}), block("ffff:ffff:ffff:ffff::/64")}))},
         {{to_pod, "fd00::3", TCP, 80, no_source},
          {to_pod, "fd00::4", TCP, 80, in_0_0},
          {to_pod, "fd00::5", TCP, 80, no_source},
          {to_pod, "fd00::7", TCP, 80, in_0_0},
          {to_pod, "fd00::8", TCP, 80, no_source},
          {to_pod, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", TCP, 80,
           "NP_RULE_MATCH x/p spec.ingress[0].from[1]"}}},
    });
}

TEST(FilterTable, Ports) {
    check({
        {"a number, its neighbours, other protocols",
         {policy_in("x", "p").ingress(rule({}, {port(80)}))},
         {{to_pod, "10.0.0.2", TCP, 79, no_port},
          {to_pod, "10.0.0.2", TCP, 80, in_0},
          {to_pod, "10.0.0.2", TCP, 81, no_port},
          {to_pod, "10.0.0.2", UDP, 80, no_port},
          {to_pod, "10.0.0.2", SCTP, 80, no_port},
          {to_pod, "10.0.0.2", ICMP, 0, no_port}}},
        {"T20 endPort, to its bounds",
         {policy_in("x", "p").ingress(rule({}, {ports(80, 90), ports(65534, 65535)}))},
         {{to_pod, "10.0.0.2", TCP, 79, no_port},
          {to_pod, "10.0.0.2", TCP, 80, in_0},
          {to_pod, "10.0.0.2", TCP, 90, in_0},
          {to_pod, "10.0.0.2", TCP, 91, no_port},
          {to_pod, "10.0.0.2", TCP, 65533, no_port},
          {to_pod, "10.0.0.2", TCP, 65535, in_0}}},
        {"T14 a protocol without a port: all ports of it",
         {policy_in("x", "p").ingress(rule({}, {any_port("UDP")}))},
         {{to_pod, "10.0.0.2", UDP, 0, in_0},
          {to_pod, "10.0.0.2", UDP, 65535, in_0},
          {to_pod, "10.0.0.2", TCP, 80, no_port}}},
        {"T16 ports: [{}] is all of TCP",
         {policy_in("x", "p").ingress(rule({}, {policy::PolicyPort{}}))},
         {{to_pod, "10.0.0.2", TCP, 1, in_0},
          {to_pod, "10.0.0.2", UDP, 1, no_port},
          {to_pod, "10.0.0.2", ICMP, 0, no_port}}},
        {"T15 all of TCP beside a number",
         {policy_in("x", "p").ingress(rule({}, {any_port("TCP"), port(80)}))},
         {{to_pod, "10.0.0.2", TCP, 81, in_0}}},
        {"T23 an SCTP rule isolates and allows no TCP",
         {policy_in("x", "p").ingress(rule({}, {port(80, "SCTP")}))},
         {{to_pod, "10.0.0.2", SCTP, 80, in_0}, {to_pod, "10.0.0.2", TCP, 80, no_port}}},
        {"T25 ICMP only by rules without ports",
         {policy_in("x", "p")
              .ingress(rule({pods("pod=b")}, {any_port("TCP"), any_port("UDP"), any_port("SCTP")}))
              .ingress(rule({pods("pod=c")}))},
         {{to_pod, "10.0.0.2", ICMP, 0, no_port},
          {to_pod, "10.0.0.3", ICMP, 0, "NP_RULE_MATCH x/p spec.ingress[1].from[0]"}}},
    });
}

TEST(FilterTable, NamedPorts) {
    check({
        {"ingress: the numbers of the protected pod",
         {policy_in("x", "p").ingress(rule({}, {port("serve")}))},
         {{to_pod, "10.0.0.2", TCP, 80, in_0},
          {to_pod, "10.0.0.2", TCP, 8080, no_port},
          {to_pod, "10.0.0.2", UDP, 80, no_port}}},
        {"T17, a name of the wrong protocol or that nobody declares opens nothing",
         {policy_in("x", "p").ingress(rule({}, {port("serve", "UDP"), port("none")}))},
         {{to_pod, "10.0.0.2", UDP, 80, no_name}, {to_pod, "10.0.0.2", TCP, 80, no_name}}},
        {"one item that resolves makes it a matter of ports",
         {policy_in("x", "p").ingress(rule({}, {port("none"), port("serve")}))},
         {{to_pod, "10.0.0.2", TCP, 81, no_port}, {to_pod, "10.0.0.2", TCP, 80, in_0}}},
        {"T19 egress: each destination's own number",
         {policy_in("x", "p")
              .types({"Egress"})
              .egress(rule({pods_in("", "pod=a"), pods_in("", "pod=b"), pods_in("", "pod=c")},
                           {port("serve")}))},
         {{from_pod, "10.0.0.4", TCP, 80, out_0_0},
          {from_pod, "10.0.0.4", TCP, 8080, no_port},
          {from_pod, "10.0.0.5", TCP, 8080, "NP_RULE_MATCH x/p spec.egress[0].to[1]"},
          {from_pod, "fd00::5", TCP, 8080, "NP_RULE_MATCH x/p spec.egress[0].to[1]"},
          {from_pod, "10.0.0.5", TCP, 80, no_port},
          {from_pod, "10.0.0.6", TCP, 80, no_name}}},
        {"T18 egress without `to`: every pod that declares the name, and none but pods",
         {policy_in("x", "p").types({"Egress"}).egress(rule({}, {port("serve")}))},
         {{from_pod, "10.0.0.4", TCP, 80, out_0},
          {from_pod, "10.0.0.5", TCP, 8080, out_0},
          {from_pod, "10.0.0.1", TCP, 80, out_0},
          {from_pod, "10.0.0.6", TCP, 80, no_name},
          {from_pod, "8.8.8.8", TCP, 80, no_name}}},
        {"egress to a block: the pods in it",
         {policy_in("x", "p")
              .types({"Egress"})
              .egress(rule({block("10.0.0.4/32"), block("8.8.8.8/32")}, {port("serve")}))},
         {{from_pod, "10.0.0.4", TCP, 80, out_0_0},
          {from_pod, "8.8.8.8", TCP, 80, no_name},
          {from_pod, "10.0.0.5", TCP, 8080, no_destination}}},
    });
}

TEST(FilterTable, TheNearestMissComesFirst) {
    const NetworkPolicy none = policy_in("x", "a-none");
    const NetworkPolicy both = policy_in("x", "b-both").ingress(rule({pods("pod=c")}, {port(81)}));
    const NetworkPolicy peer = policy_in("x", "c-peer").ingress(rule({pods("pod=c")}, {port(80)}));
    const NetworkPolicy near = policy_in("x", "d-port").ingress(rule({pods("pod=b")}, {port(81)}));
    const std::string at = " spec.podSelector";
    check({
        {"port, peer, both, no rules; by name within one",
         {none, both, peer, near},
         {{to_pod, "10.0.0.2", TCP, 80,
           "NP_PORT_MISMATCH x/d-port" + at + " x/c-peer" + at + " x/b-both" + at + " x/a-none" +
               at},
          {to_pod, "10.0.0.2", TCP, 82,
           "NP_PORT_MISMATCH x/d-port" + at + " x/b-both" + at + " x/c-peer" + at + " x/a-none" +
               at},
          {to_pod, "10.0.0.4", TCP, 81,
           "NP_INGRESS_NO_RULE_MATCH x/b-both" + at + " x/d-port" + at + " x/c-peer" + at +
               " x/a-none" + at},
          {to_pod, "10.0.0.4", TCP, 82,
           "NP_INGRESS_NO_RULE_MATCH x/b-both" + at + " x/c-peer" + at + " x/d-port" + at +
               " x/a-none" + at}}},
        {"no rules at all",
         {policy_in("x", "p"), none},
         {{to_pod, "10.0.0.2", TCP, 80, "NP_INGRESS_DEFAULT_DENY x/a-none" + at + " x/p" + at}}},
    });
}

TEST(FilterTable, WhoIsNotPoliced) {
    WorldText world = cluster();
    world.pod("x/done", "pod=b", {"10.0.0.20"}).phase(policy::Phase::Succeeded);
    world.pod("x/failed", "pod=b", {"10.0.0.21"}).phase(policy::Phase::Failed);
    world.pod("x/host", "pod=b", {"10.0.0.22"}).host_network();
    world.pod("x/unscheduled", "pod=b", {});
    world.pod("x/reuse", "pod=c", {"10.0.0.20"});  // T64: of the finished pod's address
    world.policy(policy_in("x", "p")
                     .types({"Ingress", "Egress"})
                     .ingress(rule({pods("pod=b"), block("10.0.0.22/32")})));
    CauseBook book;
    policy::Compiler compiler(world.world(), book);
    const auto of_a = compiler.table(world.index("x/a"));
    const std::vector<Question> questions = {
        {to_pod, "10.0.0.2", TCP, 80, in_0_0},
        {to_pod, "10.0.0.20", TCP, 80, no_source},
        {to_pod, "10.0.0.21", TCP, 80, no_source},
        {to_pod, "10.0.0.22", TCP, 80, "NP_RULE_MATCH x/p spec.ingress[0].from[1]"},  // T52
    };
    for (const Question& question : questions) {
        EXPECT_EQ(answer(*of_a, book, question), question.expected) << question.peer;
    }
    for (const char* pod : {"x/done", "x/failed", "x/host", "x/unscheduled"}) {  // T51
        const auto table = compiler.table(world.index(pod));
        EXPECT_FALSE(table->isolated(to_pod)) << pod;
        EXPECT_FALSE(table->isolated(from_pod)) << pod;
        EXPECT_EQ(answer(*table, book, {to_pod, "10.0.0.3", TCP, 80, ""}), open) << pod;
    }
    EXPECT_TRUE(compiler.table(world.index("x/reuse"))->isolated(to_pod));
}

TEST(FilterTable, CausesSayWhereTheyWereWritten) {
    WorldText world = cluster();
    world.world().files = {"a.yaml", "b.yaml"};
    policy::PolicyRule with_peers = rule({pods("pod=b"), pods("pod=c")});
    with_peers.position = {1, 20, 3};
    with_peers.peers[0].position = {1, 21, 5};
    with_peers.peers[1].position = {1, 25, 5};
    policy::PolicyRule without = rule({}, {port(80)});
    without.position = {1, 30, 3};
    NetworkPolicy policy = policy_in("x", "p").ingress(with_peers).ingress(without);
    policy.pod_selector_position = {0, 7, 3};
    world.policy(policy);
    CauseBook book;
    policy::Compiler compiler(world.world(), book);
    const auto table = compiler.table(world.index("x/a"));
    const auto cause = [&](const char* peer, std::uint16_t port) {
        return book.at(table->lookup(to_pod, address(peer), TCP, port).causes).at(0);
    };
    const Cause peer{"NetworkPolicy", "x", "p", to_pod, "spec.ingress[0].from[1]", 0, "b.yaml", 25};
    EXPECT_EQ(cause("10.0.0.3", 80), peer);
    const Cause bare{"NetworkPolicy", "x", "p", to_pod, "spec.ingress[1]", 1, "b.yaml", 30};
    EXPECT_EQ(cause("10.0.0.4", 80), bare);
    const Cause drop{"NetworkPolicy", "x", "p", to_pod, "spec.podSelector", {}, "a.yaml", 7};
    EXPECT_EQ(cause("10.0.0.4", 81), drop);
}

}  // namespace
