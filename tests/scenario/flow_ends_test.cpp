// SPDX-License-Identifier: MIT
// Flows to services, nodes and DNS names, and from nodes.
#include <algorithm>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "tests/scenario/reading.h"

namespace scenario {
namespace {

// Beside the shop: services of every sort, in namespaces shop and lab.
const char* const services = R"(apiVersion: v1
kind: Pod
metadata: {name: peer, namespace: shop, labels: {app: peer}}
spec: {hostname: first, subdomain: peers}
---
apiVersion: v1
kind: ServiceList
items:
- {metadata: {name: mail, namespace: shop}, spec: {ports: [{name: smtp, port: 25}, {name: imap, port: 143}]}}
- {metadata: {name: log, namespace: shop}, spec: {ports: [{port: 514, protocol: UDP}]}}
- {metadata: {name: peers, namespace: shop}, spec: {clusterIP: None, selector: {app: peer}, ports: [{port: 1}]}}
- {metadata: {name: api, namespace: lab}, spec: {ports: [{port: 8080, nodePort: 30080}], type: NodePort}}
- {metadata: {name: out, namespace: lab}, spec: {type: ExternalName, externalName: www.example.com}}
)";

ReadResult read_flow(const std::string& flow, const std::string& more = "") {
    return read(
        "apiVersion: vethlab/v1\nkind: Scenario\nname: test\n"
        "network: {hosts: [{name: web, ip: 203.0.113.9, names: [www.example.com]}]}\n"
        "cluster: {manifests: [shop.yaml, services.yaml]" +
            more +
            "}\n"
            "flows:\n- " +
            flow + "\n",
        {{"services.yaml", services}});
}

std::string text(const Scenario& scenario, const End& end) {
    switch (end.kind) {
        case End::Kind::Pod:
            return "pod " + scenario.world.pods[end.index].name;
        case End::Kind::Host:
            return "host " + scenario.hosts[end.index].name;
        case End::Kind::Node:
            return "node " + scenario.world.nodes[end.index].name;
        case End::Kind::Service:
            return "service " + scenario.world.services[end.index].name;
        case End::Kind::Name:
            return "name " + scenario.names[end.index];
        case End::Kind::LoadBalancer:
            return "load balancer " + scenario.world.load_balancers[end.index].name;
    }
    return "";
}

struct Good {
    std::string flow;
    std::string flows;  // each as `from -> to port/protocol`, and its name
};

TEST(FlowEnds, AreFound) {
    const Good table[] = {
        {"{from: shop/db, to: shop/service/web, port: 80}",
         "pod db-0 -> service web TCP/80 | shop/db to shop/service/web:80\n"},
        {"{from: shop/db, to: shop/service/web}",
         "pod db-0 -> service web TCP/80 | shop/db to shop/service/web:80\n"},
        {"{from: shop/db, to: 'shop/web[Service]'}",
         "pod db-0 -> service web TCP/80 | shop/db to shop/web[Service]:80\n"},
        {"{from: shop/db, to: shop/svc/log}",
         "pod db-0 -> service log UDP/514 | shop/db to shop/svc/log:514/UDP\n"},
        {"{from: shop/db, to: shop/service/mail, port: 143}",
         "pod db-0 -> service mail TCP/143 | shop/db to shop/service/mail:143\n"},
        {"{from: shop/db, to: shop/service/web, protocol: ICMP}",
         "pod db-0 -> service web ICMP/0 | shop/db to shop/service/web/ICMP\n"},
        // A pod may meet itself behind its own service.
        {"{from: shop/web-0, to: shop/service/web}",
         "pod web-0 -> service web TCP/80 | shop/web-0 to shop/service/web:80\n"},
        {"{from: shop/db, to: [shop/service/web, shop/service/log]}",
         "pod db-0 -> service web TCP/80 | shop/db to shop/service/web, shop/service/log "
         "(shop/db-0 -> shop/web[Service])\n"
         "pod db-0 -> service log UDP/514 | shop/db to shop/service/web, shop/service/log "
         "(shop/db-0 -> shop/log[Service])\n"},
        {"{from: shop/db, to: 'la*/service/*'}",
         "pod db-0 -> service api TCP/8080 | shop/db to la*/service/*:8080\n"},
        {"{from: shop/db, to: node/node-2, port: 30080}",
         "pod db-0 -> node node-2 TCP/30080 | shop/db to node/node-2:30080\n"},
        {"{from: node/node-2, to: shop/db, port: 5432}",
         "node node-2 -> pod db-0 TCP/5432 | node/node-2 to shop/db:5432\n"},
        {"{from: host/web, to: 'node/*-1', port: 30080}",
         "host web -> node node-1 TCP/30080 | host/web to node/*-1:30080\n"},
        {"{from: shop/db, to: dns/web, port: 80}",
         "pod db-0 -> name web TCP/80 | shop/db to dns/web:80\n"},
        {"{from: shop/db, to: [dns/api.lab, dns/out.lab.svc.cluster.local., dns/WWW.example.com, "
         "dns/peers, dns/first.peers, dns/10-0-0-1.shop.pod], port: 80, name: f}",
         "pod db-0 -> name api.lab TCP/80 | f (shop/db-0 -> dns/api.lab)\n"
         "pod db-0 -> name out.lab.svc.cluster.local. TCP/80 | f (shop/db-0 -> "
         "dns/out.lab.svc.cluster.local.)\n"
         "pod db-0 -> name WWW.example.com TCP/80 | f (shop/db-0 -> dns/WWW.example.com)\n"
         "pod db-0 -> name peers TCP/80 | f (shop/db-0 -> dns/peers)\n"
         "pod db-0 -> name first.peers TCP/80 | f (shop/db-0 -> dns/first.peers)\n"
         "pod db-0 -> name 10-0-0-1.shop.pod TCP/80 | f (shop/db-0 -> dns/10-0-0-1.shop.pod)\n"},
        {"{from: host/web, to: dns/www.example.com, port: 80}",
         "host web -> name www.example.com TCP/80 | host/web to dns/www.example.com:80\n"}};
    for (const Good& row : table) {
        const ReadResult result = read_flow(row.flow);
        ASSERT_TRUE(result.scenario) << row.flow << "\n" << lines(result.diagnostics);
        EXPECT_EQ(lines(result.diagnostics), "") << row.flow;
        std::string flows;
        for (const Flow& flow : result.scenario->flows) {
            flows += text(*result.scenario, flow.from) + " -> " + text(*result.scenario, flow.to) +
                     " " + policy::text(flow.protocol) + "/" + std::to_string(flow.port) + " | " +
                     flow.name + "\n";
        }
        EXPECT_EQ(flows, row.flows) << row.flow;
    }
}

struct Bad {
    std::string flow;
    std::string diagnostics;  // behind "s.yaml:7:"
};

TEST(FlowEnds, ThatAreNoneAreReported) {
    const Bad table[] = {
        {"{from: shop/db, to: shop/service/wbe}",
         "36+3: no Service \"wbe\" in namespace \"shop\" (did you mean \"web\"?)\n"},
        {"{from: shop/db, to: shop/service/api}",
         "36+3: no Service \"api\" in namespace \"shop\" (did you mean \"lab/service/api\"?)\n"},
        {"{from: shop/db, to: shpo/service/web}",
         "23+4: unknown namespace \"shpo\" (did you mean \"shop\"?)\n"},
        {"{from: shop/db, to: lab/api, port: 80}",
         "27+3: no workload or pod \"api\" in namespace \"lab\" (of the Service write "
         "lab/service/api)\n"},
        {"{from: shop/db, to: 'shop/service/z*'}",
         "24+15: \"shop/service/z*\" stands for no Service with an address\n"},
        {"{from: shop/db, to: shop/service/peers, port: 1}",
         "23+18: Service \"peers\" is headless: it has no address of its own (name it as "
         "applications do: dns/peers.shop)\n"},
        {"{from: shop/db, to: lab/service/out, port: 1}",
         "23+15: Service \"out\" is an ExternalName: it has no address of its own (name it as "
         "applications do: dns/out.lab)\n"},
        {"{from: shop/service/web, to: shop/db, port: 1}",
         "10+16: a Service sends nothing (name the workload behind it, and its target port)\n"},
        {"{from: dns/web.shop, to: shop/db, port: 1}",
         "10+12: a DNS name is no place (it may stand after `to`)\n"},
        {"{from: shop/db, to: shop/service/web, port: 8080}",
         "47+4: Service \"shop/web\" has no port TCP/8080 (it has TCP/80 (http))\n"},
        {"{from: shop/db, to: shop/service/log, port: 514}",
         "47+3: Service \"shop/log\" has no port TCP/514 (it has UDP/514)\n"},
        {"{from: shop/db, to: shop/service/log, protocol: TCP}",
         "41+8: Service \"shop/log\" has no TCP port (it has UDP/514)\n"},
        {"{from: shop/db, to: shop/service/mail}",
         "23+17: Service \"shop/mail\" has several ports: which? (it has TCP/25 (smtp), TCP/143 "
         "(imap))\n"},
        {"{from: shop/db, to: node/node-9, port: 1}",
         "28+6: unknown node \"node-9\" (did you mean \"node-1\"?)\n"},
        {"{from: shop/db, to: node/a, port: 1}",
         "28+1: unknown node \"a\" (there are node-1 to node-3)\n"},
        {"{from: shop/db, to: dns/web}", "3+1: missing key \"port\"\n"},
        {"{from: shop/db, to: dns/10.0.0.1, port: 1}",
         "27+8: \"10.0.0.1\" is not a DNS name (it is an address, which nobody looks up)\n"},
        {"{from: shop/db, to: dns/a..b, port: 1}",
         "27+4: \"a..b\" is not a DNS name (between its dots there is nothing)\n"},
        {"{from: shop/db, to: 'dns/*.shop', port: 1}",
         "28+6: \"*.shop\" is not a DNS name (\"*\" has other characters than letters, digits and "
         "'-', or '-' at an end)\n"}};
    for (const Bad& row : table) {
        const ReadResult result = read_flow(row.flow);
        EXPECT_EQ(lines(result.diagnostics), "s.yaml:7:" + row.diagnostics) << row.flow;
        EXPECT_FALSE(result.scenario) << row.flow;
    }
}

// What a scenario may be about, and is more often a slip.
TEST(FlowEnds, ThatNobodyIsAreWarnedOf) {
    const Bad table[] = {
        {"{from: shop/db, to: dns/web.shpo, port: 80}",
         "23+12: warning: there is no name \"web.shpo\" for pods of namespace \"shop\" (did you "
         "mean \"web.shop\"?)\n"},
        {"{from: shop/db, to: [dns/web, dns/api.lob], port: 80}",
         "33+11: warning: there is no name \"api.lob\" for pods of namespace \"shop\" (did you "
         "mean "
         "\"api.lab\"?)\n"},
        {"{from: shop/db, to: dns/api, port: 80}",
         "23+7: warning: there is no name \"api\" for pods of namespace \"shop\" (did you mean "
         "\"api.lab\"?)\n"},
        {"{from: host/web, to: dns/web.shop, port: 80}",
         "24+12: warning: there is no name \"web.shop\" outside the cluster (only pods ask "
         "for the cluster's names)\n"},
        // The dot at the end keeps the search domains away.
        {"{from: shop/db, to: dns/web.shop., port: 80}",
         "23+13: warning: there is no name \"web.shop.\" for pods of namespace \"shop\" (did you "
         "mean \"web.shop\"?)\n"},
        {"{from: shop/db, to: node/node-1, port: 30081}",
         "36+4: warning: no Service has the node port TCP/30081 (there are TCP/30080 of "
         "lab/api)\n"}};
    for (const Bad& row : table) {
        const ReadResult result = read_flow(row.flow);
        EXPECT_EQ(lines(result.diagnostics), "s.yaml:7:" + row.diagnostics) << row.flow;
        EXPECT_TRUE(result.scenario) << row.flow;
    }
}

TEST(FlowEnds, ANameBringsCoreDns) {
    const ReadResult result = read_flow("{from: shop/db, to: dns/web, port: 80}");
    ASSERT_TRUE(result.scenario) << lines(result.diagnostics);
    const policy::World& world = result.scenario->world;
    const auto dns = std::find_if(world.services.begin(), world.services.end(),
                                  [](const auto& service) { return service.name == "kube-dns"; });
    ASSERT_NE(dns, world.services.end());
    EXPECT_EQ(dns->cluster_ips.at(0).text(), "172.20.0.10");
    ASSERT_EQ(dns->ports.size(), 2U);
    EXPECT_EQ(dns->ports[0].protocol, policy::Protocol::UDP);
    EXPECT_EQ(world.pods[0].name, "coredns-0");
    EXPECT_EQ(world.pods[1].labels.at("k8s-app"), "kube-dns");
    EXPECT_EQ(result.scenario->notes.at(1),
              "no Service kube-system/kube-dns is among the manifests: CoreDNS is added, as Amazon "
              "EKS has it, for flows to dns/");
    EXPECT_EQ(read_flow("{from: shop/db, to: shop/service/web}").scenario->world.pods.size(), 6U);
}

TEST(FlowEnds, ADnsCacheBringsWhatItAsks) {
    const ReadResult result = read(
        "apiVersion: vethlab/v1\nkind: Scenario\n"
        "cluster: {nodes: [{count: 2, name: w}], manifests: [shop.yaml, c.yaml]}\n"
        "flows: [{from: shop/db, to: dns/web, port: 80}]\n",
        {{"c.yaml",
          "apiVersion: apps/v1\nkind: DaemonSet\n"
          "metadata: {namespace: kube-system, name: cache}\n"
          "spec:\n  selector: {matchLabels: {app: cache}}\n  template:\n"
          "    metadata: {labels: {app: cache}}\n    spec:\n      hostNetwork: true\n"
          "      containers: [{name: c, args: [-localip, 172.20.0.10, -upstreamsvc, up]}]\n"}});
    ASSERT_TRUE(result.scenario) << lines(result.diagnostics);
    const auto& there = result.scenario->world.services;
    const auto up = std::find_if(there.begin(), there.end(),
                                 [](const auto& service) { return service.name == "up"; });
    ASSERT_NE(up, there.end());
    EXPECT_EQ(up->ns, "kube-system");
    EXPECT_EQ(up->selector, (policy::Labels{{"k8s-app", "kube-dns"}}));
    EXPECT_NE(up->cluster_ips.at(0).text(), "172.20.0.10");
    EXPECT_EQ(result.scenario->notes.back(),
              "no Service kube-system/up is among the manifests, which the nodes' DNS cache asks: "
              "it is added, with the pods of kube-dns behind it");
}

TEST(FlowEnds, AKubeDnsThatIsThereStays) {
    const ReadResult result = read(
        "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: [shop.yaml, d.yaml]}\n"
        "flows: [{from: shop/db, to: dns/web, port: 80}]\n",
        {{"d.yaml",
          "apiVersion: v1\nkind: Service\n"
          "metadata: {name: kube-dns, namespace: kube-system}\n"
          "spec: {ports: [{port: 53, protocol: UDP}]}\n"}});
    ASSERT_TRUE(result.scenario) << lines(result.diagnostics);
    EXPECT_EQ(result.scenario->world.services.size(), 2U);
    EXPECT_EQ(result.scenario->world.pods.size(), 5U);
}

// The API server's addresses: of hosts, of the slice, and those of nodes and pods beside them.
TEST(ApiServer, IsThereWhereAFlowAsksForIt) {
    const std::string start = "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: ";
    const auto addresses = [](const std::string& text, std::map<std::string, std::string> files) {
        const ReadResult result = read(text, std::move(files));
        EXPECT_EQ(lines(result.diagnostics), "");
        std::string found;
        for (const Host& host : result.scenario->hosts) {
            found += host.name + " " + host.address.text() + "\n";
        }
        for (const policy::Service& service : result.scenario->world.services) {
            if (service.ns == "default") found += service.cluster_ips.at(0).text() + "\n";
        }
        for (const auto& slice : result.scenario->world.endpoint_slices) {
            for (const auto& endpoint : slice.endpoints) {
                found += "endpoint " + endpoint.addresses.at(0).text() + "\n";
            }
        }
        return found;
    };
    const std::string flow = "flows: [{from: shop/web-0, to: default/service/kubernetes}]\n";
    const std::string by_name =
        "flows: [{from: shop/web-0, to: [dns/kubernetes.default.svc], port: 443}]\n";
    const std::string usual =
        "api-server-1 10.42.127.254\napi-server-2 10.42.159.254\n172.20.0.1\n"
        "endpoint 10.42.127.254\nendpoint 10.42.159.254\n";
    EXPECT_EQ(addresses(start + "shop.yaml}\n", {}), "");
    EXPECT_EQ(addresses(start + "shop.yaml}\n" + flow, {}), usual);
    EXPECT_EQ(addresses(start + "shop.yaml}\n" + by_name, {}), usual);
    EXPECT_EQ(addresses(start + "shop.yaml, apiServer: 10.42.96.77}\n", {}),
              "api-server-1 10.42.96.77\n172.20.0.1\nendpoint 10.42.96.77\n");
    // As a dump has it; a host that has the address stands for it.
    const std::string dumped =
        "apiVersion: v1\nkind: Service\nmetadata: {name: kubernetes, namespace: default, uid: u}\n"
        "spec: {clusterIP: 172.20.0.1, ports: [{name: https, port: 443}]}\n---\n"
        "apiVersion: v1\nkind: Endpoints\nmetadata: {name: kubernetes, namespace: default}\n"
        "subsets: [{addresses: [{ip: 10.42.96.9}, {ip: 10.42.128.9}], ports: [{name: https, port: "
        "443}]}]\n";
    EXPECT_EQ(
        addresses("apiVersion: vethlab/v1\nkind: Scenario\nnetwork: {hosts: [{name: mine, ip: "
                  "10.42.96.9}]}\ncluster: {manifests: [shop.yaml, api.yaml]}\n" +
                      flow,
                  {{"api.yaml", dumped}}),
        "mine 10.42.96.9\napi-server-1 10.42.128.9\n172.20.0.1\nendpoint 10.42.96.9\n"
        "endpoint 10.42.128.9\n");
}

struct Cidr {
    std::string cluster;
    std::string first;  // address of a service, or what is wrong
};

TEST(ServiceCidr, IsTheClustersOrTheDefault) {
    const Cidr table[] = {
        {"", "172.20.0.11"},
        {"serviceCidr: 10.100.0.0/16, ", "10.100.0.11"},
        {"serviceCidr: 10.200.4.0/24, ", "10.200.4.11"},
        {"serviceCidr: 10.100.0.0/25, ",
         "s.yaml:4:25+13: a range of services is /12 to /24, not /25\n"},
        {"serviceCidr: 10.100.0.0, ",
         "s.yaml:4:25+10: \"10.100.0.0\" is not a CIDR (write it like 10.0.0.0/16)\n"},
        {"serviceCidr: 10.42.64.0/18, ",
         "s.yaml:4:25+13: serviceCidr 10.42.64.0/18 overlaps with VPC \"default\" "
         "(10.42.0.0/16)\n"}};
    for (const Cidr& row : table) {
        const ReadResult result = read(
            "apiVersion: vethlab/v1\nkind: Scenario\nname: t\n"
            "cluster:  {" +
            row.cluster + "manifests: shop.yaml}\n");
        const std::string first =
            result.scenario ? result.scenario->world.services.at(0).cluster_ips.at(0).text() : "";
        EXPECT_EQ(lines(result.diagnostics) + first, row.first) << row.cluster;
    }
}

TEST(ServiceCidr, MakesWayForAVpc) {
    const ReadResult result = read(
        "apiVersion: vethlab/v1\nkind: Scenario\nname: t\nnetwork:\n  vpcs:\n"
        "  - {name: v, cidr: 172.20.0.0/20, subnets: [{name: a, cidr: 172.20.0.0/24}]}\n"
        "cluster: {manifests: shop.yaml}\n");
    ASSERT_TRUE(result.scenario) << lines(result.diagnostics);
    EXPECT_EQ(result.scenario->world.services.at(0).cluster_ips.at(0).text(), "10.100.0.11");
}

TEST(ServiceCidr, HoldsWhatServicesState) {
    const ReadResult result =
        read("apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: [a.yaml]}\n",
             {{"a.yaml",
               "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
               "spec: {ports: [{port: 1}], clusterIP: 10.1.1.1}\n---\n"
               "apiVersion: v1\nkind: Service\nmetadata: {name: b}\n"
               "spec: {ports: [{port: 1}], ipFamilies: [IPv6]}\n"}});
    EXPECT_EQ(
        lines(result.diagnostics),
        "a.yaml:4:39+8: spec.clusterIPs: Invalid value: [\"10.1.1.1\"]: failed to allocate IP "
        "10.1.1.1: the provided IP (10.1.1.1) is not in the valid range. The range of valid "
        "IPs is 172.20.0.0/16 (cluster.serviceCidr states the range)\n"
        "a.yaml:8:18+1: spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this "
        "cluster\n");
}

}  // namespace
}  // namespace scenario
