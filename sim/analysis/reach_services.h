// SPDX-License-Identifier: MIT
// Rows of `reach` to Services: a client's node sends the connection on to one of the backends, and
// policies judge that, on the backend's port. What holds for every backend is certain. A node's DNS
// cache answers itself, and policies judge the service's address.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "policy/services/service_table.h"
#include "sim/analysis/reach_dns_cache.h"

namespace analysis {

// One Service that a line may use, on some of its ports.
struct ServiceRow {
    std::uint32_t place = 0;  // in the order of names
    Answers::Number answer = Answers::nothing;
};

class ReachServices {
  public:
    // Of the services that have an address of their own. `only_focused`: only rows of which the
    // line, or a backend, is focused. REQUIRES: the references outlive this.
    ReachServices(const policy::World& world, const ReachJudge& judge,
                  const std::vector<Group>& groups, const std::vector<Line>& lines,
                  bool only_focused);

    // By place. `row`: that of the line's class; may be gone afterwards.
    const std::vector<ServiceRow>& look_from(std::uint32_t from,
                                             const std::vector<policy::AllowedTo>& row,
                                             Answers& answers);
    const results::ReachEnd& end(std::uint32_t place) const { return services_[place].end; }
    std::size_t size() const { return services_.size(); }

  private:
    // Backends of one class, asked on one port.
    struct Target {
        policy::ClassId to = 0;
        std::uint16_t port = 0;
        std::uint32_t only_pod = policy::Endpoint::none;  // none: several, or no pod
    };
    // What a client's node makes of the connection.
    struct AtNode {
        std::vector<Target> targets;
        bool differs = false;  // by which node it is, which is not known
        // Where its DNS cache answers: whether that can, and the class of the service's address.
        std::optional<Passes> by_cache;
        policy::ClassId written = 0;
    };
    struct Port {
        policy::Protocol protocol = policy::Protocol::TCP;
        std::uint16_t port = 0;
        AtNode anywhere;              // whatever the client's node is, or where it is not known
        std::vector<AtNode> by_node;  // of a service for which nodes differ
    };
    struct Entry {
        results::ReachEnd end;
        bool focused = false;       // a backend is
        bool nodes_differ = false;  // its internal traffic policy is Local, or nodes have caches
        std::vector<Port> ports;
        // By what passes on each port, two bits, and why less than everything may.
        std::map<std::vector<std::uint32_t>, Answers::Number> known;
    };

    void add(const policy::Service& service, const policy::ServiceTable& table,
             const std::vector<bool>& focused_pods);
    AtNode at_node(const policy::Service& service, const policy::ServicePort& port,
                   const policy::ServiceTable& table, std::uint32_t node) const;
    std::vector<Target> targets_of(const std::vector<policy::Endpoint>& backends) const;
    Passes judge(const Line& from, const Entry& service, const Port& port) const;
    Passes judge(const Line& from, const AtNode& node, const Port& port) const;
    Passes judge(const Line& from, policy::ClassId to, policy::Protocol protocol,
                 std::uint16_t port) const;
    std::vector<std::uint32_t> nodes_of(const Line& line) const;
    Answers::Number answer_of(Entry& service, const std::vector<Passes>& ports, Answers& answers);

    const policy::World& world_;
    const ReachJudge& judge_;
    const std::vector<Group>& groups_;
    const std::vector<Line>& lines_;
    const bool only_focused_;
    const policy::EndpointIndex endpoints_;
    std::unordered_map<std::string, std::uint32_t> nodes_;  // World::nodes
    std::vector<Entry> services_;

    // While a line is looked at.
    std::vector<const policy::AllowedTo*> entry_of_;  // by class; null: nothing is allowed
    std::uint32_t own_pod_ = policy::Endpoint::none;  // of a line of one pod
    std::vector<Passes> passes_;
    std::vector<ServiceRow> rows_;
};

}  // namespace analysis
