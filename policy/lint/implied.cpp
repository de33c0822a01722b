// SPDX-License-Identifier: MIT
// Rules and items that change nothing because others admit as much.
#include <algorithm>
#include <map>
#include <optional>

#include "policy/lint/context.h"
#include "policy/lint/rule_space.h"

namespace policy {
namespace {

// The rules of one namespace and direction.
class Rules {
  public:
    Rules(LintContext& context, std::vector<RuleRef> refs)
        : context_(context), refs_(std::move(refs)) {
        for (const RuleRef& ref : refs_) {
            spaces_.emplace_back(policy(ref).ns, context.rule(ref));
            subjects_.try_emplace(ref.policy, policy(ref).pod_selector);
        }
    }

    void check() {
        for (std::size_t i = 0; i < refs_.size(); ++i) {
            if (is_dead(refs_[i])) continue;
            if (report(i, Lint::RuleImplied, [this](auto a, auto b) { return always(a, b); })) {
                continue;
            }
            if (!context_.complete()) continue;
            report(i, Lint::RuleImpliedHere, [this](auto a, auto b) { return here(a, b); });
        }
    }

  private:
    const NetworkPolicy& policy(const RuleRef& ref) const {
        return context_.world().policies[ref.policy];
    }

    // Of what can never match something better is said.
    bool is_dead(const RuleRef& ref) const {
        return context_.subjects(ref.policy).empty() ||
               context_.has(Lint::RuleNeverMatches, ref.policy, ref.path());
    }

    // Of rules that imply each other the later ones are said to be superfluous.
    template <typename Within>
    bool report(std::size_t i, Lint lint, Within within) {
        for (std::size_t j = 0; j < refs_.size(); ++j) {
            if (i == j || is_dead(refs_[j]) || !within(i, j)) continue;
            if (i < j && within(j, i)) continue;
            const std::string by = policy(refs_[j]).name + " " + refs_[j].path();
            context_.add(
                lint, refs_[i].policy, refs_[i].path(), context_.rule(refs_[i]).position,
                (refs_[i].policy == refs_[j].policy ? refs_[j].path() + " of the same policy"
                                                    : policy(refs_[j]).ns + "/" + by) +
                    " admits all of this" +
                    (lint == Lint::RuleImplied ? "" : ", with the pods there are"),
                place(refs_[j]));
            return true;
        }
        return false;
    }

    std::string place(const RuleRef& ref) const {
        const Position& position = context_.rule(ref).position;
        if (position.line == 0 || position.file >= context_.world().files.size()) return "";
        return "it is at " + context_.world().files[position.file] + ":" +
               std::to_string(position.line);
    }

    // By what they say.
    bool always(std::size_t i, std::size_t j) const {
        return spaces_[i].within(spaces_[j]) &&
               subjects_.at(refs_[i].policy).within(subjects_.at(refs_[j].policy));
    }

    // By the pods and addresses there are.
    bool here(std::size_t i, std::size_t j) {
        const auto& own = context_.subjects(refs_[i].policy);
        const auto& others = context_.subjects(refs_[j].policy);
        if (!std::includes(others.begin(), others.end(), own.begin(), own.end())) return false;
        if (!spaces_[i].ports.within(spaces_[j].ports)) return false;
        const auto& wider = context_.rule(refs_[j]).peers;
        const auto& peers = context_.rule(refs_[i]).peers;
        if (wider.empty()) return true;
        return !peers.empty() && std::all_of(peers.begin(), peers.end(), [&](const Peer& peer) {
            return std::any_of(wider.begin(), wider.end(), [&](const Peer& other) {
                return difference(context_.addresses_of(refs_[i].policy, peer),
                                  context_.addresses_of(refs_[j].policy, other))
                    .empty();
            });
        });
    }

    LintContext& context_;
    std::vector<RuleRef> refs_;
    std::vector<RuleSpace> spaces_;
    std::map<std::size_t, SelectorSpace> subjects_;  // by policy
};

// The item that lets item `i` go; of equal ones the first stays.
template <typename Space>
std::optional<std::size_t> wider_item(const std::vector<Space>& items, std::size_t i) {
    for (std::size_t j = 0; j < items.size(); ++j) {
        if (i == j || !items[i].within(items[j])) continue;
        if (i < j && items[j].within(items[i])) continue;
        return j;
    }
    return std::nullopt;
}

void check_items(LintContext& context, const RuleRef& ref) {
    const PolicyRule& rule = context.rule(ref);
    const std::string& ns = context.world().policies[ref.policy].ns;
    std::vector<PeerSpace> peers;
    for (const Peer& peer : rule.peers) peers.emplace_back(ns, peer);
    for (std::size_t i = 0; i < peers.size(); ++i) {
        const std::string path = ref.peer_path(i);
        const auto wider = wider_item(peers, i);
        if (!wider || peers[i].empty() || context.has(Lint::PeerMatchesNothing, ref.policy, path) ||
            context.has(Lint::TwoPeersForOne, ref.policy, path)) {
            continue;
        }
        context.add(Lint::ItemImplied, ref.policy, path, rule.peers[i].position,
                    ref.peer_path(*wider) + " admits all of this");
    }
    std::vector<PortSpace> ports;
    for (const PolicyPort& port : rule.ports) ports.emplace_back(std::vector<PolicyPort>{port});
    for (std::size_t i = 0; i < ports.size(); ++i) {
        if (const auto wider = wider_item(ports, i)) {
            context.add(Lint::ItemImplied, ref.policy, ref.port_path(i), rule.ports[i].position,
                        ref.port_path(*wider) + " admits all of this");
        }
    }
}

}  // namespace

void lint_implied(LintContext& context) {
    std::map<std::pair<std::string, Direction>, std::vector<RuleRef>> groups;
    for (const RuleRef& ref : context.rules()) {
        groups[{context.world().policies[ref.policy].ns, ref.direction}].push_back(ref);
        check_items(context, ref);
    }
    for (auto& [key, refs] : groups) Rules(context, std::move(refs)).check();
}

}  // namespace policy
