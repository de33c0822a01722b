// SPDX-License-Identifier: MIT
#include "tests/gui/made_store.h"

#include <string>

#include "results/writer.h"

namespace gui_test {

using namespace results;

namespace {

constexpr Nanoseconds ms = 1'000'000;

enum End : Id { web, db, cart, mobile, laptop };
enum Code : Id { not_isolated, rule_match, no_match, default_deny, port_mismatch, missing };
enum Causes : Id { nothing, by_rule, by_two_policies, by_deny };
enum Way : Id { free_way, admitted, refused_in, refused_out, wrong_port, unknown };

void add_ends(Writer& writer) {
    writer.add(Namespace{0, "shop", {{"kubernetes.io/metadata.name", "shop"}}});
    writer.add(Namespace{1, "店舗", {{"kubernetes.io/metadata.name", "店舗"}}});
    writer.add(Workload{0, 0, "Deployment", "web"});
    writer.add(Workload{1, 0, "StatefulSet", "db"});
    writer.add(Workload{2, 0, "Deployment", "cart"});
    writer.add(Workload{3, 1, "Deployment", "モバイル"});
    writer.add(Endpoint{web, "Pod", "shop/web-0[Pod]", "10.42.0.20", 0, 0, none, {{"app", "web"}}});
    writer.add(Endpoint{db, "Pod", "shop/db-0[Pod]", "10.42.0.30", 0, 1, none, {{"app", "db"}}});
    writer.add(Endpoint{cart, "Pod", "shop/cart-0[Pod]", "10.42.1.7", 0, 2, none, {}});
    writer.add(Endpoint{mobile, "Pod", "店舗/モバイル-0[Pod]", "10.42.1.9", 1, 3, none, {}});
    writer.add(Endpoint{laptop, "Host", "host/laptop", "203.0.113.9", none, none, none, {}});
}

void add_reasons(Writer& writer) {
    writer.add(Reason{not_isolated, "NP_NOT_ISOLATED", "No policy isolates the pod."});
    writer.add(Reason{rule_match, "NP_RULE_MATCH", "A rule admits the connection."});
    writer.add(Reason{no_match, "NP_INGRESS_NO_RULE_MATCH",
                      "Policies isolate the pod for ingress and none of their rules admits it."});
    writer.add(Reason{default_deny, "NP_EGRESS_DEFAULT_DENY",
                      "A policy isolates the pod for egress and has no rules."});
    writer.add(Reason{port_mismatch, "NP_PORT_MISMATCH",
                      "A rule admits the peer, though not on this port."});
    writer.add(Reason{missing, "NP_NAMED_PORT_UNRESOLVED", "The named port is not declared."});
}

void add_rules(Writer& writer) {
    writer.add(Rule{0, "NetworkPolicy", "shop", "db", "ingress", "spec.ingress[0].from[0]", 0,
                    "policies/db.yaml", 14});
    writer.add(Rule{1, "NetworkPolicy", "shop", "db", "ingress", "spec.podSelector", none,
                    "policies/db.yaml", 6});
    writer.add(Rule{2, "NetworkPolicy", "shop", "deny", "ingress", "spec.podSelector", none,
                    "policies/deny.yaml", 5});
    writer.add(CauseList{nothing, {}});
    writer.add(CauseList{by_rule, {0}});
    writer.add(CauseList{by_two_policies, {1, 2}});
    writer.add(CauseList{by_deny, {2}});
}

// A verdict of a veth, with its reason and causes.
struct Judgement {
    const char* verdict;
    Code reason;
    Causes causes;
};

const Judgement not_judged{"", not_isolated, nothing};
const Judgement passed{"allow", not_isolated, nothing};

// The way from `from` to a pod of the shop: out of the one veth, into the other, and back.
Path way(Id id, const char* from, const char* to, Judgement out, Judgement in) {
    const auto hop = [](const char* leg, const char* hook, const char* at, Judgement by) {
        return Hop{leg, hook, at, by.verdict, by.reason, by.causes};
    };
    Path path{id, {hop("forward", "veth-egress", from, out)}};
    if (in.verdict == not_judged.verdict) return path;
    path.hops.push_back(hop("forward", "veth-ingress", to, in));
    if (in.verdict == std::string("drop")) return path;
    path.hops.push_back(hop("reply", "veth-egress", to, passed));
    path.hops.push_back(hop("reply", "veth-ingress", from, passed));
    return path;
}

void add_paths(Writer& writer) {
    const char* a = "shop/web-0[Pod]";
    const char* b = "shop/db-0[Pod]";
    const char* c = "shop/cart-0[Pod]";
    writer.add(way(free_way, a, c, passed, passed));
    writer.add(way(admitted, a, b, passed, {"allow", rule_match, by_rule}));
    writer.add(way(refused_in, c, b, passed, {"drop", no_match, by_two_policies}));
    writer.add(way(refused_out, c, b, {"drop", default_deny, by_deny}, not_judged));
    writer.add(way(wrong_port, a, b, passed, {"drop", port_mismatch, by_two_policies}));
    writer.add(way(unknown, a, c, passed, {"uncertain", missing, by_rule}));
}

struct Meeting {
    const char* verdict;
    const char* outcome;
    Code reason;
    Causes causes;
    Way path;
};

const Meeting freely{"allow", "connected", not_isolated, nothing, free_way};
const Meeting by_a_rule{"allow", "connected", rule_match, by_rule, admitted};
const Meeting no_rule{"drop", "timed-out", no_match, by_two_policies, refused_in};
const Meeting no_egress{"drop", "timed-out", default_deny, by_deny, refused_out};
const Meeting other_port{"drop", "timed-out", port_mismatch, by_two_policies, wrong_port};
const Meeting not_known{"uncertain", "connected", missing, by_rule, unknown};

struct Row {
    const char* name;
    End src, dst;
    const char* protocol;
    int port;
    Meeting denied;      // under the policies of run 2
    const char* expect;  // in run 2
};

const Row rows[] = {
    {"web to db", web, db, "TCP", 5432, by_a_rule, "allow"},
    {"web to db, metrics", web, db, "TCP", 9187, other_port, "drop"},
    {"cart to db", cart, db, "TCP", 5432, no_rule, "allow"},
    {"mobile to db", mobile, db, "TCP", 5432, no_rule, "drop"},
    {"laptop to db", laptop, db, "TCP", 5432, no_rule, "drop"},
    {"web to cart", web, cart, "TCP", 8080, freely, "allow"},
    {"mobile to web", mobile, web, "TCP", 80, freely, "allow"},
    {"laptop to web", laptop, web, "TCP", 443, freely, "allow"},
    {"resolve", mobile, cart, "UDP", 53, no_egress, "allow"},
    {"ping", mobile, web, "ICMP", 0, freely, "allow"},
    {"signalling", cart, web, "SCTP", 3868, freely, "allow"},
    {"named port", web, cart, "TCP", 8443, not_known, "allow"},
};

Flow flow(const Row& row, Id id, const Meeting& met) {
    Flow result;
    result.id = id;
    result.name = row.name;
    result.src = row.src;
    result.dst = row.dst;
    result.protocol = row.protocol;
    result.port = row.port;
    result.source_port = 40000 + id;
    result.start = 1000 * ms + id * 250 * ms;
    result.end = result.start + 3 * ms;
    result.verdict = met.verdict;
    result.outcome = met.outcome;
    result.hook = "veth-ingress";
    result.reason = met.reason;
    result.causes = met.causes;
    result.path = met.path;
    return result;
}

void add_world(Writer& writer) {
    add_ends(writer);
    add_reasons(writer);
    add_rules(writer);
    add_paths(writer);
}

Run run_named(const char* name) {
    return {name, "scenarios/shop.yaml", 7, "kubernetes", "0.1.0"};
}

}  // namespace

void make_shop(const QString& file) {
    Writer before(file.toStdString(), run_named("shop, no policies"));
    add_world(before);
    Id id = 0;
    for (const Row& row : rows) before.add(flow(row, id++, freely));
    before.finish(State::Done, 5000 * ms);

    Writer after(file.toStdString(), run_named("shop, default deny"));
    add_world(after);
    id = 0;
    for (const Row& row : rows) {
        Flow added = flow(row, id++, row.denied);
        added.expect = row.expect;
        added.as_expected = added.expect == added.verdict || added.verdict == "uncertain";
        after.add(added);
    }
    after.finish(State::Done, 7250 * ms);
}

void make_named(const QString& file) {
    constexpr Id service = 5, dns = 6, coredns = 7, name = 8, by_name = 6, chosen = 6,
                 by_service = 4;
    Writer writer(file.toStdString(), run_named("shop, by name"));
    add_world(writer);
    writer.add(Endpoint{service, "Service", "shop/db[Service]", "172.20.0.16", 0, none, none, {}});
    writer.add(Endpoint{
        dns, "Service", "kube-system/kube-dns[Service]", "172.20.0.10", none, none, none, {}});
    writer.add(
        Endpoint{coredns, "Pod", "kube-system/coredns-0[Pod]", "10.42.2.2", none, none, none, {}});
    writer.add(Endpoint{name, "Name", "dns/db.shop", "", none, none, none, {}});
    writer.add(
        Rule{3, "Service", "shop", "db", "", "spec.ports[0]", none, "manifests/db.yaml", 30});
    writer.add(Reason{chosen, "SVC_BACKEND", "The service chose one of its endpoints."});
    writer.add(CauseList{by_service, {3}});
    Path path =
        way(by_name, "shop/cart-0[Pod]", "shop/db-0[Pod]", passed, {"allow", rule_match, by_rule});
    path.hops.insert(path.hops.begin(),
                     {"forward", "service", "node/worker-1", "allow", chosen, by_service});
    writer.add(path);

    const Meeting found{"allow", "connected", rule_match, by_rule, free_way};
    Flow reached = flow({"cart to db", cart, db, "TCP", 80, found, ""}, 0, found);
    reached.asked = name;
    reached.dst = service;
    reached.backend = db;
    reached.backend_port = 5432;
    reached.path = by_name;
    writer.add(reached);
    Flow lost = flow({"mobile to db", mobile, db, "TCP", 80, no_egress, ""}, 1, no_egress);
    lost.asked = name;
    lost.dst = none;
    lost.outcome = "unresolved";
    writer.add(lost);
    for (const Id id : {2, 3, 4}) {
        const bool answered = id == 2;
        const Meeting& met = answered ? freely : no_egress;
        Flow lookup =
            flow({"db.shop.svc.cluster.local", answered ? cart : mobile, db, "UDP", 53, met, ""},
                 id, met);
        lookup.parent = answered ? 0 : 1;
        lookup.dst = dns;
        lookup.backend = coredns;
        lookup.backend_port = 53;
        lookup.outcome = answered ? "answered" : "timed-out";
        writer.add(lookup);
    }
    writer.finish(State::Done, 12'000 * ms);
}

void make_without_flows(const QString& file) {
    Writer writer(file.toStdString(), run_named("broken off"));
    writer.finish(State::Interrupted, 0);
}

void make_many(const QString& file, int flows) {
    Writer writer(file.toStdString(), run_named("many"));
    add_world(writer);
    for (int id = 0; id < flows; ++id)
        writer.add(flow(rows[0], id, id % 10 == 0 ? no_rule : by_a_rule));
    writer.finish(State::Done, flows * ms);
}

}  // namespace gui_test
