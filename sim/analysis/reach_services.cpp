// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_services.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "policy/table/cause_book.h"

namespace analysis {

using policy::AllowedTo;
using policy::ServiceAnswer;

ReachServices::ReachServices(const policy::World& world, const ReachJudge& judge,
                             const std::vector<Group>& groups, const std::vector<Line>& lines,
                             bool only_focused)
    : world_(world),
      judge_(judge),
      groups_(groups),
      lines_(lines),
      only_focused_(only_focused),
      endpoints_(world) {
    for (std::uint32_t i = 0; i < world.nodes.size(); ++i) nodes_.emplace(world.nodes[i].name, i);
    std::vector<bool> focused(world.pods.size());
    for (const Line& line : lines) {
        if (!line.focused) continue;
        for (const std::uint32_t group : line.groups) {
            for (const std::uint32_t pod : groups[group].pods) focused[pod] = true;
        }
    }
    std::vector<const policy::Service*> by_name;
    for (const policy::Service& service : world.services) {
        if (!service.cluster_ips.empty()) by_name.push_back(&service);
    }
    std::sort(by_name.begin(), by_name.end(), [](const auto* a, const auto* b) {
        return std::tie(a->ns, a->name) < std::tie(b->ns, b->name);
    });
    policy::CauseBook causes;
    const policy::ServiceTable table(world, causes);
    for (const policy::Service* service : by_name) add(*service, table, focused);
}

void ReachServices::add(const policy::Service& service, const policy::ServiceTable& table,
                        const std::vector<bool>& focused_pods) {
    Entry entry;
    entry.end = {service.ns + "/" + service.name + "[Service]", service.ns, false};
    const policy::IpAddress& own = service.cluster_ips.front();
    const auto& caches = table.dns_caches().all();
    entry.nodes_differ = service.internal_local ||
                         std::any_of(caches.begin(), caches.end(),
                                     [&](const auto& cache) { return cache.address == own; });
    entry.ports.reserve(service.ports.size());
    for (const policy::ServicePort& port : service.ports) {
        Port made{port.protocol, port.port, {}, {}};
        made.anywhere = at_node(service, port, table, policy::Endpoint::none);
        made.by_node.resize(entry.nodes_differ ? world_.nodes.size() : 0);
        for (std::uint32_t n = 0; n < made.by_node.size(); ++n) {
            made.by_node[n] = at_node(service, port, table, n);
        }
        for (const policy::Endpoint& each : endpoints_.of(service, port, own.family())) {
            const bool is_pod = each.pod != policy::Endpoint::none && each.ready;
            entry.focused = entry.focused || (is_pod && focused_pods[each.pod]);
        }
        entry.ports.push_back(std::move(made));
    }
    services_.push_back(std::move(entry));
}

ReachServices::AtNode ReachServices::at_node(const policy::Service& service,
                                             const policy::ServicePort& port,
                                             const policy::ServiceTable& table,
                                             std::uint32_t node) const {
    AtNode made;
    const policy::IpAddress& own = service.cluster_ips.front();
    const ServiceAnswer answer =
        table.find(own, port.protocol, port.port, node, policy::Origin::Pod);
    if (answer.written_at_gate) {
        const auto* cache = table.dns_caches().find(own, port.protocol, port.port, node);
        made.by_cache = upstream_passes(world_, table, *cache, judge_);
        made.written = judge_.class_of(own);
        return made;
    }
    if (node != policy::Endpoint::none || !service.internal_local) {
        made.targets = targets_of({answer.first, answer.first + answer.count});
        return made;
    }
    std::vector<policy::Endpoint> ready = endpoints_.of(service, port, own.family());
    const auto is_not = [](const policy::Endpoint& each) { return !each.ready; };
    ready.erase(std::remove_if(ready.begin(), ready.end(), is_not), ready.end());
    made.targets = targets_of(ready);
    made.differs = true;
    return made;
}

std::vector<ReachServices::Target> ReachServices::targets_of(
    const std::vector<policy::Endpoint>& backends) const {
    std::map<std::pair<policy::ClassId, std::uint16_t>, std::uint32_t> only;
    for (const policy::Endpoint& each : backends) {
        const std::pair key(judge_.class_of(each.address), each.port);
        const auto [known, is_new] = only.emplace(key, each.pod);
        if (!is_new) known->second = policy::Endpoint::none;
    }
    std::vector<Target> targets;
    targets.reserve(only.size());
    for (const auto& [key, pod] : only) targets.push_back({key.first, key.second, pod});
    return targets;
}

const std::vector<ServiceRow>& ReachServices::look_from(std::uint32_t from,
                                                        const std::vector<AllowedTo>& row,
                                                        Answers& answers) {
    rows_.clear();
    const Line& line = lines_[from];
    if (!row.empty()) entry_of_.resize(std::max<std::size_t>(entry_of_.size(), row.back().to + 1));
    for (const AllowedTo& entry : row) entry_of_[entry.to] = &entry;
    own_pod_ = line.one_pod ? groups_[line.groups.front()].pods.front() : policy::Endpoint::none;
    for (std::uint32_t place = 0; place < services_.size(); ++place) {
        Entry& service = services_[place];
        if (only_focused_ && !line.focused && !service.focused) continue;
        passes_.clear();
        bool any = false;
        for (const Port& port : service.ports) {
            passes_.push_back(judge(line, service, port));
            any = any || passes_.back().possible;
        }
        if (any) rows_.push_back({place, answer_of(service, passes_, answers)});
    }
    for (const AllowedTo& entry : row) entry_of_[entry.to] = nullptr;
    return rows_;
}

Passes ReachServices::judge(const Line& from, const Entry& service, const Port& port) const {
    if (!service.nodes_differ) return judge(from, port.anywhere, port);
    Passes all;
    for (const std::uint32_t node : nodes_of(from)) {
        const bool known = node != policy::Endpoint::none;
        all.add(judge(from, known ? port.by_node[node] : port.anywhere, port),
                Caveat::BackendsDiffer);
    }
    return all;
}

// A pod that its own connection comes back to is not asked about.
Passes ReachServices::judge(const Line& from, const AtNode& node, const Port& port) const {
    Passes all;
    if (node.by_cache) {
        all = judge(from, node.written, port.protocol, port.port);
        all.possible = all.possible && node.by_cache->possible;
        all.certain = all.certain && node.by_cache->certain;
        if (!node.by_cache->certain) all.doubts.add(node.by_cache->doubts);
        return all;
    }
    for (const Target& target : node.targets) {
        if (target.only_pod != policy::Endpoint::none && target.only_pod == own_pod_) continue;
        all.add(judge(from, target.to, port.protocol, target.port), Caveat::BackendsDiffer);
    }
    if (all.certain && node.differs) {
        all.certain = false;
        all.doubts.add(Caveat::BackendsDiffer);
    }
    return all;
}

Passes ReachServices::judge(const Line& from, policy::ClassId to, policy::Protocol protocol,
                            std::uint16_t port) const {
    if (to >= entry_of_.size() || entry_of_[to] == nullptr) return {};
    return judge_.judge(&from, *entry_of_[to], protocol, port);
}

std::vector<std::uint32_t> ReachServices::nodes_of(const Line& line) const {
    std::vector<std::uint32_t> nodes;
    for (const std::uint32_t group : line.groups) {
        for (const std::uint32_t pod : groups_[group].pods) {
            const auto node = nodes_.find(world_.pods[pod].node);
            nodes.push_back(node == nodes_.end() ? policy::Endpoint::none : node->second);
        }
    }
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    return nodes;
}

Answers::Number ReachServices::answer_of(Entry& service, const std::vector<Passes>& ports,
                                         Answers& answers) {
    std::vector<std::uint32_t> key;
    key.reserve(ports.size());
    for (const Passes& each : ports) {
        key.push_back((each.certain ? 1U : 0U) | (each.possible ? 2U : 0U) |
                      each.doubts.bits() << 2U);
    }
    const auto [known, is_new] = service.known.try_emplace(std::move(key), Answers::nothing);
    if (!is_new) return known->second;
    policy::ConnectionSet certain;
    policy::ConnectionSet possible;
    Doubts doubts;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        const std::uint16_t number = service.ports[i].port;
        const auto one = policy::ConnectionSet::of(service.ports[i].protocol, {number, number});
        if (ports[i].certain) certain = certain | one;
        if (ports[i].possible) possible = possible | one;
        if (ports[i].possible && !ports[i].certain) doubts.add(ports[i].doubts);
    }
    return known->second = answers.of_sets(certain, possible, doubts);
}

}  // namespace analysis
