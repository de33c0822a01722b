// SPDX-License-Identifier: MIT
// Worlds for the analysis: from manifests, from dumps, from a scenario.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/world_reader.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

WorldResult world_of(std::map<std::string, std::string> files, std::vector<std::string> paths,
                     const WorldOptions& options = {}) {
    return read_world(paths, options, MemoryFiles(std::move(files)));
}

std::string pods(const policy::World& world) {
    std::string text;
    for (const policy::Pod& pod : world.pods) {
        text += pod.ns + "/" + pod.name + " " + pod.workload.name + "[" + pod.workload.kind + "]";
        for (const auto& address : pod.addresses) text += " " + address.text();
        if (pod.addresses_are == policy::Addresses::StandIn) text += " (stand-in)";
        if (pod.addresses_are == policy::Addresses::Disputed) text += " (disputed)";
        if (!pod.node.empty()) text += " on " + pod.node;
        text += "\n";
    }
    return text;
}

TEST(World, TemplatesMakePodsWithStandInAddresses) {
    const WorldResult result = world_of({{"m/shop.yaml", shop}}, {"m"});
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    EXPECT_EQ(pods(result.world),
              "shop/web-0 web[Deployment] 240.0.0.1 (stand-in)\n"
              "shop/web-1 web[Deployment] 240.0.0.2 (stand-in)\n"
              "shop/db-0 db[StatefulSet] 240.0.0.3 (stand-in)\n"
              "shop/old old[Pod]\n"
              "shop/new new[Pod] 240.0.0.4 (stand-in)\n");
    ASSERT_EQ(result.world.files, std::vector<std::string>{"m/shop.yaml"});
    ASSERT_EQ(result.world.policies.size(), 1U);
    EXPECT_EQ(result.world.policies[0].position.file, 0U);
}

TEST(World, NamespacesWithoutObjectAreAssumed) {
    const WorldResult result = world_of({{"p.yaml", R"(apiVersion: v1
kind: Pod
metadata: {name: p, namespace: dev}
)"}},
                                        {"p.yaml"});
    ASSERT_TRUE(result.usable);
    EXPECT_EQ(result.notes,
              std::vector<std::string>{"namespace \"dev\" has no Namespace object; it is assumed "
                                       "to have no labels but its name"});
}

TEST(World, ManyAssumedNamespacesAreOneNote) {
    std::string text;
    for (const char* ns : {"a", "b", "c", "d", "e", "f"}) {
        text += std::string("---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: ") +
                ns + "}\n";
    }
    EXPECT_EQ(world_of({{"p.yaml", text}}, {"p.yaml"}).notes,
              std::vector<std::string>{"6 namespaces have no Namespace object; they are assumed to "
                                       "have no labels but their names: a, b, c ..."});
}

TEST(World, AScenarioIsItsWorldAtTheStart) {
    const WorldResult result = world_of({{"shop.yaml", shop}, {"s.yaml", R"(apiVersion: vethlab/v1
kind: Scenario
cluster: {manifests: [shop.yaml]}
)"}},
                                        {"s.yaml"});
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    EXPECT_EQ(result.world.files, (std::vector<std::string>{"s.yaml", "shop.yaml"}));
    EXPECT_EQ(result.world.pods.size(), 5U);
    EXPECT_EQ(result.world.pods[0].addresses_are, policy::Addresses::Known);
}

TEST(World, ObjectsThatNameNoNamespaceTakeTheDefault) {
    WorldOptions options;
    options.default_namespace = "dev";
    const WorldResult result = world_of({{"p.yaml", R"(apiVersion: v1
kind: Pod
metadata: {name: p}
---
apiVersion: v1
kind: Pod
metadata: {name: q, namespace: prod}
)"}},
                                        {"p.yaml"}, options);
    EXPECT_EQ(pods(result.world),
              "dev/p p[Pod] 240.0.0.1 (stand-in)\n"
              "prod/q q[Pod] 240.0.0.2 (stand-in)\n");
}

TEST(World, TwoLivePodsWithOneAddressAreDisputed) {
    const WorldResult result = world_of({{"p.yaml", R"(apiVersion: v1
kind: Pod
metadata: {name: p}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: q}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: done}
status: {podIP: 10.0.0.1, phase: Succeeded}
)"}},
                                        {"p.yaml"});
    EXPECT_EQ(pods(result.world),
              "default/p p[Pod] 10.0.0.1 (disputed)\n"
              "default/q q[Pod] 10.0.0.1 (disputed)\n"
              "default/done done[Pod] 10.0.0.1\n");
    EXPECT_EQ(result.notes,
              std::vector<std::string>{"pods default/p and default/q both have the address "
                                       "10.0.0.1; what is said of it is uncertain"});
}

// What is lost, and what is known of it: of a policy namespace, pods and directions.
std::string lost_text(const policy::World& world) {
    std::string text;
    for (const policy::Lost& lost : world.lost) {
        text += lost.what + ":" + std::to_string(lost.position.line);
        if (lost.kind != policy::Lost::Kind::Other) text += " in " + lost.ns.value_or("any");
        if (lost.kind == policy::Lost::Kind::Policy) {
            text += " of " + (lost.pod_selector ? policy::text(*lost.pod_selector) : "any");
            text += std::string(lost.ingress ? " in" : "") + (lost.egress ? " out" : "");
        }
        text += "\n";
    }
    for (const policy::Pod& pod : world.pods) {
        if (pod.in_error) text += "pod " + pod.ns + "/" + pod.name + "\n";
    }
    for (const policy::Namespace& ns : world.namespaces) {
        if (ns.in_error) text += "namespace " + ns.name + "\n";
    }
    return text;
}

TEST(World, AnErrorRefusesAllUnlessToldToGoOn) {
    const std::map<std::string, std::string> files = {{"bad.yaml", "kind: [\n"},
                                                      {"good.yaml", shop}};
    EXPECT_FALSE(world_of(files, {"bad.yaml", "good.yaml"}).usable);
    WorldOptions options;
    options.keep_going = true;
    const WorldResult rest = world_of(files, {"bad.yaml", "good.yaml"}, options);
    EXPECT_TRUE(rest.usable);
    EXPECT_EQ(rest.world.pods.size(), 5U);
    EXPECT_EQ(lost_text(rest.world), "a document:2 in any\n");
}

// What `kubectl get pods,... -A -o json` prints, shortened.
const char* const dump = R"({"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Pod",
   "metadata": {"name": "web-7d4b9-x2x1c", "namespace": "shop", "labels": {"app": "web"}, "uid": "1",
     "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-7d4b9",
                          "controller": true, "uid": "2"}]},
   "spec": {"nodeName": "n1", "containers": [{"name": "c", "image": "web", "env": [{"name": "A"}]}]},
   "status": {"phase": "Running", "podIP": "10.0.0.7",
              "podIPs": [{"ip": "10.0.0.7"}, {"ip": "fd00::7"}]}},
  {"apiVersion": "v1", "kind": "Pod",
   "metadata": {"name": "clean-28-abcde", "namespace": "shop", "uid": "3",
     "ownerReferences": [{"kind": "Job", "name": "clean-28", "controller": true}]},
   "status": {"podIPs": [{"ip": "10.0.0.8"}]}},
  {"apiVersion": "v1", "kind": "Pod",
   "metadata": {"name": "proxy", "namespace": "kube-system", "uid": "4",
     "ownerReferences": [{"kind": "DaemonSet", "name": "proxy-agent", "controller": true}]},
   "spec": {"hostNetwork": true, "nodeName": "n1"}, "status": {"podIPs": [{"ip": "10.0.0.1"}]}},
  {"apiVersion": "v1", "kind": "Pod",
   "metadata": {"name": "static-n1", "namespace": "kube-system", "uid": "5",
     "ownerReferences": [{"kind": "Node", "name": "n1", "controller": true}]},
   "spec": {"hostNetwork": true, "nodeName": "n1"}},
  {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1", "uid": "9"},
   "status": {"addresses": [{"type": "InternalIP", "address": "10.0.0.1"},
                            {"type": "Hostname", "address": "n1"}]}}
]})";

const char* const owners = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, uid: "10"}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: clean-28
  namespace: shop
  uid: "12"
  ownerReferences: [{kind: CronJob, name: clean, controller: true}]
spec: {template: {}}
)";

const char* const replica_set = R"(apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web-7d4b9
  namespace: shop
  uid: "2"
  ownerReferences: [{kind: Deployment, name: web, controller: true}]
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}}
)";

TEST(World, ADumpTellsAddressesNodesAndOwners) {
    const WorldResult result =
        world_of({{"dump.json", dump}, {"owners.yaml", owners}, {"rs.yaml", replica_set}},
                 {"dump.json", "owners.yaml", "rs.yaml"});
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    EXPECT_EQ(pods(result.world),
              "shop/web-7d4b9-x2x1c web[Deployment] 10.0.0.7 fd00::7 on n1\n"
              "shop/clean-28-abcde clean[CronJob] 10.0.0.8\n"
              "kube-system/proxy proxy-agent[DaemonSet] 10.0.0.1 on n1\n"
              "kube-system/static-n1 static-n1[Pod] 10.0.0.1 on n1\n");
    ASSERT_EQ(result.world.nodes.size(), 1U);
    EXPECT_EQ(result.world.nodes[0].addresses.size(), 1U);
}

TEST(World, AnOwnerThatTheDumpLacksIsNotGuessed) {
    const WorldResult result =
        world_of({{"-", dump}, {"owners.yaml", owners}}, {"-", "owners.yaml"});
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    EXPECT_EQ(result.world.files[0], "<stdin>");
    EXPECT_EQ(result.world.pods[0].workload.kind, "ReplicaSet");
    EXPECT_EQ(result.world.pods[0].workload.name, "web-7d4b9");
    EXPECT_EQ(result.world.pods.size(), 4U) << pods(result.world);  // none from Deployment web
}

TEST(World, StandardInputIsNamedInFindings) {
    EXPECT_EQ(lines(world_of({{"-", "a: b\n"}}, {"-"}).diagnostics),
              "<stdin>:1:1+1: not a Kubernetes object: it has no \"kind\"\n");
}

TEST(World, EveryWorkloadMakesPods) {
    const WorldResult result = world_of({{"w.yaml", R"(apiVersion: batch/v1
kind: Job
metadata: {name: import}
spec: {parallelism: 3, completions: 2, template: {metadata: {labels: {app: i}}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: clean}
spec: {schedule: "0 0 * * *", jobTemplate: {spec: {template: {metadata: {labels: {app: c}}}}}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: paused}
spec: {suspend: true, jobTemplate: {spec: {template: {}}}}
---
apiVersion: v1
kind: ReplicationController
metadata: {name: old}
spec: {replicas: 1, selector: {app: o}, template: {metadata: {labels: {app: o}}}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, ownerReferences: [{kind: Postgres, name: main, controller: true}]}
spec: {selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}}}
)"}},
                                        {"w.yaml"});
    ASSERT_TRUE(result.usable) << lines(result.diagnostics);
    EXPECT_EQ(pods(result.world),
              "default/import-0 import[Job] 240.0.0.1 (stand-in)\n"
              "default/import-1 import[Job] 240.0.0.2 (stand-in)\n"
              "default/clean-0 clean[CronJob] 240.0.0.3 (stand-in)\n"
              "default/old-0 old[ReplicationController] 240.0.0.4 (stand-in)\n"
              "default/agent-0 agent[DaemonSet] 240.0.0.5 (stand-in)\n"
              "default/db-0 db[StatefulSet] 240.0.0.6 (stand-in)\n");
}

TEST(World, AScenarioIsReadAlone) {
    const std::map<std::string, std::string> files = {
        {"s.yaml", "apiVersion: vethlab/v1\nkind: Scenario\n"}, {"m.yaml", shop}};
    EXPECT_EQ(lines(world_of(files, {"m.yaml", "s.yaml"}).diagnostics),
              "s.yaml: a scenario is read alone, from a file (name nothing but the scenario, or "
              "the manifests without it)\n");
}

struct Loss {
    const char* name;
    std::string text;
    std::string lost;
};

class Lost : public testing::TestWithParam<Loss> {};

TEST_P(Lost, IsKnownAsFarAsItCouldBeRead) {
    WorldOptions options;
    options.keep_going = true;
    const WorldResult result = world_of({{"bad.yaml", GetParam().text}, {"shop.yaml", shop}},
                                        {"bad.yaml", "shop.yaml"}, options);
    ASSERT_TRUE(result.usable);
    EXPECT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(lost_text(result.world), GetParam().lost) << lines(result.diagnostics);
}

const std::string policy_head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";
const std::string policy_p = policy_head + "metadata: {name: p, namespace: shop}\n";
const std::string bad_rule = "ingress: [{form: []}]";

INSTANTIATE_TEST_SUITE_P(
    Policies, Lost,
    testing::Values(
        Loss{"all_but_its_rule",
             policy_p + "spec: {podSelector: {matchLabels: {a: b}}, policyTypes: [Ingress], " +
                 bad_rule + "}\n",
             "NetworkPolicy shop/p:3 in shop of a=b in\n"},
        Loss{"default_types", policy_p + "spec: {podSelector: {}, " + bad_rule + "}\n",
             "NetworkPolicy shop/p:3 in shop of <all> in\n"},
        Loss{"default_types_with_egress",
             policy_p + "spec: {podSelector: {}, egress: [], " + bad_rule + "}\n",
             "NetworkPolicy shop/p:3 in shop of <all> in out\n"},
        Loss{"types_or_egress_misspelt", policy_p + "spec: {podSelector: {}, egres: []}\n",
             "NetworkPolicy shop/p:3 in shop of <all> in out\n"},
        Loss{"unknown_type", policy_p + "spec: {podSelector: {}, policyTypes: [Egres]}\n",
             "NetworkPolicy shop/p:3 in shop of <all> in out\n"},
        Loss{"selector_misspelt",
             policy_p + "spec: {podSelecter: {matchLabels: {a: b}}, policyTypes: [Egress]}\n",
             "NetworkPolicy shop/p:3 in shop of any out\n"},
        Loss{"selector_refused",
             policy_p + "spec: {podSelector: {matchLabels: {a: -}}, policyTypes: [Egress]}\n",
             "NetworkPolicy shop/p:3 in shop of any out\n"},
        Loss{"selector_half_read", policy_p + "spec: {podSelector: {matchLabel: {a: b}}}\n",
             "NetworkPolicy shop/p:3 in shop of any in\n"},
        Loss{"no_spec_but_something_else", policy_p + "sepc: {podSelector: {}}\n",
             "NetworkPolicy shop/p:3 in shop of any in out\n"},
        Loss{"in_default", policy_head + "metadata: {name: p}\nspec: {ports: []}\n",
             "NetworkPolicy default/p:3 in default of any in out\n"},
        Loss{"no_name", policy_head + "metadata: {namespace: other}\n",
             "a NetworkPolicy:1 in other of any in out\n"},
        Loss{"namespace_refused",
             policy_head + "metadata: {name: p, namespace: Shop}\nspec: {podSelector: {}}\n",
             "NetworkPolicy p:3 in any of <all> in\n"},
        Loss{"namespace_misspelt",
             policy_head + "metadata: {name: p, namspace: shop}\nspec: {podSelector: {}}\n",
             "NetworkPolicy p:3 in any of <all> in\n"},
        Loss{"namespace_no_string", policy_head + "metadata: {name: a, namespace: [b]}\n",
             "NetworkPolicy a:3 in any of any in out\n"},
        Loss{"no_metadata", policy_head, "a NetworkPolicy:1 in any of any in out\n"},
        Loss{"misspelt_kind",
             "apiVersion: networking.k8s.io/v1\nkind: Networkpolicy\n"
             "metadata: {name: p, namespace: shop}\n"
             "spec: {podSelector: {}, policyTypes: [Egress]}\n",
             "NetworkPolicy shop/p:3 in shop of <all> out\n"},
        Loss{"twice",
             policy_p + "spec: {podSelector: {}}\n---\n" + policy_p +
                 "spec: {podSelector: {}, policyTypes: [Egress]}\n",
             "NetworkPolicy shop/p:3 in shop of <all> in\n"
             "NetworkPolicy shop/p:8 in shop of <all> out\n"},
        Loss{"twice_and_bad",
             policy_p + "spec: {podSelector: {}}\n---\n" + policy_p +
                 "spec: {podSelector: {}, policyTypes: [Egress], " + bad_rule + "}\n",
             "NetworkPolicy shop/p:3 in shop of <all> in\n"
             "NetworkPolicy shop/p:8 in shop of <all> out\n"}),
    [](const auto& row) { return row.param.name; });

const std::string pod_x = "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: shop";

INSTANTIATE_TEST_SUITE_P(
    Objects, Lost,
    testing::Values(
        Loss{"namespace", "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, labels: [a]}\n",
             "namespace x\n"},
        Loss{"namespace_of_no_name",
             "apiVersion: v1\nkind: Namespace\nmetadata: {labels: {a: b}}\n",
             "a Namespace:1\nnamespace default\nnamespace kube-system\n"},
        Loss{"pod", pod_x + ", labels: 1}\n", "pod shop/x\n"},
        Loss{"pod_of_an_owner",
             "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n  namespace: shop\n"
             "  ownerReferences: [{kind: Deployment, name: [], controller: true}]\n",
             "pod shop/x\npod shop/web-0\npod shop/web-1\npod shop/db-0\n"},
        Loss{"pod_twice", pod_x + "}\n---\n" + pod_x + ", labels: {a: b}}\n", "pod shop/x\n"},
        Loss{"workload",
             "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x, namespace: other}\n",
             "a Deployment:1\n"},
        Loss{"workload_with_pods",
             "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x, namespace: other}\n"
             "spec: {replicas: many}\n",
             "pod other/x-0\n"},
        Loss{"document", "a: [\n", "a document:2 in any\n"},
        Loss{"not_text", std::string("\0", 1), "a document of bad.yaml:0 in any\n"},
        Loss{"of_no_kind", "metadata: {name: p, namespace: shop}\n", "a document:1 in any\n"},
        Loss{"one_of_many_documents", policy_p + "spec: {podSelector: {}}\n---\nkind: [\n",
             "a document:7 in any\n"}),
    [](const auto& row) { return row.param.name; });

TEST(World, ABrokenDocumentLosesNoOther) {
    const std::string text = R"(apiVersion: v1
kind: Pod
metadata: {name: a}
---
kind: [
--- # the next
apiVersion: v1
kind: Pod
metadata: {name: b}
---
metadata: "unclosed
---
apiVersion: v1
kind: Pod
metadata: {name: 1}
---
apiVersion: v1
kind: Pod
metadata: {name: c}
)";
    WorldOptions options;
    options.keep_going = true;
    const WorldResult result = world_of({{"m.yaml", text}}, {"m.yaml"}, options);
    EXPECT_EQ(lines(result.diagnostics),
              "m.yaml:6:1+1: not valid YAML: end of sequence flow not found (a \"]\" or a \",\" is "
              "missing)\n"
              "m.yaml:11:11+1: not valid YAML: this quote is not closed\n"
              "m.yaml:15:18+1: expected a string, found a number (put it in quotes: \"1\")\n");
    EXPECT_EQ(pods(result.world),
              "default/a a[Pod] 240.0.0.1 (stand-in)\n"
              "default/b b[Pod] 240.0.0.2 (stand-in)\n"
              "default/c c[Pod] 240.0.0.3 (stand-in)\n");
    EXPECT_FALSE(world_of({{"m.yaml", text}}, {"m.yaml"}).usable);
}

TEST(World, AFileThatCannotBeReadMakesAllUncertain) {
    WorldOptions options;
    options.keep_going = true;
    const WorldResult result = world_of({{"shop.yaml", shop}}, {"none.yaml", "shop.yaml"}, options);
    EXPECT_EQ(lost_text(result.world), "none.yaml:0 in any\n");
}

TEST(World, TwoObjectsOfOneNameAreReportedWithBothPlaces) {
    const std::string both = R"(apiVersion: v1
kind: Namespace
metadata: {name: a}
---
apiVersion: v1
kind: Node
metadata: {name: a}
---
apiVersion: batch/v1
kind: Job
metadata: {name: a}
spec: {template: {}}
)";
    EXPECT_EQ(
        lines(world_of({{"x.yaml", both}, {"y.yaml", both}}, {"x.yaml", "y.yaml"}).diagnostics),
        "y.yaml:3:18+1: Namespace \"a\" is defined twice (it is first defined at "
        "x.yaml:3:18)\n"
        "y.yaml:7:18+1: Node \"a\" is defined twice (it is first defined at x.yaml:7:18)\n"
        "y.yaml:11:18+1: Job \"default/a\" is defined twice (it is first defined at "
        "x.yaml:11:18)\n");
}

TEST(World, AFileNamedTwiceIsReadOnce) {
    EXPECT_EQ(world_of({{"m/shop.yaml", shop}}, {"m", "m/shop.yaml", "m"}).world.pods.size(), 5U);
}

TEST(World, WarningsLoseNothing) {
    WorldOptions options;
    options.keep_going = true;
    const WorldResult result = world_of(
        {{"p.yaml", "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\n"}}, {"p.yaml"}, options);
    EXPECT_EQ(lost_text(result.world), "");
}

// Selectors ask for them, and no manifest says them.
TEST(World, ControllersLabelThePodsTheyMake) {
    const auto read =
        read_world({"m.yaml"}, {},
                   MemoryFiles(std::map<std::string, std::string>{{"m.yaml", R"(apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c}]}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: migrate, namespace: shop}
spec: {template: {metadata: {labels: {app: job}}, spec: {containers: [{name: c}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}}
)"}}));
    ASSERT_TRUE(read.usable) << lines(read.diagnostics);
    ASSERT_EQ(read.world.pods.size(), 4U);
    using Keys = std::vector<std::string>;
    EXPECT_EQ(read.world.pods[1].unknown_labels, (Keys{"controller-revision-hash"}));
    EXPECT_EQ(read.world.pods[2].unknown_labels,
              (Keys{"batch.kubernetes.io/controller-uid", "controller-uid"}));
    EXPECT_EQ(read.world.pods[3].unknown_labels, (Keys{"pod-template-hash"}));
    const policy::Labels second = {{"app", "db"},
                                   {"apps.kubernetes.io/pod-index", "1"},
                                   {"statefulset.kubernetes.io/pod-name", "db-1"}};
    EXPECT_EQ(read.world.pods[1].labels, second);
    const policy::Labels job = {
        {"app", "job"}, {"batch.kubernetes.io/job-name", "migrate"}, {"job-name", "migrate"}};
    EXPECT_EQ(read.world.pods[2].labels, job);
}

// Two of three run: of these it is not known which.
TEST(World, PodsOfIndexedJobsHaveTheirIndex) {
    const auto job = [](const std::string& name, const std::string& spec) {
        return "apiVersion: batch/v1\nkind: Job\nmetadata: {name: " + name + "}\nspec: {" + spec +
               ", template: {spec: {subdomain: peers}}}\n---\n";
    };
    const WorldResult read = world_of(
        {{"m.yaml", job("all", "completionMode: Indexed, completions: 2, parallelism: 2") +
                        job("some", "completionMode: Indexed, completions: 3, parallelism: 2") +
                        job("plain", "completions: 1")}},
        {"m.yaml"});
    ASSERT_TRUE(read.usable) << lines(read.diagnostics);
    std::string told;
    for (const policy::Pod& pod : read.world.pods) {
        const std::string key = "batch.kubernetes.io/job-completion-index";
        const auto label = pod.labels.find(key);
        const auto& unknown = pod.unknown_labels;
        const bool open = std::find(unknown.begin(), unknown.end(), key) != unknown.end();
        told += pod.name + " " + (label == pod.labels.end() ? open ? "?" : "-" : label->second) +
                " " + pod.hostname + "\n";
    }
    EXPECT_EQ(told, "all-0 0 all-0\nall-1 1 all-1\nsome-0 ? \nsome-1 ? \nplain-0 - \n");
}

// The API server has no such kind, and it must not read as "no policy".
TEST(World, AMisspeltNetworkPolicyIsNoOtherKind) {
    for (const std::string kind : {"Networkpolicy", "NetworkPolicies", "NetworkPolcy"}) {
        const auto read =
            read_world({"m.yaml"}, {},
                       MemoryFiles(std::map<std::string, std::string>{
                           {"m.yaml", "apiVersion: networking.k8s.io/v1\nkind: " + kind +
                                          "\nmetadata: {name: deny, namespace: shop}\n"
                                          "spec: {podSelector: {}}\n"}}));
        EXPECT_FALSE(read.usable) << kind;
        EXPECT_EQ(lines(read.diagnostics), "m.yaml:1:1+1: networking.k8s.io/v1 has no kind \"" +
                                               kind + "\" (did you mean \"NetworkPolicy\"?)\n");
    }
}

// What the API server does not take must not pass for a kind that means nothing here.
struct OfVersion {
    const char* api_version;
    const char* kind;
    const char* said;  // of the first line; "" if it is read
};

class Versions : public testing::TestWithParam<OfVersion> {};

TEST_P(Versions, AreReadOrRefused) {
    const OfVersion& row = GetParam();
    const bool is_policy = std::string(row.kind) == "NetworkPolicy";
    const std::string text = std::string("apiVersion: ") + row.api_version + "\nkind: " + row.kind +
                             "\nmetadata: {name: a}\nspec: " +
                             (is_policy ? "{podSelector: {}}\n"
                                        : "{selector: {matchLabels: {a: b}}, "
                                          "template: {metadata: {labels: {a: b}}}}\n");
    const WorldResult result = world_of({{"m.yaml", text}}, {"m.yaml"});
    const std::string told = lines(result.diagnostics);
    const std::string said = row.said;
    EXPECT_EQ(told.substr(0, said.size()), said);
    EXPECT_EQ(told.empty(), said.empty()) << told;
    const bool read = result.world.pods.size() + result.world.policies.size() == 1;
    EXPECT_EQ(read && result.usable, said.empty() || said.find("warning") != std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Versions,
    testing::Values(
        OfVersion{"extensions/v1beta1", "Deployment",
                  "m.yaml:1:1+1: warning: Deployment of extensions/v1beta1 is read as one of "
                  "apps/v1 (Kubernetes no longer takes it)\n"},
        OfVersion{"apps/v1beta1", "StatefulSet", "m.yaml:1:1+1: warning: StatefulSet of apps/"},
        OfVersion{"extensions/v1beta1", "DaemonSet", "m.yaml:1:1+1: warning: DaemonSet of ext"},
        OfVersion{"extensions/v1beta1", "NetworkPolicy",
                  "m.yaml:1:1+1: warning: NetworkPolicy of extensions/v1beta1 is read as one of "
                  "networking.k8s.io/v1 (Kubernetes no longer takes it)\n"},
        OfVersion{"apps/v2", "Deployment",
                  "m.yaml:1:1+1: apps/v2 has no kind \"Deployment\" (Deployment is of apps/v1)\n"},
        OfVersion{"v1", "Deployment", "m.yaml:1:1+1: v1 has no kind \"Deployment\""},
        OfVersion{"apps/v1", "Pod", "m.yaml:1:1+1: apps/v1 has no kind \"Pod\" (Pod is of v1)\n"},
        OfVersion{"networking.k8s.io/v1beta1", "NetworkPolicy",
                  "m.yaml:1:1+1: networking.k8s.io/v1beta1 has no kind \"NetworkPolicy\""},
        OfVersion{"apps/v1", "Deploymnet",
                  "m.yaml:1:1+1: apps/v1 has no kind \"Deploymnet\" (did you mean "
                  "\"Deployment\"?)\n"}),
    [](const auto& row) {
        std::string name = std::string(row.param.api_version) + "_" + row.param.kind;
        std::replace_if(
            name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
        return name;
    });

TEST(World, AKindOfSomebodyElsesIsNoneOfOurs) {
    const WorldResult result = world_of({{"m.yaml",
                                          "apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\n"
                                          "metadata: {name: a}\n---\n"
                                          "apiVersion: apps/v1\nkind: ControllerRevision\n"
                                          "metadata: {name: a}\n"}},
                                        {"m.yaml"});
    EXPECT_TRUE(result.usable);
    EXPECT_EQ(lines(result.diagnostics), "");
    EXPECT_TRUE(result.world.pods.empty());
}

TEST(World, AnObjectOfAWrongVersionIsLostAsFarAsItIsKnown) {
    WorldOptions options;
    options.keep_going = true;
    const WorldResult result =
        world_of({{"m.yaml",
                   "apiVersion: networking.k8s.io/v1beta1\nkind: NetworkPolicy\n"
                   "metadata: {name: p, namespace: shop}\n"
                   "spec: {podSelector: {matchLabels: {a: b}}}\n---\n"
                   "apiVersion: apps/v2\nkind: Deployment\nmetadata: {name: d}\n"
                   "spec: {selector: {matchLabels: {a: b}}, "
                   "template: {metadata: {labels: {a: b}}}}\n"}},
                 {"m.yaml"}, options);
    EXPECT_EQ(lost_text(result.world),
              "NetworkPolicy shop/p:3 in shop of a=b in\npod default/d-0\n");
}

}  // namespace
}  // namespace scenario
