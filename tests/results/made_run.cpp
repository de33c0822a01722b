// SPDX-License-Identifier: MIT
#include "tests/results/made_run.h"

#include <unistd.h>

#include <gtest/gtest.h>

namespace results_test {

using namespace results;

namespace {

constexpr Nanoseconds ms = 1'000'000;

void add_inventory(Writer& writer) {
    writer.add(Input{"scenario.yaml", "kind: Scenario\n", ""});
    writer.add(Input{"policies/db.yaml", "kind: NetworkPolicy\n", ""});
    writer.add(Namespace{0, "shop", {{"kubernetes.io/metadata.name", "shop"}, {"team", "a"}}});
    writer.add(Namespace{1, "jobs", {{"kubernetes.io/metadata.name", "jobs"}}});
    writer.add(Subnet{0, "vpc", "private-a", "10.42.0.0/19", "a", false});
    writer.add(Node{0, "node-0", "10.42.0.10", "m5.large", 0});
    writer.add(Workload{0, 0, "Deployment", "web"});
    writer.add(Workload{1, 0, "StatefulSet", "db"});
    writer.add(Workload{2, 1, "Pod", "batch"});
    writer.add(Endpoint{0, "Pod", "shop/web-0[Pod]", "10.42.0.20", 0, 0, 0, {{"app", "web"}}});
    writer.add(Endpoint{1, "Pod", "shop/web-1[Pod]", "10.42.0.21", 0, 0, 0, {{"app", "web"}}});
    writer.add(Endpoint{
        2, "Pod", "shop/db-0[Pod]", "10.42.0.30", 0, 1, 0, {{"app", "db"}, {"tier", "data"}}});
    writer.add(Endpoint{3, "Pod", "jobs/batch[Pod]", "10.42.1.40", 1, 2, 0, {}});
    writer.add(Endpoint{4, "Host", "host/laptop", "203.0.113.9", none, none, none, {}});
    writer.add(Endpoint{5, "Host", "host/resolver", "2001:db8::53", none, none, none, {}});
}

void add_rules(Writer& writer) {
    writer.add(Rule{0, "NetworkPolicy", "shop", "db", "ingress", "spec.ingress[0].from[0]", 0,
                    "policies/db.yaml", 14});
    writer.add(Rule{1, "NetworkPolicy", "shop", "db", "ingress", "spec.podSelector", none,
                    "policies/db.yaml", 6});
    writer.add(Rule{2, "NetworkPolicy", "shop", "default-deny", "ingress", "spec.podSelector", none,
                    "policies/deny.yaml", 5});
    writer.add(Reason{0, "NP_RULE_MATCH", "A rule admits it."});
    writer.add(Reason{1, "NP_INGRESS_NO_RULE_MATCH", "No rule admits it."});
    writer.add(Reason{2, "NP_PORT_MISMATCH", "A rule admits the peer, not the port."});
    writer.add(Reason{3, "NP_NOT_ISOLATED", "No policy selects the pod."});
    writer.add(CauseList{0, {}});
    writer.add(CauseList{1, {0}});
    writer.add(CauseList{2, {1, 2}});
    writer.set_hits(0, 2);
}

void add_paths(Writer& writer) {
    const Hop out{"forward", "veth-egress", "shop/web-0[Pod]", "allow", 3, 0};
    writer.add(Path{0, {out, {"forward", "veth-ingress", "shop/db-0[Pod]", "allow", 0, 1}}});
    writer.add(Path{1, {out, {"forward", "veth-ingress", "shop/db-0[Pod]", "drop", 1, 2}}});
}

Flow flow(Id id, std::string name, Id src, Id dst, std::int64_t port, Nanoseconds start) {
    Flow row;
    row.id = id;
    row.name = std::move(name);
    row.src = src;
    row.dst = dst;
    row.protocol = "TCP";
    row.port = port;
    row.source_port = 40000 + id;
    row.start = start;
    row.end = start + 2 * ms;
    row.verdict = "allow";
    row.outcome = "connected";
    row.hook = "veth-ingress";
    row.reason = 0;
    row.causes = 1;
    row.path = 0;
    row.packets = 10;
    return row;
}

Flow dropped(Flow row, Id reason, std::string expect) {
    row.verdict = "drop";
    row.outcome = "timed-out";
    row.reason = reason;
    row.causes = 2;
    row.path = 1;
    row.drops = 6;
    row.as_expected = expect == "drop";
    row.expect = std::move(expect);
    return row;
}

void add_flows(Writer& writer) {
    Flow first = flow(0, "web to db", 0, 2, 5432, 1000 * ms);
    first.expect = "allow";
    writer.add(first);
    writer.add(flow(1, "web to db", 1, 2, 5432, 1500 * ms));
    writer.add(dropped(flow(2, "batch to db", 3, 2, 5432, 2000 * ms), 1, "drop"));
    writer.add(dropped(flow(3, "batch to db, 1", 3, 2, 6379, 2250 * ms), 2, "allow"));
    Flow in = flow(4, "laptop to web", 4, 0, 80, 3000 * ms);
    in.outcome = "answered";
    in.reason = 3;
    in.causes = 0;
    writer.add(in);
    Flow dns = flow(5, "dns", 0, 5, 53, 4000 * ms);
    dns.protocol = "UDP";
    dns.verdict = "uncertain";
    dns.outcome = "answered";
    dns.hook = "veth-egress";
    dns.reason = none;
    dns.causes = none;
    dns.path = none;
    dns.caveats = "NAMED_PORT,NODE_LOCAL";
    writer.add(dns);
}

void add_services(Writer& writer) {
    writer.add(Namespace{2, "kube-system", {}});
    writer.add(Endpoint{6, "Service", "shop/db[Service]", "172.20.0.16", 0, none, none, {}});
    writer.add(
        Endpoint{7, "Service", "kube-system/kube-dns[Service]", "172.20.0.10", 2, none, none, {}});
    writer.add(Endpoint{8, "Pod", "kube-system/coredns-0[Pod]", "10.42.2.2", 2, none, none, {}});
    writer.add(Endpoint{9, "Name", "dns/db.shop", "", none, none, none, {}});
    writer.add(Rule{3, "Service", "shop", "db", "", "spec.ports[0]", none, "db.yaml", 30});
    writer.add(Rule{4, "Service", "kube-system", "kube-dns", "", "spec.ports[0]", none, "", 0});
    writer.add(Reason{4, "SVC_BACKEND", "A backend was chosen."});
    writer.add(CauseList{3, {3}});
    writer.add(CauseList{4, {4}});
    const Hop chosen{"forward", "service", "node-0", "allow", 4, 3};
    writer.add(Path{2,
                    {chosen,
                     {"forward", "veth-egress", "shop/web-0[Pod]", "allow", 3, 0},
                     {"forward", "veth-ingress", "shop/db-0[Pod]", "allow", 0, 1}}});
}

Flow lookup(Id id, Id parent, Id src, Nanoseconds start) {
    Flow row = flow(id, "db.shop.svc", src, 7, 53, start);
    row.parent = parent;
    row.backend = 8;
    row.backend_port = 5353;
    row.protocol = "UDP";
    row.outcome = "answered";
    return row;
}

}  // namespace

std::string fresh_file(const std::string& ending) {
    static int count = 0;
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    return testing::TempDir() + "/vethlab_" + std::to_string(::getpid()) + "_" +
           (test == nullptr ? "setup" : test->name()) + "_" + std::to_string(count++) + ending;
}

Run shop_run() {
    Run run;
    run.name = "shop";
    run.scenario = "scenarios/shop.yaml";
    run.seed = 7;
    run.dataplane = "kubernetes";
    run.tool_version = "0.1.0";
    return run;
}

void add_shop(Writer& writer) {
    add_inventory(writer);
    add_rules(writer);
    add_paths(writer);
    writer.add(Event{0, 1800 * ms, "apply policies/db.yaml"});
    add_flows(writer);
    writer.add(Sample{0, 1000 * ms, 0, 0});
    writer.add(Sample{1000 * ms, 1000 * ms, 20, 0});
    writer.add(Sample{2000 * ms, 1000 * ms, 0, 12});
}

void add_names(Writer& writer) {
    add_services(writer);
    Flow by_name = flow(6, "web to db by name", 0, 6, 80, 5000 * ms);
    by_name.asked = 9;
    by_name.backend = 2;
    by_name.backend_port = 5432;
    by_name.path = 2;
    writer.add(by_name);
    Flow lost = dropped(flow(7, "batch to db by name", 3, none, 80, 6000 * ms), 1, "drop");
    lost.asked = 9;
    lost.outcome = "unresolved";
    writer.add(lost);
    writer.add(lookup(8, 6, 0, 5000 * ms));
    for (const Id id : {9, 10}) {
        Flow row = dropped(lookup(id, 7, 3, (6000 + (id - 9) * 5000) * ms), 1, "");
        row.as_expected = true;
        writer.add(row);
    }
}

std::string named_store() {
    std::string file = fresh_file();
    Writer writer(file, shop_run());
    add_shop(writer);
    add_names(writer);
    writer.finish(State::Done, 20'000 * ms);
    return file;
}

std::string shop_store() {
    std::string file = fresh_file();
    Writer writer(file, shop_run());
    add_shop(writer);
    writer.finish(State::Done, 5000 * ms);
    return file;
}

}  // namespace results_test
