// SPDX-License-Identifier: MIT
#include "sim/analysis/why_hooks.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "policy/model/lost.h"
#include "sim/analysis/caveats.h"
#include "sim/analysis/lost_words.h"
#include "sim/analysis/rows.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using policy::Direction;
using policy::Reason;
using results::WhyHook;
using results::WhyPolicy;
using results::WhyRule;

const std::vector<policy::PolicyRule>& rules_of(const policy::NetworkPolicy& policy,
                                                Direction direction) {
    return direction == Direction::ToPod ? policy.ingress : policy.egress;
}

std::string file_of(const policy::World& world, const policy::Position& position) {
    const bool known = position.line > 0 && position.file < world.files.size();
    return known ? world.files[position.file] : "";
}

std::string word_of(policy::Miss miss) {
    switch (miss) {
        case policy::Miss::None:
            return "none";
        case policy::Miss::Port:
            return "port";
        case policy::Miss::Peer:
            return "peer";
        case policy::Miss::Both:
            return "both";
        case policy::Miss::NoRules:
            break;
    }
    return "no-rules";
}

// ---- Rules ----------------------------------------------------------------------------------

WhyRule rule_row(const policy::World& world, const policy::NetworkPolicy& policy, std::size_t index,
                 const policy::RuleStory& story, const Told& told) {
    const Direction direction = told.opening.direction;
    const bool ingress = direction == Direction::ToPod;
    const policy::PolicyRule& rule = rules_of(policy, direction)[index];
    WhyRule row;
    row.path = fmt::format("spec.{}[{}]", api_name(direction), index);
    row.file = file_of(world, rule.position);
    row.line = rule.position.line;
    row.peer_matches = story.peer_matches;
    row.port_matches = story.port_matches;
    for (std::size_t i = 0; i < rule.peers.size(); ++i) {
        row.peers.push_back({fmt::format("{}[{}]", ingress ? "from" : "to", i),
                             words(rule.peers[i], policy.ns),
                             story.peers[i].miss == policy::PeerMiss::None,
                             why(story.peers[i], rule.peers[i], policy.ns, told.peer)});
    }
    const Called& destination = ingress ? told.subject : told.peer;
    for (std::size_t i = 0; i < rule.ports.size(); ++i) {
        row.ports.push_back(
            {fmt::format("ports[{}]", i), words(rule.ports[i]),
             story.ports[i].miss == policy::PortMiss::None,
             why(story.ports[i], rule.ports[i], told.opening.protocol, destination)});
    }
    return row;
}

WhyPolicy policy_row(const policy::World& world, const policy::PolicyStory& story,
                     const Told& told) {
    const policy::NetworkPolicy& policy = world.policies[story.policy];
    WhyPolicy row;
    row.ns = policy.ns;
    row.name = policy.name;
    row.file = file_of(world, policy.pod_selector_position);
    row.line = policy.pod_selector_position.line;
    row.selects = selected_by(policy);
    row.miss = word_of(story.miss);
    for (std::size_t i = 0; i < story.rules.size(); ++i) {
        row.rules.push_back(rule_row(world, policy, i, story.rules[i], told));
    }
    return row;
}

// ---- Sentences ------------------------------------------------------------------------------

// "policy shop/db", or how many there are.
std::string isolating(const policy::World& world, const policy::Explanation& told) {
    if (told.policies.size() > 1) return fmt::format("{} policies", told.policies.size());
    const policy::NetworkPolicy& policy = world.policies[told.policies.front().policy];
    return fmt::format("policy {}/{}", policy.ns, policy.name);
}

std::string nearest(const policy::World& world, const policy::Explanation& told) {
    const policy::NetworkPolicy& policy = world.policies[told.policies.front().policy];
    return fmt::format("policy {}/{}", policy.ns, policy.name);
}

std::string sentence(const policy::World& world, const Told& told) {
    const policy::Explanation& why = told.explanation;
    const std::string& pod = told.subject.name;
    const std::string& peer = told.peer.name;
    const bool ingress = told.opening.direction == Direction::ToPod;
    const char* way = ingress ? "what comes in to" : "what goes out from";
    const bool one = why.policies.size() == 1;
    switch (why.reason) {
        case Reason::NotIsolated:
            return fmt::format("no policy restricts {} {}", way, pod);
        case Reason::RuleMatch:
            return fmt::format("policy {}/{} lets it pass, by {}", why.causes.front().ns,
                               why.causes.front().name, why.causes.front().path);
        case Reason::OwnNode:
            return ingress ? fmt::format(
                                 "it comes from the node on which {} runs, and no policy "
                                 "can deny that",
                                 pod)
                           : "it goes to the pod's own node, and the settings let that pass";
        case Reason::EgressDefaultDeny:
        case Reason::IngressDefaultDeny:
            return fmt::format("{} restrict{} {} {}, and {} {} rule: nothing passes",
                               isolating(world, why), one ? "s" : "", way, pod,
                               one ? "has no" : "none has an", api_name(told.opening.direction));
        case Reason::EgressNoRuleMatch:
        case Reason::IngressNoRuleMatch:
            return fmt::format("{} restrict{} {} {}, and no {} rule matches {}",
                               isolating(world, why), one ? "s" : "", way, pod,
                               api_name(told.opening.direction), peer);
        case Reason::PortMismatch:
            return fmt::format("{} lets {} reach {}, but not on this port", nearest(world, why),
                               ingress ? peer : pod, ingress ? pod : peer);
        case Reason::NamedPortUnresolved:
            return fmt::format(
                "{} lets {} reach {} on a port that it calls by name, and {} "
                "declares no port of that name",
                nearest(world, why), ingress ? peer : pod, ingress ? pod : peer,
                ingress ? pod : peer);
        case Reason::PortlessAllowed:
            return "no rule matches, but by the settings what has no ports passes";
        case Reason::PortlessDropped:
            return "by the settings what has no ports does not pass a pod that policies restrict";
        default:
            return "";
    }
}

std::string sentence_of_doubt(const policy::World& world, const Told& told) {
    const policy::Explanation& why = told.explanation;
    const policy::Pod& subject = world.pods[told.opening.pod];
    const policy::Pod& peer = told.opening.peer_pod ? world.pods[*told.opening.peer_pod] : subject;
    switch (why.doubt) {
        case policy::Doubt::InputLost: {
            const policy::Lost* own = lost_anything(world, subject);
            return fmt::format("{} could not be read and may change anything",
                               words(world, own != nullptr ? *own : *lost_anything(world, peer)));
        }
        case policy::Doubt::PodInError:
            return fmt::format("{} is in error, and may be otherwise",
                               object_of(world, subject.in_error ? subject : peer));
        case policy::Doubt::PolicyLost:
            return fmt::format(
                "{} could not be read, and may {}",
                words(world, *lost_policy(world, subject, told.opening.direction)),
                why.isolated() ? "admit what the others do not" : "restrict " + told.subject.name);
        case policy::Doubt::NamespaceInError:
            return fmt::format(
                "{} is in error, and a rule of {} asks for its labels",
                object_of(world, *std::find_if(world.namespaces.begin(), world.namespaces.end(),
                                               [&](const auto& ns) { return ns.name == peer.ns; })),
                isolating(world, why));
        default:
            break;
    }
    if (why.doubt == policy::Doubt::LabelUnknown) {
        return fmt::format(
            "a selector asks for the label {}, whose value only a running cluster knows; with a "
            "value that no selector asks for {}",
            why.unknown_label, sentence(world, told));
    }
    if (why.doubt == policy::Doubt::NodeUnknown) {
        return fmt::format(
            "it passes if {} runs on the node of {}, which is not known; on another node it does "
            "not, for {}",
            told.subject.name, told.peer.name, sentence(world, told));
    }
    if (why.rival) {
        return fmt::format(
            "{} also claims the address of {}, and of the two the policies say different things; "
            "of {} that {}",
            pod_name(world.pods[*why.rival]), told.peer.name, told.peer.name,
            sentence(world, told));
    }
    return fmt::format(
        "an ipBlock of {} may or may not match {}, whose address is {}", isolating(world, why),
        told.peer.name,
        why.doubt == policy::Doubt::AddressUnknown ? "not known yet" : "claimed by two pods");
}

WhyHook bare_row(const policy::World& world, const Told& told, Direction direction) {
    WhyHook row;
    row.leg = direction == told.opening.direction ? "forward" : "reply";
    row.hook = direction == Direction::ToPod ? "veth-ingress" : "veth-egress";
    row.direction = api_name(direction);
    row.pod = pod_name(world.pods[told.opening.pod]);
    return row;
}

}  // namespace

WhyHook hook_row(const policy::World& world, const Told& told) {
    const policy::Explanation& why = told.explanation;
    WhyHook row = bare_row(world, told, told.opening.direction);
    row.verdict = text(why.action);
    row.reason = code(why.reason);
    row.text =
        why.doubt == policy::Doubt::None ? sentence(world, told) : sentence_of_doubt(world, told);
    row.isolated = why.isolated();
    row.causes = cause_rows(why.causes);
    if (const auto caveat = caveat_of(why.doubt)) {
        row.caveats.emplace_back(code(*caveat));
        row.caveat_texts.emplace_back(all_caveats()[static_cast<std::size_t>(*caveat)].meaning);
    }
    for (const policy::PolicyStory& story : why.policies) {
        row.policies.push_back(policy_row(world, story, told));
    }
    for (const std::size_t policy : why.of_other_direction) {
        row.other_direction.push_back(world.policies[policy].ns + "/" +
                                      world.policies[policy].name);
    }
    return row;
}

WhyHook reply_row(const policy::World& world, const Told& told) {
    const bool ingress = told.opening.direction == Direction::ToPod;
    WhyHook row = bare_row(world, told, ingress ? Direction::FromPod : Direction::ToPod);
    row.verdict = "allow";
    row.reason = code(Reason::Reply);
    row.text =
        fmt::format("the answer {} {} without a rule of its own, for the connection is known",
                    ingress ? "leaves" : "comes back in to", told.subject.name);
    return row;
}

}  // namespace analysis
