// SPDX-License-Identifier: MIT
#include "sim/analysis/why_changes.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "sim/analysis/policy_yaml.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using results::WhyChange;

const char* peers_field(policy::Direction direction) {
    return direction == policy::Direction::ToPod ? "from" : "to";
}

// What a change says of itself.
class Words {
  public:
    Words(const policy::World& world, const policy::Opening& opening,
          const policy::Explanation& told)
        : world_(world), opening_(opening), told_(told) {}

    WhyChange operator()(const policy::AddPort& change) const {
        return row("add-port",
                   fmt::format("add to {}.ports of {}", rule(change.direction, change.rule),
                               policy_name(change.policy, change.rule)),
                   yaml_item(change.port));
    }
    WhyChange operator()(const policy::AddPeer& change) const {
        return row(
            "add-peer",
            fmt::format("add to {}.{} of {}", rule(change.direction, change.rule),
                        peers_field(change.direction), policy_name(change.policy, change.rule)),
            yaml_item(change.peer));
    }
    WhyChange operator()(const policy::AddRule& change) const {
        return row("add-rule",
                   fmt::format("add to spec.{} of {}{}", api_name(change.direction),
                               policy_name(change.policy, std::nullopt), every_port(change.rule)),
                   yaml_item(change.rule, change.direction));
    }
    WhyChange operator()(const policy::AddPolicy& change) const {
        const policy::NetworkPolicy& beside = world_.policies[told_.policies.front().policy];
        return row("add-policy",
                   fmt::format("add this policy; {}/{} stays as it is, for policies add up{}",
                               beside.ns, beside.name, every_port(rules_of(change.policy).front())),
                   yaml(change.policy));
    }
    WhyChange operator()(const policy::AddLabels& change) const {
        std::string labels;
        for (const auto& [key, value] : change.labels) {
            labels += fmt::format("{}: {}\n", yaml_scalar(key), yaml_scalar(value));
        }
        return row(
            "add-labels",
            fmt::format("label the pods of {}, so that {}.{}[{}] of {} selects them; other "
                        "selectors may then find them too",
                        workload_name(world_.pods[change.pod]),
                        rule(opening_.direction, change.rule), peers_field(opening_.direction),
                        change.item, policy_name(change.policy, change.rule)),
            labels);
    }
    WhyChange operator()(const policy::DeclarePort& change) const {
        return row("declare-port",
                   fmt::format("name the port in the containers of {}, under ports",
                               workload_name(world_.pods[change.pod])),
                   fmt::format("- name: {}\n  containerPort: {}\n  protocol: {}\n",
                               yaml_scalar(change.port.name), change.port.port,
                               policy::text(change.port.protocol)));
    }

  private:
    const std::vector<policy::PolicyRule>& rules_of(const policy::NetworkPolicy& policy) const {
        return opening_.direction == policy::Direction::ToPod ? policy.ingress : policy.egress;
    }

    static const char* every_port(const policy::PolicyRule& rule) {
        return rule.ports.empty() ? " (every port then passes too: a rule cannot name what has "
                                    "no ports)"
                                  : "";
    }

    static WhyChange row(const char* kind, std::string text, std::string yaml) {
        WhyChange row;
        row.kind = kind;
        row.text = std::move(text);
        row.yaml = std::move(yaml);
        return row;
    }
    static std::string rule(policy::Direction direction, std::size_t index) {
        return fmt::format("spec.{}[{}]", api_name(direction), index);
    }

    // "shop/db (db.yaml:14)", the line being the rule's where one is meant.
    std::string policy_name(std::size_t index, std::optional<std::size_t> rule) const {
        const policy::NetworkPolicy& policy = world_.policies[index];
        policy::Position at = policy.position;
        if (rule) {
            at = rules_of(policy)[*rule].position;
        }
        if (at.line == 0 || at.file >= world_.files.size()) {
            return policy.ns + "/" + policy.name;
        }
        return fmt::format("{}/{} ({}:{})", policy.ns, policy.name, world_.files[at.file], at.line);
    }

    const policy::World& world_;
    const policy::Opening& opening_;
    const policy::Explanation& told_;
};

void replace(std::string& text, const std::string& old, const std::string& with) {
    const std::size_t at = text.find(old);
    if (at != std::string::npos) text.replace(at, old.size(), with);
}

// A stand-in is nobody's address: advice that names one becomes advice to put the real one in.
void unname_stand_in(const policy::IpAddress& peer, WhyChange& row) {
    static const auto block = policy::Prefix::parse(policy::stand_in_block);
    if (!block->contains(peer) || row.yaml.find(peer.text()) == std::string::npos) return;
    replace(row.yaml, "-to-" + peer.text(), "-to-node");
    replace(row.yaml, "-from-" + peer.text(), "-from-node");
    replace(row.yaml, peer.text() + "/", "ADDRESS/");
    row.text += " (ADDRESS is not known here: that of the node it runs on)";
}

}  // namespace

std::vector<WhyChange> change_rows(const policy::World& world, const policy::Opening& opening,
                                   const policy::Explanation& told,
                                   const policy::Settings& settings, const std::string& pod) {
    std::vector<WhyChange> rows;
    const Words words(world, opening, told);
    for (const policy::Change& change : changes_that_admit(world, opening, told, settings)) {
        WhyChange row = std::visit(words, change);
        unname_stand_in(opening.peer, row);
        row.pod = pod;
        row.direction = api_name(opening.direction);
        row.alternative = !rows.empty();
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace analysis
