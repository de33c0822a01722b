// SPDX-License-Identifier: MIT
// Each finding where it is due, and where it is not.
#include "policy/lint/lint.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using policy::Lint;
using policy::NetworkPolicy;
using policy::PolicyRule;
using policy::Protocol;
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

using Places = std::vector<std::string>;  // "CODE path", in order of the findings

// shop: web, db; ops: prometheus; kube-system: CoreDNS. All addresses are known.
WorldText shop() {
    WorldText world;
    world.ns("shop", "team=a").ns("ops", "team=ops").ns("kube-system").ns("empty");
    world.pod("shop/web", "app=web,tier=front", {"10.0.0.1"}, {{"http", Protocol::TCP, 8080}});
    world.pod("shop/db", "app=db", {"10.0.0.2"},
              {{"sql", Protocol::TCP, 5432}, {"stats", Protocol::UDP, 8125}});
    world.pod("ops/prometheus", "app=prometheus", {"10.0.1.1"});
    world.pod("kube-system/coredns", "k8s-app=kube-dns", {"10.0.2.1"},
              {{"dns", Protocol::UDP, 53}, {"dns-tcp", Protocol::TCP, 53}});
    return world;
}

Places places(const policy::World& world) {
    Places result;
    for (const policy::LintFinding& finding : policy::lint(world)) {
        result.push_back(std::string(info(finding.lint).code) + " " + finding.path);
    }
    return result;
}

Places places(const NetworkPolicy& policy) {
    return places(shop().policy(policy).world());
}

std::string help(const NetworkPolicy& policy, Lint lint) {
    WorldText world = shop();
    world.policy(policy);
    for (const policy::LintFinding& finding : policy::lint(world.world())) {
        if (finding.lint == lint) return finding.help;
    }
    return "no such finding";
}

policy::LabelSelector expressions(std::vector<policy::LabelRequirement> requirements) {
    return {{}, std::move(requirements)};
}

const Places none;
const std::string db = "app=db";

// A policy of shop that selects db and has one ingress rule.
NetworkPolicy to_db(const PolicyRule& rule) {
    return policy_in("shop", "p").selects(db).ingress(rule);
}

PolicyRule to_dns(bool with_tcp = true) {
    const policy::Peer servers =
        pods_in("kubernetes.io/metadata.name=kube-system", "k8s-app=kube-dns");
    return with_tcp ? rule({servers}, {port(53, "UDP"), port(53)})
                    : rule({servers}, {port(53, "UDP")});
}

// Likewise with an egress rule, beside one that admits DNS.
NetworkPolicy from_db(const PolicyRule& rule) {
    return policy_in("shop", "p").selects(db).types({"Egress"}).egress(rule).egress(to_dns());
}

struct Row {
    const char* name;
    NetworkPolicy policy;
    Places expected;
};

void check(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(places(row.policy), row.expected) << row.name;
}

TEST(Lint, TableIsInTheOrderOfTheCodes) {
    for (std::size_t i = 0; i < policy::lint_table().size(); ++i) {
        const policy::LintInfo& row = policy::lint_table()[i];
        EXPECT_EQ(static_cast<std::size_t>(row.lint), i);
        EXPECT_EQ(row.code.substr(0, 5), "LINT_");
        EXPECT_FALSE(row.why.empty() || row.remedy.empty() || row.title.empty()) << row.code;
    }
    EXPECT_EQ(policy::lint_table().size(), static_cast<std::size_t>(Lint::CidrOfNobody) + 1);
}

TEST(Lint, SoundPoliciesAreLeftAlone) {
    check({
        {"deny all", policy_in("shop", "p").types({"Ingress", "Egress"}), none},
        {"allow all", to_db(rule({})), none},
        {"everything ordinary",
         to_db(rule({pods("app=web"), namespaces("team=ops")}, {port("sql"), port(8125, "UDP")})),
         none},
        {"egress with DNS", from_db(rule({pods("app=web")}, {port(8080)})), none},
        {"a policy of a namespace that has no pods yet", policy_in("empty", "p"), none},
    });
}

TEST(Lint, PolicySelectsNothing) {
    const Places found = {"LINT_POLICY_SELECTS_NOTHING spec.podSelector"};
    WorldText jobs = shop();
    jobs.pod("shop/job", "app=job", {"10.0.0.3"}).phase(policy::Phase::Succeeded);
    check({
        {"no such value", policy_in("shop", "p").selects("app=wbe"), found},
        {"labels that no one pod has together", policy_in("shop", "p").selects("app=db,tier=front"),
         found},
        {"nothing is known of its namespace", policy_in("shopp", "p").selects(db), found},
    });
    EXPECT_EQ(places(jobs.policy(policy_in("shop", "p").selects("app=job")).world()), found);
    EXPECT_EQ(help(policy_in("shop", "p").selects("app=wbe"), Lint::PolicySelectsNothing),
              "no pod there has app=wbe; app is db, web there");
    EXPECT_EQ(help(policy_in("shop", "p").selects("ap=web"), Lint::PolicySelectsNothing),
              "no pod there has ap=web; labels there are app, tier");
}

TEST(Lint, SelectorContradiction) {
    NetworkPolicy subject = policy_in("shop", "p");
    subject.pod_selector = expressions({{"app", "In", {"db"}}, {"app", "NotIn", {"db"}}});
    policy::Peer peer = pods(db);
    peer.pod_selector = expressions({{"app", "Exists", {}}, {"app", "DoesNotExist", {}}});
    policy::Peer sound = peer;
    sound.pod_selector = expressions({{"app", "Exists", {}}, {"app", "NotIn", {"db"}}});
    check({
        {"subject", subject, {"LINT_SELECTOR_CONTRADICTION spec.podSelector"}},
        {"peer",
         to_db(rule({peer, pods("app=web")})),
         {"LINT_SELECTOR_CONTRADICTION spec.ingress[0].from[0].podSelector"}},
        {"two requirements on one key that agree", to_db(rule({sound})), none},
    });
}

TEST(Lint, PeersAndRulesThatMatchNothing) {
    check({
        {"one of two peers",
         to_db(rule({pods("app=web"), pods("app=gone")})),
         {"LINT_PEER_MATCHES_NOTHING spec.ingress[0].from[1]"}},
        {"the only peer",
         to_db(rule({pods("app=gone")})),
         {"LINT_RULE_NEVER_MATCHES spec.ingress[0]"}},
        {"no such namespace",
         to_db(rule({namespaces("team=gone")})),
         {"LINT_RULE_NEVER_MATCHES spec.ingress[0]"}},
        {"a block", to_db(rule({block("192.0.2.0/24")})), none},
        {"a rule that is ignored",
         policy_in("shop", "p").selects(db).types({"Egress"}).ingress(rule({pods("app=gone")})),
         {"LINT_RULES_IGNORED spec.ingress"}},
    });
    EXPECT_EQ(help(to_db(rule({pods("app=prometheus")})), Lint::RuleNeverMatches),
              "such pods are in ops; add a namespaceSelector for it to this item");
    EXPECT_EQ(help(to_db(rule({pods_in("team=ops", "app=prom")})), Lint::RuleNeverMatches),
              "no pod there has app=prom; app is prometheus there");
}

// Manifests of one application do not show the cluster's other pods.
TEST(Lint, OfWhatTheInputDoesNotShowNothingIsSaid) {
    const struct {
        const char* name;
        policy::Peer peer;
        bool found;
    } rows[] = {
        {"by a label of namespaces", namespaces("team=gone"), false},
        {"any namespace", pods_in("", "app=gone"), false},
        {"a namespace without pods here", pods_in("kubernetes.io/metadata.name=empty", "a=b"),
         false},
        {"a namespace whose pods are here", pods_in("kubernetes.io/metadata.name=ops", "a=b"),
         true},
        {"the policy's own", pods("app=gone"), true},
    };
    for (const auto& row : rows) {
        WorldText world = shop();
        for (policy::Pod& pod : world.world().pods) {
            pod.addresses_are = policy::Addresses::StandIn;
        }
        world.policy(to_db(rule({row.peer}, {port("sql")})));
        EXPECT_EQ(places(world.world()).empty(), !row.found) << row.name;
    }
}

TEST(Lint, TwoPeersForOne) {
    const Places found = {"LINT_TWO_PEERS_FOR_ONE spec.ingress[0].from[1]"};
    check({
        {"the pods are in the selected namespace",
         to_db(rule({namespaces("team=ops"), pods("app=prometheus")})), found},
        {"in the other order",
         to_db(rule({pods("app=prometheus"), namespaces("team=ops")})),
         {"LINT_TWO_PEERS_FOR_ONE spec.ingress[0].from[0]"}},
        {"one item with both", to_db(rule({pods_in("team=ops", "app=prometheus")})), none},
        {"such pods are here", to_db(rule({namespaces("team=ops"), pods("app=web")})), none},
        {"every pod here", to_db(rule({namespaces("team=ops"), pods("")})), none},
        {"such pods are nowhere",
         to_db(rule({namespaces("team=ops"), pods("app=gone")})),
         {"LINT_PEER_MATCHES_NOTHING spec.ingress[0].from[1]"}},
    });
}

TEST(Lint, PolicyTypes) {
    NetworkPolicy empty_egress = policy_in("shop", "p").selects(db);
    empty_egress.egress_position = {0, 9, 3};
    NetworkPolicy stated = empty_egress;
    stated.policy_types = {"Egress"};
    const auto types = [](std::vector<std::string> list) {
        return policy_in("shop", "p").selects(db).types(std::move(list)).egress(to_dns());
    };
    check({
        {"egress rules under Ingress", types({"Ingress"}), {"LINT_RULES_IGNORED spec.egress"}},
        {"egress rules under Egress", types({"Egress"}), none},
        {"egress rules alone", types({}), {"LINT_INGRESS_ISOLATED_BY_DEFAULT spec.egress"}},
        {"egress rules beside ingress rules",
         policy_in("shop", "p").selects(db).ingress(rule({})).egress(to_dns()), none},
        {"an empty egress list", empty_egress, {"LINT_EMPTY_EGRESS_IGNORED spec.egress"}},
        {"with its type", stated, none},
    });
}

// A cluster whose nodes answer for kube-dns themselves.
WorldText with_dns_caches() {
    WorldText world = shop();
    policy::World& made = world.world();
    made.nodes.push_back({"n1", {}, {*policy::IpAddress::parse("10.0.9.1")}, {}});
    policy::Pod cache;
    cache.ns = "kube-system";
    cache.name = "node-local-dns";
    cache.addresses = made.nodes[0].addresses;
    cache.node = "n1";
    cache.host_network = true;
    cache.dns_cache = policy::DnsCache{{*policy::IpAddress::parse("172.20.0.10")}, "up"};
    made.pods.push_back(cache);
    for (policy::Pod& pod : made.pods) pod.node = "n1";
    policy::Service dns;
    dns.ns = "kube-system";
    dns.name = "kube-dns";
    dns.cluster_ips = {*policy::IpAddress::parse("172.20.0.10")};
    made.services.push_back(dns);
    return world;
}

TEST(Lint, ADnsCacheIsAdmittedByItsAddressOnly) {
    const Places found = {"LINT_DNS_CACHE_NOT_ADMITTED spec.egress"};
    const auto egress = [](const PolicyRule& rule) {
        return policy_in("shop", "p").selects(db).types({"Egress"}).egress(rule);
    };
    const auto both = [](policy::Peer peer) {
        return rule({std::move(peer)}, {port(53, "UDP"), port(53)});
    };
    const struct {
        const char* what;
        NetworkPolicy policy;
        Places places;
    } rows[] = {
        {"CoreDNS by its labels", egress(to_dns()), found},
        {"every pod", egress(rule({namespaces("")})), found},
        {"the cache's address", egress(both(block("172.20.0.10/32"))), none},
        {"a block around it", egress(both(block("172.20.0.0/16"))), none},
        {"a block but for it", egress(both(block("172.20.0.0/16", {"172.20.0.10/32"}))), found},
        {"another address", egress(both(block("169.254.20.10/32"))), found},
        {"everything", egress(rule({})), none},
        {"no names at all",
         egress(rule({pods("app=web")}, {port(8080)})),
         {"LINT_EGRESS_WITHOUT_DNS spec.egress"}},
        {"ingress", policy_in("shop", "p").selects(db), none},
    };
    for (const auto& row : rows) {
        WorldText world = with_dns_caches();
        EXPECT_EQ(places(world.policy(row.policy).world()), row.places) << row.what;
        EXPECT_NE(places(shop().policy(row.policy).world()), found) << row.what << ", no cache";
    }
    WorldText elsewhere = with_dns_caches();
    elsewhere.policy(egress(to_dns()));
    elsewhere.world().nodes.push_back({"n2", {}, {*policy::IpAddress::parse("10.0.9.2")}, {}});
    for (policy::Pod& pod : elsewhere.world().pods) {
        if (!pod.host_network) pod.node = "n2";
    }
    EXPECT_EQ(places(elsewhere.world()), none) << "on a node without";
}

// shop/web behind a Service and a load balancer of this kind.
WorldText with_load_balancer(policy::TargetGroup::Type type, bool keeps_client) {
    WorldText world = shop();
    policy::Service service;
    service.ns = "shop";
    service.name = "web";
    service.cluster_ips = {*policy::IpAddress::parse("172.20.0.20")};
    service.selector = policy::Labels{{"app", "web"}};
    service.ports.resize(1);
    service.ports[0] = {"http", Protocol::TCP, 80, std::uint16_t{8080}, 30080, {}};
    policy::LoadBalancer balancer;
    balancer.type = policy::LoadBalancer::Type::Application;
    balancer.ns = "shop";
    balancer.name = "front";
    policy::ListenerRule rule;
    rule.target = {"web", std::uint16_t{80}, type, keeps_client};
    balancer.listeners = {{Protocol::TCP, 80, {rule}}};
    world.world().services.push_back(service);
    world.world().load_balancers.push_back(balancer);
    return world;
}

TEST(Lint, ALoadBalancerThatOnlySelectorsWouldLetIn) {
    using Type = policy::TargetGroup::Type;
    const Places found = {"LINT_LOAD_BALANCER_KEPT_OUT spec.ingress"};
    const auto ingress = [](const PolicyRule& rule) {
        return policy_in("shop", "p").selects("app=web").types({"Ingress"}).ingress(rule);
    };
    const auto said = [&](const NetworkPolicy& policy, Type type, bool keeps) {
        WorldText world = with_load_balancer(type, keeps);
        return places(world.policy(policy).world());
    };
    const NetworkPolicy from_pods = ingress(rule({namespaces("")}));
    EXPECT_EQ(said(from_pods, Type::Ip, false), found);
    EXPECT_EQ(said(from_pods, Type::Instance, false), found);
    EXPECT_EQ(said(from_pods, Type::Instance, true), found) << "but the node masquerades";
    EXPECT_EQ(said(from_pods, Type::Ip, true), none) << "whose clients may be pods";
    EXPECT_EQ(said(ingress(rule({})), Type::Ip, false), none);
    EXPECT_EQ(said(ingress(rule({block("10.0.0.0/16")}, {port(8080)})), Type::Ip, false), none);
    EXPECT_EQ(said(ingress(rule({block("10.0.0.0/16")}, {port("http")})), Type::Ip, false), none);
    EXPECT_EQ(said(ingress(rule({block("10.0.0.0/16")}, {ports(8000, 9000)})), Type::Ip, false),
              none);
    EXPECT_EQ(
        said(ingress(rule({block("10.0.0.0/16")}, {port("http", "UDP")})), Type::Ip, false).front(),
        found[0]);
    WorldText placed = with_load_balancer(Type::Ip, false);
    placed.world().load_balancers[0].addresses = {{*policy::IpAddress::parse("10.1.0.5"), "a"}};
    WorldText of_nodes = with_load_balancer(Type::Instance, false);
    of_nodes.world().nodes.push_back({"n1", {}, {*policy::IpAddress::parse("10.1.0.5")}, {}});
    for (WorldText* known : {&placed, &of_nodes}) {
        known->policy(ingress(rule({block("10.0.0.0/16")}, {port(8080)})));
        EXPECT_EQ(places(known->world()), found) << "it stands elsewhere";
        known->world().policies.clear();
        known->policy(ingress(rule({block("10.0.0.0/8")}, {port(8080)})));
        EXPECT_EQ(places(known->world()), none);
    }
    EXPECT_EQ(said(policy_in("shop", "p").selects(db).types({"Ingress"}), Type::Ip, false), none)
        << "another pod";
    EXPECT_EQ(said(policy_in("shop", "p").selects("app=web").types({"Egress"}), Type::Ip, false),
              none)
        << "another direction";
}

TEST(Lint, EgressWithoutDns) {
    const Places found = {"LINT_EGRESS_WITHOUT_DNS spec.egress"};
    const auto egress = [](const PolicyRule& rule) {
        return policy_in("shop", "p").selects(db).types({"Egress"}).egress(rule);
    };
    check({
        {"one port of one peer", egress(rule({pods("app=web")}, {port(8080)})), found},
        {"all ports of one peer", egress(rule({pods("app=web")})), found},
        {"TCP 53 only", egress(rule({namespaces("")}, {port(53)})), found},
        {"UDP 53 only", egress(to_dns(false)), {"LINT_DNS_WITHOUT_TCP spec.egress"}},
        {"UDP 53 in a range, TCP 53 beside it",
         egress(rule({namespaces("")}, {any_port("UDP"), port(52), port(54)})),
         {"LINT_DNS_WITHOUT_TCP spec.egress"}},
        {"both", egress(to_dns()), none},
        {"by name", egress(rule({namespaces("")}, {port("dns", "UDP"), port("dns-tcp")})), none},
        {"every port of kube-system",
         egress(rule({namespaces("kubernetes.io/metadata.name=kube-system")})), none},
        {"everything", egress(rule({})), none},
        {"any peer, a range of ports", egress(rule({}, {any_port("UDP"), ports(1, 1024)})), none},
        {"addresses only, which need no names", egress(rule({block("192.0.2.0/24")}, {port(443)})),
         none},
        {"nothing at all", policy_in("shop", "p").selects(db).types({"Egress"}), none},
        {"the servers themselves",
         policy_in("kube-system", "p")
             .types({"Egress"})
             .egress(rule({namespaces("")}, {port(8080)})),
         none},
    });
}

TEST(Lint, DnsByAnotherPolicyIsDns) {
    WorldText world = shop();
    world.policy(policy_in("shop", "dns").types({"Egress"}).egress(to_dns()));
    world.policy(policy_in("shop", "p")
                     .selects(db)
                     .types({"Egress"})
                     .egress(rule({pods("app=web")}, {port(8080)})));
    EXPECT_EQ(places(world.world()), none);
}

TEST(Lint, NamedPorts) {
    check({
        {"declared", to_db(rule({}, {port("sql"), port("stats", "UDP")})), none},
        {"not declared",
         to_db(rule({}, {port("http")})),
         {"LINT_NAMED_PORT_UNDECLARED spec.ingress[0].ports[0]"}},
        {"another protocol",
         to_db(rule({}, {port("stats")})),
         {"LINT_NAMED_PORT_UNDECLARED spec.ingress[0].ports[0]"}},
        {"of the peer", from_db(rule({pods("app=web")}, {port("http")})), none},
        {"of nobody among the peers",
         from_db(rule({pods("app=web")}, {port("sql")})),
         {"LINT_NAMED_PORT_UNDECLARED spec.egress[0].ports[0]"}},
        {"of somebody, without peers", from_db(rule({}, {port("http")})), none},
        {"of an address outside",
         from_db(rule({block("192.0.2.0/24")}, {port("http")})),
         {"LINT_NAMED_PORT_UNDECLARED spec.egress[0].ports[0]"}},
        {"of an address that a pod has", from_db(rule({block("10.0.0.0/24")}, {port("http")})),
         none},
    });
    EXPECT_EQ(help(to_db(rule({}, {port("stats")})), Lint::NamedPortUndeclared),
              "they declare it for another protocol: stats (UDP 8125)");
}

TEST(Lint, PortsThatNobodyListensOn) {
    const Places found = {"LINT_PORT_NOT_LISTENED spec.ingress[0].ports[0]"};
    check({
        {"a Service's port", to_db(rule({}, {port(80)})), found},
        {"another protocol", to_db(rule({}, {port(5432, "UDP")})), found},
        {"a range without any", to_db(rule({}, {ports(1, 1024)})), found},
        {"a range with one", to_db(rule({}, {ports(5000, 6000)})), none},
        {"pods that declare none", policy_in("ops", "p").ingress(rule({}, {port(9090)})), none},
        {"of the peers",
         from_db(rule({pods("app=web")}, {port(80)})),
         {"LINT_PORT_NOT_LISTENED spec.egress[0].ports[0]"}},
        {"one of the peers declares none",
         from_db(rule({pods("app=web"), namespaces("team=ops")}, {port(80)})), none},
        {"addresses outside", from_db(rule({block("0.0.0.0/0")}, {port(80)})), none},
    });
}

// A Service of shop before web (8080), with this port and target, and these labels selected.
policy::Service front(std::uint16_t port, std::variant<std::uint16_t, std::string> target,
                      policy::Labels labels = {{"app", "web"}}) {
    policy::Service service;
    service.ns = "shop";
    service.name = "front";
    service.selector = std::move(labels);
    service.ports.resize(1);
    service.ports[0].port = port;
    service.ports[0].target = std::move(target);
    return service;
}

TEST(Lint, TheServicesPortWhereThePodsPortCounts) {
    const Places found = {"LINT_SERVICE_PORT spec.egress[0].ports[0]"};
    const struct {
        const char* name;
        policy::Service service;
        NetworkPolicy policy;
        Places expected;
    } rows[] = {
        {"the service's port", front(80, std::string("http")),
         from_db(rule({pods("app=web")}, {port(80)})), found},
        {"the pods' port", front(80, std::string("http")),
         from_db(rule({pods("app=web")}, {port(8080)})), none},
        {"both are one", front(8080, std::uint16_t{8080}),
         from_db(rule({pods("app=web")}, {port(8080)})), none},
        {"a port of neither",
         front(81, std::string("http")),
         from_db(rule({pods("app=web")}, {port(80)})),
         {"LINT_PORT_NOT_LISTENED spec.egress[0].ports[0]"}},
        {"of another protocol",
         front(80, std::string("http")),
         from_db(rule({pods("app=web")}, {port(80, "UDP")})),
         {"LINT_PORT_NOT_LISTENED spec.egress[0].ports[0]"}},
        {"a service before other pods",
         front(80, std::string("sql"), {{"app", "db"}}),
         from_db(rule({pods("app=web")}, {port(80)})),
         {"LINT_PORT_NOT_LISTENED spec.egress[0].ports[0]"}},
    };
    for (const auto& row : rows) {
        WorldText world = shop();
        world.world().services.push_back(row.service);
        EXPECT_EQ(places(world.policy(row.policy).world()), row.expected) << row.name;
    }
}

TEST(Lint, ServicesThatNobodyAnswersOrNotOnOnePort) {
    const Places nobody = {"LINT_SERVICE_NO_ENDPOINTS spec.ports[0]"};
    const struct {
        const char* name;
        policy::Service service;
        Places expected;
        const char* help;
    } rows[] = {
        {"a pod", front(80, std::string("http")), none, ""},
        {"a slip in the selector", front(80, std::uint16_t{80}, {{"app", "wbe"}}), nobody,
         "no pod there has app=wbe; app is db, web there"},
        {"a name that the pod does not declare", front(80, std::string("htpp")), nobody,
         "none of the pods it selects declares the port \"htpp\""},
    };
    for (const auto& row : rows) {
        WorldText world = shop();
        world.world().services.push_back(row.service);
        EXPECT_EQ(places(world.world()), row.expected) << row.name;
        for (const policy::LintFinding& finding : policy::lint(world.world())) {
            EXPECT_EQ(finding.help, row.help) << row.name;
            EXPECT_EQ(finding.service, 0U) << row.name;
        }
    }
    WorldText world = shop();
    world.world().pods[0].ready = false;
    world.world().services.push_back(front(80, std::string("http")));
    EXPECT_EQ(places(world.world()), nobody);
    world.world().pods[0].ready = true;
    world.pod("shop/web-2", "app=web", {"10.0.0.9"}, {{"http", Protocol::TCP, 9090}});
    EXPECT_EQ(places(world.world()), Places{"LINT_SERVICE_PORTS_DIFFER spec.ports[0]"});
    world.world().services[0].selector.reset();  // its endpoints are somebody else's affair
    EXPECT_EQ(places(world.world()), none);
}

TEST(Lint, Blocks) {
    check({
        {"nothing is left",
         to_db(rule({block("10.0.0.0/24", {"10.0.0.0/25", "10.0.0.128/25"})})),
         {"LINT_RULE_NEVER_MATCHES spec.ingress[0]",
          "LINT_BLOCK_EMPTY spec.ingress[0].from[0].ipBlock.except"}},
        {"something is left", to_db(rule({block("10.0.0.0/24", {"10.0.0.0/25"})})), none},
        {"host bits",
         to_db(rule({block("10.0.0.5/24")})),
         {"LINT_CIDR_NOT_CANONICAL spec.ingress[0].from[0].ipBlock.cidr"}},
        {"IPv4-mapped",
         to_db(rule({block("::ffff:10.0.0.0/104")})),
         {"LINT_CIDR_NOT_CANONICAL spec.ingress[0].from[0].ipBlock.cidr"}},
    });
    // The API refuses it; what is read with its errors is said all the same.
    WorldText world = shop();
    world.world().policies.push_back(to_db(rule({block("10.0.0.0/24", {"10.0.1.0/25"})})));
    EXPECT_EQ(places(world.world()),
              Places({"LINT_EXCEPT_OUTSIDE_CIDR spec.ingress[0].from[0].ipBlock.except[0]"}));
}

TEST(Lint, OneFamilyOnly) {
    const struct {
        const char* name;
        PolicyRule rule;
        bool dual;
        Places expected;
    } rows[] = {
        {"IPv4 only",
         rule({block("0.0.0.0/0")}),
         true,
         {"LINT_ONE_FAMILY_ONLY spec.ingress[0].from[0].ipBlock.cidr"}},
        {"both", rule({block("0.0.0.0/0"), block("::/0")}), true, none},
        {"narrower of the other", rule({block("0.0.0.0/0"), block("2001:db8::/32")}), true, none},
        {"a world of one family", rule({block("0.0.0.0/0")}), false, none},
        {"with except", rule({block("0.0.0.0/0", {"10.0.0.0/8"})}), true, none},
    };
    for (const auto& row : rows) {
        WorldText world = shop();
        if (row.dual) world.pod("shop/db-1", db, {"10.0.0.9", "2001:db8::9"});
        EXPECT_EQ(places(world.policy(to_db(row.rule)).world()), row.expected) << row.name;
    }
}

// Two policies of shop, p1 and p2, each with one ingress rule; the findings on rules.
Places of_two(const std::string& first_subject, const PolicyRule& first,
              const std::string& second_subject, const PolicyRule& second) {
    WorldText world = shop();
    world.policy(policy_in("shop", "p1").selects(first_subject).ingress(first));
    world.policy(policy_in("shop", "p2").selects(second_subject).ingress(second));
    Places result;
    for (const policy::LintFinding& finding : policy::lint(world.world())) {
        result.push_back(std::string(info(finding.lint).code) + " " +
                         world.world().policies[finding.policy].name);
    }
    return result;
}

TEST(Lint, RulesImpliedByOthers) {
    const PolicyRule web_sql = rule({pods("app=web")}, {port(5432)});
    const struct {
        const char* name;
        std::string subject;
        PolicyRule rule;
        Places expected;
    } rows[] = {
        {"equal: the later one goes", db, web_sql, {"LINT_RULE_IMPLIED p2"}},
        {"wider subjects", "", web_sql, {"LINT_RULE_IMPLIED p1"}},
        {"wider peers", db, rule({pods("")}, {port(5432)}), {"LINT_RULE_IMPLIED p1"}},
        {"every namespace", db, rule({namespaces("")}, {port(5432)}), {"LINT_RULE_IMPLIED p1"}},
        {"any peer", db, rule({}, {port(5432)}), {"LINT_RULE_IMPLIED p1"}},
        {"wider ports", db, rule({pods("app=web")}), {"LINT_RULE_IMPLIED p1"}},
        {"a range of ports",
         db,
         rule({pods("app=web")}, {ports(5000, 6000)}),
         {"LINT_RULE_IMPLIED p1"}},
        {"one more port and one more peer",
         db,
         rule({pods("app=web"), namespaces("team=ops")}, {port(5432), port(8125, "UDP")}),
         {"LINT_RULE_IMPLIED p1"}},
        {"other ports", db, rule({pods("app=web")}, {port(8125, "UDP")}), none},
        {"other subjects", "app=web", rule({pods("app=web")}, {port(8080)}), none},
        {"narrower subjects, wider ports", "app=web", rule({pods("app=web")}), none},
        {"the same pods by another label, today",
         db,
         rule({pods("tier=front")}, {port(5432)}),
         {"LINT_RULE_IMPLIED_HERE p2"}},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(of_two(db, web_sql, row.subject, row.rule), row.expected) << row.name;
    }
}

TEST(Lint, ImpliedByAnotherRuleOfTheSamePolicy) {
    NetworkPolicy policy = policy_in("shop", "p")
                               .selects(db)
                               .ingress(rule({block("10.0.0.0/16")}, {port("sql")}))
                               .ingress(rule({block("10.0.0.0/8", {"10.1.0.0/16"})}));
    EXPECT_EQ(places(policy), Places({"LINT_RULE_IMPLIED spec.ingress[0]"}));
    EXPECT_EQ(places(policy_in("shop", "p")
                         .selects(db)
                         .ingress(rule({block("10.0.0.0/16")}))
                         .ingress(rule({block("10.0.0.0/8", {"10.0.1.0/24"})}))),
              none);
}

TEST(Lint, OnlyPoliciesThatIsolateInThisDirectionImply) {
    WorldText world = shop();
    world.policy(policy_in("shop", "p1").selects(db).ingress(rule({pods("app=web")})));
    world.policy(policy_in("shop", "p2").types({"Egress"}).ingress(rule({})));
    world.policy(policy_in("ops", "p3").ingress(rule({})));
    EXPECT_EQ(places(world.world()), Places({"LINT_RULES_IGNORED spec.ingress"}));
}

TEST(Lint, ItemsImpliedByOthersOfTheirList) {
    check({
        {"peers",
         to_db(rule({pods("app=web"), pods("")})),
         {"LINT_ITEM_IMPLIED spec.ingress[0].from[0]"}},
        {"the same peer twice",
         to_db(rule({pods("app=web"), pods("app=web")})),
         {"LINT_ITEM_IMPLIED spec.ingress[0].from[1]"}},
        {"a number beside all of its protocol",
         to_db(rule({}, {any_port("TCP"), port(5432)})),
         {"LINT_ITEM_IMPLIED spec.ingress[0].ports[1]"}},
        {"another protocol", to_db(rule({}, {any_port("TCP"), port(8125, "UDP")})), none},
        {"a block in a block",
         to_db(rule({block("10.0.0.0/8"), block("10.1.0.0/16")})),
         {"LINT_ITEM_IMPLIED spec.ingress[0].from[1]"}},
        {"a block in what another leaves out",
         to_db(rule({block("10.0.0.0/8", {"10.1.0.0/16"}), block("10.1.2.0/24")})), none},
    });
}

TEST(Lint, FindingsAreInTheOrderOfTheirPlaces) {
    WorldText world = shop();
    NetworkPolicy late = policy_in("shop", "late").selects("app=x");
    late.pod_selector_position = {0, 20, 3};
    NetworkPolicy early = policy_in("shop", "early").selects("app=y");
    early.pod_selector_position = {0, 5, 3};
    world.policy(late).policy(early);
    const auto found = policy::lint(world.world());
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].position.line, 5U);
    EXPECT_EQ(found[1].message, "no pod of namespace \"shop\" is app=x");
}

}  // namespace
