// SPDX-License-Identifier: MIT
// The rows of a store, as plain structs. See README.md for the schema in prose.
//
// Ids are given by whoever writes a run, count from 0 without gaps within their table and run, and
// are what other rows refer to; -1 stands for none. Times are simulated nanoseconds since the
// start of the run. Words (verdict, outcome, hook, reason) are those of the documentation; this
// library knows no policy engine and stores what it is told.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace results {

using Id = std::int64_t;
using Nanoseconds = std::int64_t;
constexpr Id none = -1;

// What a run is, apart from when and where it was made.
struct Run {
    std::string name;      // the scenario's
    std::string scenario;  // its path as given
    std::uint64_t seed = 0;
    std::string dataplane;  // "kubernetes"
    std::string tool_version;
};

enum class State : std::uint8_t { Running, Done, Interrupted, Failed };

constexpr const char* text(State state) {
    switch (state) {
        case State::Running:
            return "running";
        case State::Done:
            return "done";
        case State::Interrupted:
            return "interrupted";
        case State::Failed:
            return "failed";
    }
    return "";
}

struct Input {
    std::string path;  // relative to the scenario's folder
    std::string text;
    std::string sha256;  // hex; Writer fills it
};

struct Namespace {
    Id id = none;
    std::string name;
    std::vector<std::pair<std::string, std::string>> labels;
};

struct Subnet {
    Id id = none;
    std::string vpc;
    std::string name;
    std::string cidr;
    std::string zone;
    bool is_public = false;
};

struct Node {
    Id id = none;
    std::string name;
    std::string ip;
    std::string instance_type;
    Id subnet = none;
};

struct Workload {
    Id id = none;
    Id ns = none;
    std::string kind;
    std::string name;
};

// An end of flows: a pod, a host outside the cluster, a node's own processes, a service, a DNS
// name.
struct Endpoint {
    Id id = none;
    std::string kind;  // "Pod", "Host", "Node", "Service", "Name"
    std::string ref;  // "shop/web-0[Pod]", "host/laptop", "node/n1", "shop/web[Service]", "dns/web"
    std::string ip;   // of a name: empty
    Id ns = none;     // pods only, as the next three
    Id workload = none;
    Id node = none;
    std::vector<std::pair<std::string, std::string>> labels;
};

// Something that can decide: a policy's rule, or (rule -1) the policy as what isolates.
struct Rule {
    Id id = none;
    std::string kind;  // "NetworkPolicy", "Service": a port of it
    std::string ns;
    std::string name;
    std::string direction;   // "ingress", "egress"; empty for a service
    std::string path;        // "spec.ingress[0].from[1]"
    std::int64_t rule = -1;  // 0-based
    std::string file;
    std::int64_t line = 0;
};

struct Reason {
    Id id = none;
    std::string code;
    std::string meaning;
};

// An ordered list of rules that decided together, shared by all hops and flows that met it.
struct CauseList {
    Id id = none;
    std::vector<Id> rules;
};

// One judgement on a flow's way.
struct Hop {
    std::string leg;      // "forward", "reply"
    std::string hook;     // "veth-egress", "veth-ingress", "route", ...
    std::string at;       // whose: an endpoint's, node's or subnet's ref
    std::string verdict;  // "allow", "drop", "uncertain"
    Id reason = none;
    Id causes = none;  // CauseList
};

// The hops a flow met, in order; shared by all flows that met the same. Those on the way there that
// stand behind an allowing "service" or "load-balancer" hop judged the packet as one to the flow's
// backend.
struct Path {
    Id id = none;
    std::vector<Hop> hops;
};

// Something that changed while the run went on.
struct Event {
    Id id = none;
    Nanoseconds at = 0;
    std::string text;  // "apply policies/default-deny.yaml"
};

struct Flow {
    Id id = none;  // its place in the scenario
    std::string name;
    Id parent = none;   // the flow that this one is a step of (it looks up a name for it): of a
                        // lower id and without a parent itself. A flow with one is a child flow
    Id src = none;      // Endpoint
    Id asked = none;    // Endpoint, a name: where the flow asks for one
    Id dst = none;      // what it asks for, may be a service; of a name what that stands for, none
                        // where it was not resolved
    Id backend = none;  // Endpoint: where a service was asked, who was chosen, last
    std::int64_t backend_port = 0;
    std::string protocol;  // "TCP"
    std::int64_t port = 0;
    std::int64_t source_port = 0;
    Nanoseconds start = 0;
    Nanoseconds end = 0;  // when its outcome was known
    std::string verdict;  // "allow", "drop", "uncertain"
    std::string outcome;  // "connected", "answered", "refused", "timed-out", "unresolved", ...
    std::string hook;     // where the verdict fell; of an allowed flow, the last gate it passed
    Id reason = none;
    Id causes = none;
    Id path = none;
    std::int64_t drops = 0;    // packets dropped
    std::int64_t packets = 0;  // packets judged
    std::string caveats;       // codes, comma separated
    std::string expect;        // empty: nothing was expected
    bool as_expected = true;
};

// Packets judged in one interval of simulated time.
struct Sample {
    Nanoseconds at = 0;  // start of the interval
    Nanoseconds width = 0;
    std::int64_t allowed = 0;
    std::int64_t dropped = 0;
};

}  // namespace results
