// SPDX-License-Identifier: MIT
// Network ACLs: entries that never decide, and connections whose answers are stopped.
#include <algorithm>
#include <string>
#include <vector>

#include "policy/lint/network_checks.h"

namespace policy {
namespace {

// Where clients open connections from: Linux (net.ipv4.ip_local_port_range of Amazon Linux), and
// what the user guide has a network ACL admit ("Ephemeral ports").
constexpr PortInterval client_ports{32768, 60999};

using Entries = std::vector<const AclEntry*>;

class AclChecks {
  public:
    AclChecks(const NetworkAcl& acl, std::vector<LintFinding>& found) : acl_(acl), found_(found) {}

    void run() {
        const Entries in = in_order(acl_.inbound);
        const Entries out = in_order(acl_.outbound);
        check_shadowed(in, Way::In);
        check_shadowed(out, Way::Out);
        check_answers(in, out, Way::In);
        check_answers(out, in, Way::Out);
    }

  private:
    static Entries in_order(const std::vector<AclEntry>& entries) {
        Entries result;
        for (const AclEntry& entry : entries) result.push_back(&entry);
        std::stable_sort(result.begin(), result.end(),
                         [](const auto* a, const auto* b) { return a->number < b->number; });
        return result;
    }

    std::string path_of(const AclEntry& entry, Way way) const {
        const auto& list = way == Way::In ? acl_.inbound : acl_.outbound;
        return item_path(way, static_cast<std::size_t>(&entry - list.data()));
    }

    void add(Lint lint, const AclEntry& entry, Way way, std::string message, std::string help) {
        found_.push_back(network_finding(lint, "NetworkAcl " + acl_.name, path_of(entry, way),
                                         entry.position, std::move(message), std::move(help)));
    }

    // An entry all of whose packets are decided by those before it.
    void check_shadowed(const Entries& entries, Way way) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            ConnectionSet left = connections(entries[i]->traffic);
            const bool by_ports = !left.empty();
            for (std::size_t j = 0; j < i; ++j) {
                if (!entries[j]->cidr.contains(entries[i]->cidr)) continue;
                left = left - connections(entries[j]->traffic);
                const bool alone = within(entries[i]->traffic, entries[j]->traffic);
                if (!alone && !(by_ports && left.empty())) continue;
                const bool same = entries[i]->allow == entries[j]->allow;
                add(Lint::AclEntryShadowed, *entries[i], way,
                    "entry " + std::to_string(entries[i]->number) + " never decides: entry " +
                        std::to_string(entries[j]->number) +
                        (alone ? " matches" : " and those before it match") +
                        " all that it matches" + (same && alone ? ", and says the same" : ""),
                    "the entry with the lowest number that matches decides");
                break;
            }
        }
    }

    // What of TCP the list allows for a range of peers, or for a part of it: an entry that denies a
    // part takes nothing away, so that nothing is found where somebody may be answered.
    static ConnectionSet allowed(const Entries& entries, const Prefix& peers) {
        ConnectionSet open = ConnectionSet::of(Protocol::TCP, {});
        ConnectionSet allowed;
        for (const AclEntry* entry : entries) {
            const bool whole = entry->cidr.contains(peers);
            const bool part = !whole && peers.contains(entry->cidr);
            if (!whole && !part) continue;
            const ConnectionSet here = connections(entry->traffic) & open;
            if (entry->allow) allowed = allowed | here;
            if (whole) open = open - here;
        }
        return allowed;
    }

    // An ACL has no memory: the answer to a connection comes back to the port that it was opened
    // from, and needs an entry of its own. An entry for such ports alone is for answers itself.
    void check_answers(const Entries& openings, const Entries& answers, Way way) {
        for (const AclEntry* entry : openings) {
            const bool tcp = !entry->traffic.protocol || *entry->traffic.protocol == Protocol::TCP;
            const bool for_answers = entry->traffic.protocol && entry->traffic.first_port >= 1024 &&
                                     entry->traffic.first_port <= client_ports.last &&
                                     entry->traffic.last_port >= client_ports.first;
            if (!entry->allow || !tcp || for_answers) continue;
            const ConnectionSet back = allowed(answers, entry->cidr);
            if (back.contains(ConnectionSet::of(Protocol::TCP, client_ports))) continue;
            const char* other = list_name(way == Way::In ? Way::Out : Way::In);
            add(Lint::AclAnswerBlocked, *entry, way,
                std::string("answers to ") +
                    (entry->traffic.protocol ? text(entry->traffic) : "TCP") +
                    (way == Way::In ? " from " : " to ") + entry->cidr.text() + " are stopped: " +
                    other + " allows " + (back.empty() ? "no TCP" : back.text()) +
                    (way == Way::In ? " to them" : " from there"),
                std::string("add an entry to ") + other +
                    " that allows TCP 1024-65535, where clients open connections from");
        }
    }

    const NetworkAcl& acl_;
    std::vector<LintFinding>& found_;
};

}  // namespace

void lint_acls(const Network& network, std::vector<LintFinding>& found) {
    for (const NetworkAcl& acl : network.acls) {
        if (acl.position.line != 0) AclChecks(acl, found).run();
    }
}

}  // namespace policy
