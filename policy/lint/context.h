// SPDX-License-Identifier: MIT
// What the checks of lint.h share. Inside of policy/.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "policy/lint/lint.h"
#include "policy/table/direction_builder.h"
#include "policy/table/inventory.h"

namespace policy {

// A rule of a policy.
struct RuleRef {
    std::size_t policy = 0;  // World::policies
    Direction direction = Direction::ToPod;
    std::size_t index = 0;

    std::string path() const;                  // "spec.ingress[0]"
    std::string peer_path(std::size_t) const;  // "spec.ingress[0].from[1]"
    std::string port_path(std::size_t) const;  // "spec.ingress[0].ports[1]"

    friend bool operator<(const RuleRef& a, const RuleRef& b) {
        return std::tie(a.policy, a.direction, a.index) < std::tie(b.policy, b.direction, b.index);
    }
};

bool enforces(const NetworkPolicy& policy, Direction direction);  // policyTypes lists it

class LintContext {
  public:
    using Pods = std::vector<std::size_t>;

    LintContext(const World& world, const Settings& settings);

    const World& world() const { return world_; }
    // A whole cluster: its Namespace objects were read, and each live pod's address is known.
    bool complete() const { return complete_; }

    // Policies that the API server would store. Of others nothing is checked but what says so.
    bool valid(std::size_t policy) const { return valid_[policy]; }
    const Pods& subjects(std::size_t policy) const { return subjects_[policy]; }
    // Every policed pod of a namespace; null where it has none.
    const Pods* pods_in(const std::string& ns) const;
    const std::set<std::string>& namespaces_with_pods() const { return with_pods_; }
    const Namespace* find_namespace(const std::string& ns) const;

    // Of a peer with selectors. The reference stays valid.
    const Pods& pods_of(std::size_t policy, const Peer& peer);
    const AddressRanges& addresses_of(std::size_t policy, const Peer& peer);
    // Whether such a peer may select pods that the input does not show.
    bool open_ended(std::size_t policy, const Peer& peer) const;

    const PolicyRule& rule(const RuleRef& ref) const {
        return rules_of(world_.policies[ref.policy], ref.direction)[ref.index];
    }
    // The rules that count: of valid policies, in directions that they enforce.
    const std::vector<RuleRef>& rules() const { return rules_; }

    void add(Lint lint, std::size_t policy, std::string path, const Position& position,
             std::string message, std::string help = {});
    void add_service(Lint lint, std::size_t service, std::string path, const Position& position,
                     std::string message, std::string help = {});
    // Whether a finding of that code stands at this place already.
    bool has(Lint lint, std::size_t policy, const std::string& path) const;
    std::vector<LintFinding> take();

  private:
    using SelectorPair = std::pair<std::optional<LabelSelector>, std::optional<LabelSelector>>;

    const World& world_;
    Inventory inventory_;
    bool complete_ = false;
    std::vector<bool> valid_;
    std::vector<Pods> subjects_;
    std::map<std::string, Pods> by_namespace_;
    std::set<std::string> with_pods_;
    std::map<std::string, const Namespace*> namespaces_;
    std::map<std::pair<std::string, SelectorPair>, Pods> selected_;
    std::vector<RuleRef> rules_;
    std::vector<LintFinding> found_;
    std::set<std::tuple<Lint, std::size_t, std::string>> places_;
};

// Why `selector` selects none of `pods`, and what is there instead: "no pod there has app=wbe; app
// is db, web". Empty where there is nothing to say.
std::string why_none(const World& world, const LintContext::Pods& pods,
                     const LabelSelector& selector);

// The pods that a rule's ports are those of.
struct Destinations {
    LintContext::Pods pods;
    bool open_ended = false;  // there may be more, which the input does not show
    bool outside = false;     // or addresses that are no pod's
};
Destinations destinations(LintContext& context, const RuleRef& ref);

bool contains(const AddressRanges& ranges, const IpAddress& address);

std::string quoted(std::string_view text);
std::string listed(const std::set<std::string>& words);  // "a, b, c and 4 more"

// The checks, in the order in which they run: later ones leave out what earlier ones have said.
void lint_blocks(LintContext& context);
void lint_types(LintContext& context);
void lint_selectors(LintContext& context);
void lint_services(LintContext& context);  // before lint_ports: it knows better why
void lint_ports(LintContext& context);
void lint_dns(LintContext& context);
void lint_load_balancers(LintContext& context);
void lint_implied(LintContext& context);

}  // namespace policy
