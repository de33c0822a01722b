// SPDX-License-Identifier: MIT
// Ingresses as the API server takes them (ValidateIngressCreate of pkg/apis/networking/validation),
// and what the AWS Load Balancer Controller makes of them and of Services, by its guide.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/world_reader.h"
#include "tests/scenario/marked.h"
#include "tests/scenario/memory_files.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

using policy::LoadBalancer;
using policy::TargetGroup;
using Row = MarkedRow;
const auto name_of = [](const auto& row) { return row.param.name; };

// ---- The API server -------------------------------------------------------------------------

class IngressValidation : public testing::TestWithParam<Row> {};

TEST_P(IngressValidation, SpeaksAsTheApiAtTheField) {
    expect_marked(GetParam().text, GetParam().messages);
}

const std::string type = "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i}\n";
const std::string backend = "backend: {service: {name: s, port: {number: 80}}}";

std::string path(const std::string& fields) {
    return type + "spec:\n  rules:\n  - http:\n      paths:\n      - {" + fields + "}\n";
}

INSTANTIATE_TEST_SUITE_P(
    Fields, IngressValidation,
    testing::Values(
        Row{"nothing",
            type + "^spec: {}\n",
            {"spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"}},
        Row{"no_paths",
            type + "spec:\n  rules:\n  - http: {^paths: []}\n",
            {"spec.rules[0].http.paths: Required value"}},
        Row{"no_path_type",
            type + "spec:\n  rules:\n  - http:\n      paths:\n      - ^{path: /, " + backend +
                "}\n",
            {"spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"}},
        Row{"path_type",
            path("pathType: ^prefix, path: /, " + backend),
            {"spec.rules[0].http.paths[0].pathType: Unsupported value: \"prefix\": supported "
             "values: \"Exact\", \"ImplementationSpecific\", \"Prefix\""}},
        Row{"relative",
            path("pathType: Exact, path: ^a, " + backend),
            {"spec.rules[0].http.paths[0].path: Invalid value: \"a\": must be an absolute path"}},
        Row{"double_slash",
            path("pathType: Prefix, path: ^/a//b, " + backend),
            {"spec.rules[0].http.paths[0].path: Invalid value: \"/a//b\": must not contain '//'"}},
        Row{"ends_in_dots",
            path("pathType: Prefix, path: ^/a/.., " + backend),
            {"spec.rules[0].http.paths[0].path: Invalid value: \"/a/..\": cannot end with '/..'"}},
        Row{"no_backend",
            path("pathType: Exact, path: /, ^backend: {}"),
            {"spec.rules[0].http.paths[0].backend: Invalid value: \"\": resource or service "
             "backend is required"}},
        Row{"no_port",
            path("pathType: Exact, path: /, ^backend: {service: {name: s}}"),
            {"spec.rules[0].http.paths[0].backend: Required value: port name or number is "
             "required"}},
        Row{"both_ports",
            path("pathType: Exact, path: /, backend: {service: ^{name: s, port: {name: a, "
                 "number: 1}}}"),
            {"spec.rules[0].http.paths[0].backend: Invalid value: \"\": cannot set both port name "
             "& port number"}},
        Row{"an_address",
            type + "spec:\n  rules:\n  - host: ^10.0.0.1\n",
            {"spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP "
             "address"}},
        Row{"unknown_key",
            path("pathType: Exact, path: /, ^serviceName: s, " + backend),
            {"unknown key \"serviceName\""}}),
    name_of);

// ---- The controller -------------------------------------------------------------------------

policy::World world_of(const std::string& manifests) {
    const auto read = read_world({"m.yaml"}, {}, MemoryFiles({{"m.yaml", manifests}}));
    EXPECT_TRUE(read.usable) << lines(read.diagnostics);
    return read.world;
}

std::string service(const std::string& annotations, const std::string& fields = "") {
    return "apiVersion: v1\nkind: Service\nmetadata:\n  namespace: x\n  name: web\n  "
           "annotations:\n" +
           annotations + "spec:\n  type: LoadBalancer\n  selector: {app: web}\n" + fields +
           "  ports: [{port: 80, nodePort: 30080, name: http}, {port: 53, protocol: UDP, name: "
           "dns}]\n";
}
const std::string prefix = "    service.beta.kubernetes.io/aws-load-balancer-";

TEST(NetworkLoadBalancer, HasTheControllersDefaults) {
    const auto balancers = world_of(service(prefix + "type: external\n")).load_balancers;
    ASSERT_EQ(balancers.size(), 1U);
    const LoadBalancer& balancer = balancers.front();
    EXPECT_EQ(balancer.type, LoadBalancer::Type::Network);
    EXPECT_FALSE(balancer.internet_facing);
    EXPECT_FALSE(balancer.cross_zone);
    ASSERT_EQ(balancer.listeners.size(), 2U);
    const TargetGroup& target = balancer.listeners[0].rules[0].target;
    EXPECT_EQ(target.service, "web");
    EXPECT_EQ(target.type, TargetGroup::Type::Instance);
    EXPECT_TRUE(target.keeps_client);
}

TEST(NetworkLoadBalancer, ByIpItKeepsTheClientOverUdpOnly) {
    const auto balancers =
        world_of(service(prefix + "nlb-target-type: ip\n" + prefix + "scheme: internet-facing\n"))
            .load_balancers;
    ASSERT_EQ(balancers.size(), 1U);
    EXPECT_TRUE(balancers[0].internet_facing);
    EXPECT_EQ(balancers[0].listeners[0].rules[0].target.type, TargetGroup::Type::Ip);
    EXPECT_FALSE(balancers[0].listeners[0].rules[0].target.keeps_client);
    EXPECT_TRUE(balancers[0].listeners[1].rules[0].target.keeps_client);
}

TEST(NetworkLoadBalancer, DoesAsItsAttributesSay) {
    const auto balancers =
        world_of(service(prefix + "nlb-target-type: ip\n" + prefix +
                             "target-group-attributes: deregistration_delay=1, "
                             "preserve_client_ip.enabled=true\n" +
                             prefix + "attributes: load_balancing.cross_zone.enabled=true\n",
                         "  loadBalancerSourceRanges: [203.0.113.0/24, 10.0.0.0/8]\n"))
            .load_balancers;
    ASSERT_EQ(balancers.size(), 1U);
    EXPECT_TRUE(balancers[0].listeners[0].rules[0].target.keeps_client);
    EXPECT_TRUE(balancers[0].cross_zone);
    EXPECT_EQ(balancers[0].source_ranges.size(), 2U);
}

TEST(NetworkLoadBalancer, IsMadeByThisControllerOnly) {
    EXPECT_TRUE(world_of(service("    a: b\n", "  loadBalancerClass: example.com/other\n"))
                    .load_balancers.empty());
    EXPECT_EQ(world_of(service("    a: b\n", "  loadBalancerClass: service.k8s.aws/nlb\n"))
                  .load_balancers.size(),
              1U);
    EXPECT_TRUE(world_of(service(prefix + "scheme: public\n")).load_balancers.empty())
        << "an unknown scheme";
}

TEST(ApplicationLoadBalancer, OrdersRulesAsTheControllerDoes) {
    const policy::World world = world_of(R"(apiVersion: v1
kind: Service
metadata: {namespace: x, name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, name: http}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  namespace: x
  name: i
  annotations:
    alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 8080}, {"HTTPS": 443}]'
    alb.ingress.kubernetes.io/inbound-cidrs: 10.0.0.0/8, 192.168.0.0/16
spec:
  ingressClassName: alb
  defaultBackend: {service: {name: web, port: {name: http}}}
  rules:
  - host: www.example.com
    http:
      paths:
      - {path: /a, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
      - {path: /x*, pathType: ImplementationSpecific, backend: {service: {name: web, port: {number: 80}}}}
      - {path: /a/b/, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
      - {path: /z, pathType: Exact, backend: {service: {name: web, port: {number: 80}}}}
)");
    ASSERT_EQ(world.load_balancers.size(), 1U);
    const LoadBalancer& balancer = world.load_balancers.front();
    EXPECT_EQ(balancer.type, LoadBalancer::Type::Application);
    EXPECT_EQ(balancer.source_ranges.size(), 2U);
    EXPECT_EQ(balancer.names, std::vector<std::string>{"www.example.com"});
    ASSERT_EQ(balancer.listeners.size(), 2U);
    EXPECT_EQ(balancer.listeners[0].port, 8080);
    EXPECT_EQ(balancer.listeners[1].port, 443);
    std::string shown;
    for (const policy::ListenerRule& rule : balancer.listeners[0].rules) {
        for (const std::string& pattern : rule.paths) shown += pattern + " ";
        shown += "| ";
    }
    EXPECT_EQ(shown, "/z | /a/b /a/b/* | /a /a/* | /x* | | ");
    EXPECT_EQ(balancer.listeners[0].rules[0].target.type, TargetGroup::Type::Instance);
}

TEST(ApplicationLoadBalancer, IsMadeOfClassAlbOnly) {
    const auto ingress = [](const std::string& of_class) {
        return "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: x, name: "
               "i}\n"
               "spec: {" +
               of_class + "defaultBackend: {service: {name: w, port: {number: 80}}}}\n";
    };
    EXPECT_TRUE(world_of(ingress("")).load_balancers.empty());
    EXPECT_TRUE(world_of(ingress("ingressClassName: nginx, ")).load_balancers.empty());
    EXPECT_EQ(world_of(ingress("ingressClassName: alb, ")).load_balancers.size(), 1U);
}

// ---- A scenario -----------------------------------------------------------------------------

TEST(LoadBalancerAddresses, AreTheHighestOfAFittingSubnetInEachZone) {
    const MemoryFiles files({{"s.yaml",
                              "apiVersion: vethlab/v1\nkind: Scenario\n"
                              "cluster: {manifests: [m.yaml]}\nflows: []\n"},
                             {"m.yaml", service(prefix + "scheme: internet-facing\n")}});
    const auto read = read_scenario("s.yaml", files);
    ASSERT_TRUE(read.scenario) << lines(read.diagnostics);
    std::string shown;
    for (const auto& each : read.scenario->world.load_balancers.at(0).addresses) {
        shown += each.address.text() + " " + each.zone + "; ";
    }
    EXPECT_EQ(shown, "10.42.31.254 a; 10.42.63.254 b; 10.42.95.254 c; ");
}

TEST(LoadBalancerEnds, AreCheckedAsAllAre) {
    const auto said = [](const std::string& flow, const std::string& scheme) {
        const MemoryFiles files(
            {{"s.yaml",
              "apiVersion: vethlab/v1\nkind: Scenario\n"
              "network: {hosts: [{name: h, ip: 203.0.113.9}]}\n"
              "cluster: {manifests: [m.yaml]}\nflows: [{" +
                  flow + "}]\n"},
             {"m.yaml",
              service(prefix + "scheme: " + scheme + "\n") +
                  "---\n{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: x}}\n"}});
        return lines(read_scenario("s.yaml", files).diagnostics);
    };
    EXPECT_EQ(said("from: x/p, to: lb/x/web, port: 80", "internal"), "");
    EXPECT_NE(said("from: x/p, to: lb/x/web", "internal").find("several listeners: which?"),
              std::string::npos);
    EXPECT_NE(
        said("from: x/p, to: lb/x/web, port: 80", "internet-facing").find("faces the internet"),
        std::string::npos);
    EXPECT_NE(
        said("from: host/h, to: lb/x/wbe, port: 80", "internal").find("did you mean \"lb/x/web\"?"),
        std::string::npos);
    EXPECT_NE(said("from: lb/x/web, to: x/p, port: 80", "internal").find("of its own accord"),
              std::string::npos);
}

}  // namespace
}  // namespace scenario
