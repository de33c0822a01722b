// SPDX-License-Identifier: MIT
// Services and their endpoints from manifests and dumps: what they say, what the API server fills
// in, and the addresses they are given.
#include <map>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/world_reader.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

std::string shown(const policy::ServicePort& port) {
    std::string text = policy::text(port.protocol) + "/" + std::to_string(port.port);
    if (!port.name.empty()) text += "(" + port.name + ")";
    const auto* number = std::get_if<std::uint16_t>(&port.target);
    text +=
        "->" + (number == nullptr ? std::get<std::string>(port.target) : std::to_string(*number));
    if (port.node_port != 0) text += "@" + std::to_string(port.node_port);
    return text;
}

std::string shown(const policy::Service& service) {
    constexpr const char* types[] = {"ClusterIP", "NodePort", "LoadBalancer", "ExternalName"};
    std::string text = service.ns + "/" + service.name;
    if (service.type != policy::ServiceType::ClusterIP) {
        text += std::string(" ") + types[static_cast<int>(service.type)];
    }
    if (service.headless) text += " headless";
    for (const auto& address : service.cluster_ips) text += " " + address.text();
    for (const auto& port : service.ports) text += " " + shown(port);
    if (service.selector) {
        text += " selects";
        for (const auto& [key, value] : *service.selector) text += " " + key + "=" + value;
    }
    if (!service.external_name.empty()) text += " is " + service.external_name;
    for (const auto& address : service.external_ips) text += " external " + address.text();
    if (service.internal_local) text += " internal-local";
    if (service.external_local) text += " external-local";
    if (service.affinity) text += " stays " + std::to_string(service.affinity->count()) + "s";
    if (service.publish_not_ready_addresses) text += " not-ready-too";
    return text;
}

WorldResult read_manifest(const std::string& manifest) {
    return read_world({"m.yaml"}, {}, MemoryFiles({{"m.yaml", manifest}}));
}

std::string services(const policy::World& world) {
    std::string all;
    for (const policy::Service& service : world.services) all += shown(service) + "\n";
    return all;
}

// What is read of one service `s` with this spec.
std::string service_of(const std::string& spec) {
    const WorldResult result = read_manifest(
        "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n"
        "spec: " +
        spec + "\n");
    EXPECT_TRUE(result.usable) << lines(result.diagnostics);
    return services(result.world);
}

TEST(Service, WhatIsNotWrittenIsAsTheApiServerFillsIt) {
    const std::map<std::string, std::string> table = {
        {"{ports: [{port: 80}], selector: {app: a}}", "172.20.0.11 TCP/80->80 selects app=a"},
        {"{ports: [{port: 80, targetPort: 8080}]}", "172.20.0.11 TCP/80->8080"},
        {"{ports: [{port: 80, targetPort: http, name: w}], selector: {}}",
         "172.20.0.11 TCP/80(w)->http"},
        {"{ports: [{port: 80, targetPort: 0}]}", "172.20.0.11 TCP/80->80"},
        {"{ports: [{port: 80, targetPort: ''}]}", "172.20.0.11 TCP/80->80"},
        {"{clusterIP: None}", "headless"},
        {"{clusterIP: None, clusterIPs: [None], ports: [{port: 1}]}", "headless TCP/1->1"},
        {"{clusterIP: 10.9.8.7, ports: [{port: 1}]}", "10.9.8.7 TCP/1->1"},
        {"{clusterIP: 10.9.8.7, clusterIPs: [10.9.8.7, 'fd00::1'], ports: [{port: 1}]}",
         "10.9.8.7 fd00::1 TCP/1->1"},
        {"{ipFamilies: [IPv6], ports: [{port: 1}]}", "TCP/1->1"},
        {"{type: ExternalName, externalName: db.example.}", "ExternalName is db.example"},
        {"{type: NodePort, ports: [{port: 80}]}", "NodePort 172.20.0.11 TCP/80->80@30000"},
        {"{type: NodePort, ports: [{name: a, port: 80, nodePort: 30000}, {name: b, port: 81}]}",
         "NodePort 172.20.0.11 TCP/80(a)->80@30000 TCP/81(b)->81@30001"},
        {"{type: NodePort, ports: [{name: u, port: 53, protocol: UDP}, {name: t, port: 53}]}",
         "NodePort 172.20.0.11 UDP/53(u)->53@30000 TCP/53(t)->53@30000"},
        {"{type: LoadBalancer, ports: [{port: 80}], externalTrafficPolicy: Local}",
         "LoadBalancer 172.20.0.11 TCP/80->80@30000 external-local"},
        {"{type: LoadBalancer, ports: [{port: 80}], allocateLoadBalancerNodePorts: false}",
         "LoadBalancer 172.20.0.11 TCP/80->80"},
        {"{ports: [{port: 80}], internalTrafficPolicy: Local, externalIPs: [192.0.2.1]}",
         "172.20.0.11 TCP/80->80 external 192.0.2.1 internal-local"},
        {"{ports: [{port: 80}], sessionAffinity: ClientIP}", "172.20.0.11 TCP/80->80 stays 10800s"},
        {"{ports: [{port: 80}], sessionAffinity: ClientIP, sessionAffinityConfig: {clientIP: "
         "{timeoutSeconds: 60}}}",
         "172.20.0.11 TCP/80->80 stays 60s"},
        {"{ports: [{port: 80}], sessionAffinity: None, sessionAffinityConfig: {clientIP: "
         "{timeoutSeconds: 60}}}",
         "172.20.0.11 TCP/80->80"},
        {"{ports: [{port: 80}], publishNotReadyAddresses: true}",
         "172.20.0.11 TCP/80->80 not-ready-too"}};
    for (const auto& [spec, expected] : table) {
        EXPECT_EQ(service_of(spec), "default/s " + expected + "\n") << spec;
    }
}

TEST(Service, AddressesAreGivenInOrderAroundStatedOnes) {
    const WorldResult result = read_manifest(R"(apiVersion: v1
kind: ServiceList
items:
- {metadata: {name: a}, spec: {ports: [{port: 80}], type: NodePort}}
- {metadata: {name: b}, spec: {ports: [{port: 80, nodePort: 30000}], type: NodePort, clusterIP: 172.20.0.11}}
- {metadata: {name: kube-dns, namespace: kube-system}, spec: {ports: [{port: 53, protocol: UDP}]}}
- {metadata: {name: c}, spec: {ports: [{port: 80}]}}
)");
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    EXPECT_EQ(services(result.world),
              "default/a NodePort 172.20.0.12 TCP/80->80@30001\n"
              "default/b NodePort 172.20.0.11 TCP/80->80@30000\n"
              "kube-system/kube-dns 172.20.0.10 UDP/53->53\n"
              "default/c 172.20.0.13 TCP/80->80\n");
}

// A dump may have keys of a later version, and node ports of a cluster's own range.
TEST(Service, OfADumpIsAsTheClusterTookIt) {
    const WorldResult result = read_manifest(R"({"apiVersion": "v1", "kind": "List", "items": [
{"apiVersion": "v1", "kind": "Service",
 "metadata": {"name": "s", "namespace": "shop", "uid": "1", "creationTimestamp": "2025-01-01"},
 "spec": {"clusterIP": "10.100.7.7", "clusterIPs": ["10.100.7.7"], "newKey": 1, "type": "NodePort",
          "externalTrafficPolicy": "Cluster", "internalTrafficPolicy": "Cluster",
          "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack", "sessionAffinity": "None",
          "ports": [{"port": 80, "protocol": "TCP", "targetPort": "http", "nodePort": 8080}]},
 "status": {"loadBalancer": {}}}]})");
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    EXPECT_EQ(services(result.world), "shop/s NodePort 10.100.7.7 TCP/80->http@8080\n");
    EXPECT_EQ(result.world.services[0].position.line, 3U);
    EXPECT_EQ(result.world.services[0].ports[0].position.line, 7U);
}

TEST(Service, WithoutASelectorHasTheEndpointsOfItsSlices) {
    const WorldResult result = read_manifest(R"(apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{name: sql, port: 3306}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}], selector: {app: web}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{name: sql, port: 3307}, {name: any}]
endpoints:
- addresses: [10.0.0.9, 10.0.0.10]
  nodeName: n1
  hostname: first
  targetRef: {kind: Pod, name: db-0}
- addresses: [10.0.0.11]
  conditions: {ready: false, serving: true, terminating: true}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-names, labels: {kubernetes.io/service-name: db}}
addressType: FQDN
endpoints: [{addresses: [db.example]}]
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.20]}]
---
apiVersion: v1
kind: Endpoints
metadata: {name: db}
subsets: [{addresses: [{ip: 10.0.0.30}]}]
)");
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    ASSERT_EQ(result.world.endpoint_slices.size(), 1U);
    const policy::EndpointSlice& slice = result.world.endpoint_slices[0];
    EXPECT_EQ(slice.name, "db-1");
    EXPECT_EQ(slice.service, "db");
    ASSERT_EQ(slice.ports.size(), 2U);
    EXPECT_EQ(slice.ports[0].port, 3307);
    EXPECT_FALSE(slice.ports[1].port);
    ASSERT_EQ(slice.endpoints.size(), 2U);
    EXPECT_EQ(slice.endpoints[0].addresses.size(), 2U);
    EXPECT_TRUE(slice.endpoints[0].ready && slice.endpoints[0].serving);
    EXPECT_EQ(slice.endpoints[0].node, "n1");
    EXPECT_EQ(slice.endpoints[0].pod, "db-0");
    EXPECT_EQ(slice.endpoints[0].hostname, "first");
    EXPECT_FALSE(slice.endpoints[1].ready);
    EXPECT_TRUE(slice.endpoints[1].terminating);
}

TEST(Service, WithoutASelectorAndSlicesHasItsEndpoints) {
    const WorldResult result = read_manifest(R"(apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{port: 3306}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: db}
subsets:
- addresses: [{ip: 10.0.0.30}, {ip: 'fd00::9'}]
  notReadyAddresses: [{ip: 10.0.0.31, nodeName: n1}]
  ports: [{port: 3307}]
)");
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    ASSERT_EQ(result.world.endpoint_slices.size(), 2U);  // one of each family
    const policy::EndpointSlice& slice = result.world.endpoint_slices[0];
    EXPECT_EQ(slice.service, "db");
    ASSERT_EQ(slice.endpoints.size(), 2U);
    EXPECT_TRUE(slice.endpoints[0].ready);
    EXPECT_FALSE(slice.endpoints[1].ready || slice.endpoints[1].serving);
    EXPECT_EQ(slice.endpoints[1].node, "n1");
    EXPECT_EQ(slice.ports.at(0).port, 3307);
    EXPECT_EQ(result.world.endpoint_slices[1].endpoints.at(0).addresses.at(0).text(), "fd00::9");
}

// Kustomize makes a selector where there is none.
TEST(Service, OfAKustomizationIsMovedAndItsSelectorLabelled) {
    const std::string two = R"(apiVersion: v1
kind: Service
metadata: {name: a, namespace: x}
spec: {ports: [{port: 80}], selector: {app: a}}
---
apiVersion: v1
kind: Service
metadata: {name: b}
spec: {ports: [{port: 80}]}
)";
    const auto read_with = [&](const std::string& kustomization) {
        const WorldResult result = read_world(
            {"k"}, {},
            MemoryFiles({{"k/kustomization.yaml", "resources: [s.yaml]\n" + kustomization},
                         {"k/s.yaml", two}}));
        return lines(result.diagnostics) + services(result.world);
    };
    EXPECT_EQ(read_with("namespace: dev\ncommonLabels: {team: t}"),
              "dev/a 172.20.0.11 TCP/80->80 selects app=a team=t\n"
              "dev/b 172.20.0.12 TCP/80->80 selects team=t\n");
    EXPECT_EQ(read_with("labels: [{pairs: {team: t}}]"),
              "x/a 172.20.0.11 TCP/80->80 selects app=a\n"
              "default/b 172.20.0.12 TCP/80->80\n");
    EXPECT_EQ(read_with("labels: [{pairs: {team: t}, includeSelectors: true}]"),
              "x/a 172.20.0.11 TCP/80->80 selects app=a team=t\n"
              "default/b 172.20.0.12 TCP/80->80 selects team=t\n");
}

TEST(Pods, AreReadyAsTheirConditionSays) {
    const WorldResult result = read_manifest(R"({"apiVersion": "v1", "kind": "PodList", "items": [
{"metadata": {"name": "up", "uid": "1"}, "status": {"phase": "Running", "conditions": [
  {"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"}]}},
{"metadata": {"name": "down", "uid": "2"}, "status": {"phase": "Running", "conditions": [
  {"type": "Ready", "status": "False"}, {"type": "ContainersReady", "status": "True"}]}},
{"metadata": {"name": "unknown", "uid": "3"}, "status": {"phase": "Running", "conditions": [
  {"type": "PodScheduled", "status": "True"}]}},
{"metadata": {"name": "going", "uid": "4", "deletionTimestamp": "2025-01-01T00:00:00Z"},
 "status": {"phase": "Running"}},
{"metadata": {"name": "made"}}]})");
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    std::string text;
    for (const policy::Pod& pod : result.world.pods) {
        text += pod.name + (pod.ready ? " ready" : "") + (pod.terminating ? " going" : "") + "\n";
    }
    EXPECT_EQ(text, "up ready\ndown\nunknown\ngoing ready going\nmade ready\n");
}

// NodeLocal DNSCache by the arguments that its published manifest has, and by the other ways that
// Go's flags may be written.
TEST(Pods, AreADnsCacheByTheirArguments) {
    const std::string pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: cache}\nspec:\n  "
        "containers: [{name: c, ";
    const struct {
        std::string arguments;
        std::string cache;  // addresses, then the upstream
        std::string said;
    } rows[] = {
        {R"(args: [-localip, "169.254.20.10,172.20.0.10", -upstreamsvc, kube-dns-upstream])",
         "169.254.20.10 172.20.0.10 kube-dns-upstream", ""},
        {R"(args: [--localip=172.20.0.10])", "172.20.0.10 kube-dns", ""},
        {R"(command: [/node-cache, -localip, fd20::a, -upstreamsvc=up])", "fd20::a up", ""},
        {R"(args: [-localip, "__PILLAR__LOCAL__DNS__,172.20.0.10"])", "172.20.0.10 kube-dns",
         "\"__PILLAR__LOCAL__DNS__\" of -localip is not an IP address"},
        {R"(args: [-localip, __PILLAR__DNS__SERVER__])", "",
         "__PILLAR__DNS__SERVER__ is the ClusterIP of kube-dns"},
        {R"(args: [-localip, ""])", "", "\"\" of -localip is not an IP address"},
        {R"(args: [-localip])", "", ""},
        {R"(args: [-localips, 172.20.0.10, localip, 172.20.0.10])", "", ""},
        {R"(args: [{localip: 172.20.0.10}])", "", ""},
    };
    for (const auto& row : rows) {
        const WorldResult result = read_manifest(pod + row.arguments + "}]\n");
        ASSERT_TRUE(result.usable) << row.arguments << lines(result.diagnostics);
        std::string text;
        if (const auto& cache = result.world.pods.at(0).dns_cache) {
            for (const auto& address : cache->addresses) text += address.text() + " ";
            text += cache->upstream;
        }
        EXPECT_EQ(text, row.cache) << row.arguments;
        const std::string said = lines(result.diagnostics);
        EXPECT_EQ(said.empty(), row.said.empty()) << row.arguments << said;
        EXPECT_NE(said.find(row.said), std::string::npos) << row.arguments << said;
    }
}

TEST(Pods, HaveNamesUnderTheirService) {
    const WorldResult result = read_manifest(R"(apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: sql
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {hostname: ignored}}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {hostname: first, subdomain: sql}
)");
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    std::string text;
    for (const policy::Pod& pod : result.world.pods) {
        text += pod.name + " " + pod.hostname + "." + pod.subdomain + "\n";
    }
    EXPECT_EQ(text, "db-0 db-0.sql\np first.sql\n");
}

}  // namespace
}  // namespace scenario
