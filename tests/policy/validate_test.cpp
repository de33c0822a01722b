// SPDX-License-Identifier: MIT
// One row per rule of pkg/apis/networking/validation, with the line the API server answers.
#include "policy/validate/validate.h"

#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/worlds.h"

namespace {

using policy::LabelSelector;
using policy::NetworkPolicy;
using policy::Peer;
using policy::PolicyPort;
using policy::Problem;
using test_support::block;
using test_support::pods;
using test_support::rule;
using Lines = std::vector<std::string>;

const std::string name_form =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const std::string value_form =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const std::string subdomain_form =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const std::string label_form =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const std::string range_form = "must be between 1 and 65535, inclusive";
const std::string cidr_form = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

NetworkPolicy sound() {
    return test_support::policy_in("shop", "db");
}

Lines lines(const NetworkPolicy& policy, Problem::Severity severity = Problem::Severity::Error) {
    Lines result;
    for (const Problem& problem : validate(policy)) {
        if (problem.severity == severity) result.push_back(problem.text());
    }
    return result;
}

struct Row {
    const char* what;
    std::function<void(NetworkPolicy&)> spoil;
    Lines expected;
};

void check(const std::vector<Row>& rows, Problem::Severity severity = Problem::Severity::Error) {
    for (const Row& row : rows) {
        NetworkPolicy policy = sound();
        row.spoil(policy);
        EXPECT_EQ(lines(policy, severity), row.expected) << row.what;
    }
}

std::function<void(NetworkPolicy&)> with_port(PolicyPort port) {
    return [port](NetworkPolicy& policy) { policy.ingress = {rule({}, {port})}; };
}

std::function<void(NetworkPolicy&)> with_peer(Peer peer) {
    return [peer](NetworkPolicy& policy) { policy.egress = {rule({peer})}; };
}

std::function<void(NetworkPolicy&)> with_selector(LabelSelector selector) {
    return [selector](NetworkPolicy& policy) { policy.pod_selector = selector; };
}

PolicyPort port(decltype(PolicyPort::port) of, std::optional<std::int64_t> end = {}) {
    PolicyPort result;
    result.port = std::move(of);
    result.end_port = end;
    return result;
}

TEST(Validate, Metadata) {
    check({
        {"V1 no name",
         [](auto& p) { p.name = ""; },
         {"metadata.name: Required value: name or generateName is required"}},
        {"V2 upper case",
         [](auto& p) { p.name = "Db"; },
         {"metadata.name: Invalid value: \"Db\": " + subdomain_form}},
        {"V2 empty part",
         [](auto& p) { p.name = "a..b"; },
         {"metadata.name: Invalid value: \"a..b\": " + subdomain_form}},
        {"V2 dots are fine", [](auto& p) { p.name = "a.b-c.9"; }, {}},
        {"V2 253 bytes are fine", [](auto& p) { p.name = std::string(253, 'a'); }, {}},
        {"V2 too long",
         [](auto& p) { p.name = std::string(254, 'a'); },
         {"metadata.name: Invalid value: \"" + std::string(254, 'a') +
          "\": must be no more than 253 bytes"}},
        {"V3 no namespace", [](auto& p) { p.ns = ""; }, {"metadata.namespace: Required value"}},
        {"V3 dots",
         [](auto& p) { p.ns = "a.b"; },
         {"metadata.namespace: Invalid value: \"a.b\": must not contain dots"}},
        {"V3 edge hyphen",
         [](auto& p) { p.ns = "a-"; },
         {"metadata.namespace: Invalid value: \"a-\": " + label_form}},
        {"V4 label key",
         [](auto& p) { p.labels["a b"] = "x"; },
         {"metadata.labels: Invalid value: \"a b\": name part " + name_form}},
    });
}

TEST(Validate, Selectors) {
    check({
        {"V5 In without values",
         with_selector({{}, {{"k", "In", {}}}}),
         {"spec.podSelector.matchExpressions[0].values: Required value: must be specified when "
          "`operator` is 'In' or 'NotIn'"}},
        {"V5 NotIn without values",
         with_selector({{}, {{"k", "NotIn", {}}}}),
         {"spec.podSelector.matchExpressions[0].values: Required value: must be specified when "
          "`operator` is 'In' or 'NotIn'"}},
        {"V6 Exists with values",
         with_selector({{}, {{"k", "Exists", {"v"}}}}),
         {"spec.podSelector.matchExpressions[0].values: Forbidden: may not be specified when "
          "`operator` is 'Exists' or 'DoesNotExist'"}},
        {"V7 operator",
         with_selector({{}, {{"j", "Exists", {}}, {"k", "Gt", {"1"}}}}),
         {"spec.podSelector.matchExpressions[1].operator: Invalid value: \"Gt\": not a valid "
          "selector operator"}},
        {"V7 no operator",
         with_selector({{}, {{"k", "", {}}}}),
         {"spec.podSelector.matchExpressions[0].operator: Invalid value: \"\": not a valid "
          "selector operator"}},
        {"V8 expression key",
         with_selector({{}, {{"-k", "Exists", {}}}}),
         {"spec.podSelector.matchExpressions[0].key: Invalid value: \"-k\": name part " +
          name_form}},
        {"V9 expression value",
         with_selector({{}, {{"k", "In", {"ok", "no way"}}}}),
         {"spec.podSelector.matchExpressions[0].values[1]: Invalid value: \"no way\": " +
          value_form}},
        {"V8, V9 matchLabels",
         with_selector({{{"k!", "v!"}}, {}}),
         {"spec.podSelector.matchLabels: Invalid value: \"k!\": name part " + name_form,
          "spec.podSelector.matchLabels: Invalid value: \"v!\": " + value_form}},
        {"of a peer",
         with_peer(pods("k=v!")),
         {"spec.egress[0].to[0].podSelector.matchLabels: Invalid value: \"v!\": " + value_form}},
        {"of a peer's namespace",
         with_peer(test_support::namespaces("k=v!")),
         {"spec.egress[0].to[0].namespaceSelector.matchLabels: Invalid value: \"v!\": " +
          value_form}},
    });
}

TEST(Validate, LabelKeysAndValues) {
    const std::string long_name(64, 'a');
    struct Spelling {
        std::string text;
        Lines expected;
    };
    const std::vector<Spelling> keys = {
        {"app", {}},
        {"app.kubernetes.io/name", {}},
        {"A_b.c-9", {}},
        {std::string(63, 'a'), {}},
        {"", {"name part must be non-empty", "name part " + name_form}},
        {"/a", {"prefix part must be non-empty"}},
        {"a/", {"name part must be non-empty", "name part " + name_form}},
        {"A/b", {"prefix part " + subdomain_form}},
        {"a/b/c",
         {"a valid label key " + name_form +
          " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"}},
        {long_name, {"name part must be no more than 63 bytes"}},
        {std::string(254, 'a') + "/b", {"prefix part must be no more than 253 bytes"}},
    };
    for (const Spelling& row : keys) EXPECT_EQ(policy::check_label_key(row.text), row.expected);
    const std::vector<Spelling> values = {
        {"", {}},
        {"a", {}},
        {"1.2-3_4", {}},
        {"a b", {value_form}},
        {"-a", {value_form}},
        {"a.", {value_form}},
        {long_name, {"must be no more than 63 bytes"}},
    };
    for (const Spelling& row : values) EXPECT_EQ(policy::check_label_value(row.text), row.expected);
}

TEST(Validate, Ports) {
    const std::string at = "spec.ingress[0].ports[0].";
    PolicyPort icmp;
    icmp.protocol = "ICMP";
    PolicyPort lower_case;
    lower_case.protocol = "tcp";
    check({
        {"V10 protocol",
         with_port(icmp),
         {at + "protocol: Unsupported value: \"ICMP\": supported values: \"TCP\", \"UDP\", "
               "\"SCTP\""}},
        {"V10 lower case",
         with_port(lower_case),
         {at + "protocol: Unsupported value: \"tcp\": supported values: \"TCP\", \"UDP\", "
               "\"SCTP\""}},
        {"V11 zero", with_port(port(0)), {at + "port: Invalid value: 0: " + range_form}},
        {"V11 negative", with_port(port(-1)), {at + "port: Invalid value: -1: " + range_form}},
        {"V11 65535", with_port(port(65535)), {}},
        {"V11 65536", with_port(port(65536)), {at + "port: Invalid value: 65536: " + range_form}},
        {"V12 end below",
         with_port(port(80, 79)),
         {at + "endPort: Invalid value: 79: must be greater than or equal to `port`"}},
        {"V12 end equal", with_port(port(80, 80)), {}},
        {"V13 end too great",
         with_port(port(80, 65536)),
         {at + "endPort: Invalid value: 65536: " + range_form}},
        {"V12, V13 end zero",
         with_port(port(80, 0)),
         {at + "endPort: Invalid value: 0: must be greater than or equal to `port`",
          at + "endPort: Invalid value: 0: " + range_form}},
        {"V14 before V16",
         with_port(port("80", 90)),
         {at + "endPort: Invalid value: 90: may not be specified when `port` is non-numeric",
          at + "port: Invalid value: \"80\": must contain at least one letter (a-z)"}},
        {"V15 end alone",
         with_port(port(std::monostate{}, 90)),
         {at + "endPort: Invalid value: 90: may not be specified when `port` is not specified"}},
        {"V16 a name", with_port(port("http-80")), {}},
        {"V16 15 bytes", with_port(port("abcdefghijklmno")), {}},
        {"V16 16 bytes",
         with_port(port("abcdefghijklmnop")),
         {at + "port: Invalid value: \"abcdefghijklmnop\": must be no more than 15 bytes"}},
        {"V16 upper case",
         with_port(port("Http")),
         {at + "port: Invalid value: \"Http\": must contain only alpha-numeric characters (a-z, "
               "0-9), and hyphens (-)"}},
        {"V16 hyphens",
         with_port(port("-a--b")),
         {at + "port: Invalid value: \"-a--b\": must not contain consecutive hyphens",
          at + "port: Invalid value: \"-a--b\": must not begin or end with a hyphen"}},
        {"V16 empty",
         with_port(port("")),
         {at + "port: Invalid value: \"\": must contain only alpha-numeric characters (a-z, "
               "0-9), and hyphens (-)",
          at + "port: Invalid value: \"\": must contain at least one letter (a-z)"}},
    });
}

TEST(Validate, Peers) {
    const std::string at = "spec.egress[0].to[0]";
    Peer both = block("10.0.0.0/8");
    both.pod_selector = LabelSelector{};
    Peer both_wrong = block("10.0.0.0");
    both_wrong.namespace_selector = test_support::selector("k=v!");
    const auto strict = [&](const std::string& except) {
        return Lines{at + ".ipBlock.except[0]: Invalid value: \"" + except +
                     "\": must be a strict subset of `cidr`"};
    };
    check({
        {"V17 empty peer", with_peer({}), {at + ": Required value: must specify a peer"}},
        {"V18 block and selector",
         with_peer(both),
         {at + ": Forbidden: may not specify both ipBlock and another peer"}},
        {"V18 the parts are checked too",
         with_peer(both_wrong),
         {at + ".namespaceSelector.matchLabels: Invalid value: \"v!\": " + value_form,
          at + ".ipBlock.cidr: Invalid value: \"10.0.0.0\": " + cidr_form,
          at + ": Forbidden: may not specify both ipBlock and another peer"}},
        {"V19 no cidr", with_peer(block("", {"nonsense"})), {at + ".ipBlock.cidr: Required value"}},
        {"V20 stops before except",
         with_peer(block("10.0.0.0/33", {"nonsense"})),
         {at + ".ipBlock.cidr: Invalid value: \"10.0.0.0/33\": " + cidr_form}},
        {"V20 quotes",
         with_peer(block("a\"b\n")),
         {at + ".ipBlock.cidr: Invalid value: \"a\\\"b\\n\": " + cidr_form}},
        {"V21 except",
         with_peer(block("10.0.0.0/8", {"10.0.0.1", "10.1.0.0/16", "x"})),
         {at + ".ipBlock.except[0]: Invalid value: \"10.0.0.1\": " + cidr_form,
          at + ".ipBlock.except[2]: Invalid value: \"x\": " + cidr_form}},
        {"V22 equal", with_peer(block("10.0.0.0/8", {"10.0.0.0/8"})), strict("10.0.0.0/8")},
        {"V22 equal once masked", with_peer(block("10.0.0.0/8", {"10.1.0.0/8"})),
         strict("10.1.0.0/8")},
        {"V22 outside", with_peer(block("10.0.0.0/8", {"11.0.0.0/16"})), strict("11.0.0.0/16")},
        {"V22 wider", with_peer(block("10.0.0.0/8", {"0.0.0.0/0"})), strict("0.0.0.0/0")},
        {"V22 other family", with_peer(block("0.0.0.0/0", {"2001:db8::/64"})),
         strict("2001:db8::/64")},
        {"V22 within", with_peer(block("2001:db8::/32", {"2001:db8:1::/48"})), {}},
    });
}

TEST(Validate, PolicyTypes) {
    check({
        {"V24 three",
         [](auto& p) {
             p.policy_types = {"Ingress", "Egress", "Foo"};
         },
         {"spec.policyTypes: Invalid value: [\"Ingress\",\"Egress\",\"Foo\"]: may not specify "
          "more than two policyTypes"}},
        {"V25 unknown",
         [](auto& p) {
             p.policy_types = {"Ingress", "egress"};
         },
         {"spec.policyTypes[1]: Unsupported value: \"egress\": supported values: \"Ingress\", "
          "\"Egress\""}},
    });
}

TEST(Validate, FindsEverythingInTheOrderOfTheServer) {
    NetworkPolicy policy = sound();
    policy.name = "";
    policy.pod_selector.match_expressions = {{"k", "", {}}};
    policy.ingress = {rule({Peer{}}, {port(0)})};
    policy.egress = {rule({Peer{}}, {port(0), port(0)})};
    policy.policy_types = {"Both"};
    EXPECT_EQ(lines(policy),
              (Lines{"metadata.name: Required value: name or generateName is required",
                     "spec.podSelector.matchExpressions[0].operator: Invalid value: \"\": not a "
                     "valid selector operator",
                     "spec.ingress[0].ports[0].port: Invalid value: 0: " + range_form,
                     "spec.ingress[0].from[0]: Required value: must specify a peer",
                     "spec.egress[0].ports[0].port: Invalid value: 0: " + range_form,
                     "spec.egress[0].ports[1].port: Invalid value: 0: " + range_form,
                     "spec.egress[0].to[0]: Required value: must specify a peer",
                     "spec.policyTypes[0]: Unsupported value: \"Both\": supported values: "
                     "\"Ingress\", \"Egress\""}));
}

TEST(Validate, WarnsOfCidrsThatItStores) {
    const auto warned = [](const std::string& detail) {
        return Lines{"spec.egress[0].to[0].ipBlock.cidr: " + detail};
    };
    check(
        {
            {"host bits", with_peer(block("10.0.0.5/24")),
             warned("CIDR value \"10.0.0.5/24\" is ambiguous in this context (should be "
                    "\"10.0.0.0/24\" or \"10.0.0.5/32\"?)")},
            {"IPv6 host bits", with_peer(block("2001:db8::1/64")),
             warned("CIDR value \"2001:db8::1/64\" is ambiguous in this context (should be "
                    "\"2001:db8::/64\" or \"2001:db8::1/128\"?)")},
            {"leading zeros", with_peer(block("010.0.0.0/8")),
             warned(
                 "non-standard CIDR value \"010.0.0.0/8\" will be considered invalid in a future "
                 "Kubernetes release: use \"10.0.0.0/8\"")},
            {"zeros in the length", with_peer(block("10.0.0.0/08")),
             warned(
                 "non-standard CIDR value \"10.0.0.0/08\" will be considered invalid in a future "
                 "Kubernetes release: use \"10.0.0.0/8\"")},
            {"IPv4-mapped", with_peer(block("::ffff:10.0.0.0/104")),
             warned(
                 "non-standard CIDR value \"::ffff:10.0.0.0/104\" will be considered invalid in a "
                 "future Kubernetes release: use \"10.0.0.0/8\"")},
            {"not RFC 5952", with_peer(block("2001:DB8:0::/64")),
             warned("IPv6 CIDR value \"2001:DB8:0::/64\" should be in RFC 5952 canonical format "
                    "(\"2001:db8::/64\")")},
            {"of an exception",
             with_peer(block("10.0.0.0/8", {"10.1.0.1/16"})),
             {"spec.egress[0].to[0].ipBlock.except[0]: CIDR value \"10.1.0.1/16\" is ambiguous in "
              "this context (should be \"10.1.0.0/16\" or \"10.1.0.1/32\"?)"}},
            {"nothing to say", with_peer(block("2001:db8::/64")), {}},
        },
        Problem::Severity::Warning);
}

TEST(Validate, AcceptsWhatLooksWrong) {
    check({
        {"rules of a direction that is not listed",
         [](auto& p) {
             p.policy_types = {"Ingress"};
             p.egress = {rule({pods("a=b")})};
         },
         {}},
        {"a type twice",
         [](auto& p) {
             p.policy_types = {"Ingress", "Ingress"};
         },
         {}},
        {"empty rules",
         [](auto& p) {
             p.ingress = {rule({}), rule({})};
         },
         {}},
        {"ports: [{}]", with_port({}), {}},
        {"the same peer and port twice",
         [](auto& p) {
             p.ingress = {rule({pods(""), pods("")}, {port(80), port(80)})};
         },
         {}},
        {"overlapping blocks, both families, everything",
         [](auto& p) {
             p.egress = {rule({block("0.0.0.0/0"), block("10.0.0.0/8"), block("::/0")})};
         },
         {}},
        {"a name nobody declares", with_port(port("no-such-port")), {}},
        {"a selector that contradicts itself",
         with_selector({{{"a", "1"}}, {{"a", "NotIn", {"1"}}}}),
         {}},
        {"very many ports",
         [](auto& p) { p.ingress = {rule({}, std::vector<PolicyPort>(1000, port(80)))}; },
         {}},
    });
}

}  // namespace
