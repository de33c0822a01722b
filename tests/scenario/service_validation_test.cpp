// SPDX-License-Identifier: MIT
// What the API server would refuse when a Service or an EndpointSlice is created, with its words
// and the place of the field: ValidateService of pkg/apis/core/validation, ValidateEndpointSlice of
// pkg/apis/discovery/validation, and the allocators of pkg/registry/core/service. `^` marks where
// each finding stands.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/world_reader.h"
#include "tests/scenario/marked.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

using Row = MarkedRow;
const auto name_of = [](const auto& row) { return row.param.name; };

class ServiceValidation : public testing::TestWithParam<Row> {};

TEST_P(ServiceValidation, SpeaksAsTheApiAtTheField) {
    expect_marked(GetParam().text, GetParam().messages);
}

const std::string type = "apiVersion: v1\nkind: Service\n";
// A service of these fields, and one port.
std::string spec(const std::string& fields) {
    return type + "metadata: {name: s}\nspec:\n  ports: [{port: 80}]\n  " + fields + "\n";
}
std::string ports(const std::string& items) {
    return type + "metadata: {name: s}\nspec:\n  ports:\n" + items;
}
std::string slice(const std::string& fields) {
    return "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: s}\n" + fields;
}

constexpr const char* port_range = "must be between 1 and 65535, inclusive";
constexpr const char* node_port_range =
    "provided port is not in the valid range. The range of valid ports is 30000-32767";

INSTANTIATE_TEST_SUITE_P(
    Metadata, ServiceValidation,
    testing::Values(
        Row{"name_begins_with_digit",
            type + "metadata: {name: ^2048}\nspec: {ports: [{port: 80}]}\n",
            {"expected a string, found a number"}},
        Row{"name_1035",
            type + "metadata: {name: ^2048-game}\nspec: {ports: [{port: 80}]}\n",
            {"metadata.name: Invalid value: \"2048-game\": a DNS-1035 label must consist of lower "
             "case alphanumeric characters or '-', start with an alphabetic character, and end "
             "with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for "
             "validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"}},
        Row{"no_ports", "^" + type + "metadata: {name: s}\n", {"spec.ports: Required value"}},
        Row{"empty_ports",
            type + "metadata: {name: s}\nspec:\n  ^ports: []\n",
            {"spec.ports: Required value"}},
        Row{"unknown_key",
            type + "metadata: {name: s}\nspec: {ports: [{port: 1, ^targetport: 2}]}\n",
            {"unknown key \"targetport\""}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Ports, ServiceValidation,
    testing::Values(
        Row{"none_written",
            ports("  - ^{name: a}\n"),
            {std::string("spec.ports[0].port: Invalid value: 0: ") + port_range}},
        Row{"out_of_range",
            ports("  - {port: ^65536}\n"),
            {std::string("spec.ports[0].port: Invalid value: 65536: ") + port_range}},
        Row{"a_string", ports("  - {port: ^'80'}\n"), {"expected a number, found a string"}},
        Row{"protocol",
            ports("  - {port: 80, protocol: ^tcp}\n"),
            {"spec.ports[0].protocol: Unsupported value: \"tcp\": supported values: \"SCTP\", "
             "\"TCP\", \"UDP\""}},
        Row{"twice",
            ports("  - {port: 80, name: a}\n  - ^{port: 80, name: b, targetPort: 81}\n"),
            {"spec.ports[1]: Duplicate value: TCP/80"}},
        Row{"names_needed",
            ports("  - ^{port: 80}\n  - ^{port: 81}\n"),
            {"spec.ports[0].name: Required value", "spec.ports[1].name: Required value"}},
        Row{"names_twice",
            ports("  - {port: 80, name: a}\n  - {port: 81, name: ^a}\n"),
            {"spec.ports[1].name: Duplicate value: \"a\""}},
        Row{"target_range",
            ports("  - {port: 80, targetPort: ^70000}\n"),
            {std::string("spec.ports[0].targetPort: Invalid value: 70000: ") + port_range}},
        Row{"target_name",
            ports("  - {port: 80, targetPort: ^web_port}\n"),
            {"spec.ports[0].targetPort: Invalid value: \"web_port\": must contain only "
             "alpha-numeric characters (a-z, 0-9), and hyphens (-)"}},
        Row{"target_number_in_quotes",
            ports("  - {port: 80, targetPort: ^'8080'}\n"),
            {"spec.ports[0].targetPort: Invalid value: \"8080\": must contain at least one letter "
             "(a-z)"}},
        Row{"node_port_of_cluster_ip",
            ports("  - {port: 80, nodePort: ^30080}\n"),
            {"spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"}},
        Row{"node_port_range",
            ports("  - {port: 80, nodePort: ^8080}\n  type: NodePort\n"),
            {std::string("spec.ports[0].nodePort: Invalid value: 8080: ") + node_port_range}},
        Row{"node_port_twice",
            ports("  - {name: a, port: 80, nodePort: 30080}\n"
                  "  - {name: b, port: 81, nodePort: ^30080}\n  type: NodePort\n"),
            {"spec.ports[1].nodePort: Duplicate value: 30080"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Spec, ServiceValidation,
    testing::Values(
        Row{"type",
            spec("type: ^Nodeport"),
            {"spec.type: Unsupported value: \"Nodeport\": supported values: \"ClusterIP\", "
             "\"ExternalName\", \"LoadBalancer\", \"NodePort\""}},
        Row{"cluster_ip",
            spec("clusterIP: ^none"),
            {"spec.clusterIPs[0]: Invalid value: \"none\": must be a valid IP address, (e.g. "
             "10.9.8.7 or 2001:db8::ffff)"}},
        Row{"cluster_ips_alone",
            spec("^clusterIPs: [172.20.0.20]"),
            {"spec.clusterIPs: Invalid value: [\"172.20.0.20\"]: must be empty when `clusterIP` is "
             "not specified"}},
        Row{"cluster_ips_differ",
            spec("clusterIP: 172.20.0.21\n  ^clusterIPs: [172.20.0.20]"),
            {"spec.clusterIPs: Invalid value: [\"172.20.0.20\"]: first value must match "
             "`clusterIP`"}},
        Row{"cluster_ips_of_one_family",
            spec("clusterIP: 172.20.0.20\n  ^clusterIPs: [172.20.0.20, 172.20.0.21]"),
            {"spec.clusterIPs: Invalid value: [\"172.20.0.20\",\"172.20.0.21\"]: may specify no "
             "more than one IP for each IP family"}},
        Row{"headless_node_port",
            spec("type: NodePort\n  clusterIP: None\n  ^clusterIPs: [None]"),
            {"spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort "
             "services"}},
        Row{"external_name_missing",
            "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n^spec: "
            "{type: ExternalName}\n",
            {"spec.externalName: Required value"}},
        Row{"external_name_with_scheme",
            spec("type: ExternalName\n  externalName: ^https://example.com"),
            {"spec.externalName: Invalid value: \"https://example.com\": a lowercase RFC 1123 "
             "subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
             "start and end with an alphanumeric character (e.g. 'example.com', regex used for "
             "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"}},
        Row{"external_name_with_address",
            "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  type: ExternalName\n"
            "  externalName: a.example\n  clusterIP: ^172.20.0.9\n",
            {"spec.clusterIPs: Forbidden: may not be set for ExternalName services"}},
        Row{"affinity",
            spec("sessionAffinity: ^Client"),
            {"spec.sessionAffinity: Unsupported value: \"Client\": supported values: \"ClientIP\", "
             "\"None\""}},
        Row{"affinity_timeout",
            spec("sessionAffinity: ClientIP\n  sessionAffinityConfig: {clientIP: "
                 "{timeoutSeconds: ^86401}}"),
            {"spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be "
             "greater than 0 and less than 86400"}},
        Row{"external_traffic_policy_of_cluster_ip",
            spec("externalTrafficPolicy: ^Local"),
            {"spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for "
             "externally-accessible services"}},
        Row{"external_traffic_policy",
            spec("type: NodePort\n  externalTrafficPolicy: ^Node"),
            {"spec.externalTrafficPolicy: Unsupported value: \"Node\": supported values: "
             "\"Cluster\", \"Local\""}},
        Row{"internal_traffic_policy",
            spec("internalTrafficPolicy: ^local"),
            {"spec.internalTrafficPolicy: Unsupported value: \"local\": supported values: "
             "\"Cluster\", \"Local\""}},
        Row{"external_ip",
            spec("externalIPs: [^169.254.1.1]"),
            {"spec.externalIPs[0]: Invalid value: \"169.254.1.1\": may not be in the link-local "
             "range (169.254.0.0/16, fe80::/10)"}},
        Row{"selector",
            spec("selector: {app: ^a_}"),
            {"spec.selector: Invalid value: \"a_\": a valid label must be an empty string or "
             "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
             "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
             "validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"}},
        Row{"families",
            spec("ipFamilies: [^ipv4]"),
            {"spec.ipFamilies[0]: Unsupported value: \"ipv4\": supported values: \"IPv4\", "
             "\"IPv6\""}},
        Row{"load_balancer_only",
            spec("allocateLoadBalancerNodePorts: ^false"),
            {"spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is "
             "'LoadBalancer'"}}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Endpoints, ServiceValidation,
    testing::Values(
        Row{"no_type", "^" + slice(""), {"addressType: Required value"}},
        Row{"type",
            slice("addressType: ^IP\n"),
            {"addressType: Unsupported value: \"IP\": supported values: \"FQDN\", \"IPv4\", "
             "\"IPv6\""}},
        Row{"no_address",
            slice("addressType: IPv4\nendpoints:\n- {^addresses: []}\n"),
            {"endpoints[0].addresses: Required value: must contain at least 1 address"}},
        Row{"family",
            slice("addressType: IPv6\nendpoints:\n- addresses: [^10.0.0.1]\n"),
            {"endpoints[0].addresses[0]: Invalid value: \"10.0.0.1\": must be a valid IPv6 "
             "address"}},
        Row{"special",
            slice("addressType: IPv4\nendpoints:\n- addresses: [^0.0.0.0]\n"),
            {"endpoints[0].addresses[0]: Invalid value: \"0.0.0.0\": may not be unspecified "
             "(0.0.0.0)"}},
        Row{"port_names",
            slice("addressType: IPv4\nports:\n- {name: a, port: 1}\n- {name: ^a, port: 2}\n"),
            {"ports[1].name: Duplicate value: \"a\""}},
        Row{"subset",
            "apiVersion: v1\nkind: Endpoints\nmetadata: {name: s}\nsubsets:\n- ^{ports: [{port: "
            "1}]}\n",
            {"subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"}},
        Row{"subset_address",
            "apiVersion: v1\nkind: Endpoints\nmetadata: {name: s}\nsubsets:\n- addresses: [{ip: "
            "^127.0.0.1}]\n",
            {"subsets[0].addresses[0].ip: Invalid value: \"127.0.0.1\": may not be in the loopback "
             "range (127.0.0.0/8, ::1/128)"}}),
    name_of);

// Of a cluster of several services, and with the pods behind them.
class Services : public testing::TestWithParam<Row> {};

std::string two(const std::string& first, const std::string& second) {
    const std::string head = "kind: Service\nmetadata: {name: ";
    return "apiVersion: v1\n" + head + "a}\nspec:\n  " + first + "\n---\napiVersion: v1\n" + head +
           "b}\nspec:\n  " + second + "\n";
}

TEST_P(Services, AreCheckedTogether) {
    const Row& row = GetParam();
    std::string text = row.text;
    const std::vector<std::string> places = take_marks(text);
    std::string expected;
    for (std::size_t i = 0; i < places.size(); ++i) {
        expected += places[i] + row.messages.at(i) + "\n";
    }
    const auto result = read_world({"m.yaml"}, {}, MemoryFiles({{"m.yaml", text}}));
    EXPECT_EQ(lines(result.diagnostics), expected);
}

const std::string pod_behind = R"(---
apiVersion: v1
kind: Pod
metadata: {name: p, labels: {app: x}}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]}]}
)";

INSTANTIATE_TEST_SUITE_P(
    Of, Services,
    testing::Values(
        Row{"one_cluster_ip",
            two("{clusterIP: 172.20.0.7, ports: [{port: 80}]}",
                "{clusterIP: ^172.20.0.7, ports: [{port: 80}]}"),
            {"+10: spec.clusterIPs: Invalid value: [\"172.20.0.7\"]: failed to allocate IP "
             "172.20.0.7: provided IP is already allocated (Service \"default/a\" has it, at "
             "m.yaml:5:15)"}},
        // One number is one node port, whatever the protocol.
        Row{"one_node_port",
            two("{type: NodePort, ports: [{port: 80, nodePort: 30080}]}",
                "{type: NodePort, ports: [{port: 80, protocol: UDP, nodePort: ^30080}]}"),
            {"+5: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated "
             "(Service \"default/a\" has it, at m.yaml:5:49)"}},
        Row{"one_node_port_for_one_number",
            two("{type: NodePort, ports: [{port: 80, nodePort: 30080}]}",
                "{type: NodePort, ports: [{name: t, port: 53, nodePort: 30053}, {name: u, port: "
                "53, "
                "protocol: UDP, nodePort: 30053}]}"),
            {}},
        Row{"target_that_nobody_declares",
            two("{selector: {app: x}, ports: [{port: 80, targetPort: ^web}]}",
                "{selector: {app: x}, ports: [{port: 80, targetPort: http}]}") +
                pod_behind,
            {"+3: warning: no pod that Service \"default/a\" selects declares a TCP port named "
             "\"web\" (they name http)"}},
        Row{"target_of_another_protocol",
            two("{selector: {app: x}, ports: [{port: 53, targetPort: ^dns, protocol: SCTP}]}",
                "{selector: {app: nobody}, ports: [{port: 80, targetPort: web}]}") +
                pod_behind,
            {"+3: warning: no pod that Service \"default/a\" selects declares a SCTP port named "
             "\"dns\" (they name no SCTP port)"}}),
    name_of);

}  // namespace
}  // namespace scenario
