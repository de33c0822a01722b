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

}  // namespace
}  // namespace scenario
