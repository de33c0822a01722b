// SPDX-License-Identifier: MIT
#include "policy/lint/context.h"

#include <algorithm>

#include "policy/lint/selector_space.h"
#include "policy/model/lost.h"
#include "policy/validate/validate.h"

namespace policy {
namespace {

constexpr const char* name_label = "kubernetes.io/metadata.name";
constexpr std::size_t max_listed = 6;

std::string indexed(const std::string& list, std::size_t index) {
    return list + '[' + std::to_string(index) + ']';
}

bool is_valid(const NetworkPolicy& policy) {
    const std::vector<Problem> problems = validate(policy);
    return std::none_of(problems.begin(), problems.end(), [](const Problem& problem) {
        return problem.severity == Problem::Severity::Error;
    });
}

bool is_complete(const World& world) {
    const bool read = std::any_of(world.namespaces.begin(), world.namespaces.end(),
                                  [](const Namespace& ns) { return !ns.assumed; });
    bool live = false;
    for (const Pod& pod : world.pods) {
        if (pod.finished()) continue;
        if (pod.addresses_are == Addresses::StandIn) return false;
        live = true;
    }
    return read && live && is_whole(world);
}

std::string requirement_text(const LabelRequirement& requirement) {
    if (requirement.op == "In" && requirement.values.size() == 1) {
        return requirement.key + "=" + requirement.values.front();
    }
    return text(LabelSelector{{}, {requirement}});
}

}  // namespace

std::string RuleRef::path() const {
    return indexed(direction == Direction::ToPod ? "spec.ingress" : "spec.egress", index);
}

std::string RuleRef::peer_path(std::size_t item) const {
    return indexed(path() + (direction == Direction::ToPod ? ".from" : ".to"), item);
}

std::string RuleRef::port_path(std::size_t item) const {
    return indexed(path() + ".ports", item);
}

bool enforces(const NetworkPolicy& policy, Direction direction) {
    const char* type = direction == Direction::FromPod ? "Egress" : "Ingress";
    const auto& types = policy.policy_types;
    return std::find(types.begin(), types.end(), type) != types.end();
}

LintContext::LintContext(const World& world, const Settings& settings)
    : world_(world), inventory_(world, settings), complete_(is_complete(world)) {
    for (const Namespace& ns : world.namespaces) namespaces_[ns.name] = &ns;
    for (const Namespace& ns : world.namespaces) {
        Peer everyone;
        everyone.pod_selector = LabelSelector{};
        Pods pods = inventory_.selected(ns.name, everyone);
        if (pods.empty()) continue;
        with_pods_.insert(ns.name);
        by_namespace_[ns.name] = std::move(pods);
    }
    for (std::size_t i = 0; i < world.policies.size(); ++i) {
        const NetworkPolicy& policy = world.policies[i];
        valid_.push_back(is_valid(policy));
        subjects_.push_back(valid_[i] ? inventory_.subjects(policy) : Pods());
        if (!valid_[i]) continue;
        for (const Direction direction : {Direction::ToPod, Direction::FromPod}) {
            if (!enforces(policy, direction)) continue;
            for (std::size_t r = 0; r < rules_of(policy, direction).size(); ++r) {
                rules_.push_back({i, direction, r});
            }
        }
    }
}

const LintContext::Pods* LintContext::pods_in(const std::string& ns) const {
    const auto found = by_namespace_.find(ns);
    return found == by_namespace_.end() ? nullptr : &found->second;
}

const Namespace* LintContext::find_namespace(const std::string& ns) const {
    const auto found = namespaces_.find(ns);
    return found == namespaces_.end() ? nullptr : found->second;
}

const LintContext::Pods& LintContext::pods_of(std::size_t policy, const Peer& peer) {
    const std::string& ns = world_.policies[policy].ns;
    const auto [entry, fresh] =
        selected_.try_emplace({peer.namespace_selector ? std::string() : ns,
                               SelectorPair{peer.namespace_selector, peer.pod_selector}});
    if (fresh) entry->second = inventory_.selected(ns, peer);
    return entry->second;
}

const AddressRanges& LintContext::addresses_of(std::size_t policy, const Peer& peer) {
    return inventory_.addresses(world_.policies[policy].ns, peer);
}

bool LintContext::open_ended(std::size_t policy, const Peer& peer) const {
    if (complete_) return false;
    if (!peer.namespace_selector) return pods_in(world_.policies[policy].ns) == nullptr;
    const SelectorSpace space(*peer.namespace_selector);
    const std::set<std::string>* names = space.only(name_label);
    if (names == nullptr) return true;
    return !std::all_of(names->begin(), names->end(),
                        [&](const std::string& name) { return with_pods_.count(name) > 0; });
}

void LintContext::add(Lint lint, std::size_t policy, std::string path, const Position& position,
                      std::string message, std::string help) {
    places_.insert({lint, policy, path});
    found_.push_back({lint, policy, LintFinding::none, "", std::move(path), position,
                      std::move(message), std::move(help)});
}

void LintContext::add_service(Lint lint, std::size_t service, std::string path,
                              const Position& position, std::string message, std::string help) {
    found_.push_back({lint, LintFinding::none, service, "", std::move(path), position,
                      std::move(message), std::move(help)});
}

bool LintContext::has(Lint lint, std::size_t policy, const std::string& path) const {
    return places_.count({lint, policy, path}) > 0;
}

std::vector<LintFinding> LintContext::take() {
    const auto place = [](const LintFinding& f) {
        return std::tie(f.position.file, f.position.line, f.position.column, f.policy, f.service,
                        f.path, f.lint);
    };
    std::stable_sort(found_.begin(), found_.end(), [&](const LintFinding& a, const LintFinding& b) {
        return place(a) < place(b);
    });
    return std::move(found_);
}

bool contains(const AddressRanges& ranges, const IpAddress& address) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const AddressRange& range) {
        return !(address < range.first) && !(range.last < address);
    });
}

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

std::string listed(const std::set<std::string>& words) {
    std::string result;
    std::size_t count = 0;
    for (const std::string& word : words) {
        if (count == max_listed) {
            return result + " and " + std::to_string(words.size() - count) + " more";
        }
        if (count++ > 0) result += ", ";
        result += word.empty() ? "\"\"" : word;
    }
    return result;
}

std::string why_none(const World& world, const LintContext::Pods& pods,
                     const LabelSelector& selector) {
    std::vector<LabelRequirement> requirements;
    for (const auto& [key, value] : selector.match_labels) {
        requirements.push_back({key, "In", {value}});
    }
    const auto& more = selector.match_expressions;
    requirements.insert(requirements.end(), more.begin(), more.end());
    for (const LabelRequirement& requirement : requirements) {
        std::set<std::string> values;
        std::set<std::string> keys;
        bool met = false;
        for (const std::size_t i : pods) {
            const Labels& labels = world.pods[i].labels;
            met = met || matches(requirement, labels);
            for (const auto& [key, value] : labels) keys.insert(key);
            const auto own = labels.find(requirement.key);
            if (own != labels.end()) values.insert(own->second);
        }
        if (met) continue;
        const std::string none = "no pod there has " + requirement_text(requirement) + "; ";
        if (!values.empty()) return none + requirement.key + " is " + listed(values) + " there";
        return none +
               (keys.empty() ? "pods there have no labels" : "labels there are " + listed(keys));
    }
    return requirements.size() > 1 ? "each of these labels is there, but no pod has them all" : "";
}

}  // namespace policy
