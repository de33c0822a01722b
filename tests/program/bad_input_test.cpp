// SPDX-License-Identifier: MIT
// Wrong input from the outside: one clear message with its place, status 2, nothing printed as a
// result, no store made. What each message says is tested with the readers; here, that it arrives.
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/program/shell.h"

namespace {

using tests::Said;
using tests::Shell;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string head = "apiVersion: vethlab/v1\nkind: Scenario\nname: s\n";

// Two pods and no flow; what follows may add flows.
const std::string pods = R"(apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
)";

std::string alias_bomb() {
    std::string text = head + "a0: &a0 [x]\n";
    for (int level = 1; level < 40; ++level) {
        const std::string last = "*a" + std::to_string(level - 1);
        text += "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [";
        for (int i = 0; i < 10; ++i) {
            text += last + (i < 9 ? ", " : "]\n");
        }
    }
    return text;
}

TEST(BadInput, IsRefusedWithItsPlaceAndLeavesNothing) {
    const struct {
        const char* name;
        std::string scenario;
        const char* place;    // file:line:column, or the file where there is no line
        const char* message;  // part of it
    } rows[] = {
        {"YAML that does not parse", head + "flows: [\n", "s.yaml:5", "error:"},
        {"unknown key", head + "cluster: {manifest: [pods.yaml]}\n", "s.yaml:4:11",
         "did you mean \"manifests\"?"},
        {"wrong type", head + "seed: [1]\n", "s.yaml:4:7", "seed"},
        {"unknown namespace",
         head +
             "cluster: {manifests: [pods.yaml]}\nflows: [{from: shpo/web, to: shop/db, port: 1}]\n",
         "s.yaml:5:16", "did you mean \"shop\"?"},
        {"unknown pod",
         head +
             "cluster: {manifests: [pods.yaml]}\nflows: [{from: shop/wbe, to: shop/db, port: 1}]\n",
         "s.yaml:5:21", "did you mean \"web\"?"},
        {"a policy the API server would refuse", head + "cluster: {manifests: [bad-policy.yaml]}\n",
         "bad-policy.yaml:5:", "must be between 1 and 65535, inclusive"},
        {"two live pods with one address", head + "cluster: {manifests: [twins.yaml]}\n",
         "twins.yaml:", "10.42.96.50"},
        {"a flow to nowhere",
         head +
             "cluster: {manifests: [pods.yaml]}\nflows: [{from: shop/web, to: host/x, port: 1}]\n",
         "s.yaml:5:35", "unknown host \"x\""},
        {"an empty file", "", "s.yaml", "empty"},
        {"a binary file",
         std::string("\x7f"
                     "ELF\0\1\2",
                     7),
         "s.yaml", "error:"},
        {"an alias bomb", alias_bomb(), "s.yaml:", "alias"},
        {"a manifest that is not there", head + "cluster: {manifests: [gone.yaml]}\n",
         "s.yaml:4:23", "no such file"},
        {"a dataplane that does not exist yet", head + "dataplane: aws\n", "s.yaml:4:12",
         "not available in this version"},
    };
    for (const auto& row : rows) {
        const Shell shell;
        shell.write("s.yaml", row.scenario);
        shell.write("pods.yaml", pods);
        shell.write("bad-policy.yaml", R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop}
spec:
  ingress: [{ports: [{port: 0}]}]
)");
        shell.write("twins.yaml", R"(apiVersion: v1
kind: Pod
metadata: {name: a}
status: {podIP: 10.42.96.50}
---
apiVersion: v1
kind: Pod
metadata: {name: b}
status: {podIP: 10.42.96.50}
)");
        const Said said = shell.vethlab("run s.yaml");
        EXPECT_EQ(said.status, 2) << row.name << "\n" << said.err;
        EXPECT_EQ(said.out, "") << row.name;
        EXPECT_TRUE(has(said.err, std::string("--> ") + row.place)) << row.name << "\n" << said.err;
        EXPECT_TRUE(has(said.err, row.message)) << row.name << "\n" << said.err;
        EXPECT_FALSE(shell.exists("vethlab.db")) << row.name;
    }
}

TEST(BadInput, AllErrorsOfAllFilesAreReportedAtOnce) {
    const Shell shell;
    shell.write("s.yaml", head + "sed: 1\ncluster: {manifests: [p.yaml]}\n");
    shell.write("p.yaml", R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec: {podSelektor: {}, policyTypes: [Ingres]}
)");
    const Said said = shell.vethlab("run s.yaml");
    EXPECT_EQ(said.status, 2);
    for (const char* part : {"s.yaml:4:1", "p.yaml:4:8", "p.yaml:4:"}) {
        EXPECT_TRUE(has(said.err, part)) << part << "\n" << said.err;
    }
    EXPECT_TRUE(has(said.err, "errors\n")) << said.err;
}

TEST(BadInput, OneRefusedScenarioAmongGoodOnesRunsNone) {
    const Shell shell;
    shell.write("bad.yaml", head + "sed: 1\n");
    const Said said = shell.vethlab("run " SCENARIOS "/first-steps/01-default-allow.yaml bad.yaml");
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_FALSE(shell.exists("vethlab.db"));
}

TEST(BadInput, AFileThatIsNotThere) {
    const Shell shell;
    const Said said = shell.vethlab("run gone.yaml");
    EXPECT_EQ(said.status, 2);
    EXPECT_TRUE(has(said.err, "gone.yaml")) << said.err;
    EXPECT_TRUE(has(said.err, "no such file")) << said.err;
}

TEST(BadInput, AStoreThatIsNotOursIsLeftAsItIs) {
    const Shell shell;
    const std::string text = "my precious notes\n";
    shell.write("notes.db", text);
    const Said said =
        shell.vethlab("run -o notes.db " SCENARIOS "/first-steps/01-default-allow.yaml");
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_TRUE(has(said.err, "notes.db")) << said.err;
    std::ifstream file(shell.path("notes.db"));
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST(BadInput, AStoreThatCannotBeMade) {
    const Shell shell;
    const Said said =
        shell.vethlab("run -o no/such/folder/r.db " SCENARIOS "/first-steps/01-default-allow.yaml");
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_TRUE(has(said.err, "no/such/folder/r.db")) << said.err;
}

TEST(BadInput, ARunOrAFilterThatDoesNotExist) {
    const Shell shell;
    ASSERT_EQ(shell.vethlab("run -q " SCENARIOS "/first-steps/01-default-allow.yaml").status, 0);
    for (const char* arguments : {"show 7", "show first", "flows 99999999999999999999"}) {
        const Said said = shell.vethlab(arguments);
        EXPECT_EQ(said.status, 2) << arguments;
        EXPECT_TRUE(has(said.err, "vethlab runs")) << arguments << "\n" << said.err;
    }
    const Said said = shell.vethlab("flows latest verdict=dorp");
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_TRUE(has(said.err, "did you mean \"drop\"?")) << said.err;
    const Said none = shell.vethlab("runs -o gone.db");
    EXPECT_EQ(none.status, 2);
    EXPECT_FALSE(shell.exists("gone.db"));
}

TEST(Validate, SaysWhatIsValidAndWhatIsNot) {
    const Shell shell;
    const Said all = shell.vethlab("validate " SCENARIOS);
    EXPECT_EQ(all.status, 0) << all.err;
    EXPECT_TRUE(has(all.out, "eks-workshop/network-policies.yaml: valid scenario")) << all.out;
    shell.write("pods/a.yaml", pods);
    const Said manifests = shell.vethlab("validate pods");
    EXPECT_EQ(manifests.status, 0) << manifests.err;
    EXPECT_TRUE(has(manifests.out, "1 manifest file valid")) << manifests.out;
    shell.write("pods/b.yaml", "kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\n");
    const Said bad = shell.vethlab("validate pods");
    EXPECT_EQ(bad.status, 2);
    EXPECT_EQ(bad.out, "");
    EXPECT_TRUE(has(bad.err, "b.yaml")) << bad.err;
}

TEST(Validate, ReadsStandardInputAndKustomizations) {
    const Shell shell;
    shell.write("a.yaml", pods);
    const Said piped = shell.vethlab("validate - <a.yaml");
    EXPECT_EQ(piped.status, 0) << piped.err;
    EXPECT_TRUE(has(piped.out, "1 manifest file valid")) << piped.out;
    shell.write("k/kustomization.yaml", "namespace: dev\nresources: [p.yaml]\n");
    shell.write("k/p.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
    const Said built = shell.vethlab("validate k");
    EXPECT_EQ(built.status, 0) << built.err;
    EXPECT_TRUE(has(built.out, "namespace \"dev\"")) << built.out;
    const Said other = shell.vethlab("validate -n prod k/p.yaml");
    EXPECT_TRUE(has(other.out, "namespace \"prod\"")) << other.out;
    shell.write("k/kustomization.yaml", "namePrefix: a-\nresources: [p.yaml]\n");
    const Said refused = shell.vethlab("validate k");
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.out, "");
    EXPECT_TRUE(has(refused.err, "kubectl kustomize k | vethlab ... -")) << refused.err;
}

// A policy that could not be read must not read as allowed.
TEST(KeepGoing, JudgesTheRestAndDoubtsWhatWasLost) {
    const Shell shell;
    const std::string pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {namespace: ";
    shell.write("m.yaml", pod + "shop, name: a}\n" + pod + "shop, name: b}\n" + pod +
                              "dev, name: c}\n" + pod + "dev, name: d}\n" +
                              "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
                              "metadata: {namespace: shop, name: deny}\nspec: {podSelectr: {}}\n");
    const Said refused = shell.vethlab("reach m.yaml");
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.out, "");
    const Said said = shell.vethlab("reach m.yaml --keep-going --format json");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_TRUE(has(said.err, "m.yaml:21:8")) << said.err;
    EXPECT_TRUE(has(said.out, R"("src":"dev/c[Pod]","dst":"dev/d[Pod]","conn":"all"})"))
        << said.out;
    EXPECT_TRUE(
        has(said.out, R"("src":"shop/a[Pod]","dst":"shop/b[Pod]","conn":{},"uncertain":"all")"))
        << said.out;
}

TEST(Collect, PrintsAndDoesNothingElse) {
    const Shell shell;
    const Said bare = shell.vethlab("collect");
    EXPECT_EQ(bare.status, 2);
    EXPECT_EQ(bare.out, "");
    EXPECT_TRUE(has(bare.err, "vethlab collect --print")) << bare.err;
    const Said said = shell.vethlab("collect --print");
    EXPECT_EQ(said.status, 0) << said.err;
    EXPECT_TRUE(has(said.out, "\nkubectl get pods -A -o json > cluster/pods.json\n")) << said.out;
    EXPECT_TRUE(has(said.out, "\naws ec2 describe-security-groups > ")) << said.out;
    EXPECT_FALSE(shell.exists("cluster"));
}

}  // namespace
