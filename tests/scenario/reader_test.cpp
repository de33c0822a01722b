// SPDX-License-Identifier: MIT
// What good inputs become.
#include "sim/scenario/reader.h"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "tests/scenario/reading.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;

Scenario must_read(const std::string& text, std::map<std::string, std::string> more = {}) {
    ReadResult result = read(text, std::move(more));
    EXPECT_EQ(lines(result.diagnostics), "");
    return result.scenario ? std::move(*result.scenario) : Scenario();
}

// A scenario of one manifest m.yaml, with `rest` below.
Scenario of_manifest(const std::string& manifest, const std::string& rest = "") {
    return must_read(
        "apiVersion: vethlab/v1\nkind: Scenario\ncluster:\n  manifests: m.yaml\n" + rest,
        {{"m.yaml", manifest}});
}

std::string pods(const Scenario& scenario) {
    std::string text;
    for (const policy::Pod& pod : scenario.world.pods) {
        text += pod.ns + "/" + pod.name + " " + pod.workload.kind + "/" + pod.workload.name + " " +
                (pod.node.empty() ? "-" : pod.node);
        for (const auto& address : pod.addresses) text += " " + address.text();
        text += "\n";
    }
    return text;
}

std::string flow_names(const Scenario& scenario) {
    std::string text;
    for (const Flow& flow : scenario.flows) text += flow.name + "\n";
    return text;
}

TEST(ReadScenario, SmallestOne) {
    const Scenario s = must_read("apiVersion: vethlab/v1\nkind: Scenario\n");
    EXPECT_EQ(s.name, "s");
    EXPECT_EQ(s.seed, 1U);
    EXPECT_FALSE(s.duration);
    EXPECT_EQ(s.vpcs.size(), 1U);
    ASSERT_EQ(s.subnets.size(), 6U);
    EXPECT_EQ(s.subnets[3].name, "private-a");
    EXPECT_EQ(s.subnets[3].cidr.text(), "10.42.96.0/19");
    ASSERT_EQ(s.world.nodes.size(), 3U);
    // AWS keeps the first four addresses of a subnet (.0 to .3).
    EXPECT_EQ(s.world.nodes[0].addresses[0].text(), "10.42.96.4");
    EXPECT_EQ(s.world.nodes[1].addresses[0].text(), "10.42.128.4");
    EXPECT_EQ(s.world.nodes[2].addresses[0].text(), "10.42.160.4");
    EXPECT_EQ(s.workers[2].subnet, 5U);
    EXPECT_EQ(s.workers[2].instance_type, "m5.large");
    EXPECT_EQ(s.inputs.size(), 1U);
}

TEST(ReadScenario, ShopIsPlacedInOrder) {
    const Scenario s = must_read(with_shop("seed: 7\nduration: 2m"));
    EXPECT_EQ(pods(s),
              "shop/web-0 Deployment/web node-1 10.42.96.5\n"
              "shop/web-1 Deployment/web node-2 10.42.128.5\n"
              "shop/db-0 StatefulSet/db node-3 10.42.160.5\n"
              "shop/old Pod/old -\n"
              "shop/new Pod/new -\n");
    EXPECT_EQ(s.seed, 7U);
    EXPECT_EQ(s.duration, policy::Time(2min));
    EXPECT_EQ(s.world.pods[0].ports.at(0).name, "http");
    EXPECT_EQ(s.world.pods[0].ports.at(0).port, 8080);
    EXPECT_EQ(s.notes, std::vector<std::string>{"1 skipped: ConfigMap (v1)"});
    ASSERT_EQ(s.world.files.size(), 2U);
    EXPECT_EQ(s.world.files[1], "shop.yaml");
    ASSERT_EQ(s.world.policies.size(), 1U);
    EXPECT_EQ(s.world.policies[0].position.file, 1U);
    EXPECT_EQ(s.world.policies[0].position.line, 39U);
    EXPECT_EQ(s.world.namespaces[0].labels.at("kubernetes.io/metadata.name"), "shop");
    EXPECT_EQ(s.extra_listen.size(), 5U);
}

TEST(ReadScenario, PolicyKnowsItsPlaces) {
    const Scenario s = of_manifest(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n"
        "  podSelector: {}\n"
        "  ingress:\n"
        "  - from:\n"
        "    - podSelector: {}\n"
        "    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}\n"
        "    ports:\n"
        "    - {port: http}\n"
        "    - {port: 80, endPort: 90, protocol: UDP}\n"
        "  -\n");
    ASSERT_EQ(s.world.policies.size(), 1U);
    const policy::NetworkPolicy& p = s.world.policies[0];
    EXPECT_EQ(p.ns, "default");
    EXPECT_EQ(p.pod_selector_position.line, 5U);
    EXPECT_EQ(p.policy_types, std::vector<std::string>{"Ingress"});
    ASSERT_EQ(p.ingress.size(), 2U);  // a null item is an empty rule: it allows all
    EXPECT_EQ(p.ingress[0].position.line, 7U);
    ASSERT_EQ(p.ingress[0].peers.size(), 2U);
    EXPECT_EQ(p.ingress[0].peers[1].position.line, 9U);
    EXPECT_EQ(p.ingress[0].peers[1].ip_block->except.at(0), "10.1.0.0/16");
    EXPECT_EQ(std::get<std::string>(p.ingress[0].ports[0].port), "http");
    EXPECT_EQ(p.ingress[0].ports[0].protocol, "TCP");  // the API's default
    EXPECT_EQ(std::get<std::int64_t>(p.ingress[0].ports[1].port), 80);
    EXPECT_EQ(p.ingress[0].ports[1].end_port, 90);
    EXPECT_TRUE(p.ingress[1].peers.empty());
}

// A null under a pointer of Go's struct is absent; under a struct it is empty.
TEST(ReadScenario, NullIsWhatGoMakesOfIt) {
    const Scenario s = of_manifest(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, "
        "labels:}\nspec:\n"
        "  podSelector:\n  ingress:\n  - from:\n    - namespaceSelector: {}\n      podSelector:\n"
        "  egress:\n");
    ASSERT_EQ(s.world.policies.size(), 1U);
    const policy::NetworkPolicy& p = s.world.policies[0];
    EXPECT_TRUE(p.pod_selector.empty());
    EXPECT_FALSE(p.ingress.at(0).peers.at(0).pod_selector);
    EXPECT_TRUE(p.ingress[0].peers[0].namespace_selector);
    EXPECT_TRUE(p.egress.empty());
}

TEST(ReadScenario, ListsAndJsonAreOpened) {
    const Scenario s = of_manifest(R"({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}},
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "p"},
         "spec": {"podSelector": {}}}]}
---
apiVersion: v1
kind: PodList
items:
- metadata: {name: b}
)");
    EXPECT_EQ(pods(s), "default/a Pod/a node-1 10.42.96.5\ndefault/b Pod/b node-2 10.42.128.5\n");
    EXPECT_EQ(s.world.policies.size(), 1U);
}

const char* const owned = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 3, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}
---
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-5d9
  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, controller: true}]
spec: {replicas: 3, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}
)";

TEST(ReadScenario, ReplicaSetOfAPresentDeploymentMakesNoPods) {
    EXPECT_EQ(pods(of_manifest(owned)),
              "default/web-0 Deployment/web node-1 10.42.96.5\n"
              "default/web-1 Deployment/web node-2 10.42.128.5\n"
              "default/web-2 Deployment/web node-3 10.42.160.5\n");
}

TEST(ReadScenario, PodsOfADumpStandForTheirTemplate) {
    const Scenario s = of_manifest(std::string(owned) + R"(---
apiVersion: v1
kind: Pod
metadata:
  name: web-5d9-x7k
  ownerReferences: [{kind: ReplicaSet, name: web-5d9, controller: true}]
spec: {nodeName: node-2}
status: {phase: Running, podIP: 10.42.128.77, podIPs: [{ip: 10.42.128.77}, {ip: 'fd00::7'}]}
)");
    EXPECT_EQ(pods(s), "default/web-5d9-x7k Deployment/web node-2 10.42.128.77 fd00::7\n");
}

TEST(ReadScenario, TemplatesOfEveryKind) {
    const std::string spec =
        "selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: "
        "{hostNetwork: true, initContainers: [{ports: [{containerPort: 1}]}, {restartPolicy: "
        "Always, ports: [{containerPort: 2}]}], containers: [{ports: [{containerPort: 3, protocol: "
        "UDP}]}]}}";
    const Scenario s = of_manifest(
        "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {" + spec +
        "}\n---\n" +
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {replicas: 2, "
        "ordinals: "
        "{start: 5}, " +
        spec + "}\n---\n" +
        "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: none}\nspec: {replicas: 0, " +
        spec + "}\n");
    EXPECT_EQ(pods(s),
              "default/agent-node-1 DaemonSet/agent node-1 10.42.96.4\n"
              "default/agent-node-2 DaemonSet/agent node-2 10.42.128.4\n"
              "default/agent-node-3 DaemonSet/agent node-3 10.42.160.4\n"
              "default/db-5 StatefulSet/db node-1 10.42.96.4\n"
              "default/db-6 StatefulSet/db node-2 10.42.128.4\n");
    // A sidecar's ports count, those of an ordinary init container do not.
    ASSERT_EQ(s.world.pods[0].ports.size(), 2U);
    EXPECT_EQ(s.world.pods[0].ports[0].port, 2);
    EXPECT_EQ(s.world.pods[0].ports[1].protocol, policy::Protocol::UDP);
}

TEST(ReadScenario, SchedulingFillsTheEmptiestNodeFirst) {
    const std::string pinned = "apiVersion: v1\nkind: Pod\nmetadata: {name: ";
    const Scenario s =
        of_manifest(pinned + "a}\n---\n" + pinned + "b}\nspec: {nodeName: w-1}\n---\n" + pinned +
                        "c}\nspec: {nodeName: w-1}\n---\n" + pinned + "d}\n---\n" + pinned + "e}\n",
                    "  nodes: [{name: w, count: 2, subnet: public-a}, {name: x}]\n");
    EXPECT_EQ(pods(s),
              "default/a Pod/a w-2 10.42.0.6\n"
              "default/b Pod/b w-1 10.42.0.7\n"
              "default/c Pod/c w-1 10.42.0.8\n"
              "default/d Pod/d x 10.42.96.5\n"
              "default/e Pod/e w-2 10.42.0.9\n");
}

TEST(ReadScenario, NodeObjectsAreTheNodesWhereNoneAreNamed) {
    const Scenario s = of_manifest(
        "apiVersion: v1\nkind: Node\nmetadata: {name: ip-1, labels: "
        "{node.kubernetes.io/instance-type: c5.xlarge}}\n"
        "status: {addresses: [{type: Hostname, address: x}, {type: InternalIP, address: "
        "10.42.130.9}]}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\n");
    ASSERT_EQ(s.world.nodes.size(), 1U);
    EXPECT_EQ(s.workers[0].instance_type, "c5.xlarge");
    EXPECT_EQ(s.subnets[s.workers[0].subnet].name, "private-b");
    EXPECT_EQ(pods(s), "default/a Pod/a ip-1 10.42.128.4\n");
}

TEST(ReadScenario, GivenAddressesAreSteppedOver) {
    const Scenario s = of_manifest(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nstatus: {podIP: 10.42.0.6}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: c}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: gone}\nstatus: {phase: Failed, podIP: "
        "10.42.0.6}\n",
        "  nodes: [{subnet: public-a}]\nnetwork: {hosts: [{name: h, ip: 10.42.0.4}]}\n");
    EXPECT_EQ(s.world.nodes[0].addresses[0].text(), "10.42.0.5");
    EXPECT_EQ(pods(s),
              "default/a Pod/a node-1 10.42.0.7\ndefault/b Pod/b node-1 10.42.0.6\n"
              "default/c Pod/c node-1 10.42.0.8\ndefault/gone Pod/gone - 10.42.0.6\n");
}

TEST(ReadScenario, FlowsOfEveryForm) {
    const Scenario s = must_read(with_shop(R"(flows:
- {from: shop/db, to: shop/deployment/web, port: 8080}
- {from: "shop/web[Deployment]", to: host/laptop, port: 53, protocol: UDP, probe: true}
- {name: ping, from: host/laptop, to: shop/sts/db, protocol: ICMP, at: 1500ms, expect: answered}
- {name: again, from: shop/pod/web-0, to: [shop/db-0, shop/db], port: 1, every: 1s, count: 2,
   timeout: 1m, request: 0, response: 5}
)"));
    EXPECT_EQ(flow_names(s),
              "shop/db to shop/deployment/web:8080 (shop/db-0 -> shop/web-0)\n"
              "shop/db to shop/deployment/web:8080 (shop/db-0 -> shop/web-1)\n"
              "shop/web[Deployment] to host/laptop:53/UDP (shop/web-0 -> host/laptop)\n"
              "shop/web[Deployment] to host/laptop:53/UDP (shop/web-1 -> host/laptop)\n"
              "ping\n"
              "again\n"
              "again #2\n");
    ASSERT_EQ(s.flows.size(), 7U);
    EXPECT_EQ(s.flows[0].timeout, policy::Time(5s));
    EXPECT_EQ(s.flows[0].request_bytes, 100U);
    EXPECT_EQ(s.flows[0].response_bytes, 200U);
    EXPECT_EQ(s.flows[0].position.line, 7U);
    EXPECT_EQ(s.flows[2].exchange, Exchange::Probe);
    EXPECT_EQ(s.flows[4].at, policy::Time(1500ms));
    EXPECT_EQ(s.flows[4].port, 0U);
    EXPECT_EQ(s.flows[4].expect, Expect::Answered);
    EXPECT_EQ(s.flows[6].at, policy::Time(1s));
    EXPECT_EQ(s.flows[6].timeout, policy::Time(1min));
    EXPECT_EQ(s.flows[6].request_bytes, 0U);
}

TEST(ReadScenario, PatternsStandForAllLivePodsButNotForOneWithItself) {
    const Scenario s =
        must_read(with_shop("flows: [{name: all, from: 'shop/*', to: '*/web*', port: 1}]"));
    EXPECT_EQ(flow_names(s),
              "all (shop/web-0 -> shop/web-1)\n"
              "all (shop/web-1 -> shop/web-0)\n"
              "all (shop/db-0 -> shop/web-0)\n"
              "all (shop/db-0 -> shop/web-1)\n");
}

TEST(ReadScenario, TimelineIsOrderedByTimeThenByFile) {
    const std::string policy =
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: "
        "b}\n";
    const Scenario s = must_read(with_shop("timeline:\n"
                                           "- {at: 20s, delete: b/networkpolicy/p}\n"
                                           "- {at: 10s, apply: p.yaml}\n"
                                           "- {at: 10s, delete: shop/web-deny}\n"
                                           "- {at: 30s, apply: [p.yaml]}\n"),
                                 {{"p.yaml", policy}});
    std::string text;
    for (const TimelineEvent& event : s.timeline) {
        text += std::to_string(event.at / 1s) + " " + event.text + "\n";
    }
    EXPECT_EQ(text,
              "10 apply p.yaml\n10 delete shop/web-deny\n20 delete b/networkpolicy/p\n"
              "30 apply p.yaml\n");
    EXPECT_EQ(s.timeline[0].changes.policies.at(0).policy_types.size(), 1U);
    EXPECT_EQ(s.timeline[1].changes.gone_policies.at(0).name, "web-deny");
    EXPECT_EQ(s.inputs.size(), 3U);  // p.yaml once
    EXPECT_EQ(s.world.namespaces.back().name, "b");
    EXPECT_TRUE(s.world.namespaces.back().assumed);
    EXPECT_EQ(s.notes.back(),
              "namespace \"b\" has no Namespace object; it is assumed to have no labels but its "
              "name");
}

TEST(ReadScenario, ListenIsAddedToEveryPodOfAWorkload) {
    const Scenario s = must_read(
        "apiVersion: vethlab/v1\nkind: Scenario\nnetwork: {hosts: [{name: h, ip: 1.1.1.1, listen: "
        "[TCP/443, UDP/53]}]}\n"
        "cluster: {manifests: shop.yaml, listen: {shop/web: [TCP/9000], shop/db-0: [SCTP/7]}}\n");
    ASSERT_EQ(s.extra_listen.size(), 5U);
    EXPECT_EQ(s.extra_listen[0].at(0).port, 9000);
    EXPECT_EQ(s.extra_listen[1].at(0).port, 9000);
    EXPECT_EQ(s.extra_listen[2].at(0).protocol, policy::Protocol::SCTP);
    EXPECT_TRUE(s.extra_listen[3].empty());
    EXPECT_EQ(s.hosts[0].listen.at(1).port, 53);
}

// Faults that only show when objects meet.
struct Clash {
    const char* what;
    std::string manifest;
    std::string rest;
    std::string diagnostics;
};

TEST(ReadScenario, ObjectsThatClash) {
    const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: ";
    const std::string web =
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: "
        "{matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}}}\n";
    const Clash rows[] = {
        {"one address",
         pod + "a}\nstatus: {podIP: 10.42.0.9}\n---\n" + pod + "b}\nstatus: {podIP: 10.42.0.9}\n",
         "",
         "m.yaml:9:17+9: pod \"default/b\" has the address 10.42.0.9 of pod \"default/a\" (that "
         "one "
         "is at m.yaml:4:17)\n"},
        {"no subnet", pod + "a}\nstatus: {podIP: 10.9.0.9}\n", "",
         "m.yaml:4:17+8: pod \"default/a\" has the address 10.9.0.9, which is in no subnet "
         "(describe its subnet under network.vpcs)\n"},
        {"a made name is taken", pod + "web-0}\n" + web, "",
         "m.yaml:7:18+3: Deployment \"web\" makes a pod \"default/web-0\", which exists already "
         "(the other comes from m.yaml:3:18)\n"},
        {"unknown node",
         pod + "a}\nspec: {nodeName: node-9}\n---\n" + pod + "b}\nspec: {nodeName: node-9}\n", "",
         "m.yaml:4:8+8: unknown node \"node-9\" (and of 1 more pods) (did you mean \"node-1\"?)\n"},
        {"host network",
         pod +
             "a}\nspec: {hostNetwork: true, nodeName: node-1}\nstatus: {podIP: 10.42.96.9}\n"
             "---\n" +
             pod +
             "b}\nspec: {hostNetwork: true, nodeName: node-1}\n"
             "status: {podIP: 10.42.96.10}\n",
         "",
         "m.yaml:11:17+11: pod \"default/b\" uses the host's network, but its address 10.42.96.10 "
         "is not one of node \"node-1\"\n"},
        {"full subnet", web,
         "  nodes: [{count: 11}]\nnetwork: {vpcs: [{name: v, cidr: 10.0.0.0/16, subnets: [{name: "
         "a, "
         "cidr: 10.0.0.0/28}]}]}\n",
         "m.yaml:4:18+3: subnet \"a\" (10.0.0.0/28) has no free address for pod "
         "\"default/web-0\"\n"}};
    for (const Clash& row : rows) {
        const ReadResult result = read(
            "apiVersion: vethlab/v1\nkind: Scenario\ncluster:\n  manifests: m.yaml\n" + row.rest,
            {{"m.yaml", row.manifest}});
        EXPECT_EQ(lines(result.diagnostics), row.diagnostics) << row.what;
    }
}

}  // namespace
}  // namespace scenario
