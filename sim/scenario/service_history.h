// SPDX-License-Identifier: MIT
// Which services there are in the course of a timeline, and the endpoints that only slices know.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/scenario.h"

namespace scenario {

// A service has one number and one ClusterIP for the whole scenario, whether it is away in between
// or not.
class ServiceHistory {
  public:
    explicit ServiceHistory(const Objects& at_start);

    // The Services, EndpointSlices and Endpoints of `objects` come, or replace those of their
    // names.
    void apply(const Objects& objects, Changes& changes);
    // Whether it was there.
    bool remove(const std::string& ns, const std::string& name, Changes& changes);
    // The services that are there, as namespace/name.
    std::vector<std::string> names() const;

    // Every version of every service, those of the start first.
    std::vector<ServiceObject> take() { return std::move(versions_); }
    // Which version each ServiceState of the changes is, in order, and each service that comes
    // later, when it comes.
    const std::vector<std::size_t>& states() const { return states_; }
    const std::vector<std::size_t>& later() const { return later_; }

  private:
    struct Known {
        std::uint32_t number = 0;
        std::size_t version = 0;
        bool there = true;
    };
    void write_slices(Changes& changes) const;

    std::vector<ServiceObject> versions_;
    std::map<std::pair<std::string, std::string>, Known> services_;
    std::vector<EndpointsObject> slices_;
    std::vector<EndpointsObject> endpoints_;
    std::vector<std::size_t> states_;
    std::vector<std::size_t> later_;
};

}  // namespace scenario
