// SPDX-License-Identifier: MIT
// What `why` says to the person who asks it, on scenarios whose answers are known from their text.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/shell.h"

namespace {

using nlohmann::json;
using tests::Said;
using tests::Shell;

const std::string lab = SCENARIOS "/eks-workshop/network-policies.yaml";
const std::string example = SCENARIOS "/example-network-policy/scenario.yaml";

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// The shop: db admits web on one port.
const char* const shop = R"(apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: db, labels: {app: db}}
spec: {containers: [{name: c, image: i, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: web, labels: {app: web}}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: batch}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: shop, name: db-allow}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: 80}]
)";

TEST(Why, TheFirstLineIsTheAnswer) {
    const Shell shell;
    const Said said =
        shell.vethlab("why --at 40s " + lab + " ui/deployment/ui catalog/deployment/catalog:8080");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_EQ(said.out.substr(0, said.out.find('\n')),
              "x drop  ui/ui[Deployment] -> catalog/catalog[Deployment] TCP/8080: policy "
              "ui/default-deny restricts what goes out from ui/ui, and has no egress rule: nothing "
              "passes");
    EXPECT_FALSE(has(said.out, "\x1b[")) << "colour on no terminal";
    EXPECT_TRUE(has(shell
                        .vethlab("why --color always --at 40s " + lab +
                                 " ui/deployment/ui catalog/deployment/catalog:8080")
                        .out,
                    "\x1b["));
}

// Every drop of the lab, by the words a newcomer needs to see.
TEST(Why, TellsTheCauseOfEachDropOfTheWorkshop) {
    const struct {
        const char* at;
        const char* from;
        const char* to;
        std::vector<std::string> words;
    } drops[] = {
        {"40s",
         "ui/deployment/ui",
         "kube-system/service/kube-dns:53/UDP",
         {"policy ui/default-deny  " SCENARIOS "/eks-workshop/policies/default-deny.yaml:8",
          "selects every pod of ui", "has no egress rule", "NP_EGRESS_DEFAULT_DENY"}},
        {"40s",
         "ui/deployment/ui",
         "dns/catalog.catalog:80",
         {"has no egress rule", "by the name catalog.catalog.svc.cluster.local",
          "whether the look-up passes is a question of its own"}},
        {"90s",
         "ui/deployment/ui",
         "catalog/service/catalog-mysql:3306",
         {"NP_EGRESS_NO_RULE_MATCH",
          "x to[0]  pods labelled app.kubernetes.io/component=service in every namespace: "
          "catalog/catalog-mysql has app.kubernetes.io/component=mysql, not "
          "app.kubernetes.io/component=service",
          "x to[1]  every pod in the namespace kube-system: catalog/catalog-mysql is in the "
          "namespace catalog"}},
        {"90s",
         "ui/deployment/ui",
         "host/google:80",
         {"selectors find pods, and host/google is none", "cidr: \"203.0.113.80/32\""}},
        {"150s",
         "orders/deployment/orders",
         "catalog/service/catalog:80",
         {"NP_INGRESS_NO_RULE_MATCH", "policy catalog/allow-catalog-ingress-webservice",
          "orders/orders is in the namespace orders",
          "orders/orders has app.kubernetes.io/name=orders, not app.kubernetes.io/name=ui"}},
        {"210s",
         "orders/deployment/orders",
         "catalog/service/catalog-mysql:3306",
         {"without a namespaceSelector it looks in catalog only, and orders/orders is in orders"}},
        {"270s",
         "ui/deployment/ui",
         "orders/service/orders:80",
         {"sends it on to TCP/8080 of orders/orders-0[Pod]",
          "without a namespaceSelector it looks in orders only, and ui/ui is in ui",
          "add to spec.ingress[0].from of orders/allow-orders-ingress-webservice "
          "(" SCENARIOS "/eks-workshop/policies/allow-orders-ingress-fail.yaml:13)",
          "      - namespaceSelector:\n"
          "          matchLabels:\n"
          "            kubernetes.io/metadata.name: ui\n"
          "        podSelector:\n"
          "          matchLabels:\n"
          "            app.kubernetes.io/name: ui\n"}},
    };
    const Shell shell;
    for (const auto& drop : drops) {
        const Said said = shell.vethlab("why --at " + std::string(drop.at) + " " + lab + " " +
                                        drop.from + " " + drop.to);
        EXPECT_EQ(said.status, 0) << said.err;
        EXPECT_EQ(said.out.rfind("x drop  ", 0), 0U) << said.out;
        EXPECT_TRUE(has(said.out, "What would let ")) << said.out;
        for (const std::string& words : drop.words) {
            EXPECT_TRUE(has(said.out, words)) << words << "\nis not in\n" << said.out;
        }
    }
}

// What a service's address becomes, and which of the two a policy judges.
TEST(Why, GoesThroughServicesAsTheNodeDoes) {
    const struct {
        const char* scenario;
        const char* from;
        const char* to;
        const char* verdict;
        std::vector<std::string> words;
    } rows[] = {
        {"01-wrong-port",
         "shop/client",
         "shop/service/web:80",
         "x drop  ",
         {"sends it on to TCP/8080 of one of shop/web-2[Pod], shop/web-3[Pod]",
          "policies judge the pod and that port, not the service's", "NP_PORT_MISMATCH",
          "        port: 8080\n"}},
        {"02-hairpin",
         "shop/single",
         "shop/service/single:80",
         "+ allow  ",
         {"into shop/single[Pod] (veth-ingress)  + allow  NP_OWN_NODE", "as if from its node"}},
        {"03-no-endpoints",
         "shop/client",
         "shop/service/nobody:80",
         "x drop  ",
         {"SVC_NO_ENDPOINTS", "refuses the connection at once", "manifests/nobody.yaml:5"}},
        {"03-no-endpoints",
         "shop/client",
         "shop/service/near:80",
         "x drop  ",
         {"SVC_NO_LOCAL_ENDPOINTS", "the client times out"}},
        {"03-no-endpoints", "shop/web-2", "shop/service/near:80", "+ allow  ", {"SVC_BACKEND"}},
        {"03-no-endpoints",
         "shop/client",
         "shop/service/web:81",
         "x drop  ",
         {"the service has no port TCP/81; it has TCP/80"}},
        {"11-api-server",
         "ops/by-service-ip",
         "default/service/kubernetes:443",
         "ops/by-service-ip[Pod] -> default/kubernetes[Service]",
         {"sends it on to TCP/443 of one of 10.42.96.200, 10.42.128.200",
          "policies judge that address and port, not the service's",
          "addresses in 172.20.0.1/32: 10.42.96.200 is outside"}},
        {"04-local-traffic-policy",
         "shop/client",
         "node/w-1:30081",
         "x drop  ",
         {"SVC_NO_LOCAL_ENDPOINTS", "at node/w-1 (service)"}},
        {"04-local-traffic-policy",
         "host/laptop",
         "node/w-1:30080",
         "x drop  ",
         {"sees the node's address as the client, 10.42.96.4", "10.42.96.4 is outside"}},
        {"12-nlb-targets",
         "host/laptop",
         "lb/shop/by-ip:80",
         "x drop  ",
         {"sees the load balancer's own address as the client", "NP_INGRESS_NO_RULE_MATCH"}},
        {"15-source-ranges",
         "host/stranger",
         "lb/shop/for-partners",
         "x drop  ",
         {"in none of its source ranges", "LB_SOURCE_RANGES"}},
        {"14-alb",
         "host/laptop",
         "lb/shop/shop",
         "x drop  ",
         {"a request that names no host", "LB_NO_RULE"}},
        {"04-local-traffic-policy",
         "shop/client",
         "node/w-1:10250",
         "+ allow  ",
         {"no policy stands before a node"}},
        {"05-headless",
         "shop/client",
         "dns/web-all:8080",
         "+ allow  ",
         {"or another, by the name web-all.shop.svc.cluster.local"}},
        {"06-external-name",
         "shop/client",
         "dns/payment:443",
         "x drop  ",
         {"203.0.113.70", "NP_EGRESS_NO_RULE_MATCH"}},
    };
    const Shell shell;
    for (const auto& row : rows) {
        const Said said = shell.vethlab("why " SCENARIOS "/services/" + std::string(row.scenario) +
                                        ".yaml " + row.from + " " + row.to);
        EXPECT_EQ(said.status, 0) << said.err;
        EXPECT_EQ(said.out.rfind(row.verdict, 0), 0U) << said.out;
        for (const std::string& words : row.words) {
            EXPECT_TRUE(has(said.out, words)) << words << "\nis not in\n" << said.out;
        }
    }
}

TEST(Why, WhatPassesIsFollowedThereAndBack) {
    const Shell shell;
    const Said said =
        shell.vethlab("why --at 330s " + lab + " ui/deployment/ui orders/deployment/orders:8080");
    EXPECT_EQ(said.out.rfind("+ allow  ", 0), 0U) << said.out;
    std::size_t at = 0;
    for (const char* line :
         {"1. out of ui/ui-0[Pod] (veth-egress)  + allow  NP_RULE_MATCH",
          "2. through the VPC, which lets it pass as VPCs usually do: default/node-2[ENI], "
          "default/private-b[Subnet], default/private[RouteTable], default/private-c[Subnet], "
          "default/node-3[ENI]\n",
          "3. into orders/orders-0[Pod] (veth-ingress)  + allow  NP_RULE_MATCH",
          "4. out of orders/orders-0[Pod] (veth-egress)  + allow  NP_REPLY",
          "5. back through the VPC, which lets it pass as VPCs usually do: default/node-3[ENI], ",
          "6. into ui/ui-0[Pod] (veth-ingress)  + allow  NP_REPLY"}) {
        at = said.out.find(line, at);
        ASSERT_NE(at, std::string::npos) << line << '\n' << said.out;
    }
    EXPECT_FALSE(has(said.out, "What would let")) << said.out;
}

TEST(Why, WithoutAPortAllPortsAreGroupedByAnswer) {
    const Shell shell;
    const Said said = shell.vethlab("why " + example + " default/db 10.0.0.1");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_TRUE(has(said.out, "default/db[Pod] -> 10.0.0.1, every protocol and port: 2 answers\n"))
        << said.out;
    EXPECT_TRUE(has(said.out, "  + allow  TCP 5978\n")) << said.out;
    EXPECT_TRUE(
        has(said.out, "  x drop  TCP 1-5977,5979-65535; UDP all; SCTP all; ICMP and others\n"))
        << said.out;
}

// A way through the network: which hook, and what would let it pass there.
TEST(Why, TheNetworkIsFollowedHookByHook) {
    const Shell shell;
    const struct {
        const char* question;
        std::vector<std::string> words;
    } rows[] = {
        {"/vpc/01-security-groups.yaml shop/same-subnet shop/web:8080",
         {"no rule of security group web-nodes lets it in",
          "at main/a-1[ENI] (sg-in)  x drop  ENI_SG_RULES_MISMATCH",
          "add to inbound of security group web-nodes", "- {allow: TCP/8080, from: 10.42.96."}},
        {"/vpc/02-network-acl.yaml shop/far shop/web:8080",
         {"network ACL front denies it, by inbound[0]", "- {number: 89, allow: TCP/8080, from: "}},
        {"/vpc/02-network-acl.yaml shop/far shop/web:443",
         {"back at main/private-a[Subnet] (nacl-out)  x drop  SUBNET_ACL_RESTRICTION",
          "- {number: 110, allow: TCP/1024-65535, to: 10.42."}},
        {"/vpc/03-peering.yaml shop/web host/db-silent:5432",
         {"back at data/private[RouteTable] (route)  x drop  NO_ROUTE_TO_DESTINATION",
          "route table private has no route to 10.42.96.", "give route table private a route to"}},
        {"/vpc/03-peering.yaml shop/web host/db-by-pod:5432",
         {"at node/a-1 (snat)  + allow: the node puts its own address",
          "- {allow: TCP/5432, from: 10.42.96."}},
        {"/vpc/04-internet.yaml shop/web host/web:443",
         {"at main/nat-a[NATGateway] (gateway)  + allow", "back at main/nat-a[NATGateway]"}},
        {"/vpc/02-network-acl.yaml shop/same-node shop/web:8080",
         {"2. into shop/web[Pod] (veth-ingress)"}},
        {"/vpc/01-security-groups.yaml shop/web 172.31.0.9:443",
         {"? uncertain  shop/web[Pod] -> 172.31.0.9 TCP/443: no network of this scenario has "
          "172.31.0.9, and what becomes of the packet is not known"}},
        {"/first-steps/02-default-deny.yaml shop/web 172.31.0.9:443",
         {"no network of this scenario has 172.31.0.9: routes, security groups and network ACLs "
          "are not part of this answer"}},
        {"/pod-security-groups/05-dns.yaml --at 70s shop/carts kube-system/service/kube-dns:53/UDP",
         {"x drop", "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS"}},
    };
    for (const auto& row : rows) {
        const Said said = shell.vethlab(std::string("why " SCENARIOS) + row.question);
        EXPECT_EQ(said.status, 0) << said.err;
        for (const std::string& words : row.words) {
            EXPECT_TRUE(has(said.out, words)) << words << "\nis not in\n" << said.out;
        }
    }
}

// Who answers of policies alone says so, where more than policies decides.
TEST(Why, IsWhatAsksTheNetworkAndReachSaysThatItDoesNot) {
    const Shell shell;
    const Said groups = shell.vethlab("reach " SCENARIOS "/vpc/01-security-groups.yaml");
    EXPECT_TRUE(
        has(groups.err, "note: this is what policies allow; the scenario's security groups"))
        << groups.err;
    const Said none = shell.vethlab("reach " SCENARIOS "/first-steps/02-default-deny.yaml");
    EXPECT_FALSE(has(none.err, "security groups")) << none.err;
}

TEST(Why, APortMismatchNamesThePortToAdd) {
    const Shell shell;
    shell.write("shop.yaml", shop);
    const Said said = shell.vethlab("why shop.yaml shop/web shop/db:5432");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_TRUE(has(said.out, "NP_PORT_MISMATCH")) << said.out;
    EXPECT_TRUE(has(said.out, "x ports[0]  TCP 80: another port")) << said.out;
    EXPECT_TRUE(has(said.out,
                    "add to spec.ingress[0].ports of shop/db-allow (shop.yaml:22)\n"
                    "      - protocol: TCP\n        port: 5432\n"))
        << said.out;
}

TEST(Why, JsonHasWhatOthersBuildOn) {
    const Shell shell;
    shell.write("shop.yaml", shop);
    const Said said = shell.vethlab("why --format json shop.yaml shop/batch shop/db:80");
    ASSERT_EQ(said.status, 0) << said.err;
    const json document = json::parse(said.out);
    EXPECT_EQ(document["format_version"], "1.0");
    EXPECT_EQ(document["from"]["ref"], "shop/batch[Pod]");
    EXPECT_EQ(document["verdict"], "drop");
    EXPECT_EQ(document["hook"], "veth-ingress");
    EXPECT_EQ(document["reason"], "NP_INGRESS_NO_RULE_MATCH");
    EXPECT_EQ(document["cause"]["path"], "spec.podSelector");
    EXPECT_TRUE(document["cause"]["rule"].is_null());
    ASSERT_EQ(document["hooks"].size(), 3U);
    const json& policy = document["hooks"][2]["policies"][0];
    EXPECT_EQ(policy["miss"], "peer");
    EXPECT_EQ(policy["rules"][0]["path"], "spec.ingress[0]");
    EXPECT_EQ(policy["rules"][0]["peer"]["matches"], false);
    EXPECT_EQ(policy["rules"][0]["peer"]["items"][0]["why"], "shop/batch lacks the label app=web");
    EXPECT_EQ(policy["rules"][0]["port"]["matches"], true);
    ASSERT_EQ(document["changes"].size(), 2U);
    EXPECT_EQ(document["changes"][0]["kind"], "add-peer");
    EXPECT_EQ(document["changes"][1]["kind"], "add-labels");
    EXPECT_EQ(document["changes"][1]["alternative"], true);
    EXPECT_EQ(document["changes"][1]["yaml"], "app: web\n");

    const json mixed =
        json::parse(shell.vethlab("why --format json shop.yaml shop/web shop/db/TCP").out);
    EXPECT_EQ(mixed["verdict"], "mixed");
    EXPECT_EQ(mixed["answers"].size(), 2U);
}

TEST(Why, AWrongNameIsRefusedWithTheRightOne) {
    const Shell shell;
    shell.write("shop.yaml", shop);
    const struct {
        const char* question;
        const char* error;
    } wrong[] = {
        {"shoop/web shop/db:80", "did you mean \"shop\"?"},
        {"shop/wbe shop/db:80", "did you mean \"web\"?"},
        {"shop/web shop/db:0", "ports are 1 to 65535"},
        {"shop/web shop/db:sql", "name its number"},
        {"shop/web shop/db:80/TPC", "unknown protocol \"TPC\""},
        {"shop/web 10.0.0.1:80/icmp", "ICMP has no ports"},
        {"shop/web host/x:80", "unknown host"},
        {"shop/db:80", "why needs PATH, FROM and TO"},
    };
    for (const auto& one : wrong) {
        const Said said = shell.vethlab("why shop.yaml " + std::string(one.question));
        EXPECT_EQ(said.status, 2) << one.question;
        EXPECT_TRUE(has(said.err, one.error)) << one.question << '\n' << said.err;
        EXPECT_EQ(said.out, "") << one.question;
    }
    const Said late = shell.vethlab("why --at 5s shop.yaml shop/web shop/db:80");
    EXPECT_EQ(late.status, 2);
    EXPECT_TRUE(has(late.err, "nothing here has a timeline")) << late.err;
}

TEST(Why, WhatCouldNotBeReadLeavesTheAnswerUncertain) {
    const Shell shell;
    shell.write("shop.yaml", shop);
    shell.write("bad.yaml",
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
                "metadata: {namespace: shop, name: bad}\nspec: {podSelector: 7}\n");
    const Said refused = shell.vethlab("why shop.yaml bad.yaml shop/web shop/db:80");
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.out, "");
    // It may admit more than the others do, and takes nothing away.
    const Said admitted = shell.vethlab("why --keep-going shop.yaml bad.yaml shop/web shop/db:80");
    EXPECT_EQ(admitted.status, 0) << admitted.err;
    EXPECT_EQ(admitted.out.rfind("+ allow  ", 0), 0U) << admitted.out;
    EXPECT_EQ(admitted.out.find("caveat: "), std::string::npos) << admitted.out;
    const Said said = shell.vethlab("why --keep-going shop.yaml bad.yaml shop/web shop/db:81");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_EQ(said.out.rfind("? uncertain  ", 0), 0U) << said.out;
    EXPECT_TRUE(has(said.out,
                    "NetworkPolicy shop/bad (bad.yaml:3) could not be read, and may admit "
                    "what the others do not"))
        << said.out;
    EXPECT_TRUE(has(said.out, "caveat: ")) << said.out;
}

// A run names files from its scenario's folder, analysis from where one is.
json named_from(const std::string& folder, json causes) {
    if (causes.is_null()) return causes;
    if (causes.is_object()) return named_from(folder, json::array({causes}))[0];
    for (json& cause : causes) {
        const auto file = cause["file"].get<std::string>();
        if (!file.empty()) cause["file"] = folder + "/" + file;  // what no file says has none
    }
    return causes;
}

// What a flow of 14-alb asks of its load balancer.
std::string requests_of(const json& flow) {
    const auto name = flow["name"].get<std::string>();
    if (name == "no pods behind the path") return "--host shop.example.com --path /cart/1 ";
    if (name == "another host") return "--host www.example.com ";
    const bool by_name = flow["dst"].is_object() && flow["dst"]["ref"] == "lb/shop/shop[Ingress]";
    return by_name ? "--host shop.example.com " : "";
}

// Analysis and simulation are each other's test.
TEST(Why, SaysOfEachFlowWhatItsPacketsMet) {
    const Shell shell;
    const struct {
        std::string scenario;
        bool has_timeline;
    } rows[] = {{lab, true},
                {SCENARIOS "/eks-workshop/security-groups-for-pods.yaml", true},
                {example, false},
                {SCENARIOS "/first-steps/02-default-deny.yaml", false},
                {SCENARIOS "/services/01-wrong-port.yaml", true},
                {SCENARIOS "/services/02-hairpin.yaml", false},
                {SCENARIOS "/services/03-no-endpoints.yaml", false},
                {SCENARIOS "/services/05-headless.yaml", false},
                {SCENARIOS "/services/06-external-name.yaml", true},
                {SCENARIOS "/services/07-forgotten-dns.yaml", true},
                {SCENARIOS "/services/08-endpoints-follow-pods.yaml", true},
                {SCENARIOS "/services/09-late-rules.yaml", true},
                {SCENARIOS "/services/10-policies-follow-pods.yaml", true},
                {SCENARIOS "/services/11-api-server.yaml", false},
                {SCENARIOS "/services/04-local-traffic-policy.yaml", false},
                {SCENARIOS "/services/12-nlb-targets.yaml", true},
                {SCENARIOS "/services/13-client-address.yaml", true},
                {SCENARIOS "/services/14-alb.yaml", true},
                {SCENARIOS "/services/15-source-ranges.yaml", false},
                {SCENARIOS "/services/16-readiness-probes.yaml", true},
                {SCENARIOS "/services/17-node-local-dns.yaml", true},
                {SCENARIOS "/vpc/01-security-groups.yaml", false},
                {SCENARIOS "/vpc/02-network-acl.yaml", false},
                {SCENARIOS "/vpc/03-peering.yaml", false},
                {SCENARIOS "/vpc/04-internet.yaml", false},
                {SCENARIOS "/vpc/05-transit-gateway.yaml", false},
                {SCENARIOS "/vpc/06-rules-change.yaml", true},
                {SCENARIOS "/vpc/07-imported.yaml", false},
                {SCENARIOS "/pod-security-groups/01-standard.yaml", false},
                {SCENARIOS "/pod-security-groups/02-strict.yaml", false},
                {SCENARIOS "/pod-security-groups/03-new-pods-only.yaml", true},
                {SCENARIOS "/pod-security-groups/04-external-snat.yaml", false},
                {SCENARIOS "/pod-security-groups/05-dns.yaml", true},
                {SCENARIOS "/custom-networking/01-secondary-cidr.yaml", false},
                {SCENARIOS "/custom-networking/02-off-vpc.yaml", false},
                {SCENARIOS "/custom-networking/03-external-snat.yaml", false},
                {SCENARIOS "/both-worlds/scenario.yaml", true}};
    for (const auto& [scenario, has_timeline] : rows) {
        const Said ran = shell.vethlab("run -q --format json " + scenario);
        ASSERT_EQ(ran.status, 0) << ran.err;
        const json run = json::parse(ran.out);
        for (const json& flow : run["flows"]) {
            std::string service = "/" + flow["protocol"].get<std::string>();
            if (flow["port"] != 0) service = ":" + flow["port"].dump() + service;
            // What no name was found for met what its look-up met.
            const bool unresolved = flow["outcome"] == "unresolved";
            const std::string to = unresolved ? "kube-system/service/kube-dns:53/UDP"
                                              : flow["dst"]["ref"].get<std::string>() + service;
            const auto src = flow["src"]["ref"].get<std::string>();
            if (src.rfind("lb/", 0) == 0) continue;  // its client's flow has its fate
            // What a node's DNS cache still knows; `why` is asked of what it does not.
            const auto name = flow["name"].get<std::string>();
            if (name.rfind("a name that the cache has: look-up", 0) == 0) continue;
            const Said said = shell.vethlab(
                "why --format json " +
                std::string(has_timeline ? "--at " + flow["start_s"].dump() + "s " : "") +
                requests_of(flow) + scenario + " '" + src + "' '" + to + "'");
            ASSERT_EQ(said.status, 0) << flow["name"] << said.err;
            json expected;
            for (const char* key : {"verdict", "hook", "reason"}) expected[key] = flow[key];
            const std::string folder = scenario.substr(0, scenario.rfind('/'));
            for (const char* key : {"cause", "causes"}) {
                expected[key] = named_from(folder, flow[key]);
            }
            // Of backends that are judged differently one was drawn.
            const json all = json::parse(said.out);
            std::vector<json> told;
            for (const json& answer : all.value("answers", json::array({all}))) {
                json row;
                for (const auto& [key, value] : expected.items()) row[key] = answer[key];
                told.push_back(row);
            }
            const bool late = all.value("caveats", json::array()) == json::array({"RULES_LATE"});
            if (late) {
                EXPECT_EQ(all["verdict"], "uncertain") << flow["name"];
                EXPECT_NE(scenario.find("late-rules"), std::string::npos) << flow["name"];
                continue;
            }
            EXPECT_THAT(told, testing::Contains(expected)) << flow["name"];
        }
    }
}

// Manifests know neither nodes nor the addresses of load balancers.
TEST(Why, ALoadBalancerOfAManifestIsUncertainWhereItsAddressOrItsNodesMatter) {
    const Shell shell;
    const std::string folder = SCENARIOS "/services/";
    const std::string read =
        "why " + folder + "manifests/shop.yaml " + folder + "manifests/load-balancers.yaml ";
    const struct {
        const char* policy;
        const char* load_balancer;
        const char* verdict;
    } rows[] = {{"policies/web-from-laptop.yaml", "by-ip", "? uncertain  "},
                {"policies/web-from-laptop.yaml", "by-ip-kept", "+ allow  "},
                {"policies/web-from-laptop.yaml", "by-instance", "? uncertain  "},
                {"policies/web-from-laptop.yaml", "by-instance-local", "? uncertain  "},
                {"", "by-ip", "+ allow  "}};
    for (const auto& row : rows) {
        const std::string policy = *row.policy == 0 ? "" : folder + row.policy + " ";
        const Said said = shell.vethlab(read + policy + "203.0.113.9 lb/shop/" + row.load_balancer);
        EXPECT_EQ(said.status, 0) << said.err;
        EXPECT_EQ(said.out.rfind(row.verdict, 0), 0U) << row.load_balancer << '\n' << said.out;
        EXPECT_FALSE(has(said.out, "240.0.0.")) << said.out;
    }
}

TEST(Why, APodAlwaysReachesItself) {
    const Shell shell;
    shell.write("shop.yaml", shop);
    const Said said = shell.vethlab("why shop.yaml shop/db shop/db:9999");
    EXPECT_TRUE(has(said.out,
                    "+ allow  shop/db[Pod] -> shop/db[Pod] TCP/9999: what a pod sends to "
                    "itself never leaves it"))
        << said.out;
}

// Of two backends one is the client: what comes back to it is its own node's, and passes.
TEST(Why, AClientThatIsOneOfSeveralBackendsMayBeGivenItself) {
    const Shell shell;
    const std::string folder = SCENARIOS "/services/";
    const json said =
        json::parse(shell
                        .vethlab("why --format json " + folder + "manifests/shop.yaml " + folder +
                                 "policies/web-deny.yaml shop/web-2 shop/service/web:80")
                        .out);
    ASSERT_EQ(said["answers"].size(), 2U) << said;
    EXPECT_EQ(said["answers"][0]["verdict"], "drop");
    EXPECT_EQ(said["answers"][1]["verdict"], "allow");
    EXPECT_EQ(said["answers"][1]["reason"], "NP_OWN_NODE");
    EXPECT_EQ(said["answers"][1]["to_pods"], json::array({"shop/web-2[Pod]"}));
    const Said open = shell.vethlab("why " + folder +
                                    "manifests/shop.yaml shop/web-2 "
                                    "shop/service/web:80");
    EXPECT_EQ(open.out.rfind("+ allow  ", 0), 0U) << open.out;
    EXPECT_FALSE(has(open.out, "2 answers")) << open.out;
}

TEST(Why, AStandInIsNobodysAddress) {
    const Shell shell;
    shell.write("shop.yaml", R"({apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}
---
{apiVersion: v1, kind: Pod, metadata: {name: agent, namespace: shop}, spec: {hostNetwork: true}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}, policyTypes: [Egress]}
)");
    const Said said = shell.vethlab("why shop.yaml shop/web shop/agent:9100");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_FALSE(has(said.out, "240.0.0.")) << said.out;
    EXPECT_TRUE(has(said.out, "cidr: \"ADDRESS/32\"")) << said.out;
}

TEST(Why, TheOwnNodeIsKnownByItsNameToo) {
    const Shell shell;
    shell.write("dump.yaml", R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec: {nodeName: n1}
status: {podIP: 10.0.0.5}
---
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: shop}
spec: {nodeName: n1, hostNetwork: true}
status: {podIP: 10.0.1.1}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}}
)");
    const Said said = shell.vethlab("why dump.yaml shop/agent shop/web:80");
    EXPECT_EQ(said.out.rfind("+ allow  ", 0), 0U) << said.out;
    EXPECT_TRUE(has(said.out, "NP_OWN_NODE")) << said.out;
}

}  // namespace
