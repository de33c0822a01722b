// SPDX-License-Identifier: MIT
// `vethlab reach` from the outside.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/program/shell.h"

namespace {

using nlohmann::json;
using tests::Said;
using tests::Shell;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const char* const workloads = R"(apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web, ports: [{containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db, ports: [{containerPort: 5432, name: sql}]}]}
)";

const char* const policies = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
      ports: [{port: sql}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - from: [{ipBlock: {cidr: 203.0.113.0/24}}]
      ports: [{port: 8080}]
)";

// The folder m/ with both.
void write_shop(const Shell& shell) {
    shell.write("m/workloads.yaml", workloads);
    shell.write("m/policies.yaml", policies);
}

TEST(Reach, SaysWhoMayOpenWhatToWhom) {
    const Shell shell;
    write_shop(shell);
    const Said said = shell.vethlab("reach m --format json");
    ASSERT_EQ(said.status, 0) << said.err;
    // db is isolated both ways. Whether the block holds the addresses that the pods of web will
    // get is not known, but db may not send to them anyway.
    const json expected = json::parse(R"({"format_version": "1.0", "connections": [
        {"src": "shop/web[Deployment]", "dst": "shop/db[StatefulSet]",
         "conn": {"TCP": [[5432, 5432]]}},
        {"src": "shop/web[Deployment]", "dst": "0.0.0.0-255.255.255.255", "conn": "all"},
        {"src": "203.0.113.0-203.0.113.255", "dst": "shop/web[Deployment]",
         "conn": {"TCP": [[8080, 8080]]}}]})");
    EXPECT_EQ(json::parse(said.out), expected) << said.out;
}

TEST(Reach, ReadsStandardInputAndPrintsATableWithASummary) {
    const Shell shell;
    write_shop(shell);
    const Said said = shell.vethlab("reach m/policies.yaml - < m/workloads.yaml");
    ASSERT_EQ(said.status, 0) << said.err;
    EXPECT_EQ(said.out, R"(SOURCE                     DESTINATION              CONNECTIONS
shop/web[Deployment]       shop/db[StatefulSet]     TCP 5432
shop/web[Deployment]       0.0.0.0-255.255.255.255  all
203.0.113.0-203.0.113.255  shop/web[Deployment]     TCP 8080
3 connections: 1 within the cluster, 2 with addresses outside; 0 uncertain
)");
}

TEST(Reach, FocusIsAReferenceAndIsCorrected) {
    const Shell shell;
    write_shop(shell);
    const Said db = shell.vethlab("reach m --format csv --focus shop/statefulset/db");
    EXPECT_EQ(db.status, 0) << db.err;
    EXPECT_EQ(db.out,
              "src,dst,conn,uncertain,caveats\r\n"
              "shop/web[Deployment],shop/db[StatefulSet],TCP 5432,,\r\n");
    const Said wrong = shell.vethlab("reach m --focus shpo/db");
    EXPECT_EQ(wrong.status, 2);
    EXPECT_EQ(wrong.out, "");
    EXPECT_TRUE(has(wrong.err, "unknown namespace \"shpo\"")) << wrong.err;
    EXPECT_TRUE(has(wrong.err, "did you mean \"shop\"?")) << wrong.err;
}

TEST(Reach, NothingIsPrintedWhereAnObjectIsInErrorUnlessToldToGoOn) {
    const Shell shell;
    write_shop(shell);
    shell.write("m/bad.yaml", R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: bad, namespace: shop}
spec: {ingress: [{ports: [{port: 0}]}]}
)");
    const Said refused = shell.vethlab("reach m --format json");
    EXPECT_EQ(refused.status, 2);
    EXPECT_EQ(refused.out, "");
    EXPECT_TRUE(has(refused.err, "--> m/bad.yaml:4:")) << refused.err;

    const Said told = shell.vethlab("reach m --format json --keep-going");
    ASSERT_EQ(told.status, 0) << told.err;
    const json rows = json::parse(told.out)["connections"];
    ASSERT_FALSE(rows.empty());
    // It is about ingress only, and takes nothing away that the other policies admit.
    for (const json& row : rows) {
        const bool inside = has(row["dst"], "shop/");
        EXPECT_EQ(row.value("caveats", json::array()),
                  inside ? json({"POLICY_LOST"}) : json::array())
            << row;
        if (!inside) continue;
        json admitted = json::object();
        if (row["dst"] == "shop/db[StatefulSet]" && row["src"] == "shop/web[Deployment]") {
            admitted = json({{"TCP", {{5432, 5432}}}});
        }
        if (row["dst"] == "shop/web[Deployment]" && row["src"] == "203.0.113.0-203.0.113.255") {
            admitted = json({{"TCP", {{8080, 8080}}}});
        }
        EXPECT_EQ(row["conn"], admitted) << row;
    }
    EXPECT_TRUE(has(told.err,
                    "note: NetworkPolicy shop/bad (m/bad.yaml:3) could not be read; it may change "
                    "ingress of every pod in namespace shop\n"))
        << told.err;
    const Said explained = shell.vethlab("explain POLICY_LOST");
    EXPECT_EQ(explained.status, 0);
    EXPECT_TRUE(has(explained.out, "could not be read")) << explained.out;
}

TEST(Reach, AnEmptyAnswerSaysWhatToDo) {
    const Shell shell;
    shell.write("p.yaml", policies);
    const Said said = shell.vethlab("reach p.yaml");
    EXPECT_EQ(said.status, 0);
    EXPECT_TRUE(has(said.out, "0 connections")) << said.out;
    EXPECT_TRUE(has(said.err, "help: nothing here runs pods")) << said.err;
}

TEST(Reach, ManyRowsAreGroupedUnlessExpanded) {
    const Shell shell;
    std::string pods;
    for (int i = 0; i < 80; ++i) {
        pods += "---\n{apiVersion: v1, kind: Pod, metadata: {name: p" + std::to_string(i) +
                ", namespace: many}, spec: {containers: [{name: c, image: c}]}}\n";
    }
    shell.write("p.yaml", pods);
    const Said grouped = shell.vethlab("reach p.yaml");
    EXPECT_EQ(grouped.status, 0);
    EXPECT_TRUE(has(grouped.out, "many/p0[Pod], many/p1[Pod] and 78 more in many")) << grouped.out;
    EXPECT_TRUE(has(grouped.out, "\n3 connections: ")) << grouped.out;
    EXPECT_TRUE(has(grouped.err, "--expand")) << grouped.err;
    const Said expanded = shell.vethlab("reach p.yaml --expand");
    // 80 x 79 of each other, 80 to outside, 80 from outside.
    EXPECT_TRUE(has(expanded.out, "\n6480 connections: 6320 within"))
        << expanded.out.substr(0, 300);
    EXPECT_EQ(json::parse(shell.vethlab("reach p.yaml --format json").out)["connections"].size(),
              6480U)
        << "programs get pairs";
}

TEST(Reach, ClassesAreCountedOnStderr) {
    const Shell shell;
    write_shop(shell);
    const Said said = shell.vethlab("reach m -v --format json");
    EXPECT_TRUE(has(said.err, "K = 4 for 2 policies")) << said.err;
    EXPECT_FALSE(said.out.empty());
    EXPECT_EQ(shell.vethlab("reach m --format jsn").status, 2);
    EXPECT_EQ(shell.vethlab("reach m --setting ipBlockMatchesPods=false").status, 0);
    EXPECT_EQ(shell.vethlab("reach m --setting ipBlockMatchesPods=maybe").status, 2);
}

// What `why` says of each way: "allow", "drop", "uncertain".
std::vector<std::string> verdicts(const Shell& shell, const std::string& question) {
    const Said said = shell.vethlab("why " + question + " --format json");
    EXPECT_EQ(said.status, 0) << question << said.err;
    const json told = json::parse(said.out);
    std::vector<std::string> result;
    if (!told.contains("answers")) return {told["verdict"]};
    for (const json& answer : told["answers"]) result.push_back(answer["verdict"]);
    return result;
}

// Whether one of them is not `word`.
bool other_than(const std::vector<std::string>& verdicts, const char* word) {
    return std::any_of(verdicts.begin(), verdicts.end(),
                       [word](const std::string& each) { return each != word; });
}

// Every pod of these scenarios, every service in them, every port of it.
TEST(Reach, SaysOfServicesWhatWhySays) {
    const Shell shell;
    int rows = 0;
    for (const char* const scenario :
         {"01-wrong-port", "02-hairpin", "04-local-traffic-policy", "07-forgotten-dns",
          "08-endpoints-follow-pods", "12-nlb-targets", "14-alb"}) {
        const std::string path = SCENARIOS "/services/" + std::string(scenario) + ".yaml";
        for (const std::string at : {"", "--at 31s "}) {
            const Said said =
                shell.vethlab("reach " + at + path + " --services --pods --format json");
            if (said.status != 0) {
                EXPECT_TRUE(has(said.err, "nothing here has a timeline")) << said.err;
                continue;
            }
            const json told = json::parse(said.out);
            std::set<std::string> pods;
            std::map<std::pair<std::string, std::string>, json> found;
            std::map<std::string, std::set<int>> ports;
            for (const json& row : told["connections"]) {
                const std::string from = row["src"];
                const std::string to = row["dst"];
                if (from.find("[Pod]") != std::string::npos) pods.insert(from);
                if (to.find("lb/") == 0 || to.find("[Service]") == std::string::npos) continue;
                found[{from, to}] = row;
                for (const char* const sure : {"conn", "uncertain"}) {
                    if (!row.contains(sure) || !row[sure].contains("TCP")) continue;
                    for (const json& range : row[sure]["TCP"])
                        ports[to].insert(range[0].get<int>());
                }
            }
            const auto has_port = [](const json& row, const char* kind, int port) {
                if (!row.contains(kind) || !row[kind].contains("TCP")) return false;
                const json& ranges = row[kind]["TCP"];
                return std::any_of(ranges.begin(), ranges.end(),
                                   [port](const json& range) { return range[0] == port; });
            };
            for (const auto& [service, numbers] : ports) {
                for (const std::string& pod : pods) {
                    for (const int port : numbers) {
                        const json& row = found[{pod, service}];
                        // The only backend's way back to itself is nobody's row.
                        const std::string name = service.substr(0, service.find('['));
                        if (row.is_null() && pod.rfind(name, 0) == 0) continue;
                        const std::string question = at + path + " '" + pod + "' '" + service +
                                                     ":" + std::to_string(port) + "'";
                        const auto why = verdicts(shell, question);
                        EXPECT_EQ(has_port(row, "conn", port), !other_than(why, "allow"))
                            << question << row;
                        if (has_port(row, "uncertain", port)) {
                            EXPECT_TRUE(other_than(why, "drop")) << question << row;
                        }
                        ++rows;
                    }
                }
            }
        }
    }
    EXPECT_GE(rows, 30);
}

// From a host outside to each of its listeners, way by way.
TEST(Reach, SaysOfLoadBalancersWhatWhySays) {
    struct Row {
        const char* scenario;
        const char* at;
        const char* client;
        const char* request;  // to the load balancer
        const char* reached;  // what reach says of its targets: all, some, none
    };
    const Row rows[] = {
        {"services/12-nlb-targets", "1s", "203.0.113.9", "lb/shop/by-instance:80", "all"},
        {"services/12-nlb-targets", "1s", "203.0.113.9", "lb/shop/by-ip:80", "none"},
        {"services/12-nlb-targets", "31s", "203.0.113.9", "lb/shop/by-ip:80", "all"},
        {"services/13-client-address", "1s", "203.0.113.9", "lb/shop/by-instance:80", "some"},
        {"services/14-alb", "1s", "203.0.113.9", "lb/shop/shop:80", "none"},
        {"services/14-alb", "31s", "203.0.113.9", "lb/shop/shop:80", "all"},
    };
    const Shell shell;
    for (const Row& row : rows) {
        const std::string path =
            std::string("--at ") + row.at + " " SCENARIOS "/" + row.scenario + ".yaml";
        const std::string request = row.request;
        const std::string balancer = request.substr(0, request.find(':'));
        const Said said = shell.vethlab("reach " + path + " --format json");
        bool sure = false;
        bool perhaps = false;
        const json told = json::parse(said.out);
        for (const json& each : told["connections"]) {
            if (each["src"].get<std::string>().rfind(balancer + "[", 0) != 0) continue;
            sure = sure || !each.contains("uncertain");
            perhaps = perhaps || each.contains("uncertain");
        }
        const std::string reached = sure ? (perhaps ? "both" : "all") : perhaps ? "some" : "none";
        EXPECT_EQ(reached, row.reached) << row.scenario << ' ' << request;
        const std::string host =
            std::string(row.scenario) == "services/14-alb" ? " --host shop.example.com" : "";
        const auto why = verdicts(shell, path + " " + row.client + " " + request + host);
        const bool all = !other_than(why, "allow");
        const bool none = !other_than(why, "drop");
        EXPECT_EQ(all    ? "all"
                  : none ? "none"
                         : "some",
                  std::string(row.reached))
            << row.scenario << ' ' << request;
        EXPECT_EQ(none, has(said.err, "policies let nothing of " + balancer + "[")) << said.err;
    }
}

}  // namespace
