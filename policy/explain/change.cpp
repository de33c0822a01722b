// SPDX-License-Identifier: MIT
#include "policy/explain/change.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

#include "policy/explain/story.h"
#include "policy/explain/telling_labels.h"

namespace policy {
namespace {

constexpr const char* namespace_name_label = "kubernetes.io/metadata.name";

// ---- Peers and ports ------------------------------------------------------------------------

LabelSelector telling_selector(const World& world, const Pod& pod) {
    return {telling_labels(world, pod), {}};
}

bool has_name_label(const World& world, const std::string& ns) {
    return std::any_of(world.namespaces.begin(), world.namespaces.end(), [&](const Namespace& n) {
        const auto label = n.labels.find(namespace_name_label);
        return n.name == ns && label != n.labels.end() && label->second == ns;
    });
}

// An item that matches the other end, for a policy in namespace `ns`: as narrow as selectors go.
Peer peer_item(const World& world, const std::string& ns, const Opening& opening,
               const Settings& settings) {
    Peer item;
    const auto pods = peer_pods(world, opening, settings);
    if (pods.empty()) {
        item.ip_block =
            IpBlock{opening.peer.text() + "/" + std::to_string(opening.peer.bits()), {}};
        return item;
    }
    const Pod& pod = world.pods[pods.front()];
    item.pod_selector = telling_selector(world, pod);
    if (pod.ns != ns) {
        item.namespace_selector = LabelSelector();
        if (has_name_label(world, pod.ns)) {
            item.namespace_selector->match_labels = {{namespace_name_label, pod.ns}};
        }
    }
    return item;
}

std::vector<PolicyPort> port_items(const Opening& opening) {
    if (!has_ports(opening.protocol)) return {};
    PolicyPort item;
    item.protocol = text(opening.protocol);
    item.port = static_cast<std::int64_t>(opening.port);
    return {item};
}

// ---- Changes --------------------------------------------------------------------------------

class Changes {
  public:
    Changes(const World& world, const Opening& opening, const Explanation& told,
            const Settings& settings)
        : world_(world), opening_(opening), told_(told), settings_(settings) {}

    std::vector<Change> all() const {
        std::vector<Change> changes = {smallest()};
        if (auto declare = declare_port()) changes.emplace_back(std::move(*declare));
        if (auto labels = add_labels()) changes.emplace_back(std::move(*labels));
        return changes;
    }

  private:
    const PolicyStory& nearest() const { return told_.policies.front(); }
    const NetworkPolicy& policy() const { return world_.policies[nearest().policy]; }
    Peer peer() const { return peer_item(world_, policy().ns, opening_, settings_); }

    template <typename Holds>
    std::optional<std::size_t> first_rule(const PolicyStory& story, Holds holds) const {
        const auto found = std::find_if(story.rules.begin(), story.rules.end(), holds);
        if (found == story.rules.end()) return std::nullopt;
        return static_cast<std::size_t>(found - story.rules.begin());
    }

    Change smallest() const {
        if (nearest().miss == Miss::Port && has_ports(opening_.protocol)) {
            const auto rule =
                first_rule(nearest(), [](const RuleStory& story) { return story.peer_matches; });
            return AddPort{nearest().policy, opening_.direction, *rule,
                           port_items(opening_).front()};
        }
        if (nearest().miss == Miss::Peer) return add_peer();
        if (nearest().miss == Miss::NoRules) {
            if (auto more = add_policy()) return *more;
        }
        return AddRule{nearest().policy, opening_.direction, {{peer()}, port_items(opening_), {}}};
    }

    // Where an item was meant for this pod but looks in the wrong namespace, what it asks of the
    // pod is kept.
    AddPeer add_peer() const {
        const auto rule =
            first_rule(nearest(), [](const RuleStory& story) { return story.port_matches; });
        AddPeer change{nearest().policy, opening_.direction, *rule, peer()};
        const RuleStory& story = nearest().rules[*rule];
        for (std::size_t i = 0; i < story.peers.size(); ++i) {
            if (story.peers[i].miss == PeerMiss::OtherNamespace && story.peers[i].unmet.empty()) {
                const Peer& meant = rules_of(policy(), opening_.direction)[*rule].peers[i];
                if (!meant.pod_selector->empty()) change.peer.pod_selector = meant.pod_selector;
                break;
            }
        }
        return change;
    }

    // Nothing where it would isolate a pod that is not.
    std::optional<AddPolicy> add_policy() const {
        const Pod& subject = world_.pods[opening_.pod];
        AddPolicy change;
        change.policy.ns = subject.ns;
        change.policy.pod_selector = telling_selector(world_, subject);
        const bool harmless =
            std::all_of(world_.pods.begin(), world_.pods.end(), [&](const Pod& pod) {
                return pod.ns != subject.ns || !matches(change.policy.pod_selector, pod.labels) ||
                       is_isolated(pod);
            });
        if (!harmless) return std::nullopt;
        change.policy.name = free_name(subject);
        const bool ingress = opening_.direction == Direction::ToPod;
        change.policy.policy_types = {ingress ? "Ingress" : "Egress"};
        rules_of(change.policy, opening_.direction) = {{{peer()}, port_items(opening_), {}}};
        return change;
    }

    bool is_isolated(const Pod& pod) const {
        return std::any_of(
            world_.policies.begin(), world_.policies.end(),
            [&](const NetworkPolicy& policy) { return isolates(policy, pod, opening_.direction); });
    }

    // "allow-db-from-web", "allow-web-to-203.0.113.9"; with a number behind it where that is taken.
    std::string free_name(const Pod& subject) const {
        const auto pods = peer_pods(world_, opening_, settings_);
        std::string other = opening_.peer.text();
        if (!pods.empty()) other = short_name(world_.pods[pods.front()]);
        std::replace(other.begin(), other.end(), ':', '-');
        const char* way = opening_.direction == Direction::ToPod ? "-from-" : "-to-";
        std::string name = "allow-" + short_name(subject) + way + other;
        while (std::isalnum(static_cast<unsigned char>(name.back())) == 0) name.pop_back();
        const std::string base = name;
        for (int number = 2; is_taken(subject.ns, name); ++number) {
            name = base + "-" + std::to_string(number);
        }
        return name;
    }

    static std::string short_name(const Pod& pod) {
        const std::string& name = pod.workload.name.empty() ? pod.name : pod.workload.name;
        std::string brief = name.substr(0, 100);  // two of these fit into an object's 253
        while (std::isalnum(static_cast<unsigned char>(brief.back())) == 0) brief.pop_back();
        return brief;
    }

    bool is_taken(const std::string& ns, const std::string& name) const {
        return std::any_of(
            world_.policies.begin(), world_.policies.end(),
            [&](const NetworkPolicy& policy) { return policy.ns == ns && policy.name == name; });
    }

    // A name that a rule for this peer asks for, where the destination has no port of that name.
    std::optional<DeclarePort> declare_port() const {
        if (nearest().miss != Miss::Port) return std::nullopt;
        std::optional<std::size_t> destination = opening_.pod;
        if (opening_.direction == Direction::FromPod) {
            const auto pods = peer_pods(world_, opening_, settings_);
            if (pods.empty()) return std::nullopt;
            destination = pods.front();
        }
        const auto& rules = rules_of(policy(), opening_.direction);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            if (!nearest().rules[i].peer_matches) continue;
            for (std::size_t item = 0; item < rules[i].ports.size(); ++item) {
                if (nearest().rules[i].ports[item].miss != PortMiss::NameUndeclared) continue;
                const auto& name = std::get<std::string>(rules[i].ports[item].port);
                if (names_a_port(world_.pods[*destination], name)) continue;
                return DeclarePort{*destination, {name, opening_.protocol, opening_.port}};
            }
        }
        return std::nullopt;
    }

    static bool names_a_port(const Pod& pod, const std::string& name) {
        return std::any_of(pod.ports.begin(), pod.ports.end(),
                           [&](const ContainerPort& port) { return port.name == name; });
    }

    std::optional<AddLabels> add_labels() const {
        const auto pods = peer_pods(world_, opening_, settings_);
        if (pods.size() != 1) return std::nullopt;
        for (const PolicyStory& story : told_.policies) {
            for (std::size_t rule = 0; rule < story.rules.size(); ++rule) {
                if (!story.rules[rule].port_matches) continue;
                for (std::size_t item = 0; item < story.rules[rule].peers.size(); ++item) {
                    if (auto labels = labels_for(pods.front(), story.policy, rule, item,
                                                 story.rules[rule].peers[item])) {
                        return labels;
                    }
                }
            }
        }
        return std::nullopt;
    }

    // The labels that the pod lacks to be selected; nothing where it would have to lose or change
    // one.
    std::optional<AddLabels> labels_for(std::size_t pod, std::size_t policy, std::size_t rule,
                                        std::size_t item, const PeerStory& story) const {
        if (story.miss != PeerMiss::OtherLabels) return std::nullopt;
        AddLabels change{pod, {}, policy, rule, item};
        Labels labels = world_.pods[pod].labels;
        for (const Unmet& unmet : story.unmet) {
            if (unmet.of_namespace || unmet.has) return std::nullopt;
            const std::string value = unmet.asked.op == "In" ? unmet.asked.values.front() : "true";
            change.labels.emplace(unmet.asked.key, value);
            labels.emplace(unmet.asked.key, value);
        }
        const Peer& asked = rules_of(world_.policies[policy], opening_.direction)[rule].peers[item];
        if (!matches(*asked.pod_selector, labels)) return std::nullopt;
        return change;
    }

    const World& world_;
    const Opening& opening_;
    const Explanation& told_;
    const Settings& settings_;
};

// One change, made to a world.
struct Application {
    World& world;

    void operator()(const AddPort& change) const {
        rules_of(world.policies[change.policy], change.direction)[change.rule].ports.push_back(
            change.port);
    }
    void operator()(const AddPeer& change) const {
        rules_of(world.policies[change.policy], change.direction)[change.rule].peers.push_back(
            change.peer);
    }
    void operator()(const AddRule& change) const {
        rules_of(world.policies[change.policy], change.direction).push_back(change.rule);
    }
    void operator()(const AddPolicy& change) const { world.policies.push_back(change.policy); }
    void operator()(const AddLabels& change) const {
        world.pods[change.pod].labels.insert(change.labels.begin(), change.labels.end());
    }
    void operator()(const DeclarePort& change) const {
        world.pods[change.pod].ports.push_back(change.port);
    }
};

}  // namespace

std::vector<Change> changes_that_admit(const World& world, const Opening& opening,
                                       const Explanation& told, const Settings& settings) {
    const bool maybe = told.doubt == Doubt::AddressUnknown ||
                       told.doubt == Doubt::AddressDisputed || told.doubt == Doubt::NodeUnknown;
    if (told.action != Action::Drop && !maybe) return {};
    if (told.reason == Reason::PortlessDropped) return {};
    // What lets one pod pass need not let the other one that has its address.
    if (!rivals(world, opening, settings).empty()) return {};
    return Changes(world, opening, told, settings).all();
}

void apply(const Change& change, World& world) {
    std::visit(Application{world}, change);
}

}  // namespace policy
