// SPDX-License-Identifier: MIT
#include "sim/run/names.h"

#include "sim/cluster/mixed.h"

namespace sim {
namespace {

std::vector<policy::ExternalName> external_names(const scenario::Scenario& scenario) {
    std::vector<policy::ExternalName> names;
    for (const scenario::Host& host : scenario.hosts) {
        for (const std::string& name : host.names) {
            names.push_back({name, {host.address}});
        }
    }
    return names;
}

}  // namespace

Names::Names(const scenario::Scenario& scenario) : scenario_(scenario) {
    follow(scenario.world);
    for (std::uint32_t i = 0; i < scenario.service_count(); ++i) {
        const policy::Service& service = scenario.service(i);
        if (service.ns == "kube-system" && service.name == "kube-dns") {
            service_ = i;
        }
    }
}

void Names::follow(const policy::World& world) {
    zone_.emplace(world, external_names(scenario_));
}

std::optional<std::uint32_t> Names::service_for(const scenario::End& client) const {
    const bool of_cluster =
        client.kind == scenario::End::Kind::Pod && !scenario_.pod(client.index).host_network;
    return of_cluster ? service_ : std::nullopt;
}

std::vector<std::string> Names::asked(const scenario::Flow& flow) const {
    return policy::names_asked(scenario_.names[flow.to.index], scenario_.pod(flow.from.index).ns);
}

DnsReply Names::reply(const std::string& name) const {
    const policy::DnsAnswer answer = zone_->resolve(name, policy::Family::V4);
    // RFC 1035 section 4.1: the question again, then 16 bytes for each address behind a pointer to
    // the name, and the alias in full.
    const std::size_t alias = answer.canonical.empty() ? 0 : 14 + answer.canonical.size();
    const std::size_t bytes = 12 + name.size() + 6 + alias + 16 * answer.addresses.size();
    return {answer.exists, static_cast<std::uint32_t>(bytes)};
}

std::optional<policy::IpAddress> Names::address(const std::string& name, FlowId flow) const {
    const auto addresses = zone_->resolve(name, policy::Family::V4).addresses;
    if (addresses.empty()) {
        return std::nullopt;
    }
    return addresses[mixed(mixed(scenario_.seed) + flow) % addresses.size()];
}

std::optional<policy::IpAddress> Names::outside_address(const scenario::Flow& flow,
                                                        FlowId id) const {
    const std::string& name = scenario_.names[flow.to.index];
    const auto of_cluster = policy::in_cluster_zone(name);
    return of_cluster ? std::nullopt : address(name, id);
}

}  // namespace sim
