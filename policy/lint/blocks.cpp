// SPDX-License-Identifier: MIT
// What ipBlocks say.
#include <algorithm>
#include <optional>
#include <utility>

#include "policy/lint/context.h"
#include "policy/validate/validate_cidr.h"

namespace policy {
namespace {

// An except entry in error hides the policy from all other checks, this one reads it as written.
void check_excepts(LintContext& context, const RuleRef& ref, std::size_t item) {
    const Peer& peer = context.rule(ref).peers[item];
    const std::optional<Prefix> cidr = Prefix::parse(peer.ip_block->cidr);
    if (!cidr) return;
    for (std::size_t i = 0; i < peer.ip_block->except.size(); ++i) {
        const std::string& text = peer.ip_block->except[i];
        const std::optional<Prefix> except = Prefix::parse(text);
        if (!except || (cidr->contains(*except) && *cidr != *except)) continue;
        context.add(
            Lint::ExceptOutsideCidr, ref.policy,
            ref.peer_path(item) + ".ipBlock.except[" + std::to_string(i) + "]", peer.position,
            "except " + text + (*cidr == *except ? " is the whole of " : " is no part of ") +
                peer.ip_block->cidr);
    }
}

void check_form(LintContext& context, const RuleRef& ref, std::size_t item) {
    const Peer& peer = context.rule(ref).peers[item];
    std::vector<std::pair<std::string, std::string>> cidrs = {{".cidr", peer.ip_block->cidr}};
    for (std::size_t i = 0; i < peer.ip_block->except.size(); ++i) {
        cidrs.emplace_back(".except[" + std::to_string(i) + "]", peer.ip_block->except[i]);
    }
    for (const auto& [field, cidr] : cidrs) {
        for (const std::string& warning : cidr_warnings(cidr)) {
            context.add(Lint::CidrNotCanonical, ref.policy,
                        ref.peer_path(item) + ".ipBlock" + field, peer.position, warning);
        }
    }
}

bool is_everything(const Peer& peer, Family family) {
    if (!peer.ip_block || !peer.ip_block->except.empty()) return false;
    const std::optional<Prefix> cidr = Prefix::parse(peer.ip_block->cidr);
    return cidr && cidr->length() == 0 && cidr->family() == family;
}

bool mentions(const PolicyRule& rule, Family family) {
    return std::any_of(rule.peers.begin(), rule.peers.end(), [&](const Peer& peer) {
        if (!peer.ip_block) return false;
        const std::optional<Prefix> cidr = Prefix::parse(peer.ip_block->cidr);
        return cidr && cidr->family() == family;
    });
}

bool has_both_families(const Pod& pod) {
    return pod.addresses_are == Addresses::Known && pod.addresses.size() == 2 &&
           pod.addresses[0].family() != pod.addresses[1].family();
}

// Only where the rule says nothing at all of the other family: one that narrows it is meant so.
void check_families(LintContext& context, const RuleRef& ref) {
    const PolicyRule& rule = context.rule(ref);
    const auto& subjects = context.subjects(ref.policy);
    const bool dual = std::any_of(subjects.begin(), subjects.end(), [&](std::size_t pod) {
        return has_both_families(context.world().pods[pod]);
    });
    if (!dual) return;
    for (const Family family : {Family::V4, Family::V6}) {
        const bool v4 = family == Family::V4;
        if (mentions(rule, v4 ? Family::V6 : Family::V4)) continue;
        for (std::size_t i = 0; i < rule.peers.size(); ++i) {
            if (!is_everything(rule.peers[i], family)) continue;
            context.add(Lint::OneFamilyOnly, ref.policy, ref.peer_path(i) + ".ipBlock.cidr",
                        rule.peers[i].position,
                        rule.peers[i].ip_block->cidr + " without " + (v4 ? "::/0" : "0.0.0.0/0") +
                            ", and the pods have addresses of both families");
            break;
        }
    }
}

void check_emptiness(LintContext& context, const RuleRef& ref, std::size_t item) {
    const Peer& peer = context.rule(ref).peers[item];
    if (!ranges_of(*peer.ip_block).empty()) return;
    context.add(Lint::BlockEmpty, ref.policy, ref.peer_path(item) + ".ipBlock.except",
                peer.position, "nothing is left of " + peer.ip_block->cidr);
}

}  // namespace

void lint_blocks(LintContext& context) {
    const auto& policies = context.world().policies;
    for (std::size_t policy = 0; policy < policies.size(); ++policy) {
        for (const Direction direction : {Direction::ToPod, Direction::FromPod}) {
            const auto& rules = rules_of(policies[policy], direction);
            for (std::size_t rule = 0; rule < rules.size(); ++rule) {
                for (std::size_t item = 0; item < rules[rule].peers.size(); ++item) {
                    if (!rules[rule].peers[item].ip_block) continue;
                    const RuleRef ref{policy, direction, rule};
                    check_excepts(context, ref, item);
                    if (!context.valid(policy)) continue;
                    check_form(context, ref, item);
                    check_emptiness(context, ref, item);
                }
            }
        }
    }
    for (const RuleRef& ref : context.rules()) check_families(context, ref);
}

}  // namespace policy
