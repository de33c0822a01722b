// SPDX-License-Identifier: MIT
// Security groups: rules that others of the group say already, groups that nothing is in.
#include <algorithm>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "policy/lint/network_checks.h"

namespace policy {
namespace {

class GroupChecks {
  public:
    GroupChecks(const Network& network, std::vector<LintFinding>& found)
        : network_(network), found_(found), used_(network.groups.size()) {
        for (const Interface& interface : network.interfaces) {
            for (const NetworkIndex group : interface.groups) used_[group] = true;
        }
    }

    void run() {
        for (NetworkIndex i = 0; i < network_.groups.size(); ++i) {
            const SecurityGroup& group = network_.groups[i];
            if (group.position.line == 0) continue;
            if (!used_[i]) check_unused(i);
            for (const Way way : {Way::In, Way::Out}) {
                check_implied(group, way);
                if (used_[i]) check_peers(group, way);
            }
        }
    }

  private:
    static const std::vector<SecurityRule>& rules_of(const SecurityGroup& group, Way way) {
        return way == Way::In ? group.inbound : group.outbound;
    }
    static std::string name_of(const SecurityGroup& group) { return "SecurityGroup " + group.name; }

    void check_unused(NetworkIndex index) {
        const SecurityGroup& group = network_.groups[index];
        found_.push_back(network_finding(
            Lint::GroupUnattached, name_of(group), "", group.position,
            "no interface is in this group",
            group.inbound.empty() && group.outbound.empty() ? "" : "its rules protect nothing"));
    }

    // Of two that say the same the later one.
    void check_implied(const SecurityGroup& group, Way way) {
        const auto& rules = rules_of(group, way);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            for (std::size_t j = 0; j < rules.size(); ++j) {
                if (i == j || !implies(rules[j], rules[i])) continue;
                if (j > i && implies(rules[i], rules[j])) continue;
                found_.push_back(network_finding(
                    Lint::GroupRuleImplied, name_of(group), item_path(way, i), rules[i].position,
                    text(rules[i].traffic) + " " + peer_text(rules[i], way) +
                        " is allowed by another rule of the group already",
                    item_path(way, j) + " allows " + text(rules[j].traffic) + " " +
                        peer_text(rules[j], way)));
                break;
            }
        }
    }

    bool implies(const SecurityRule& whole, const SecurityRule& part) const {
        return within(part.traffic, whole.traffic) && holds(whole, part);
    }

    // Whether all peers of `part` are peers of `whole`.
    bool holds(const SecurityRule& whole, const SecurityRule& part) const {
        const auto* group = std::get_if<GroupPeer>(&part.peer);
        const auto* group_of_whole = std::get_if<GroupPeer>(&whole.peer);
        if (group != nullptr || group_of_whole != nullptr) {
            return group != nullptr && group_of_whole != nullptr &&
                   group->group == group_of_whole->group;
        }
        const std::vector<Prefix> wide = prefixes(whole);
        const std::vector<Prefix> narrow = prefixes(part);
        return std::all_of(narrow.begin(), narrow.end(), [&](const Prefix& each) {
            return std::any_of(wide.begin(), wide.end(),
                               [&](const Prefix& other) { return other.contains(each); });
        });
    }

    std::vector<Prefix> prefixes(const SecurityRule& rule) const {
        if (const auto* cidr = std::get_if<Prefix>(&rule.peer)) return {*cidr};
        return network_.prefix_lists[std::get<PrefixListPeer>(rule.peer).list].entries;
    }

    void check_peers(const SecurityGroup& group, Way way) {
        const auto& rules = rules_of(group, way);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const auto* peer = std::get_if<GroupPeer>(&rules[i].peer);
            if (peer == nullptr || used_[peer->group]) continue;
            found_.push_back(network_finding(
                Lint::GroupPeerEmpty, name_of(group), item_path(way, i), rules[i].position,
                "the rule names group " + network_.groups[peer->group].name +
                    ", which no interface is in",
                "a rule that names a group means the addresses of its interfaces"));
        }
    }

    std::string peer_text(const SecurityRule& rule, Way way) const {
        const std::string word = way == Way::In ? "from " : "to ";
        if (const auto* cidr = std::get_if<Prefix>(&rule.peer)) return word + cidr->text();
        if (const auto* list = std::get_if<PrefixListPeer>(&rule.peer)) {
            return word + "prefix list " + network_.prefix_lists[list->list].name;
        }
        return word + "group " + network_.groups[std::get<GroupPeer>(rule.peer).group].name;
    }

    const Network& network_;
    std::vector<LintFinding>& found_;
    std::vector<bool> used_;  // by group: an interface is in it
};

}  // namespace

void lint_groups(const Network& network, std::vector<LintFinding>& found) {
    GroupChecks(network, found).run();
}

}  // namespace policy
