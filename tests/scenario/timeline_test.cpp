// SPDX-License-Identifier: MIT
// What timelines do to clusters: entries as written, and what becomes of pods and services.
#include "sim/scenario/timeline.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/scenario/reading.h"

namespace scenario {
namespace {

using namespace std::chrono_literals;

// "web-0 10.42.96.4 not-ready going a=b"
std::string text(const policy::Pod& pod) {
    std::string text = pod.name;
    for (const auto& address : pod.addresses) text += " " + address.text();
    if (!pod.ready) text += " not-ready";
    if (pod.terminating) text += " going";
    for (const auto& [key, value] : pod.labels) text += " " + key + "=" + value;
    return text;
}

// The state after each event, beginning with its time and text: pods of namespace shop that are
// there and have not finished, and services. Things that the event before left the same are left
// out.
std::string history(const Scenario& scenario) {
    Moment moment = moment_of(scenario.world);
    std::set<std::string> before;
    std::string log;
    const auto add = [&] {
        std::set<std::string> now;
        for (std::size_t i = 0; i < moment.world.pods.size(); ++i) {
            const policy::Pod& pod = moment.world.pods[i];
            EXPECT_EQ(pod.name, scenario.pod(moment.pods[i]).name);
            if (pod.ns == "shop" && !pod.addresses.empty()) now.insert(text(pod));
        }
        for (std::size_t i = 0; i < moment.world.services.size(); ++i) {
            const policy::Service& service = moment.world.services[i];
            EXPECT_EQ(service.name, scenario.service(moment.services[i]).name);
            std::string line = "Service " + service.name;
            for (const auto& address : service.cluster_ips) line += " " + address.text();
            for (const auto& port : service.ports) line += " " + std::to_string(port.port);
            now.insert(line);
        }
        for (const std::string& line : before) {
            if (now.count(line) == 0) log += "  - " + line + "\n";
        }
        for (const std::string& line : now) {
            if (before.count(line) == 0) log += "  + " + line + "\n";
        }
        before = now;
    };
    add();
    log.clear();
    for (const TimelineEvent& event : scenario.timeline) {
        happen(event.changes, moment);
        log += std::to_string(event.at / 1s) + "s " + event.text + "\n";
        add();
    }
    return log;
}

const char* const template_of_web = R"(apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
)";

struct HistoryRow {
    const char* name;
    std::string timeline;
    std::string history;
};
void PrintTo(const HistoryRow& row, std::ostream* out) {
    *out << row.timeline;
}

class Timeline : public testing::TestWithParam<HistoryRow> {};

// At the start: web-0 10.42.96.5, web-1 10.42.128.5 and db-0 10.42.160.5 on three nodes, Service
// web 172.20.0.11.
TEST_P(Timeline, ChangesTheCluster) {
    const ReadResult result =
        read(with_shop("timeline:\n" + GetParam().timeline),
             {{"web.yaml", template_of_web},
              {"pod.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, "
               "labels: {x: '1'}}\n"},
              {"pod2.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, "
               "labels: {x: '2'}}\nstatus: {conditions: [{type: Ready, status: "
               "'False'}]}\n"},
              {"svc.yaml",
               "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: "
               "shop}\nspec: {selector: {app: web}, ports: [{port: 81}]}\n"
               "---\napiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: "
               "shop}\nspec: {selector: {app: web}, ports: [{port: 82}]}\n"}});
    ASSERT_EQ(lines(result.diagnostics), "");
    EXPECT_EQ(history(*result.scenario), GetParam().history);
}

INSTANTIATE_TEST_SUITE_P(
    Of, Timeline,
    testing::Values(
        HistoryRow{"scale",
                   "- {at: 1s, scale: shop/web, replicas: 1}\n"
                   "- {at: 2s, scale: shop/deployment/web, replicas: 3}\n",
                   "1s scale shop/web to 1\n"
                   "  - web-1 10.42.128.5 app=web\n"
                   "2s scale shop/deployment/web to 3\n"
                   "  + web-1 10.42.128.6 app=web\n"
                   "  + web-2 10.42.96.6 app=web\n"},
        HistoryRow{"grace",
                   "- {at: 1s, scale: shop/web, replicas: 1, grace: 5s}\n"
                   "- {at: 2s, scale: shop/web, replicas: 2}\n"
                   "- {at: 3s, delete: shop/pod/web-0, grace: 1s}\n",
                   "1s scale shop/web to 1\n"
                   "  - web-1 10.42.128.5 app=web\n"
                   "  + web-1 10.42.128.5 going app=web\n"
                   "2s scale shop/web to 2\n"
                   "3s delete shop/pod/web-0\n"
                   "  - web-0 10.42.96.5 app=web\n"
                   "  + web-0 10.42.96.5 going app=web\n"
                   "4s shop/web-0 is gone\n"
                   "  - web-0 10.42.96.5 going app=web\n"
                   "  + web-0 10.42.96.6 app=web\n"
                   "6s shop/web-1 is gone\n"
                   "  - web-1 10.42.128.5 going app=web\n"
                   "  + web-1 10.42.128.6 app=web\n"},
        HistoryRow{"delete",
                   "- {at: 1s, delete: shop/pod/web-1}\n"
                   "- {at: 2s, delete: shop/deployment/web}\n"
                   "- {at: 3s, delete: shop/service/web}\n",
                   "1s delete shop/pod/web-1\n"
                   "  - web-1 10.42.128.5 app=web\n"
                   "  + web-1 10.42.128.6 app=web\n"
                   "2s delete shop/deployment/web\n"
                   "  - web-0 10.42.96.5 app=web\n"
                   "  - web-1 10.42.128.6 app=web\n"
                   "3s delete shop/service/web\n"
                   "  - Service web 172.20.0.11 80\n"},
        HistoryRow{"set",
                   "- {at: 1s, set: shop/web, ready: false}\n"
                   "- {at: 2s, set: shop/pod/web-0, ready: true, labels: {app: null, role: x}}\n"
                   "- {at: 3s, delete: shop/pod/web-0}\n",
                   "1s set shop/web not ready\n"
                   "  - web-0 10.42.96.5 app=web\n"
                   "  - web-1 10.42.128.5 app=web\n"
                   "  + web-0 10.42.96.5 not-ready app=web\n"
                   "  + web-1 10.42.128.5 not-ready app=web\n"
                   "2s set shop/pod/web-0 ready app- role=x\n"
                   "  - web-0 10.42.96.5 not-ready app=web\n"
                   "  + web-0 10.42.96.5 role=x\n"
                   "3s delete shop/pod/web-0\n"
                   "  - web-0 10.42.96.5 role=x\n"
                   "  + web-0 10.42.96.6 app=web\n"},
        HistoryRow{"a_template_that_differs",
                   "- {at: 1s, apply: web.yaml}\n- {at: 2s, apply: web.yaml}\n",
                   "1s apply web.yaml\n"
                   "  - web-0 10.42.96.5 app=web\n"
                   "  - web-1 10.42.128.5 app=web\n"
                   "  + web-0 10.42.96.6 app=web tier=front\n"
                   "2s apply web.yaml\n"},
        HistoryRow{"pod_objects",
                   "- {at: 1s, apply: pod.yaml}\n- {at: 2s, apply: pod2.yaml}\n"
                   "- {at: 3s, delete: shop/pod/a}\n- {at: 4s, apply: pod.yaml}\n",
                   "1s apply pod.yaml\n"
                   "  + a 10.42.96.6 x=1\n"
                   "2s apply pod2.yaml\n"
                   "  - a 10.42.96.6 x=1\n"
                   "  + a 10.42.96.6 not-ready x=2\n"
                   "3s delete shop/pod/a\n"
                   "  - a 10.42.96.6 not-ready x=2\n"
                   "4s apply pod.yaml\n"
                   "  + a 10.42.96.7 x=1\n"},
        HistoryRow{"services",
                   "- {at: 1s, apply: svc.yaml}\n- {at: 2s, delete: shop/service/api}\n"
                   "- {at: 3s, apply: svc.yaml}\n",
                   "1s apply svc.yaml\n"
                   "  - Service web 172.20.0.11 80\n"
                   "  + Service api 172.20.0.12 82\n"
                   "  + Service web 172.20.0.11 81\n"
                   "2s delete shop/service/api\n"
                   "  - Service api 172.20.0.12 82\n"
                   "3s apply svc.yaml\n"
                   "  + Service api 172.20.0.12 82\n"}),
    [](const auto& row) { return row.param.name; });

struct BadRow {
    const char* name;
    std::string body;
    std::string diagnostics;
};
void PrintTo(const BadRow& row, std::ostream* out) {
    *out << row.body;
}

class BadTimeline : public testing::TestWithParam<BadRow> {};

TEST_P(BadTimeline, IsReported) {
    const std::string pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: ";
    const ReadResult result =
        read(with_shop(GetParam().body),
             {{"empty.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"},
              {"node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: node-9}\n"},
              {"a.yaml", pod + "a}\n"},
              {"a-moved.yaml", pod + "a}\nspec: {hostNetwork: true}\n"},
              {"taken.yaml", pod + "web-0, namespace: shop}\n"},
              {"owned.yaml",
               "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: w}\nspec: {selector: "
               "{matchLabels: {w: w}}, template: {metadata: {labels: {w: w}}}}\n---\n" +
                   pod +
                   "w-x, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: w, "
                   "controller: true}]}\n"},
              {"moved-service.yaml",
               "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: "
               "{clusterIP: 172.20.0.99, ports: [{port: 80}]}\n"}});
    EXPECT_EQ(lines(result.diagnostics), GetParam().diagnostics);
    EXPECT_FALSE(result.scenario);
}

INSTANTIATE_TEST_SUITE_P(
    Of, BadTimeline,
    testing::Values(
        BadRow{"nothing_to_apply", "timeline:\n- {at: 1s, apply: empty.yaml}",
               "s.yaml:7:19+10: there is nothing to apply (1 skipped: ConfigMap (v1))\n"},
        BadRow{"a_node", "timeline:\n- {at: 1s, apply: node.yaml}",
               "node.yaml:3:18+6: nodes do not change while a scenario runs (name it under "
               "cluster.nodes, or among cluster.manifests)\n"},
        BadRow{"no_object",
               "timeline:\n- {at: 1s, delete: host/laptop}\n- {at: 1s, delete: shop/*}",
               "s.yaml:7:20+11: \"host/laptop\" is not a reference to an object (write it like "
               "namespace/networkpolicy/name)\n"
               "s.yaml:8:20+6: \"shop/*\" is not a reference to an object (write it like "
               "namespace/networkpolicy/name)\n"},
        BadRow{
            "no_such_things",
            "timeline:\n- {at: 1s, delete: shop/pod/web-3}\n- {at: 1s, delete: "
            "shop/deployment/wbe}\n"
            "- {at: 1s, delete: shop/service/wbe}\n- {at: 1s, delete: shop/configmap/web}",
            "s.yaml:7:20+14: there is no pod \"shop/web-3\" to delete at that time (did you mean "
            "\"shop/web-0\"?)\n"
            "s.yaml:8:20+19: there is no Deployment \"shop/wbe\" to delete at that time (did you "
            "mean \"shop/web\"?)\n"
            "s.yaml:9:20+16: there is no Service \"shop/wbe\" to delete at that time (did you mean "
            "\"shop/web\"?)\n"
            "s.yaml:10:20+18: a configmap cannot be deleted while a scenario runs (policies, pods, "
            "workloads and services can)\n"},
        BadRow{
            "scale",
            "timeline:\n- {at: 1s, scale: shop/web}\n- {at: 1s, scale: shop/web, replicas: -1}\n"
            "- {at: 1s, scale: shop/pod/web-0, replicas: 1}\n- {at: 1s, scale: shop/web-0, "
            "replicas: 1}",
            "s.yaml:7:3+1: missing key \"replicas\"\n"
            "s.yaml:8:39+2: -1 is not between 0 and 100000\n"
            "s.yaml:9:19+14: a Pod has no replicas to scale (a Deployment, ReplicaSet, StatefulSet "
            "or ReplicationController has)\n"
            "s.yaml:10:19+10: there is no workload \"shop/web-0\" to scale at that time (did you "
            "mean \"shop/web\"?)\n"},
        BadRow{
            "set",
            "timeline:\n- {at: 1s, set: shop/web}\n- {at: 1s, set: shop/pod/web-9, ready: true}\n"
            "- {at: 1s, set: shop/service/web, ready: true}\n"
            "- {at: 1s, set: shop/web, labels: {a: 1}, grace: 1s}",
            "s.yaml:7:3+1: missing key \"ready\" or \"labels\"\n"
            "s.yaml:8:17+14: there is no pod of \"shop/web-9\" to set at that time (did you mean "
            "\"shop/web-0\"?)\n"
            "s.yaml:9:17+16: nothing of a Service can be set (name a pod, or a workload for all "
            "its "
            "pods)\n"
            "s.yaml:10:39+1: expected a string, found a number (put it in quotes: \"1\")\n"
            "s.yaml:10:43+5: unknown key \"grace\"\n"},
        BadRow{
            "a_pod_that_changes",
            "timeline:\n- {at: 1s, apply: a.yaml}\n- {at: 2s, apply: a-moved.yaml}",
            "a-moved.yaml:3:18+1: Pod \"default/a\": spec: Forbidden: pod updates may not change "
            "its node, its network or its ports (delete it in an entry before this one)\n"},
        BadRow{
            "a_name_that_is_taken", "timeline:\n- {at: 1s, apply: taken.yaml}",
            "shop.yaml:7:18+3: Deployment \"web\" makes a pod \"shop/web-0\", which exists already "
            "(the other comes from taken.yaml:3:18)\n"},
        BadRow{
            "pods_of_their_own",
            "timeline:\n- {at: 1s, apply: owned.yaml}\n- {at: 2s, scale: default/w, replicas: 3}",
            "s.yaml:8:19+9: ReplicaSet \"default/w\" has Pod objects among the manifests, which "
            "scaling leaves alone (delete them, or leave them out of the manifests)\n"},
        BadRow{
            "another_address", "timeline:\n- {at: 1s, apply: moved-service.yaml}",
            "moved-service.yaml:4:19+11: spec.clusterIPs[0]: Invalid value: [\"172.20.0.99\"]: may "
            "not change once set (leave it out, or give the service another name)\n"},
        BadRow{
            "not_there_yet",
            "timeline:\n- {at: 5s, scale: shop/web, replicas: 3}\nflows:\n- {from: shop/web-2, to: "
            "shop/db, port: 1, at: 4s}\n- {from: shop/web-2, to: shop/db, port: 1, at: 5s}",
            "s.yaml:9:15+5: no workload or pod \"web-2\" in namespace \"shop\" (it is there at "
            "another time: the timeline changes it)\n"}),
    [](const auto& row) { return row.param.name; });

// What `cluster.probes` has kubelets send: by pod, port, delay, period, timeout and thresholds.
TEST(ReadScenario, ProbesAreReadWhereKubeletsSendThem) {
    const std::string pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  initContainers:\n"
        "  - {name: i, readinessProbe: {tcpSocket: {port: 1}}}\n"
        "  - {name: s, restartPolicy: Always, readinessProbe: {tcpSocket: {port: 2}}}\n"
        "  containers:\n"
        "  - {name: a, ports: [{name: http, containerPort: 3}], readinessProbe: {httpGet: {port: "
        "http}, initialDelaySeconds: 5, periodSeconds: 6, timeoutSeconds: 7, successThreshold: 8, "
        "failureThreshold: 9}}\n"
        "  - {name: b, ports: [{name: x, containerPort: 4}], readinessProbe: {grpc: {port: 5}}}\n"
        "  - {name: c, readinessProbe: {tcpSocket: {port: '6'}}}\n"
        "  - {name: d, readinessProbe: {httpGet: {port: http}}}\n"
        "  - {name: e, readinessProbe: {exec: {command: [x]}}}\n";
    const auto probes = [&](const std::string& cluster, const std::string& diagnostics) {
        const ReadResult result =
            read("apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: [p.yaml]" + cluster +
                     "}\n",
                 {{"p.yaml", pod}});
        EXPECT_EQ(lines(result.diagnostics), diagnostics);
        std::string text;
        for (const Probe& probe : result.scenario->probes) {
            text += std::to_string(probe.pod) + " TCP/" + std::to_string(probe.port) + " " +
                    std::to_string(probe.initial_delay / 1s) + " " +
                    std::to_string(probe.period / 1s) + " " + std::to_string(probe.timeout / 1s) +
                    " " + std::to_string(probe.success_threshold) + " " +
                    std::to_string(probe.failure_threshold) + "\n";
        }
        return text;
    };
    EXPECT_EQ(probes("", ""), "");
    EXPECT_EQ(probes(", probes: true",
                     "p.yaml:12:48+4: warning: pod \"default/p\" is not probed: its container has "
                     "no port of this name\n"),
              "0 TCP/2 0 10 1 1 3\n0 TCP/3 5 6 7 8 9\n0 TCP/5 0 10 1 1 3\n0 TCP/6 0 10 1 1 3\n");
}

TEST(TimelineOfScenario, FlowsMeetWhatIsThereWhenTheyBegin) {
    const ReadResult result =
        read(with_shop("flows:\n"
                       "- {name: f, from: host/laptop, to: "
                       "shop/deployment/web, port: 1, every: 1s, count: 3}\n"
                       "timeline:\n"
                       "- {at: 1s, scale: shop/web, replicas: 1}\n"
                       "- {at: 2s, delete: shop/pod/web-0}\n"));
    ASSERT_EQ(lines(result.diagnostics), "");
    std::string text;
    for (const Flow& flow : result.scenario->flows) {
        text +=
            flow.name + ": " + result.scenario->pod(flow.to.index).addresses.at(0).text() + "\n";
    }
    EXPECT_EQ(text,
              "f (host/laptop -> shop/web-0): 10.42.96.5\n"
              "f (host/laptop -> shop/web-1): 10.42.128.5\n"
              "f #2: 10.42.96.5\n"
              "f #3: 10.42.96.6\n");
}

TEST(TimelineOfScenario, EndpointSlicesFollowTheServicesThatHaveNoSelector) {
    const std::string slice =
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: db-1, namespace: "
        "shop, labels: {kubernetes.io/service-name: out}}\naddressType: IPv4\nports: [{port: "
        "5432}]\nendpoints: [{addresses: [203.0.113.9]}]\n";
    const std::string service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: out, namespace: shop}\nspec: {ports: "
        "[{port: 5432}]}\n";
    const ReadResult result =
        read(with_shop("timeline:\n- {at: 1s, apply: slice.yaml}\n- {at: 2s, apply: svc.yaml}\n"
                       "- {at: 3s, delete: shop/service/out}\n"),
             {{"slice.yaml", slice}, {"svc.yaml", service}});
    ASSERT_EQ(lines(result.diagnostics), "");
    std::vector<std::size_t> slices;
    Moment moment = moment_of(result.scenario->world);
    for (const TimelineEvent& event : result.scenario->timeline) {
        happen(event.changes, moment);
        slices.push_back(moment.world.endpoint_slices.size());
    }
    EXPECT_EQ(slices, (std::vector<std::size_t>{0, 1, 0}));
}

// Whatever is applied one after the other leaves what the last word on each object makes alone.
TEST(TimelineOfScenario, LeavesWhatItsLastObjectsMake) {
    std::mt19937 random(4);
    const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
    for (int world = 0; world < 100; ++world) {
        std::map<std::string, std::string> last;  // by object
        std::map<std::string, std::string> files;
        std::string timeline;
        for (int i = 0; i < 8; ++i) {
            const std::string name(1, static_cast<char>('a' + below(3)));
            const std::string label = std::to_string(below(2));
            const bool pod = below(2) == 0;
            std::string object =
                pod ? "apiVersion: v1\nkind: Pod\nmetadata: {name: p-" + name +
                          ", namespace: shop, labels: {x: '" + label + "'}}\n"
                    : "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: s-" + name +
                          ", namespace: shop}\nspec: {replicas: " + std::to_string(below(4)) +
                          ", selector: {matchLabels: {s: " + name +
                          "}}, template: {metadata: {labels: {s: " + name + ", x: '" + label +
                          "'}}}}\n";
            last[(pod ? "p" : "s") + name] = object;
            const std::string file = "f" + std::to_string(i) + ".yaml";
            timeline += "- {at: " + std::to_string(i + 1) + "s, apply: " + file +
                        (below(2) == 0 ? ", grace: 2s" : "") + "}\n";
            files[file] = std::move(object);
        }
        std::string all = shop;
        for (const auto& [name, object] : last) all += "---\n" + object;
        const ReadResult played = read(with_shop("timeline:\n" + timeline), files);
        ASSERT_EQ(lines(played.diagnostics), "");
        std::map<std::string, std::string> more = {{"all.yaml", all}};
        const ReadResult alone =
            read("apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: all.yaml}\n", more);
        ASSERT_EQ(lines(alone.diagnostics), "");
        const auto pods = [](const policy::World& of) {
            std::set<std::string> found;
            for (policy::Pod pod : of.pods) {
                EXPECT_EQ(pod.addresses.empty(),
                          pod.finished() || pod.phase == policy::Phase::Pending);
                pod.addresses.clear();
                EXPECT_TRUE(found.insert(text(pod)).second);
            }
            return found;
        };
        policy::World end = played.scenario->world;
        advance(end, played.scenario->timeline, 1h);
        EXPECT_EQ(pods(end), pods(alone.scenario->world)) << timeline;
    }
}

}  // namespace
}  // namespace scenario
