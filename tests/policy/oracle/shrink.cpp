// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/shrink.h"

#include <cstddef>
#include <string>
#include <vector>

namespace oracle {
namespace {

class Shrinker {
  public:
    Shrinker(policy::World& world, const std::function<bool(const policy::World&)>& fails)
        : world_(world), fails_(fails) {}

    // One pass over everything. Returns whether anything could go.
    bool pass() {
        shrunk_ = false;
        drop_items(world_.policies);
        for (policy::NetworkPolicy& policy : world_.policies) shrink_policy(policy);
        drop_items(world_.pods);
        for (policy::Pod& pod : world_.pods) {
            drop_items(pod.ports);
            drop_items(pod.addresses);
            drop_keys(pod.labels);
        }
        return shrunk_;
    }

  private:
    void shrink_policy(policy::NetworkPolicy& policy) {
        drop_items(policy.ingress);
        drop_items(policy.egress);
        for (policy::PolicyRule& rule : policy.ingress) shrink_rule(rule);
        for (policy::PolicyRule& rule : policy.egress) shrink_rule(rule);
        if (policy.policy_types.size() > 1) drop_items(policy.policy_types);
        shrink_selector(policy.pod_selector);
    }
    void shrink_rule(policy::PolicyRule& rule) {
        drop_items(rule.ports);
        drop_items(rule.peers);
        for (policy::Peer& peer : rule.peers) {
            if (peer.ip_block) drop_items(peer.ip_block->except);
            if (peer.pod_selector) shrink_selector(*peer.pod_selector);
            if (peer.namespace_selector) shrink_selector(*peer.namespace_selector);
        }
    }
    void shrink_selector(policy::LabelSelector& selector) {
        drop_items(selector.match_expressions);
        drop_keys(selector.match_labels);
    }

    template <typename T>
    void drop_items(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 0; --i) {
            const std::vector<T> saved = items;
            items.erase(items.begin() + static_cast<std::ptrdiff_t>(i - 1));
            keep_or_restore(items, saved);
        }
    }
    void drop_keys(policy::Labels& labels) {
        const policy::Labels all = labels;
        for (const auto& label : all) {
            const policy::Labels saved = labels;
            labels.erase(label.first);
            keep_or_restore(labels, saved);
        }
    }
    template <typename T>
    void keep_or_restore(T& items, const T& saved) {
        if (fails_(world_)) {
            shrunk_ = true;
        } else {
            items = saved;
        }
    }

    policy::World& world_;
    const std::function<bool(const policy::World&)>& fails_;
    bool shrunk_ = false;
};

}  // namespace

policy::World shrink(policy::World world, const std::function<bool(const policy::World&)>& fails) {
    Shrinker shrinker(world, fails);
    while (shrinker.pass()) {
    }
    return world;
}

}  // namespace oracle
