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
    entry.local = service.internal_local;
    for (const policy::ServicePort& port : service.ports) {
        const policy::IpAddress& own = service.cluster_ips.front();
        const auto at = [&](std::uint32_t node) {
            const ServiceAnswer answer =
                table.find(own, port.protocol, port.port, node, policy::Origin::Pod);
            return std::vector<policy::Endpoint>(answer.first, answer.first + answer.count);
        };
        Port made{port.protocol, port.port, {}, {}};
        std::vector<policy::Endpoint> backends;
        if (entry.local) {
            for (const policy::Endpoint& each : endpoints_.of(service, port, own.family())) {
                if (each.ready) backends.push_back(each);
            }
            for (std::uint32_t node = 0; node < world_.nodes.size(); ++node) {
                made.by_node.push_back(targets_of(at(node)));
            }
        } else {
            backends = at(policy::Endpoint::none);
        }
        for (const policy::Endpoint& each : backends) {
            const bool is_pod = each.pod != policy::Endpoint::none;
            entry.focused = entry.focused || (is_pod && focused_pods[each.pod]);
        }
        made.everywhere = targets_of(backends);
        entry.ports.push_back(std::move(made));
    }
    services_.push_back(std::move(entry));
}

ReachServices::Targets ReachServices::targets_of(
    const std::vector<policy::Endpoint>& backends) const {
    std::map<std::pair<policy::ClassId, std::uint16_t>, std::uint32_t> only;
    for (const policy::Endpoint& each : backends) {
        const std::pair key(judge_.class_of(each.address), each.port);
        const auto [known, is_new] = only.emplace(key, each.pod);
        if (!is_new) known->second = policy::Endpoint::none;
    }
    Targets targets;
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
    Passes all;
    if (!service.local) {
        judge(from, port.everywhere, port, all);
        return all;
    }
    for (const std::uint32_t node : nodes_of(from)) {
        Passes here;
        if (node != policy::Endpoint::none) {
            judge(from, port.by_node[node], port, here);
        } else {
            judge(from, port.everywhere, port, here);
            if (here.certain) {
                here.certain = false;
                here.doubts.add(Caveat::BackendsDiffer);
            }
        }
        all.add(here, Caveat::BackendsDiffer);
    }
    return all;
}

// A pod that its own connection comes back to is not asked about.
void ReachServices::judge(const Line& from, const Targets& targets, const Port& port,
                          Passes& all) const {
    for (const Target& target : targets) {
        if (target.only_pod != policy::Endpoint::none && target.only_pod == own_pod_) continue;
        Passes one;
        if (target.to < entry_of_.size() && entry_of_[target.to] != nullptr) {
            one = judge_.judge(&from, *entry_of_[target.to], port.protocol, target.port);
        }
        all.add(one, Caveat::BackendsDiffer);
    }
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
