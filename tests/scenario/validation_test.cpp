// SPDX-License-Identifier: MIT
// What the API server would refuse or warn of when a NetworkPolicy is created, with its words and
// the place of the field. The rules are those of pkg/apis/networking/validation and of
// ValidateObjectMeta; `^` marks where each finding stands.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/scenario/marked.h"

namespace scenario {
namespace {

using Row = MarkedRow;

class Validation : public testing::TestWithParam<Row> {};

TEST_P(Validation, SpeaksAsTheApiAtTheField) {
    expect_marked(GetParam().text, GetParam().messages);
}

const std::string type = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";
std::string meta(const std::string& metadata) {
    return type + "metadata: " + metadata + "\nspec: {podSelector: {}}\n";
}
std::string spec(const std::string& spec) {
    return type + "metadata: {name: p}\nspec:\n" + spec;
}
std::string selector(const std::string& selector) {
    return spec("  podSelector:\n" + selector);
}
std::string port(const std::string& port) {
    return spec("  podSelector: {}\n  ingress:\n  - ports:\n    - " + port + "\n");
}
std::string peer(const std::string& peer) {
    return spec("  podSelector: {}\n  egress:\n  - to:\n    - " + peer + "\n");
}
std::string block(const std::string& block) {
    return peer("ipBlock: " + block);
}

const std::string subdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const std::string label_name =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const std::string label_value =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const std::string port_range = "must be between 1 and 65535, inclusive";
const std::string in_port = "spec.ingress[0].ports[0].";
const std::string in_peer = "spec.egress[0].to[0]";
const std::string in_block = in_peer + ".ipBlock.";
const std::string valid_cidr = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

INSTANTIATE_TEST_SUITE_P(
    Metadata, Validation,
    testing::Values(
        Row{"V1_no_name",
            meta("^{}"),
            {"metadata.name: Required value: name or generateName is required"}},
        Row{"V1_empty_name",
            meta("{name: ^''}"),
            {"metadata.name: Required value: name or generateName is required"}},
        Row{"V1_generate_name", meta("{generateName: a-}"), {}},
        Row{"V2_name",
            meta("{name: ^My_Policy}"),
            {"metadata.name: Invalid value: \"My_Policy\": " + subdomain}},
        Row{"V2_long_name",
            meta("{name: ^" + std::string(254, 'a') + "}"),
            {"metadata.name: Invalid value: \"" + std::string(254, 'a') +
             "\": must be no more than 253 bytes"}},
        Row{"V3_namespace",
            meta("{name: p, namespace: ^a.b}"),
            {"metadata.namespace: Invalid value: \"a.b\": must not contain dots"}},
        Row{"V4_label_key",
            meta("{name: p, labels: {^'a b': c}}"),
            {"metadata.labels: Invalid value: \"a b\": " + label_name}},
        Row{"V4_label_value",
            meta("{name: p, labels: {b: c, a: ^-}}"),
            {"metadata.labels: Invalid value: \"-\": " + label_value}},
        Row{"V4_annotation_key",
            meta("{name: p, annotations: {^'a b': c}}"),
            {"metadata.annotations: Invalid value: \"a b\": " + label_name}},
        Row{"V4_annotation_value",
            meta("{name: p, annotations: {a: ^1}}"),
            {"expected a string, found a number"}},
        Row{"V4_owner",
            meta("{name: p, ownerReferences: [^{apiVersion: v1, kind: K, name: k}]}"),
            {"metadata.ownerReferences[0].uid: Invalid value: \"\": must not be empty"}}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Selectors, Validation,
    testing::Values(
        Row{"V5_in_without_values",
            selector("    matchExpressions:\n    - ^{key: a, operator: In}\n"),
            {"spec.podSelector.matchExpressions[0].values: Required value: must be specified when "
             "`operator` is 'In' or 'NotIn'"}},
        Row{"V5_not_in_without_values",
            peer("podSelector: {matchExpressions: [{key: a, operator: NotIn, ^values: []}]}"),
            {in_peer + ".podSelector.matchExpressions[0].values: Required value: must be "
                       "specified when `operator` is 'In' or 'NotIn'"}},
        Row{"V6_exists_with_values",
            peer("namespaceSelector: {matchExpressions: [{key: a, operator: Exists, "
                 "^values: [b]}]}"),
            {in_peer + ".namespaceSelector.matchExpressions[0].values: Forbidden: may not be "
                       "specified when `operator` is 'Exists' or 'DoesNotExist'"}},
        Row{"V7_operator",
            selector("    matchExpressions: [{key: a, operator: ^Gt, values: ['1']}]\n"),
            {"spec.podSelector.matchExpressions[0].operator: Invalid value: \"Gt\": not a valid "
             "selector operator"}},
        Row{"V7_no_operator",
            selector("    matchExpressions: [^{key: a}]\n"),
            {"spec.podSelector.matchExpressions[0].operator: Invalid value: \"\": not a valid "
             "selector operator"}},
        Row{"V8_key",
            selector("    matchExpressions: [{key: ^/a, operator: Exists}]\n"),
            {"spec.podSelector.matchExpressions[0].key: Invalid value: \"/a\": prefix part must "
             "be non-empty"}},
        Row{"V8_match_labels_key",
            selector("    matchLabels: {a: b, ^-a: b}\n"),
            {"spec.podSelector.matchLabels: Invalid value: \"-a\": " + label_name}},
        Row{"V9_value",
            selector("    matchExpressions: [{key: a, operator: In, values: [b, ^_]}]\n"),
            {"spec.podSelector.matchExpressions[0].values[1]: Invalid value: \"_\": " +
             label_value}},
        Row{"V9_match_labels_value",
            selector("    matchLabels: {a: ^'b c'}\n"),
            {"spec.podSelector.matchLabels: Invalid value: \"b c\": " + label_value}}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Ports, Validation,
    testing::Values(
        Row{"V10_protocol",
            port("{protocol: ^ICMP}"),
            {in_port + "protocol: Unsupported value: \"ICMP\": supported values: \"TCP\", "
                       "\"UDP\", \"SCTP\""}},
        Row{"V10_lower_case",
            port("{protocol: ^tcp}"),
            {in_port + "protocol: Unsupported value: \"tcp\": supported values: \"TCP\", \"UDP\", "
                       "\"SCTP\""}},
        Row{"V11_zero", port("{port: ^0}"), {in_port + "port: Invalid value: 0: " + port_range}},
        Row{"V11_negative",
            port("{port: ^-1}"),
            {in_port + "port: Invalid value: -1: " + port_range}},
        Row{"V11_too_large",
            port("{port: ^65536}"),
            {in_port + "port: Invalid value: 65536: " + port_range}},
        Row{"V12_below_port",
            port("{port: 80, endPort: ^79}"),
            {in_port + "endPort: Invalid value: 79: must be greater than or equal to `port`"}},
        Row{"V13_end_port",
            port("{port: 80, endPort: ^70000}"),
            {in_port + "endPort: Invalid value: 70000: " + port_range}},
        Row{"V14_named_port",
            port("{port: http, endPort: ^90}"),
            {in_port + "endPort: Invalid value: 90: may not be specified when `port` is "
                       "non-numeric"}},
        Row{"V15_no_port",
            port("{endPort: ^90}"),
            {in_port + "endPort: Invalid value: 90: may not be specified when `port` is not "
                       "specified"}},
        Row{"V16_number_as_text",
            port("{port: ^'80'}"),
            {in_port + "port: Invalid value: \"80\": must contain at least one letter (a-z)"}},
        Row{"V16_upper_case",
            port("{port: ^hTTp}"),
            {in_port + "port: Invalid value: \"hTTp\": must contain only alpha-numeric characters "
                       "(a-z, 0-9), and hyphens (-)"}},
        Row{"V16_long",
            port("{port: ^abcdefghijklmnop}"),
            {in_port + "port: Invalid value: \"abcdefghijklmnop\": must be no more than 15 "
                       "bytes"}},
        Row{"V16_hyphens",
            port("{port: ^^a--b-}"),
            {in_port + "port: Invalid value: \"a--b-\": must not contain consecutive hyphens",
             in_port + "port: Invalid value: \"a--b-\": must not begin or end with a hyphen"}}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Peers, Validation,
    testing::Values(
        Row{"V17_nothing", peer("^{}"), {in_peer + ": Required value: must specify a peer"}},
        Row{"V18_both",
            peer("^{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}"),
            {in_peer + ": Forbidden: may not specify both ipBlock and another peer"}},
        Row{"V18_both_are_checked_too",
            peer("^{podSelector: {}, ipBlock: {cidr: ^10.0.0.0}}"),
            {in_peer + ": Forbidden: may not specify both ipBlock and another peer",
             in_block + "cidr: Invalid value: \"10.0.0.0\": " + valid_cidr}},
        Row{"V19_no_cidr",
            peer("^ipBlock: {except: [not-checked]}"),
            {in_block + "cidr: Required value"}},
        Row{"V19_empty_cidr", block("{cidr: ^''}"), {in_block + "cidr: Required value"}},
        Row{"V20_cidr",
            block("{cidr: ^10.0.0.256/8, except: [not-checked]}"),
            {in_block + "cidr: Invalid value: \"10.0.0.256/8\": " + valid_cidr}},
        Row{"V21_except",
            block("{cidr: 10.0.0.0/8, except: [10.1.0.0/16, ^10.2.]}"),
            {in_block + "except[1]: Invalid value: \"10.2.\": " + valid_cidr}},
        Row{"V22_outside",
            block("{cidr: 10.0.0.0/8, except: [^11.0.0.0/16]}"),
            {in_block + "except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of "
                        "`cidr`"}},
        Row{"V22_equal",
            block("{cidr: 10.0.0.0/8, except: [^10.0.0.0/8]}"),
            {in_block + "except[0]: Invalid value: \"10.0.0.0/8\": must be a strict subset of "
                        "`cidr`"}},
        Row{"V22_wider",
            block("{cidr: 10.0.0.0/8, except: [^10.0.0.0/7]}"),
            {in_block + "except[0]: Invalid value: \"10.0.0.0/7\": must be a strict subset of "
                        "`cidr`"}},
        Row{"V22_other_family",
            block("{cidr: 10.0.0.0/8, except: [^'fd00::/64']}"),
            {in_block + "except[0]: Invalid value: \"fd00::/64\": must be a strict subset of "
                        "`cidr`"}}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    PolicyTypes, Validation,
    testing::Values(
        Row{"V24_three",
            spec("  podSelector: {}\n  ^policyTypes: [Ingress, Egress, Other]\n"),
            {"spec.policyTypes: Invalid value: [\"Ingress\",\"Egress\",\"Other\"]: may not specify "
             "more than two policyTypes"}},
        Row{"V25_other",
            spec("  podSelector: {}\n  policyTypes: [Ingress, ^egress]\n"),
            {"spec.policyTypes[1]: Unsupported value: \"egress\": supported values: \"Ingress\", "
             "\"Egress\""}}),
    [](const auto& row) { return row.param.name; });

const std::string in_cidr = "warning: " + in_block + "cidr: ";

// The write succeeds.
INSTANTIATE_TEST_SUITE_P(
    Warnings, Validation,
    testing::Values(
        Row{"host_bits",
            block("{cidr: ^10.0.0.5/24}"),
            {in_cidr + "CIDR value \"10.0.0.5/24\" is ambiguous in this context (should be "
                       "\"10.0.0.0/24\" or \"10.0.0.5/32\"?)"}},
        Row{"leading_zeros",
            block("{cidr: ^010.0.0.0/8}"),
            {in_cidr + "non-standard CIDR value \"010.0.0.0/8\" will be considered invalid in a "
                       "future Kubernetes release: use \"10.0.0.0/8\""}},
        Row{"v4_mapped",
            block("{cidr: ^'::ffff:10.0.0.0/104'}"),
            {in_cidr + "non-standard CIDR value \"::ffff:10.0.0.0/104\" will be considered invalid "
                       "in a future Kubernetes release: use \"10.0.0.0/8\""}},
        Row{"not_canonical_v6",
            block("{cidr: ^'FD00:0::/64'}"),
            {in_cidr + "IPv6 CIDR value \"FD00:0::/64\" should be in RFC 5952 canonical format "
                       "(\"fd00::/64\")"}},
        Row{"in_except",
            block("{cidr: 10.0.0.0/8, except: [^10.1.2.3/16]}"),
            {"warning: " + in_block +
             "except[0]: CIDR value \"10.1.2.3/16\" is ambiguous in this context (should be "
             "\"10.1.0.0/16\" or \"10.1.2.3/32\"?)"}}),
    [](const auto& row) { return row.param.name; });

// Looks wrong, and is stored all the same.
INSTANTIATE_TEST_SUITE_P(
    Accepted, Validation,
    testing::Values(
        Row{"rules_of_no_type",
            spec("  podSelector: {}\n  policyTypes: [Ingress]\n  egress: [{}]\n"),
            {}},
        Row{"type_twice", spec("  podSelector: {}\n  policyTypes: [Ingress, Ingress]\n"), {}},
        Row{"no_spec", type + "metadata: {name: p}\n", {}},
        Row{"end_is_port", port("{port: 80, endPort: 80}"), {}},
        Row{"any_named_port", port("{port: nobody-has-it}"), {}},
        Row{"everything", block("{cidr: 0.0.0.0/0}"), {}},
        Row{"status", spec("  podSelector: {}\nstatus: {}\n"), {}}),
    [](const auto& row) { return row.param.name; });

// What never reaches validation: wrong types, and fields that strict decoding does not know.
INSTANTIATE_TEST_SUITE_P(
    Decoding, Validation,
    testing::Values(
        Row{"spec_as_list",
            type + "metadata: {name: p}\nspec: ^[]\n",
            {"expected a map, found a list"}},
        Row{"metadata_as_text", type + "metadata: ^p\n", {"expected a map, found a string"}},
        Row{"name_as_number", meta("{name: ^1}"), {"expected a string, found a number"}},
        Row{"namespace_as_boolean",
            meta("{name: p, namespace: ^no}"),
            {"expected a string, found a boolean"}},
        Row{"selector_as_list", spec("  podSelector: ^[]\n"), {"expected a map, found a list"}},
        Row{"peer_as_text", peer("^web"), {"expected a map, found a string"}},
        Row{"peers_as_map",
            spec("  podSelector: {}\n  ingress: [{from: ^{podSelector: {}}}]\n"),
            {"expected a list, found a map"}},
        Row{"port_as_list", port("{port: ^[80]}"), {"expected a number, found a list"}},
        Row{"end_port_as_text",
            port("{port: 80, endPort: ^'90'}"),
            {"expected a number, found a string"}},
        Row{"cidr_as_number", block("{cidr: ^10}"), {"expected a string, found a number"}},
        Row{"values_as_text",
            selector("    matchExpressions: [{key: a, operator: In, values: ^b}]\n"),
            {"expected a list, found a string"}},
        Row{"peer_of_the_rule",
            spec("  podSelector: {}\n  ingress: [{^namespaceSelector: {}}]\n"),
            {"unknown key \"namespaceSelector\""}},
        Row{"field_twice",
            spec("  podSelector: {}\n  ^podSelector: {}\n"),
            {"duplicate key \"podSelector\""}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace scenario
