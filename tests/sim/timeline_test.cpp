// SPDX-License-Identifier: MIT
// Pods and services that change while traffic flows, on the wire.
#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "sim/scenario/probe_results.h"
#include "sim/scenario/reader.h"
#include "tests/scenario/memory_files.h"
#include "tests/support/trial.h"

namespace sim {
namespace {

using namespace std::chrono_literals;
using tests::Trial;

// Namespace shop: pod client on w-1; Deployment web of one pod, Service web before it and a
// headless one, webs.
constexpr const char* shop = R"(apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: client, labels: {app: client}}
spec: {nodeName: w-1, containers: [{name: c}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {namespace: shop, name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {namespace: shop, name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {namespace: shop, name: webs}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
)";

// CoreDNS made anew, under another name.
constexpr const char* other_dns = R"(apiVersion: apps/v1
kind: Deployment
metadata: {namespace: kube-system, name: other}
spec:
  replicas: 1
  selector: {matchLabels: {k8s-app: kube-dns}}
  template:
    metadata: {labels: {k8s-app: kube-dns}}
    spec: {containers: [{name: c, ports: [{containerPort: 53, protocol: UDP}]}]}
)";

constexpr const char* agent = R"(apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: agent}
spec: {hostNetwork: true, nodeName: w-2, containers: [{name: c, ports: [{containerPort: 9100}]}]}
)";

constexpr const char* deny = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: kube-system, name: deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
)";

scenario::Scenario read(const std::string& cluster, const std::string& body,
                        std::map<std::string, std::string> files = {}) {
    const std::map<std::string, std::string> usual = {
        {"s.yaml",
         "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {nodes: [{count: 2, name: "
         "w}], manifests: [shop.yaml, deny.yaml]" +
             cluster + "}\n" + body},
        {"shop.yaml", shop},
        {"deny.yaml", deny},
        {"dns.yaml", other_dns},
        {"agent.yaml", agent}};
    files.insert(usual.begin(), usual.end());
    auto result = scenario::read_scenario("s.yaml", scenario::MemoryFiles(files));
    for (const auto& found : result.diagnostics) {
        if (found.severity == scenario::Diagnostic::Severity::Error) ADD_FAILURE() << found.message;
    }
    return *result.scenario;
}

// A question that got no answer is asked again from the same socket. What the node remembers of it
// leads to the old server, unless kube-proxy has made it forget.
TEST(Timeline, UdpEntriesToEndpointsThatAreGoneAreForgotten) {
    const std::string body =
        "flows: [{from: shop/client, to: dns/web, port: 80, timeout: 20s}]\n"
        "timeline:\n"
        "- {at: 1s, delete: kube-system/networkpolicy/deny}\n"
        "- {at: 2s, delete: kube-system/deployment/coredns}\n"
        "- {at: 3s, apply: dns.yaml}\n";
    const scenario::Scenario at_once = read("", body);
    Trial forgotten(at_once);
    EXPECT_EQ(forgotten[0].outcome, "connected");
    EXPECT_GE(forgotten[0].took, 5s);
    const scenario::Scenario late = read(", serviceDelay: 4s", body);
    Trial kept(late);
    EXPECT_EQ(kept[0].outcome, "unresolved");
    EXPECT_EQ(kept[0].took, 10s);
}

TEST(Timeline, TcpKeepsItsBackendThoughItIsGone) {
    const scenario::Scenario scenario =
        read(", serviceDelay: 100ms",
             "flows:\n"
             "- {from: shop/client, to: shop/service/web, at: 1050ms}\n"
             "- {from: shop/client, to: shop/service/web, at: 1150ms}\n"
             "timeline: [{at: 1s, delete: shop/pod/web-0}]\n");
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "timed-out");
    EXPECT_EQ(trial[0].dropped, 3) << "the SYN, and again after one and after three seconds";
    EXPECT_EQ(trial[1].outcome, "connected");
    EXPECT_NE(trial[0].backend, trial[1].backend);
}

TEST(Timeline, WhatAPodThatIsGoneStillSendsIsLost) {
    const scenario::Scenario scenario =
        read("",
             "flows: [{from: shop/client, to: shop/web-0, port: 80, at: 1s}]\n"
             "timeline: [{at: 1s200us, delete: shop/pod/client}]\n");
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "timed-out");
    EXPECT_GE(trial[0].dropped, 1);
}

TEST(Timeline, ATerminatingPodAnswersUntilItsGraceIsOver) {
    const scenario::Scenario scenario =
        read("",
             "flows:\n"
             "- {from: shop/client, to: shop/service/web, at: 2s}\n"
             "- {from: shop/client, to: shop/service/web, at: 4s}\n"
             "timeline: [{at: 1s, delete: shop/deployment/web, grace: 2s}]\n");
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_EQ(trial[1].outcome, "refused");
}

TEST(Timeline, AHostNetworkPodTakesItsPortsWithIt) {
    const scenario::Scenario scenario =
        read("",
             "flows: [{from: shop/client, to: node/w-2, port: 9100, every: 10s, count: 3}]\n"
             "timeline:\n"
             "- {at: 5s, apply: agent.yaml}\n"
             "- {at: 15s, delete: shop/pod/agent}\n");
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "refused");
    EXPECT_EQ(trial[1].outcome, "connected");
    EXPECT_EQ(trial[2].outcome, "refused");
}

TEST(Timeline, NamesOfPodsFollowThem) {
    const scenario::Scenario scenario =
        read("",
             "flows: [{from: shop/client, to: dns/webs, port: 80, every: 10s, count: 3}]\n"
             "timeline:\n"
             "- {at: 0s, delete: kube-system/deny}\n"
             "- {at: 5s, delete: shop/pod/web-0}\n"
             "- {at: 15s, set: shop/web, ready: false}\n");
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_EQ(trial[1].outcome, "connected");
    EXPECT_NE(trial[0].resolved, trial[1].resolved);
    EXPECT_EQ(trial[2].outcome, "unresolved");
}

// A pod that comes is asked after its delay, and every period; the node's own traffic passes
// whatever isolates it.
TEST(Probes, DecideWhenAPodIsReady) {
    const char* const web = R"(apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: late, labels: {app: late}}
spec:
  containers:
  - name: c
    ports: [{name: http, containerPort: 80}]
    readinessProbe: {PROBE, initialDelaySeconds: 2, periodSeconds: 3}
---
apiVersion: v1
kind: Service
metadata: {namespace: shop, name: late}
spec: {selector: {app: late}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: shop, name: kept-in}
spec: {podSelector: {matchLabels: {app: late}}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {}}]}]}
)";
    const struct {
        const char* probe;
        const char* at_1;  // before the first probe
        const char* at_3;  // after it
        const char* at_9;  // after the third
        bool sent = true;  // whether kubelets send probes
    } rows[] = {
        {"tcpSocket: {port: 80}", "refused", "connected", "connected"},
        {"httpGet: {port: http}", "refused", "connected", "connected"},
        {"grpc: {port: 80}, successThreshold: 3", "refused", "refused", "connected"},
        {"tcpSocket: {port: 81}", "refused", "refused", "refused"},
        {"exec: {command: [true]}", "connected", "connected", "connected"},
        {"tcpSocket: {port: 81, host: 10.0.0.1}", "connected", "connected", "connected"},
        {"tcpSocket: {port: 81}", "connected", "connected", "connected", false},
    };
    for (const auto& row : rows) {
        std::string manifest = web;
        manifest.replace(manifest.find("PROBE"), 5, row.probe);
        const scenario::Scenario scenario =
            read(row.sent ? ", probes: true" : "",
                 "flows: [{from: shop/client, to: shop/service/late, at: 11s}, {from: shop/client, "
                 "to: shop/service/late, at: 13s}, {from: shop/client, to: shop/service/late, at: "
                 "19s}]\ntimeline: [{at: 10s, apply: late.yaml}]\n",
                 {{"late.yaml", manifest}});
        Trial trial(scenario);
        EXPECT_EQ(trial[0].outcome, row.at_1) << row.probe;
        EXPECT_EQ(trial[1].outcome, row.at_3) << row.probe;
        EXPECT_EQ(trial[2].outcome, row.at_9) << row.probe;
        // And what analysis works out.
        for (const auto& [second, outcome] :
             {std::pair(11, row.at_1), {13, row.at_3}, {19, row.at_9}}) {
            const policy::Time at = std::chrono::seconds(second);
            scenario::Moment moment = scenario::moment_of(scenario.world);
            for (const scenario::TimelineEvent& event : scenario.timeline) {
                scenario::happen(event.changes, moment);
            }
            scenario::find_ready(scenario.world, scenario.probes, scenario.extra_listen,
                                 scenario.timeline, at, moment);
            const auto late =
                std::find_if(moment.world.pods.begin(), moment.world.pods.end(),
                             [](const policy::Pod& pod) { return pod.name == "late"; });
            ASSERT_NE(late, moment.world.pods.end());
            EXPECT_EQ(late->ready ? "connected" : "refused", std::string(outcome))
                << row.probe << " at " << second;
        }
    }
}

// What the object says, and what the probe finds, must both say so.
TEST(Probes, AreNotTheOnlyOnesToSayWhetherAPodIsReady) {
    const std::string probed = std::string(shop) +
                               R"(---
apiVersion: v1
kind: Pod
metadata: {namespace: shop, name: p, labels: {app: p}}
spec: {containers: [{name: c, ports: [{containerPort: 80}], readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 1}}]}
---
apiVersion: v1
kind: Service
metadata: {namespace: shop, name: p}
spec: {selector: {app: p}, ports: [{port: 80}]}
)";
    const scenario::Scenario scenario = read(
        ", probes: true",
        "flows: [{from: shop/client, to: shop/service/p, at: 5s, every: 10s, count: 3}]\n"
        "timeline: [{at: 10s, set: shop/p, ready: false}, {at: 20s, set: shop/p, ready: true}]\n",
        {{"shop.yaml", probed}});
    Trial trial(scenario);
    EXPECT_EQ(trial[0].outcome, "connected");
    EXPECT_EQ(trial[1].outcome, "refused");
    EXPECT_EQ(trial[2].outcome, "connected");
}

}  // namespace
}  // namespace sim
