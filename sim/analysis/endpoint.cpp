// SPDX-License-Identifier: MIT
#include "sim/analysis/endpoint.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "policy/services/dns.h"
#include "sim/analysis/workloads.h"
#include "sim/scenario/load_balancers.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/reference.h"
#include "sim/scenario/selection.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/source.h"

namespace analysis {
namespace {

using policy::IpAddress;
using policy::Protocol;

std::string about_brackets(const std::string& meant) {
    return "a port stands after brackets: \"" + meant + "\"";
}

// ---- Ends -----------------------------------------------------------------------------------

bool has(const std::vector<IpAddress>& addresses, const IpAddress& address) {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

Endpoint end_at(const policy::World& world, const IpAddress& address) {
    Endpoint end;
    end.name = address.text();
    for (std::uint32_t i = 0; i < world.pods.size(); ++i) {
        const policy::Pod& pod = world.pods[i];
        if (pod.policed() && has(pod.addresses, address)) end.pods.push_back(i);
    }
    if (end.pods.size() == 1) {
        end.name = pod_name(world.pods[end.pods.front()]);
        end.note = address.text() + " is the address of " + end.name;
        return end;
    }
    if (!end.pods.empty()) {
        end.note = address.text() + " is claimed by " + std::to_string(end.pods.size()) + " pods";
        return end;
    }
    end.address = address;
    for (const policy::Node& node : world.nodes) {
        if (has(node.addresses, address)) {
            end.note = address.text() + " is node " + node.name +
                       ": no policy stands before a node, only before the pods on it";
        }
    }
    return end;
}

std::string name_of_pods(const policy::World& world, const std::vector<std::uint32_t>& pods,
                         const std::string& text) {
    const auto reference = scenario::parse_reference(text);
    const policy::Pod& first = world.pods[pods.front()];
    if (pods.size() == 1 && reference->name == first.name &&
        (reference->kind.empty() || reference->kind == "Pod")) {
        return pod_name(first);
    }
    const bool one_workload =
        !reference->is_pattern() && std::all_of(pods.begin(), pods.end(), [&](std::uint32_t pod) {
            return workload_name(world.pods[pod]) == workload_name(first);
        });
    return one_workload ? workload_name(first) : text;
}

// A bare name is a pod's or a workload's whose namespace was left out.
std::string help_for(const policy::World& world, const std::string& text) {
    for (const policy::Pod& pod : world.pods) {
        if (pod.name == text || pod.workload.name == text) {
            return "did you mean \"" + pod.ns + "/" + text + "\"?";
        }
    }
    return "write it like namespace/name, namespace/kind/name, host/name or 10.0.0.1";
}

class Finder {
  public:
    Finder(const policy::World& world, const std::vector<scenario::Host>& hosts)
        : world_(world),
          hosts_(hosts),
          findings_(sources_),
          selection_(world, hosts, objects_, findings_) {}

    Endpoint find(const scenario::Source& source, const std::string& text, scenario::Use use) {
        if (const auto address = IpAddress::parse(text)) return end_at(world_, *address);
        Endpoint end;
        if (!scenario::parse_reference(text)) {
            const std::string meant = with_port_apart(text);
            findings_.error(source.place(0, text.size()),
                            "\"" + text + "\" is neither an address nor a reference",
                            meant.empty() ? help_for(world_, text) : about_brackets(meant));
            return end;
        }
        const scenario::Place place = source.place(0, text.size());
        for (const scenario::End& found : selection_.find(text, place, use)) {
            switch (found.kind) {
                case scenario::End::Kind::Pod:
                    end.pods.push_back(found.index);
                    break;
                case scenario::End::Kind::Host:
                    end.address = hosts_[found.index].address;
                    end.name = "host/" + hosts_[found.index].name;
                    break;
                case scenario::End::Kind::Node:
                    end = end_of_node(world_.nodes[found.index]);
                    break;
                case scenario::End::Kind::Service:
                    services_.push_back(found.index);
                    break;
                case scenario::End::Kind::LoadBalancer:
                    balancers_.push_back(found.index);
                    break;
                case scenario::End::Kind::Name:
                    names_.push_back(selection_.names()[found.index]);
                    break;
            }
        }
        if (!end.pods.empty()) {
            std::sort(end.pods.begin(), end.pods.end());
            end.name = name_of_pods(world_, end.pods, text);
        }
        return end;
    }

    FoundQuestion find(const std::string& from, const std::string& to) {
        FoundQuestion found;
        Question question;
        const scenario::Source& of_from = sources_.add("FROM", "FROM", from);
        const scenario::Source& of_to = sources_.add("TO", "TO", to);
        question.from = find(of_from, without_brackets(from), scenario::Use::Source);
        ServiceFault fault;
        const auto destination = split_destination(to, fault);
        if (destination) {
            question.service = destination->service;
            question.to = find(of_to, destination->endpoint, scenario::Use::Destination);
            look_through(question, of_to.place(0, destination->endpoint.size()));
            const std::string meant =
                question.to.address && to.front() != '[' && !destination->service.port
                    ? with_port_apart(destination->endpoint)
                    : "";
            if (!meant.empty()) {
                findings_.warning(of_to.place(0, destination->endpoint.size()),
                                  "this is an IPv6 address without a port", about_brackets(meant));
            }
        } else {
            findings_.error(of_to.place(fault.at, fault.length), fault.message, fault.help);
        }
        if (findings_.errors() == 0) found.question = std::move(question);
        found.diagnostics = findings_.sorted();
        return found;
    }

  private:
    Endpoint end_of_node(const policy::Node& node) const {
        Endpoint end;
        if (!node.addresses.empty()) end = end_at(world_, node.addresses.front());
        end.name = "node/" + node.name;
        return end;
    }

    // What TO stands for where it is a service, a name, or the address of a service.
    void look_through(Question& question, const scenario::Place& place) {
        Endpoint& to = question.to;
        if (services_.size() > 1) {
            findings_.error(place, "this is " + std::to_string(services_.size()) + " services",
                            "ask about one: " + service_name(services_.front()));
        } else if (!services_.empty()) {
            through(question, services_.front());
        } else if (balancers_.size() > 1) {
            findings_.error(place,
                            "this is " + std::to_string(balancers_.size()) + " load balancers",
                            "ask about one: " + load_balancer_name(balancers_.front()));
        } else if (!balancers_.empty()) {
            to_load_balancer(question, balancers_.front(), place);
        } else if (!names_.empty()) {
            resolve(question, names_.front(), place);
        } else if (to.address) {
            if (const auto service = service_at(*to.address)) through(question, *service);
            if (const auto balancer = load_balancer_at(*to.address)) {
                to_load_balancer(question, *balancer, place);
            }
            find_node_port(question);
        }
    }

    void find_node_port(Question& question) const {
        const Service& asked = question.service;
        const bool is_node = std::any_of(
            world_.nodes.begin(), world_.nodes.end(),
            [&](const policy::Node& node) { return has(node.addresses, *question.to.address); });
        for (std::uint32_t i = 0; is_node && i < world_.services.size(); ++i) {
            for (const policy::ServicePort& port : world_.services[i].ports) {
                if (port.node_port == 0 || (asked.port && *asked.port != port.node_port) ||
                    (asked.protocol && *asked.protocol != port.protocol)) {
                    continue;
                }
                question.through = i;
                question.by_node_port = true;
            }
        }
    }

    // REQUIRES: it has a ClusterIP; Selection finds no other.
    void through(Question& question, std::uint32_t index) {
        const policy::Service& service = world_.services[index];
        Endpoint& to = question.to;
        const std::string note = to.note;
        to = Endpoint{};
        to.name = service_name(index);
        to.note = note;
        to.address = service.cluster_ips.front();
        question.through = index;
    }

    // On the port that is asked for, or the only one that it listens on.
    void to_load_balancer(Question& question, std::uint32_t index, const scenario::Place& place) {
        const policy::LoadBalancer& balancer = world_.load_balancers[index];
        Endpoint& to = question.to;
        const std::string note = to.note;
        to = Endpoint{};
        to.name = load_balancer_name(index);
        to.note = note;
        if (!question.from.pods.empty() &&
            !scenario::is_met_from_outside(balancer, {{scenario::End::Kind::Pod, 0}}, place,
                                           findings_)) {
            return;
        }
        if (balancer.addresses.empty()) {
            findings_.error(place, to.name + " has no address", "no subnet is fit for it");
            return;
        }
        to.address = balancer.addresses.front().address;
        question.load_balancer = index;
        Service& asked = question.service;
        if (asked.port || asked.protocol == Protocol::ICMP) return;
        std::vector<std::string> all;
        for (const policy::Listener& listener : balancer.listeners) {
            if (asked.protocol && *asked.protocol != listener.protocol) continue;
            all.push_back(fmt::format("{}/{}", policy::text(listener.protocol), listener.port));
        }
        if (all.size() != 1) {
            findings_.error(place, to.name + " has several listeners: which?",
                            fmt::format("name a port of {}", fmt::join(all, ", ")));
            return;
        }
        asked.protocol = balancer.listeners.front().protocol;
        asked.port = balancer.listeners.front().port;
    }

    std::optional<std::uint32_t> load_balancer_at(const IpAddress& address) const {
        for (std::uint32_t i = 0; i < world_.load_balancers.size(); ++i) {
            for (const auto& each : world_.load_balancers[i].addresses) {
                if (each.address == address) return i;
            }
        }
        return std::nullopt;
    }

    std::string load_balancer_name(std::uint32_t index) const {
        return scenario::load_balancer_ref(world_.load_balancers[index]);
    }

    void resolve(Question& question, const std::string& name, const scenario::Place& place) {
        std::vector<policy::ExternalName> outside;
        for (const scenario::Host& host : hosts_) {
            for (const std::string& each : host.names) outside.push_back({each, {host.address}});
        }
        const policy::DnsZone zone(world_, outside);
        const auto& pods = question.from.pods;
        const std::vector<std::string> asked =
            pods.empty() ? std::vector<std::string>{name}
                         : policy::names_asked(name, world_.pods[pods.front()].ns);
        for (const std::string& each : asked) {
            const policy::DnsAnswer answer = zone.resolve(each, policy::Family::V4);
            if (!answer.exists || answer.addresses.empty()) continue;
            const IpAddress& address = answer.addresses.front();
            Endpoint& to = question.to = end_at(world_, address);
            for (const IpAddress& other : answer.addresses) {
                const Endpoint end = end_at(world_, other);
                to.pods.insert(to.pods.end(), end.pods.begin(), end.pods.end());
            }
            std::sort(to.pods.begin(), to.pods.end());
            to.pods.erase(std::unique(to.pods.begin(), to.pods.end()), to.pods.end());
            if (to.pods.size() > 1) to.name = "dns/" + name;
            to.note = fmt::format(
                "dns/{} is {}{}, by the name {}; whether the look-up passes is a question of its "
                "own: ask about kube-system/service/kube-dns:53/UDP",
                name, address.text(), answer.addresses.size() > 1 ? " or another" : "", each);
            if (const auto service = service_at(address)) through(question, *service);
            if (const auto balancer = load_balancer_at(address)) {
                question.host = name;
                to_load_balancer(question, *balancer, place);
            }
            return;
        }
        findings_.error(place, "\"" + name + "\" stands for nothing known here",
                        "names are those of services, of pods behind headless services, and those "
                        "that hosts of a scenario have");
    }

    std::optional<std::uint32_t> service_at(const IpAddress& address) const {
        for (std::uint32_t i = 0; i < world_.services.size(); ++i) {
            if (has(world_.services[i].cluster_ips, address)) return i;
        }
        return std::nullopt;
    }

    std::string service_name(std::uint32_t index) const {
        return world_.services[index].ns + "/" + world_.services[index].name + "[Service]";
    }

    const policy::World& world_;
    const std::vector<scenario::Host>& hosts_;
    std::vector<std::uint32_t> services_;  // that TO names
    std::vector<std::uint32_t> balancers_;
    std::vector<std::string> names_;
    scenario::Sources sources_;
    scenario::Findings findings_;
    scenario::Objects objects_;
    scenario::Selection selection_;
};

}  // namespace

FoundQuestion find_question(const policy::World& world, const std::vector<scenario::Host>& hosts,
                            const std::string& from, const std::string& to) {
    return Finder(world, hosts).find(from, to);
}

}  // namespace analysis
