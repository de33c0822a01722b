// SPDX-License-Identifier: MIT
// One question, "why does FROM (not) reach TO?", and its answers, as plain rows.
#pragma once

#include <string>
#include <vector>

#include "results/reader.h"
#include "results/report/connections.h"

namespace results {

// One item of a rule's peers or ports.
struct WhyItem {
    std::string path;  // "from[0]", "ports[1]"
    std::string text;  // what it asks for: "pods labelled app=web in the namespace shop"
    bool matches = false;
    std::string why;  // the reason in words; may be empty where it matches
};

struct WhyRule {
    std::string path;  // "spec.ingress[0]"
    std::string file;
    std::int64_t line = 0;
    bool peer_matches = false;
    bool port_matches = false;
    std::vector<WhyItem> peers;  // none: any peer
    std::vector<WhyItem> ports;  // none: any port
};

struct WhyPolicy {
    std::string ns;
    std::string name;
    std::string file;
    std::int64_t line = 0;
    std::string selects;  // "every pod of shop", "pods of shop labelled app=db"
    std::string miss;     // "none" (it admits), "port", "peer", "both", "no-rules": by how little
    std::vector<WhyRule> rules;
};

// A place where the connection, or its reply, is judged.
struct WhyHook {
    std::string leg;        // "forward", "reply"
    std::string hook;       // a word of records.h: "service", "veth-egress", "sg-out", "route" ...
    std::string direction;  // "egress", "ingress" at a pod; else empty
    std::string pod;        // whose: a pod, a node or a load balancer; may be empty
    std::string verdict;    // "allow", "drop", "uncertain"
    std::string reason;     // a code; empty where nothing judges
    std::string text;       // in one sentence
    bool isolated = false;
    std::vector<Cause> causes;
    std::vector<std::string> caveats;          // codes
    std::vector<std::string> caveat_texts;     // what they mean
    std::vector<WhyPolicy> policies;           // those that isolate the pod, nearest miss first
    std::vector<std::string> other_direction;  // "ns/name" of those about the other direction only
};

// What would let it pass at one hook.
struct WhyChange {
    std::string pod;           // whose hook
    std::string direction;     // of the hook
    std::string kind;          // "add-port", "add-peer", "add-rule", "add-policy", "add-labels",
                               // "declare-port"
    bool alternative = false;  // in place of the one before it, not beside it
    std::string text;          // "add to spec.ingress[0].ports of shop/db (db.yaml:14)"
    std::string yaml;          // what to add there
};

// Connections that have one answer, and between whom.
struct WhyAnswer {
    std::vector<std::string> from_pods;  // those it is about, where not all of the end
    std::vector<std::string> to_pods;
    std::string family;       // "IPv4", "IPv6" where it matters; else empty
    Connections connections;  // of what was asked, those with this answer
    std::string service;      // "TCP/5432"; what stands for them where it is several
    std::string verdict;
    std::string hook;    // where it was decided; empty where nothing judges
    std::string reason;  // empty likewise
    std::string text;    // in one sentence
    std::vector<Cause> causes;
    std::vector<std::string> caveats;
    std::vector<WhyHook> hooks;
    std::vector<WhyChange> changes;
};

struct WhyEnd {
    std::string ref;
    std::vector<std::string> ips;  // where they are known
    std::size_t pods = 0;          // how many it stands for; 0: an address outside
    std::string note;              // what a reader should know; may be empty
};

struct Why {
    WhyEnd from;
    WhyEnd to;
    std::string asked;  // "TCP/5432", "TCP", "every protocol and port"
    std::vector<WhyAnswer> answers;
};

}  // namespace results
