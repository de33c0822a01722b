// SPDX-License-Identifier: MIT
// vethlab init: the scenario that it makes passes, and says what the dump says.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/program/shell.h"

namespace {

using tests::Said;
using tests::Shell;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string content(const Shell& shell, const std::string& name) {
    std::ifstream file(shell.path(name));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string node(const std::string& name, const std::string& address) {
    return "---\napiVersion: v1\nkind: Node\nmetadata: {name: " + name +
           "}\nstatus: {addresses: [{type: InternalIP, address: " + address + "}]}\n";
}

std::string pod(const std::string& ns, const std::string& name, const std::string& at,
                const std::string& address, const std::string& more = "") {
    return "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + name + ", namespace: " + ns +
           ", labels: {app: " + name.substr(0, name.find('-')) + "}}\nspec: {nodeName: " + at +
           more + "}\nstatus: {phase: Running, podIP: " + address + "}\n";
}

// Two nodes, four kinds of pods, policies with selectors, ports and a block.
const std::string dump =
    "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ops}\n" +
    node("n-1", "10.20.1.10") + node("n-2", "10.20.40.10") +
    pod("shop", "web-0", "n-1", "10.20.1.20") + pod("shop", "web-1", "n-2", "10.20.40.20") +
    pod("shop", "db-0", "n-2", "10.20.40.21",
        ", containers: [{name: c, ports: [{containerPort: 5432}]}]") +
    pod("ops", "agent-0", "n-1", "10.20.1.10", ", hostNetwork: true") +
    pod("ops", "prom-0", "n-1", "10.20.1.22") + R"(---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 5432}]
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}}]
  egress:
  - to: [{ipBlock: {cidr: 192.0.2.0/24}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.20.1.16/28]}}]
    ports: [{port: 80, endPort: 90}]
)";

TEST(Init, TheScenarioOfADumpPasses) {
    const Shell shell;
    shell.write("dumps/d.yaml", dump);
    const Said made = shell.vethlab("init dumps/d.yaml -o lab/scenario.yaml");
    ASSERT_EQ(made.status, 0) << made.err;
    EXPECT_TRUE(has(made.out, "5 pods, 2 policies")) << made.out;
    const std::string text = content(shell, "lab/scenario.yaml");
    EXPECT_TRUE(has(text, "- \"../dumps/d.yaml\"")) << text;
    EXPECT_TRUE(has(text,
                    "{from: shop/pod/web-0, to: shop/pod/db-0, protocol: TCP, port: 5432, "
                    "probe: true, timeout: 1s, expect: allow}"))
        << text;
    EXPECT_TRUE(has(text,
                    "{from: shop/pod/db-0, to: shop/pod/web-0, protocol: TCP, port: 80, "
                    "probe: true, timeout: 1s, expect: drop}"))
        << text;
    const Said run = shell.vethlab("run lab/scenario.yaml");
    EXPECT_EQ(run.status, 0) << run.err << run.out;
    EXPECT_TRUE(has(run.out, " as expected")) << run.out;
}

TEST(Init, TemplatesWithoutAddressesMakeAScenarioToo) {
    const Shell shell;
    shell.write("m/d.yaml", R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, image: i, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  ingress:
  - from: [{ipBlock: {cidr: 10.42.96.0/24}}]
)");
    const Said made = shell.vethlab("init m -o s.yaml");
    ASSERT_EQ(made.status, 0) << made.err;
    // Whether the block holds the pods depends on addresses that nobody has given yet.
    EXPECT_TRUE(has(content(shell, "s.yaml"), "# uncertain")) << content(shell, "s.yaml");
    const Said run = shell.vethlab("run s.yaml");
    EXPECT_EQ(run.status, 0) << run.err << run.out;
}

TEST(Init, RefusesWhatItCannotWriteOrRead) {
    const Shell shell;
    shell.write("m/d.yaml", dump);
    shell.write("there.yaml", "mine");
    shell.write("s.yaml", "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: [m]}\n");
    const struct {
        const char* arguments;
        const char* said;
    } rows[] = {
        {"m -o there.yaml", "is there already"},
        {"m -o m/new.yaml", "which the scenario is to read"},
        {"- -o new.yaml", "standard input"},
        {"s.yaml -o new.yaml", "is a scenario already"},
        {"gone.yaml -o new.yaml", "no such file"},
    };
    for (const auto& row : rows) {
        const Said said = shell.vethlab(std::string("init ") + row.arguments);
        EXPECT_EQ(said.status, 2) << row.arguments;
        EXPECT_EQ(said.out, "") << row.arguments;
        EXPECT_TRUE(has(said.err, row.said)) << row.arguments << said.err;
    }
    EXPECT_FALSE(shell.exists("new.yaml") || shell.exists("m/new.yaml"));
    EXPECT_EQ(content(shell, "there.yaml"), "mine");
    EXPECT_EQ(shell.vethlab("init m -o there.yaml --force").status, 0);
}

// Without Node objects a node has the address of the hostNetwork pods on it.
TEST(Init, ADumpWithoutNodesMakesAScenarioToo) {
    const Shell shell;
    shell.write("d.yaml", pod("ops", "agent-0", "n-1", "10.20.1.10", ", hostNetwork: true") +
                              pod("ops", "proxy-0", "n-1", "10.20.1.10", ", hostNetwork: true") +
                              pod("shop", "web-0", "n-2", "10.20.1.20") +
                              pod("ops", "agent-1", "n-2", "10.30.1.11", ", hostNetwork: true"));
    const Said said = shell.vethlab("init d.yaml -o s.yaml");
    EXPECT_EQ(said.status, 0) << said.err;
    const Said run = shell.vethlab("run s.yaml --format json");
    EXPECT_EQ(run.status, 0) << run.err << run.out;
    EXPECT_TRUE(has(run.out, R"("ip":"10.20.1.10")")) << run.out;
}

TEST(Init, SaysWhatTheDumpLacks) {
    const Shell shell;
    shell.write("d.yaml", pod("ops", "agent-0", "n-1", "10.20.1.10", ", hostNetwork: true") +
                              pod("ops", "proxy-0", "n-1", "10.20.1.11", ", hostNetwork: true"));
    const Said said = shell.vethlab("init d.yaml -o s.yaml");
    EXPECT_EQ(said.status, 2) << said.out;
    EXPECT_TRUE(has(said.err, "uses the host's network")) << said.err;
    EXPECT_FALSE(shell.exists("s.yaml"));
}

TEST(Init, OptionsOfReadingGoIntoTheScenario) {
    const Shell shell;
    shell.write("d.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n---\n"
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
                "metadata: {name: web}\nspec: {podSelector: {}, ingress: [{}]}\n");
    const Said said = shell.vethlab("init d.yaml -o s.yaml --namespace shop --setting icmp=drop");
    if (said.status != 0) FAIL() << said.err;
    const std::string text = content(shell, "s.yaml");
    EXPECT_TRUE(has(text, "settings:\n  icmp: drop\n")) << text;
    EXPECT_TRUE(has(text, "cluster:\n  namespace: \"shop\"\n")) << text;
    EXPECT_TRUE(has(text, "shop/pod/web")) << text;
    const Said run = shell.vethlab("run s.yaml");
    EXPECT_EQ(run.status, 0) << run.err << run.out;
    const Said going = shell.vethlab("init d.yaml -o t.yaml --keep-going");
    EXPECT_EQ(going.status, 2);
    EXPECT_TRUE(has(going.err, "init does not keep going")) << going.err;
}

// A path leads from where the scenario's folder is, whatever link it was reached by.
TEST(Init, PathsAreRelativeToWhereTheScenarioLies) {
    const Shell shell;
    shell.write("dumps/d.yaml", dump);
    shell.write("far/away/keep", "");
    std::filesystem::create_directory_symlink(shell.path("far/away"), shell.path("lab"));
    const struct {
        const char* output;
        const char* manifest;
    } rows[] = {
        {"lab/s.yaml", "\"../../dumps/d.yaml\""},
        {"dumps/../s.yaml", "\"dumps/d.yaml\""},
        {"dumps/s.yaml", "\"d.yaml\""},
        {"./new/deep/s.yaml", "\"../../dumps/d.yaml\""},
    };
    for (const auto& row : rows) {
        const Said said = shell.vethlab(std::string("init dumps/d.yaml -o ") + row.output);
        EXPECT_EQ(said.status, 0) << row.output << said.err;
        const std::string text = content(shell, row.output);
        EXPECT_TRUE(has(text, row.manifest)) << row.output << '\n' << text;
        EXPECT_EQ(shell.vethlab(std::string("validate ") + row.output).status, 0) << row.output;
    }
}

}  // namespace
