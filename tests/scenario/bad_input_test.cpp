// SPDX-License-Identifier: MIT
// What is wrong with an input, and how it is said: every row is a file and its diagnostics.
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/manifests.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

struct Row {
    const char* name;
    std::string text;
    std::string diagnostics;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.text;
}

std::string name_of(const testing::TestParamInfo<Row>& row) {
    return row.param.name;
}

// A scenario of the shop whose sixth line and those after it are the row's.
class BadScenario : public testing::TestWithParam<Row> {};

TEST_P(BadScenario, IsReported) {
    const ReadResult result = read(with_shop(GetParam().text));
    EXPECT_EQ(lines(result.diagnostics), GetParam().diagnostics) << GetParam().text;
    EXPECT_FALSE(result.scenario);
}

INSTANTIATE_TEST_SUITE_P(
    Keys, BadScenario,
    testing::Values(
        Row{"unknown_key", "flow: []",
            "s.yaml:6:1+4: unknown key \"flow\" (did you mean \"flows\"?)\n"},
        Row{"unknown_key_like_none", "banana: 1", "s.yaml:6:1+6: unknown key \"banana\"\n"},
        Row{"later_version", "expect: []",
            "s.yaml:6:1+6: \"expect\" is not available in this version\n"},
        Row{"dataplane_aws", "dataplane: aws",
            "s.yaml:6:12+3: dataplane \"aws\" is not available in this version (dataplane: "
            "kubernetes judges by the API's own semantics)\n"},
        Row{"dataplane", "dataplane: cilium",
            "s.yaml:6:12+6: unknown dataplane \"cilium\" (one of kubernetes, aws)\n"},
        Row{"seed_type", "seed: seven", "s.yaml:6:7+5: expected a number, found a string\n"},
        Row{"seed_quoted", "seed: '7'",
            "s.yaml:6:7+3: expected a number, found a string (write it without quotes)\n"},
        Row{"seed_negative", "seed: -1",
            "s.yaml:6:7+2: -1 is not between 0 and 9223372036854775807\n"},
        Row{"duration_number", "duration: 30",
            "s.yaml:6:11+2: expected a duration, found a number (give it a unit: 30s)\n"},
        Row{"duration_word", "duration: 30 seconds",
            "s.yaml:6:11+10: \"30 seconds\" is not a duration (write it like 500ms, 30s or "
            "1m30s)\n"},
        Row{"flows_type", "flows: {from: a}", "s.yaml:6:8+1: expected a list, found a map\n"},
        Row{"duplicate_key", "seed: 1\nseed: 2",
            "s.yaml:7:1+4: duplicate key \"seed\" (it is first written at s.yaml:6:1)\n"},
        Row{"second_document", "---\na: b",
            "s.yaml:7:1+1: a second document in a scenario file (one file holds one scenario; "
            "manifests are named under cluster.manifests)\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Flows, BadScenario,
    testing::Values(
        Row{"namespace", "flows:\n- {from: shpo/web, to: shop/db, port: 1}",
            "s.yaml:7:10+4: unknown namespace \"shpo\" (did you mean \"shop\"?)\n"},
        Row{"workload", "flows:\n- {from: shop/wbe, to: shop/db, port: 1}",
            "s.yaml:7:15+3: no workload or pod \"wbe\" in namespace \"shop\" (did you mean "
            "\"web\"?)\n"},
        Row{"workload_elsewhere", "flows:\n- {from: default/web, to: shop/db, port: 1}",
            "s.yaml:7:18+3: no workload or pod \"web\" in namespace \"default\" (did you mean "
            "\"shop/web\"?)\n"},
        Row{"kind", "flows:\n- {from: shop/statefulset/web, to: 'shop/db', port: 1}",
            "s.yaml:7:10+20: no StatefulSet \"web\" in namespace \"shop\" (it is a Deployment)\n"},
        Row{"pod", "flows:\n- {from: shop/pod/web-2, to: shop/db, port: 1}",
            "s.yaml:7:19+5: no Pod \"web-2\" in namespace \"shop\" (did you mean \"web-0\"?)\n"},
        Row{"host", "flows:\n- {from: host/labtop, to: shop/db, port: 1}",
            "s.yaml:7:15+6: unknown host \"labtop\" (did you mean \"laptop\"?)\n"},
        Row{"no_reference", "flows:\n- {from: web, to: shop/db, port: 1}",
            "s.yaml:7:10+3: \"web\" is not a reference (write it like namespace/name, "
            "namespace/kind/name, namespace/*, host/name or node/name)\n"},
        Row{"pattern_of_nothing", "flows:\n- {from: 'default/*', to: shop/db, port: 1}",
            "s.yaml:7:11+9: \"default/*\" stands for no pod\n"},
        Row{"finished_pod", "flows:\n- {from: shop/old, to: shop/db, port: 1}",
            "s.yaml:7:10+8: Pod \"old\" has finished (a flow needs a pod that runs)\n"},
        Row{"pending_pod", "flows:\n- {from: shop/db, to: shop/new, port: 1}",
            "s.yaml:7:23+8: Pod \"new\" has no address (a flow needs a pod that runs)\n"},
        Row{"to_itself", "flows:\n- {from: shop/db, to: shop/db-0, port: 1}",
            "s.yaml:7:3+1: a flow from shop/db-0 to itself does not leave it\n"},
        Row{"nowhere", "flows:\n- {from: shop/web, port: 1}", "s.yaml:7:3+1: missing key \"to\"\n"},
        Row{"empty_list", "flows:\n- {from: [], to: shop/db, port: 1}",
            "s.yaml:7:10+1: the list is empty\n"},
        Row{"no_port", "flows:\n- {from: shop/web, to: shop/db}",
            "s.yaml:7:3+1: missing key \"port\"\n"},
        Row{"port_range", "flows:\n- {from: shop/web, to: shop/db, port: 65536}",
            "s.yaml:7:39+5: 65536 is not between 1 and 65535\n"},
        Row{"port_type", "flows:\n- {from: shop/web, to: shop/db, port: http}",
            "s.yaml:7:39+4: expected a number, found a string\n"},
        Row{"icmp_port", "flows:\n- {from: shop/web, to: shop/db, protocol: ICMP, port: 1}",
            "s.yaml:7:49+4: ICMP has no ports\n"},
        Row{"protocol", "flows:\n- {from: shop/web, to: shop/db, port: 1, protocol: tcp}",
            "s.yaml:7:52+3: unknown protocol \"tcp\" (one of TCP, UDP, SCTP, ICMP)\n"},
        Row{"expect", "flows:\n- {from: shop/web, to: shop/db, port: 1, expect: denied}",
            "s.yaml:7:50+6: unknown expectation \"denied\" (one of allow, drop, connected, "
            "answered, refused, timed-out, reset, unreachable, unresolved)\n"},
        Row{"count_alone", "flows:\n- {from: shop/web, to: shop/db, port: 1, count: 3}",
            "s.yaml:7:42+5: \"every\" and \"count\" go together (five times, a second apart: "
            "every: 1s, count: 5)\n"},
        Row{"timeout_zero", "flows:\n- {from: shop/web, to: shop/db, port: 1, timeout: 0s}",
            "s.yaml:7:51+2: a timeout is above zero\n"},
        Row{"too_many",
            "flows:\n- {from: shop/web, to: shop/db, port: 1, every: 1us, "
            "count: 9000000}",
            "s.yaml:7:3+1: more than 10000000 flows\n"},
        Row{"all_at_once",
            "flows:\n- {from: shop/wbe, to: shpo/db, port: 0, expct: allow}\n- {from: 1}",
            "s.yaml:7:15+3: no workload or pod \"wbe\" in namespace \"shop\" (did you mean "
            "\"web\"?)\n"
            "s.yaml:7:24+4: unknown namespace \"shpo\" (did you mean \"shop\"?)\n"
            "s.yaml:7:39+1: 0 is not between 1 and 65535\n"
            "s.yaml:7:42+5: unknown key \"expct\" (did you mean \"expect\"?)\n"
            "s.yaml:8:3+1: missing key \"to\"\n"
            "s.yaml:8:3+1: missing key \"port\"\n"
            "s.yaml:8:10+1: expected a string, found a number (put it in quotes: \"1\")\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Timeline, BadScenario,
    testing::Values(
        Row{"no_time", "timeline:\n- {delete: shop/web-deny}",
            "s.yaml:7:3+1: missing key \"at\"\n"},
        Row{"nothing_to_do", "timeline:\n- {at: 1s}",
            "s.yaml:7:3+1: missing key \"apply\", \"delete\", \"scale\", \"set\" or \"network\"\n"},
        Row{"both", "timeline:\n- {at: 1s, apply: a.yaml, delete: shop/web-deny}",
            "s.yaml:7:3+1: \"apply\" and \"delete\" in one entry (write two entries with the same "
            "time)\n"},
        Row{"no_file", "timeline:\n- {at: 1s, apply: a.yaml}",
            "s.yaml:7:19+6: cannot read \"a.yaml\": no such file or directory\n"},
        Row{"no_such_policy", "timeline:\n- {at: 1s, delete: shop/networkpolicy/web-dny}",
            "s.yaml:7:20+26: there is no policy \"shop/web-dny\" to delete at that time (did you "
            "mean \"shop/web-deny\"?)\n"},
        Row{"deleted_twice",
            "timeline:\n- {at: 2s, delete: shop/web-deny}\n- {at: 1s, delete: shop/web-deny}",
            "s.yaml:7:20+13: there is no policy \"shop/web-deny\" to delete at that time\n"}),
    name_of);

// The network and cluster sections, which stand from the third line on.
class BadCluster : public testing::TestWithParam<Row> {};

TEST_P(BadCluster, IsReported) {
    const ReadResult result = read("apiVersion: vethlab/v1\nkind: Scenario\n" + GetParam().text);
    EXPECT_EQ(lines(result.diagnostics), GetParam().diagnostics) << GetParam().text;
    EXPECT_FALSE(result.scenario);
}

INSTANTIATE_TEST_SUITE_P(
    Network, BadCluster,
    testing::Values(
        Row{"import", "network: {import: [vpc.json]}",
            "s.yaml:3:20+8: cannot read \"vpc.json\": no such file or directory\n"},
        Row{"subnet_outside",
            "network: {vpcs: [{name: v, cidr: 10.0.0.0/16, subnets: [{name: a, cidr: "
            "10.1.0.0/24}]}]}",
            "s.yaml:3:73+11: subnet 10.1.0.0/24 is not inside VPC \"v\" (10.0.0.0/16)\n"},
        Row{"subnets_overlap",
            "network: {vpcs: [{name: v, cidr: 10.0.0.0/16, subnets: [{name: a, cidr: "
            "10.0.0.0/23},\n {name: b, cidr: 10.0.1.0/24}]}]}",
            "s.yaml:4:18+11: subnet 10.0.1.0/24 overlaps with subnet \"a\" (10.0.0.0/23)\n"},
        Row{"no_cidr", "network: {vpcs: [{name: v}]}", "s.yaml:3:18+1: missing key \"cidr\"\n"},
        Row{"bad_cidr", "network: {vpcs: [{name: v, cidr: 10.0.0.0}]}",
            "s.yaml:3:34+8: \"10.0.0.0\" is not a CIDR (write it like 10.0.0.0/16)\n"},
        Row{"ipv6", "network: {vpcs: [{name: v, cidr: 'fd00::/64'}]}",
            "s.yaml:3:34+11: IPv6 networks are not available in this version\n"},
        Row{"subnet_size",
            "network: {vpcs: [{name: v, cidr: 10.0.0.0/8, subnets: [{name: a, cidr: "
            "10.0.0.0/8}]}]}",
            "s.yaml:3:72+10: a subnet is /16 to /28, not /8\n"},
        Row{"host_address", "network: {hosts: [{name: a, ip: 10.0.0.256}]}",
            "s.yaml:3:33+10: \"10.0.0.256\" is not an IP address\n"},
        Row{"hosts_collide", "network: {hosts: [{name: a, ip: 1.1.1.1}, {name: b, ip: 1.1.1.1}]}",
            "s.yaml:3:57+7: host \"b\" has the address 1.1.1.1 of host \"a\" (that one is at "
            "s.yaml:3:33)\n"},
        Row{"host_twice", "network: {hosts: [{name: a, ip: 1.1.1.1}, {name: a, ip: 1.1.1.2}]}",
            "s.yaml:3:50+1: host \"a\" is defined twice (it is first defined at s.yaml:3:26)\n"},
        Row{"host_between_subnets", "network: {hosts: [{name: a, ip: 10.42.255.1}]}",
            "s.yaml:3:33+11: 10.42.255.1 lies in VPC \"default\" but in none of its subnets\n"},
        Row{"listen", "network: {hosts: [{name: a, ip: 1.1.1.1, listen: [443]}]}",
            "s.yaml:3:51+3: expected a string, found a number (put it in quotes: \"443\")\n"},
        Row{"listen_form", "network: {hosts: [{name: a, ip: 1.1.1.1, listen: [TCP/0]}]}",
            "s.yaml:3:51+5: \"TCP/0\" is not a protocol and port (write it like TCP/443, UDP/53 or "
            "SCTP/9000)\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Cluster, BadCluster,
    testing::Values(
        Row{"not_yet", "cluster: {dns: {}}",
            "s.yaml:3:11+3: \"dns\" is not available in this version\n"},
        Row{"api_server", "cluster: {apiServer: [10.43.0.1, nowhere, 'fd00::1']}",
            "s.yaml:3:23+9: the API server's address 10.43.0.1 is in no subnet (Amazon EKS places "
            "its interfaces in the cluster's subnets)\n"
            "s.yaml:3:34+7: \"nowhere\" is not an IPv4 address\n"
            "s.yaml:3:43+9: \"fd00::1\" is not an IPv4 address\n"},
        Row{"service_delay", "cluster: {serviceDelay: 1}",
            "s.yaml:3:25+1: expected a duration, found a number (give it a unit: 1s)\n"},
        Row{"subnet", "cluster: {nodes: [{subnet: private-d}]}",
            "s.yaml:3:28+9: unknown subnet \"private-d\" (did you mean \"private-a\"?)\n"},
        Row{"node_twice", "cluster: {nodes: [{name: a}, {name: a}]}",
            "s.yaml:3:37+1: node \"a\" is defined twice (it is first defined at s.yaml:3:26)\n"},
        Row{"count", "cluster: {nodes: [{count: 0}]}",
            "s.yaml:3:27+1: 0 is not between 1 and 10000\n"},
        Row{"no_manifest", "cluster: {manifests: [base/]}",
            "s.yaml:3:23+5: cannot read \"base/\": no such file or directory\n"},
        Row{"listen_unknown", "cluster: {manifests: shop.yaml, listen: {shop/wbe: [TCP/9000]}}",
            "s.yaml:3:47+3: no workload or pod \"wbe\" in namespace \"shop\" (did you mean "
            "\"web\"?)\n"},
        Row{"listen_host",
            "network: {hosts: [{name: a, ip: 1.1.1.1}]}\ncluster: {listen: {host/a: [TCP/1]}}",
            "s.yaml:4:20+6: a host's ports stand under network.hosts\n"}),
    name_of);

TEST(BadScenarioFile, HeaderIsRequired) {
    EXPECT_EQ(lines(read("name: x\n").diagnostics),
              "s.yaml:1:1+1: missing key \"apiVersion\"\ns.yaml:1:1+1: missing key \"kind\"\n");
    EXPECT_EQ(lines(read("apiVersion: v1\nkind: Pod\n").diagnostics),
              "s.yaml:2:7+3: a document of kind \"Pod\" is no scenario (a scenario (apiVersion: "
              "vethlab/v1, kind: Scenario) names its manifests under cluster.manifests; reach, why "
              "and lint read them as they are)\n");
    EXPECT_EQ(lines(read("apiVersion: v1\nkind: Scenario\n").diagnostics),
              "s.yaml:1:13+2: unknown apiVersion \"v1\" (a scenario has apiVersion: vethlab/v1)\n");
    EXPECT_EQ(lines(read("apiVersion: vethlab/v1\nkind: Scnario\nflow: 3\n").diagnostics),
              "s.yaml:2:7+7: unknown kind \"Scnario\" (a scenario has kind: Scenario)\n"
              "s.yaml:3:1+4: unknown key \"flow\" (did you mean \"flows\"?)\n");
}

TEST(BadScenarioFile, FaultsOfTheFileItself) {
    EXPECT_EQ(lines(read_scenario("no.yaml", MemoryFiles({})).diagnostics),
              "no.yaml: no such file or directory\n");
    EXPECT_EQ(lines(read("").diagnostics), "s.yaml: the file is empty\n");
    EXPECT_EQ(lines(read("# nothing\n").diagnostics), "s.yaml: there is no scenario in the file\n");
    EXPECT_EQ(lines(read("- a\n").diagnostics), "s.yaml:1:1+1: expected a map, found a list\n");
    EXPECT_EQ(lines(read(std::string("a\0b", 3)).diagnostics),
              "s.yaml: the file is binary, not text (YAML and JSON are read as UTF-8)\n");
}

TEST(BadScenarioFile, AllFilesAreReportedInOrderOfReading) {
    const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {nme: a}\n";
    EXPECT_EQ(lines(read("apiVersion: vethlab/v1\nkind: Scenario\nsed: 1\n"
                         "cluster: {manifests: [b.yaml, a.yaml]}\n"
                         "flows: [{from: x/y, to: x/z, port: 1}]\n",
                         {{"a.yaml", pod}, {"b.yaml", "a: [\n"}})
                        .diagnostics),
              "s.yaml:3:1+3: unknown key \"sed\" (did you mean \"seed\"?)\n"
              "b.yaml:2:1+1: not valid YAML: end of sequence flow not found (a \"]\" or a \",\" is "
              "missing)\n"
              "a.yaml:3:11+1: metadata.name: Required value: name or generateName is required\n");
}

TEST(BadScenarioFile, FlowOfIpv6AloneIsRefused) {
    const std::string pods =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nstatus: {podIP: 'fd00::1'}\n"
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\nstatus: {podIP: 'fd00::2'}\n"
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: c}\n";
    const std::string start =
        "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: p.yaml}\n";
    EXPECT_EQ(
        lines(read(start + "flows:\n- {from: default/a, to: default/b, port: 1}\n"
                           "- {from: default/a, to: default/c, port: 1}\n",
                   {{"p.yaml", pods}})
                  .diagnostics),
        "s.yaml:5:3+1: default/a and default/b have only IPv6 in common, which is not sent in "
        "this version\n"
        "s.yaml:6:3+1: default/a and default/c have no address family in common\n");
}

// Manifests, read alone.
class BadManifest : public testing::TestWithParam<Row> {};

TEST_P(BadManifest, IsReported) {
    const auto result = read_manifests({"m.yaml"}, MemoryFiles({{"m.yaml", GetParam().text}}));
    EXPECT_EQ(lines(result.diagnostics), GetParam().diagnostics) << GetParam().text;
}

std::string policy(const std::string& spec) {
    return "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n" +
           spec;
}

INSTANTIATE_TEST_SUITE_P(
    Policies, BadManifest,
    testing::Values(
        Row{"unknown_key", policy("  podSelecter: {}\n"),
            "m.yaml:5:3+11: unknown key \"podSelecter\" (did you mean \"podSelector\"?)\n"},
        Row{"selector_under_rule", policy("  podSelector: {}\n  ingress:\n  - podSelector: {}\n"),
            "m.yaml:7:5+11: unknown key \"podSelector\"\n"},
        Row{"rule_key", policy("  podSelector: {}\n  ingress:\n  - form: []\n"),
            "m.yaml:7:5+4: unknown key \"form\" (did you mean \"from\"?)\n"},
        Row{"types_as_text", policy("  podSelector: {}\n  policyTypes: Ingress\n"),
            "m.yaml:6:16+7: expected a list, found a string\n"},
        Row{"label_number", policy("  podSelector: {matchLabels: {v: 1}}\n"),
            "m.yaml:5:34+1: expected a string, found a number (put it in quotes: \"1\")\n"},
        Row{"label_boolean", policy("  podSelector: {matchLabels: {v: yes}}\n"),
            "m.yaml:5:34+3: expected a string, found a boolean (put it in quotes: \"yes\")\n"},
        Row{"rule_as_map", policy("  podSelector: {}\n  ingress:\n    from: []\n"),
            "m.yaml:7:5+1: expected a list, found a map\n"},
        Row{"port_fraction", policy("  podSelector: {}\n  egress: [{ports: [{port: 80.5}]}]\n"),
            "m.yaml:6:28+4: expected an integer, found 80.5\n"},
        Row{"no_name", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {}\n",
            "m.yaml:3:11+1: metadata.name: Required value: name or generateName is required\n"},
        Row{"refused_by_the_api",
            policy("  podSelector: {}\n  policyTypes: [Ingres]\n  ingress:\n"
                   "  - from: [{ipBlock: {cidr: 10.0.0.0/33}}]\n"
                   "    ports: [{port: 0}]\n"),
            "m.yaml:6:17+6: spec.policyTypes[0]: Unsupported value: \"Ingres\": supported values: "
            "\"Ingress\", \"Egress\"\n"
            "m.yaml:8:29+11: spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "
            "\"10.0.0.0/33\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)\n"
            "m.yaml:9:20+1: spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and "
            "65535, inclusive\n"},
        Row{"two_of_one_name", policy("  podSelector: {}\n") + "---\n" + policy(""),
            "m.yaml:9:18+1: NetworkPolicy \"default/p\" is defined twice (it is first defined at "
            "m.yaml:3:18)\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Objects, BadManifest,
    testing::Values(
        Row{"no_kind", "apiVersion: v1\n",
            "m.yaml:1:1+1: not a Kubernetes object: it has no \"kind\"\n"},
        Row{"kustomization", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
            "m.yaml:1:1+1: a kustomization is honoured in a file of its own only (name it "
            "kustomization.yaml, or build it first: kubectl kustomize DIR)\n"},
        Row{"list_in_list", "apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List}]\n",
            "m.yaml:3:26+4: a list inside a list\n"},
        Row{"other_policy", "apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\n",
            "m.yaml:1:1+1: warning: NetworkPolicy of projectcalico.org/v3 has no effect here (read "
            "is NetworkPolicy of networking.k8s.io/v1)\n"},
        Row{"selector_mismatch",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n"
            "  selector: {matchLabels: {app: a}}\n  template: {metadata: {labels: {app: b}}}\n",
            "m.yaml:5:3+8: spec.template.metadata.labels: Invalid value: `selector` does not match "
            "template `labels` (the selector is app=a)\n"},
        Row{"no_selector",
            "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: d}\nspec: {template: {}}\n",
            "m.yaml:4:7+1: spec.selector: Required value\n"},
        Row{"replicas",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n"
            "  replicas: -1\n  selector: {matchLabels: {a: b}}\n"
            "  template: {metadata: {labels: {a: b}}}\n",
            "m.yaml:5:13+2: -1 is not between 0 and 100000\n"},
        Row{"container_port",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
            "spec: {containers: [{ports: [{containerPort: 70000}, {containerPort: 1, protocol: "
            "tcp}]}]}\n",
            "m.yaml:4:46+5: 70000 is not between 1 and 65535\n"
            "m.yaml:4:83+3: unsupported protocol \"tcp\" (one of TCP, UDP, SCTP)\n"},
        Row{"phase", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus: {phase: running}\n",
            "m.yaml:4:10+5: unknown phase \"running\" (one of Pending, Running, Succeeded, Failed, "
            "Unknown)\n"},
        Row{"pod_ip", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nstatus: {podIP: 10.0.0}\n",
            "m.yaml:4:17+6: \"10.0.0\" is not an IP address\n"},
        Row{"pod_twice",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n---\napiVersion: v1\nkind: Pod\n"
            "metadata: {name: p, namespace: default}\n",
            "m.yaml:7:18+1: Pod \"default/p\" is defined twice (it is first defined at "
            "m.yaml:3:18)\n"}),
    name_of);

}  // namespace
}  // namespace scenario
