// SPDX-License-Identifier: MIT
#include "policy/explain/explanation.h"

#include <algorithm>
#include <deque>
#include <tuple>
#include <utility>

#include "policy/explain/story.h"
#include "policy/model/lost.h"
#include "policy/model/unknown_labels.h"

namespace policy {
namespace {

// One question and what the whole walk needs of it.
struct Walk {
    const World& world;
    const Opening& opening;
    const Settings& settings;
    const Pod& subject;
    PeerView peer;

    // Whose port names count; null where it is no pod.
    const Pod* destination() const {
        if (opening.direction == Direction::ToPod) return &subject;
        return peer.pods.empty() ? nullptr : peer.pods.front();
    }
};

// What is known of the end, with each choice of the values of its labels that are not known.
class Readings {
  public:
    explicit Readings(const World& world) : world_(world) {}

    // The first is the one to tell.
    std::vector<const Pod*> of(const Pod& pod) {
        if (pod.unknown_labels.empty()) return {&pod};
        if (!asked_) asked_.emplace(world_);
        std::vector<const Pod*> found;
        for (Labels& labels : asked_->choices(pod)) {
            Pod& made = made_.emplace_back(pod);
            made.labels = std::move(labels);
            made.unknown_labels.clear();
            found.push_back(&made);
            if (unknown_label_.empty()) unknown_label_ = asked_->asked_of(pod);
        }
        return found;
    }

    // A key of which several values were told.
    const std::string& unknown_label() const { return unknown_label_; }

  private:
    const World& world_;
    std::optional<AskedValues> asked_;
    std::deque<Pod> made_;
    std::string unknown_label_;
};

// What the other end may turn out to be.
struct PeerReading {
    PeerView view;
    std::optional<std::size_t> rival;  // as Explanation's
};

// The first is the one to tell.
std::vector<PeerReading> read_peer(const World& world, const Opening& opening,
                                   const Settings& settings, Readings& readings) {
    PeerView view;
    view.address = opening.peer;
    view.address_known =
        !opening.peer_pod || world.pods[*opening.peer_pod].addresses_are == Addresses::Known;
    const std::vector<std::size_t> pods = peer_pods(world, opening, settings);
    if (pods.size() != 1) {
        for (const std::size_t pod : pods) view.pods.push_back(&world.pods[pod]);
        return {{view, std::nullopt}};
    }
    std::vector<PeerReading> found;
    const auto add = [&](std::size_t pod, std::optional<std::size_t> rival) {
        for (const Pod* each : readings.of(world.pods[pod])) {
            view.pods = {each};
            found.push_back({view, rival});
        }
    };
    add(pods.front(), std::nullopt);
    for (const std::size_t rival : rivals(world, opening, settings)) add(rival, rival);
    return found;
}

// ---- Rules ----------------------------------------------------------------------------------

bool matches_some(const std::vector<PeerStory>& items) {
    return items.empty() || std::any_of(items.begin(), items.end(), [](const PeerStory& item) {
               return item.miss == PeerMiss::None;
           });
}

bool matches_some(const std::vector<PortStory>& items) {
    return items.empty() || std::any_of(items.begin(), items.end(), [](const PortStory& item) {
               return item.miss == PortMiss::None;
           });
}

RuleStory tell(const Walk& walk, const NetworkPolicy& policy, const PolicyRule& rule) {
    RuleStory story;
    for (const Peer& item : rule.peers) {
        story.peers.push_back(peer_story(walk.world, policy.ns, item, walk.peer, walk.settings));
    }
    for (const PolicyPort& item : rule.ports) {
        story.ports.push_back(port_story(item, walk.opening, walk.destination()));
    }
    story.peer_matches = matches_some(story.peers);
    story.port_matches = matches_some(story.ports);
    return story;
}

Miss miss_of(const std::vector<RuleStory>& rules) {
    if (rules.empty()) return Miss::NoRules;
    Miss nearest = Miss::Both;
    for (const RuleStory& rule : rules) {
        if (rule.peer_matches && rule.port_matches) return Miss::None;
        if (rule.peer_matches) nearest = std::min(nearest, Miss::Port);
        if (rule.port_matches) nearest = std::min(nearest, Miss::Peer);
    }
    return nearest;
}

PolicyStory tell(const Walk& walk, std::size_t policy) {
    PolicyStory story;
    story.policy = policy;
    const NetworkPolicy& told = walk.world.policies[policy];
    for (const PolicyRule& rule : rules_of(told, walk.opening.direction)) {
        story.rules.push_back(tell(walk, told, rule));
    }
    story.miss = miss_of(story.rules);
    return story;
}

// ---- Causes ---------------------------------------------------------------------------------

Cause cause(const Walk& walk, const NetworkPolicy& policy, const Position& position) {
    Cause result;
    result.kind = "NetworkPolicy";
    result.ns = policy.ns;
    result.name = policy.name;
    result.direction = walk.opening.direction;
    if (position.file < walk.world.files.size()) result.file = walk.world.files[position.file];
    result.line = position.line;
    return result;
}

Cause cause_of_isolation(const Walk& walk, const PolicyStory& story) {
    const NetworkPolicy& policy = walk.world.policies[story.policy];
    Cause result = cause(walk, policy, policy.pod_selector_position);
    result.path = "spec.podSelector";
    return result;
}

// The rule, and of its items the first that matches.
Cause cause_of_match(const Walk& walk, const PolicyStory& story, std::size_t index) {
    const NetworkPolicy& policy = walk.world.policies[story.policy];
    const PolicyRule& rule = rules_of(policy, walk.opening.direction)[index];
    const std::vector<PeerStory>& items = story.rules[index].peers;
    const auto item = std::find_if(items.begin(), items.end(), [](const PeerStory& told) {
        return told.miss == PeerMiss::None;
    });
    const auto at = static_cast<std::size_t>(item - items.begin());
    Cause result = cause(walk, policy, items.empty() ? rule.position : rule.peers[at].position);
    result.path = rule_path(walk.opening.direction, index);
    if (!items.empty()) result.path += peer_path(walk.opening.direction, at);
    result.rule = static_cast<int>(index);
    return result;
}

std::vector<Cause> causes_of_isolation(const Walk& walk, const std::vector<PolicyStory>& stories) {
    std::vector<Cause> causes;
    causes.reserve(stories.size());
    for (const PolicyStory& story : stories) causes.push_back(cause_of_isolation(walk, story));
    return causes;
}

// ---- Verdicts -------------------------------------------------------------------------------

// Whether every port that the rules which match the peer ask for is a name nobody declares.
bool only_undeclared_names(const Walk& walk, const std::vector<PolicyStory>& stories) {
    for (const PolicyStory& story : stories) {
        const auto& rules = rules_of(walk.world.policies[story.policy], walk.opening.direction);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (!story.rules[i].peer_matches) continue;
            for (std::size_t item = 0; item < rules[i].ports.size(); ++item) {
                const bool is_name = std::holds_alternative<std::string>(rules[i].ports[item].port);
                if (!is_name || !story.rules[i].ports[item].numbers.empty()) return false;
            }
        }
    }
    return true;
}

Reason reason_of_drop(const Walk& walk, const std::vector<PolicyStory>& stories) {
    const bool ingress = walk.opening.direction == Direction::ToPod;
    switch (stories.front().miss) {
        case Miss::Port:
            return only_undeclared_names(walk, stories) ? Reason::NamedPortUnresolved
                                                        : Reason::PortMismatch;
        case Miss::None:
        case Miss::NoRules:
            return ingress ? Reason::IngressDefaultDeny : Reason::EgressDefaultDeny;
        case Miss::Peer:
        case Miss::Both:
            break;
    }
    return ingress ? Reason::IngressNoRuleMatch : Reason::EgressNoRuleMatch;
}

bool admits(const RuleStory& rule) {
    return rule.peer_matches && rule.port_matches;
}

// By the policies alone.
void judge(const Walk& walk, Explanation& told) {
    if (!told.isolated()) return;
    for (const PolicyStory& story : told.policies) {
        const auto rule = std::find_if(story.rules.begin(), story.rules.end(), admits);
        if (rule == story.rules.end()) continue;
        told.reason = Reason::RuleMatch;
        told.causes = {
            cause_of_match(walk, story, static_cast<std::size_t>(rule - story.rules.begin()))};
        return;
    }
    std::stable_sort(told.policies.begin(), told.policies.end(),
                     [](const PolicyStory& a, const PolicyStory& b) { return a.miss < b.miss; });
    told.action = Action::Drop;
    told.reason = reason_of_drop(walk, told.policies);
    told.causes = causes_of_isolation(walk, told.policies);
}

// What the settings say of traffic without ports.
void apply_portless_setting(const Walk& walk, Explanation& told) {
    const PortlessTraffic setting = walk.settings.portless;
    if (has_ports(walk.opening.protocol)) return;
    if (told.action == Action::Drop && setting == PortlessTraffic::Allow) {
        told.action = Action::Allow;
        told.reason = Reason::PortlessAllowed;
        told.causes.clear();
    } else if (told.reason == Reason::RuleMatch && setting == PortlessTraffic::Drop) {
        told.action = Action::Drop;
        told.reason = Reason::PortlessDropped;
        told.causes = causes_of_isolation(walk, told.policies);
    }
}

// A rule would admit if an item of it matched, and nobody can say whether it does.
bool may_admit(const RuleStory& rule, PeerMiss miss) {
    return rule.port_matches &&
           std::any_of(rule.peers.begin(), rule.peers.end(),
                       [miss](const PeerStory& item) { return item.miss == miss; });
}

bool may_admit(const Explanation& told, PeerMiss miss) {
    return std::any_of(
        told.policies.begin(), told.policies.end(), [miss](const PolicyStory& story) {
            return std::any_of(story.rules.begin(), story.rules.end(),
                               [miss](const RuleStory& rule) { return may_admit(rule, miss); });
        });
}

// What of the two pods themselves may be otherwise. The other end's labels, ports and addresses
// are of no interest where no policy isolates the pod.
Doubt doubt_of_ends(const Walk& walk, const Explanation& told) {
    std::vector<const Pod*> ends = {&walk.subject};
    if (told.isolated() && walk.opening.peer_pod) {
        ends.push_back(&walk.world.pods[*walk.opening.peer_pod]);
    }
    for (const Pod* pod : ends) {
        if (pod->in_error) return Doubt::PodInError;
        if (lost_anything(walk.world, *pod) != nullptr) return Doubt::InputLost;
    }
    return Doubt::None;
}

Doubt doubt_of(const Walk& walk, const Explanation& told) {
    // A policy more takes nothing away that others admit.
    const bool admitted = told.action == Action::Allow && told.isolated();
    const bool portless = !has_ports(walk.opening.protocol);
    const bool by_settings =
        portless && (walk.settings.portless == PortlessTraffic::Allow ||
                     (walk.settings.portless == PortlessTraffic::Drop && told.isolated()));
    if (!admitted && !by_settings &&
        lost_policy(walk.world, walk.subject, walk.opening.direction) != nullptr) {
        return Doubt::PolicyLost;
    }
    if (told.action != Action::Drop || told.reason == Reason::PortlessDropped) return Doubt::None;
    if (may_admit(told, PeerMiss::UnknownLabels)) return Doubt::NamespaceInError;
    if (may_admit(told, PeerMiss::Unknown)) {
        const Pod& peer = walk.world.pods[*walk.opening.peer_pod];
        return peer.addresses_are == Addresses::StandIn ? Doubt::AddressUnknown
                                                        : Doubt::AddressDisputed;
    }
    return Doubt::None;
}

enum class OwnNode : std::uint8_t { No, Maybe, Yes };

// A hostNetwork pod that no policy selects is its node, whether or not a Node object says which
// address that has.
OwnNode shares_own_node(const Walk& walk, const Pod& peer) {
    if (policed(peer, walk.settings) || !peer.host_network) return OwnNode::No;
    if (peer.node.empty() || walk.subject.node.empty()) return OwnNode::Maybe;
    return peer.node == walk.subject.node ? OwnNode::Yes : OwnNode::No;
}

OwnNode own_node(const Walk& walk) {
    if (walk.opening.direction == Direction::FromPod && !walk.settings.allow_egress_to_own_node) {
        return OwnNode::No;
    }
    if (walk.opening.peer_pod) {
        return shares_own_node(walk, walk.world.pods[*walk.opening.peer_pod]);
    }
    const std::vector<Node>& nodes = walk.world.nodes;
    const auto node = std::find_if(nodes.begin(), nodes.end(), [&](const Node& each) {
        return std::find(each.addresses.begin(), each.addresses.end(), walk.opening.peer) !=
               each.addresses.end();
    });
    if (node == nodes.end()) return OwnNode::No;
    if (walk.subject.node.empty()) return OwnNode::Maybe;
    return node->name == walk.subject.node ? OwnNode::Yes : OwnNode::No;
}

Explanation finished(const Walk& walk, Explanation told) {
    told.doubt = doubt_of_ends(walk, told);
    const OwnNode own = own_node(walk);
    if (told.doubt == Doubt::None && own == OwnNode::Yes) {
        told.action = Action::Allow;
        told.reason = Reason::OwnNode;
        told.causes.clear();
        return told;
    }
    if (told.doubt == Doubt::None) told.doubt = doubt_of(walk, told);
    if (told.doubt == Doubt::None && told.action == Action::Drop && own == OwnNode::Maybe) {
        told.doubt = Doubt::NodeUnknown;
    }
    if (told.doubt != Doubt::None) told.action = Action::Uncertain;
    return told;
}

Explanation tell(const Walk& walk) {
    const World& world = walk.world;
    const Opening& opening = walk.opening;
    Explanation told;
    if (!policed(walk.subject, walk.settings)) {
        told.doubt = doubt_of_ends(walk, told);
        if (told.doubt != Doubt::None) told.action = Action::Uncertain;
        return told;
    }
    const Direction other =
        opening.direction == Direction::ToPod ? Direction::FromPod : Direction::ToPod;
    for (const std::size_t policy : policies_by_name(world, walk.subject.ns)) {
        if (isolates(world.policies[policy], walk.subject, opening.direction)) {
            told.policies.push_back(tell(walk, policy));
        } else if (isolates(world.policies[policy], walk.subject, other)) {
            told.of_other_direction.push_back(policy);
        }
    }
    judge(walk, told);
    apply_portless_setting(walk, told);
    return finished(walk, std::move(told));
}

}  // namespace

Explanation explain(const World& world, const Opening& opening, const Settings& settings) {
    Readings readings(world);
    const std::vector<const Pod*> subjects = readings.of(world.pods[opening.pod]);
    const std::vector<PeerReading> peers = read_peer(world, opening, settings, readings);
    const auto told_of = [&](const Pod& subject, const PeerReading& peer) {
        return tell({world, opening, settings, subject, peer.view});
    };
    Explanation told = told_of(*subjects.front(), peers.front());
    for (const Pod* subject : subjects) {
        for (const PeerReading& peer : peers) {
            if (told.doubt != Doubt::None) return told;
            if (told_of(*subject, peer).action == told.action) continue;
            told.action = Action::Uncertain;
            told.doubt = peer.rival ? Doubt::AddressDisputed : Doubt::LabelUnknown;
            told.rival = peer.rival;
            if (!peer.rival) told.unknown_label = readings.unknown_label();
        }
    }
    return told;
}

}  // namespace policy
