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
    const reach::Row& row = state_->kept_row(from);
    const auto found =
        std::lower_bound(row.begin(), row.end(), to,
                         [](const AllowedTo& entry, ClassId wanted) { return entry.to < wanted; });
    return state_->allowed(found != row.end() && found->to == to ? *found : AllowedTo{});
}

const std::vector<AllowedTo>& Reachability::row(ClassId from) const {
    state_->write(from, state_->last);
    return state_->last;
}

const ConnectionSet& Reachability::set(std::uint32_t number) const {
    return state_->sets.set(number);
}

std::size_t Reachability::bytes() const {
    std::size_t total = sizeof(State) + state_->sets.bytes() + state_->rows.bytes() +
                        state_->entries_kept * sizeof(AllowedTo);
    for (const EndpointClass& each : state_->classes.endpoints) {
        total += sizeof each + each.pods.size() * sizeof each.pods[0] +
                 each.outside.size() * sizeof(AddressRange);
    }
    return total;
}

}  // namespace policy
