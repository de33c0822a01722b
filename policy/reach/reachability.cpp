// SPDX-License-Identifier: MIT
// In the order of reading: rules.h, groups.h, select.h, classes.h, ports.h, port_sets.h,
// rows.h.
#include "policy/reach/reachability.h"

#include <algorithm>
#include <utility>

#include "policy/reach/state.h"

namespace policy {

Reachability::Reachability(const World& world, const Settings& settings)
    : state_(std::make_unique<State>(world, settings)) {}
Reachability::~Reachability() = default;
Reachability::Reachability(Reachability&&) noexcept = default;
Reachability& Reachability::operator=(Reachability&&) noexcept = default;

const std::vector<EndpointClass>& Reachability::classes() const {
    return state_->classes.endpoints;
}

std::optional<ClassId> Reachability::class_of(std::size_t pod) const {
    return state_->classes.of_pod[pod];
}

Allowed Reachability::between(ClassId from, ClassId to) const {
    const reach::FullRow& row = state_->row(from);
    const auto found = std::lower_bound(
        row.entries.begin(), row.entries.end(), to,
        [](const reach::Entry& entry, ClassId wanted) { return entry.to < wanted; });
    if (found != row.entries.end() && found->to == to) return state_->allowed(row, *found);
    return state_->allowed(row, {to, 0, 0, false});
}

void Reachability::for_each_allowed(ClassId from, const Visit& visit) const {
    reach::FullRow row = std::move(state_->scratch);  // the visitor may ask for other rows
    state_->write(from, row);
    auto own = row.own_node.begin();
    for (const reach::Entry& entry : row.entries) {
        for (; own != row.own_node.end() && *own < entry.to; ++own) {
            visit(*own, state_->allowed(row, {*own, 0, 0, false}));
        }
        if (own != row.own_node.end() && *own == entry.to) ++own;
        visit(entry.to, state_->allowed(row, entry));
    }
    for (; own != row.own_node.end(); ++own) {
        visit(*own, state_->allowed(row, {*own, 0, 0, false}));
    }
    state_->scratch = std::move(row);
}

std::size_t Reachability::bytes() const {
    std::size_t total = sizeof(State) + state_->sets.bytes() + state_->rows.bytes() +
                        state_->entries_kept * sizeof(reach::Entry);
    for (const EndpointClass& each : state_->classes.endpoints) {
        total += sizeof each + each.pods.size() * sizeof each.pods[0] +
                 each.outside.size() * sizeof(AddressRange);
    }
    return total;
}

}  // namespace policy
