// SPDX-License-Identifier: MIT
#include "sim/scenario/service_history.h"

#include <algorithm>

#include "sim/scenario/services.h"

namespace scenario {
namespace {

void put(const EndpointsObject& object, std::vector<EndpointsObject>& objects) {
    const auto known =
        std::find_if(objects.begin(), objects.end(), [&](const EndpointsObject& other) {
            return other.metadata.ns == object.metadata.ns &&
                   other.metadata.name == object.metadata.name;
        });
    if (known == objects.end()) {
        objects.push_back(object);
    } else {
        *known = object;
    }
}

}  // namespace

ServiceHistory::ServiceHistory(const Objects& at_start)
    : versions_(at_start.services),
      slices_(at_start.endpoint_slices),
      endpoints_(at_start.endpoints) {
    for (std::size_t i = 0; i < versions_.size(); ++i) {
        const Metadata& metadata = versions_[i].metadata;
        services_[{metadata.ns, metadata.name}] = {static_cast<std::uint32_t>(i), i, true};
    }
}

void ServiceHistory::apply(const Objects& objects, Changes& changes) {
    for (const ServiceObject& object : objects.services) {
        const auto number = static_cast<std::uint32_t>(services_.size());
        const auto [known, is_new] = services_.try_emplace(
            {object.metadata.ns, object.metadata.name}, Known{number, 0, true});
        known->second.version = versions_.size();
        known->second.there = true;
        if (is_new) later_.push_back(versions_.size());
        states_.push_back(versions_.size());
        changes.services.push_back({known->second.number, {}});
        versions_.push_back(object);
    }
    for (const EndpointsObject& object : objects.endpoint_slices) put(object, slices_);
    for (const EndpointsObject& object : objects.endpoints) put(object, endpoints_);
    write_slices(changes);
}

bool ServiceHistory::remove(const std::string& ns, const std::string& name, Changes& changes) {
    const auto found = services_.find({ns, name});
    if (found == services_.end() || !found->second.there) return false;
    found->second.there = false;
    changes.gone_services.push_back(found->second.number);
    write_slices(changes);
    return true;
}

std::vector<std::string> ServiceHistory::names() const {
    std::vector<std::string> found;
    for (const auto& [name, known] : services_) {
        if (known.there) found.push_back(name.first + "/" + name.second);
    }
    return found;
}

void ServiceHistory::write_slices(Changes& changes) const {
    if (slices_.empty() && endpoints_.empty()) return;
    std::vector<const ServiceObject*> there;
    for (const auto& [name, known] : services_) {
        if (known.there) there.push_back(&versions_[known.version]);
    }
    changes.endpoint_slices = slices_of(there, slices_, endpoints_);
}

}  // namespace scenario
