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

TEST(World, AnErrorRefusesAllUnlessToldToGoOn) {
    const std::map<std::string, std::string> files = {{"bad.yaml", "kind: [\n"},
                                                      {"good.yaml", shop}};
    EXPECT_FALSE(world_of(files, {"bad.yaml", "good.yaml"}).usable);
    WorldOptions options;
    options.keep_going = true;
    const WorldResult rest = world_of(files, {"bad.yaml", "good.yaml"}, options);
    EXPECT_TRUE(rest.usable);
    EXPECT_EQ(rest.world.pods.size(), 5U);
    EXPECT_EQ(rest.world.incomplete_namespaces,
              (std::vector<std::string>{"default", "kube-system", "shop"}));
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

// What is lost, and the namespaces of which nothing certain can be said then.
struct Loss {
    const char* name;
    std::string text;
    std::vector<std::string> incomplete;
};

class Lost : public testing::TestWithParam<Loss> {};

TEST_P(Lost, MakesUncertainWhatItCouldChange) {
    WorldOptions options;
    options.keep_going = true;
    const std::string rest = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: asks, namespace: asking}
spec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: other}
)";
    const WorldResult result =
        world_of({{"bad.yaml", GetParam().text}, {"rest.yaml", rest}, {"shop.yaml", shop}},
                 {"bad.yaml", "rest.yaml", "shop.yaml"}, options);
    ASSERT_TRUE(result.usable);
    EXPECT_FALSE(result.diagnostics.empty());
    EXPECT_EQ(result.world.incomplete_namespaces, GetParam().incomplete);
}

const std::vector<std::string> all_of_them = {"asking", "default", "kube-system", "other", "shop"};
const std::string policy_head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";

INSTANTIATE_TEST_SUITE_P(
    Objects, Lost,
    testing::Values(
        Loss{"policy",
             policy_head + "metadata: {name: p, namespace: shop}\nspec: {ports: []}\n",
             {"shop"}},
        Loss{"policy_in_default",
             policy_head + "metadata: {name: p}\nspec: {ports: []}\n",
             {"default"}},
        Loss{"policy_of_no_name", policy_head + "metadata: {namespace: other}\n", {"other"}},
        Loss{"policy_of_no_namespace", policy_head + "metadata: {name: a, namespace: [b]}\n",
             all_of_them},
        Loss{"policy_without_metadata", policy_head, all_of_them},
        Loss{"policy_twice",
             policy_head + "metadata: {name: a, namespace: shop}\n---\n" + policy_head +
                 "metadata: {name: a, namespace: shop}\n",
             {"shop"}},
        Loss{"namespace",
             "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, labels: [a]}\n",
             {"asking"}},
        Loss{"pod",
             "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: shop, labels: 1}\n",
             {"shop"}},
        Loss{"workload",
             "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x, namespace: other}\n",
             {"other"}},
        Loss{"document", "a: [\n", all_of_them},
        Loss{"not_text", std::string("\0", 1), all_of_them},
        Loss{"of_no_kind", "metadata: {name: p, namespace: shop}\n", all_of_them},
        Loss{"one_of_many_documents",
             policy_head + "metadata: {name: p, namespace: shop}\n---\nkind: [\n", all_of_them}),
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
    EXPECT_EQ(result.world.incomplete_namespaces,
              (std::vector<std::string>{"default", "kube-system", "shop"}));
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
    EXPECT_TRUE(result.world.incomplete_namespaces.empty());
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

}  // namespace
}  // namespace scenario
