// SPDX-License-Identifier: MIT
#include "sim/scenario/network/network_plan.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/scenario/network/free_addresses.h"
#include "sim/scenario/network/network_values.h"

namespace scenario {
namespace {

using policy::IpAddress;
using policy::NetworkIndex;
using policy::nowhere;
using policy::Prefix;
using policy::RouteTarget;
using Groups = std::vector<NetworkIndex>;

const Prefix& everywhere() {
    static const Prefix prefix = *Prefix::parse("0.0.0.0/0");
    return prefix;
}

Prefix alone(const IpAddress& address) {
    return *Prefix::parse(address.text() + (address.is_v4() ? "/32" : "/128"));
}

policy::SecurityRule rule_for(const Prefix& peer) {
    return {{}, peer, nowhere};
}

template <class Things>
NetworkIndex next_of(const Things& things) {
    return static_cast<NetworkIndex>(things.size());
}

class NetworkPlan {
  public:
    explicit NetworkPlan(Scenario& scenario)
        : scenario_(scenario), network_(scenario.network), free_(scenario) {}

    void make() {
        begin();
        for (NetworkIndex vpc = 0; vpc < network_.vpcs.size(); ++vpc) {
            add_acl(vpc);
            add_routes(vpc);
            add_premises(vpc);
            fill_groups(vpc);
        }
        give_addresses_to_gateways();
        for (std::size_t node = 0; node < scenario_.workers.size(); ++node) add_node(node);
        add_pods();
        for (const Host& host : scenario_.hosts) add_host(host);
        for (policy::LoadBalancer& each : scenario_.world.load_balancers) add_load_balancer(each);
        network_.files = scenario_.world.files;
    }

  private:
    struct Usual {
        NetworkIndex open = 0;
        NetworkIndex balancers = 0;
    };

    // What is written; of a scenario made in code, its VPCs and subnets.
    void begin() {
        network_ = scenario_.written;
        if (network_.vpcs.empty()) {
            for (const Vpc& vpc : scenario_.vpcs) {
                network_.vpcs.push_back({vpc.name, vpc.cidrs, nowhere});
            }
            for (const Subnet& subnet : scenario_.subnets) {
                network_.subnets.push_back({subnet.name,
                                            static_cast<NetworkIndex>(subnet.vpc),
                                            {subnet.cidr},
                                            subnet.zone,
                                            0,
                                            0,
                                            nowhere});
            }
        }
        for (const Host& host : scenario_.hosts) {
            if (host.on_premises) premises_.push_back(alone(host.address));
        }
    }

    bool is_in(std::size_t subnet, NetworkIndex vpc) const {
        return network_.subnets[subnet].vpc == vpc;
    }

    void add_acl(NetworkIndex vpc) {
        const NetworkIndex usual = next_of(network_.acls);
        const policy::AclEntry all{100, true, {}, everywhere(), nowhere};
        network_.acls.push_back({"default", {all}, {all}, nowhere});
        for (std::size_t i = 0; i < network_.subnets.size(); ++i) {
            if (is_in(i, vpc)) network_.subnets[i].acl = scenario_.subnets[i].acl.value_or(usual);
        }
    }

    void add_routes(NetworkIndex vpc) {
        const NetworkIndex open = next_of(network_.route_tables);
        const NetworkIndex closed = open + 1;
        network_.route_tables.push_back({"public", vpc, {}, nowhere});
        network_.route_tables.push_back({"private", vpc, {}, nowhere});
        std::optional<NetworkIndex> first_public;
        bool closed_is_used = false;
        for (std::size_t i = 0; i < network_.subnets.size(); ++i) {
            if (!is_in(i, vpc)) continue;
            const Subnet& subnet = scenario_.subnets[i];
            const NetworkIndex usual = subnet.is_public ? open : closed;
            network_.subnets[i].route_table = subnet.route_table.value_or(usual);
            if (subnet.is_public && !first_public) first_public = static_cast<NetworkIndex>(i);
            closed_is_used = closed_is_used || network_.subnets[i].route_table == closed;
        }
        if (!first_public) return;
        if (const auto internet = internet_gateway(vpc)) {
            lead(open, everywhere(), RouteTarget::Kind::InternetGateway, *internet);
            if (!closed_is_used) return;
            if (const auto nat = nat_gateway(vpc, *first_public)) {
                lead(closed, everywhere(), RouteTarget::Kind::NatGateway, *nat);
            }
        }
    }

    std::optional<NetworkIndex> internet_gateway(NetworkIndex vpc) {
        auto& gateways = network_.internet_gateways;
        for (NetworkIndex i = 0; i < gateways.size(); ++i) {
            if (gateways[i].vpc == vpc) return i;
        }
        if (!scenario_.vpcs[vpc].usual_internet_gateway) return std::nullopt;
        gateways.push_back({"internet-gateway", vpc, nowhere});
        return next_of(gateways) - 1;
    }

    std::optional<NetworkIndex> nat_gateway(NetworkIndex vpc, NetworkIndex subnet) {
        auto& gateways = network_.nat_gateways;
        for (NetworkIndex i = 0; i < gateways.size(); ++i) {
            if (is_in(gateways[i].subnet, vpc)) return i;
        }
        if (!scenario_.vpcs[vpc].usual_nat_gateway) return std::nullopt;
        gateways.push_back({"nat-gateway", subnet, IpAddress(), IpAddress(), nowhere});
        return next_of(gateways) - 1;
    }

    void lead(NetworkIndex table, const Prefix& destination, RouteTarget::Kind kind,
              NetworkIndex index, policy::RouteOrigin origin = policy::RouteOrigin::Static) {
        policy::Route route;
        route.destination = destination;
        route.target = {kind, index};
        route.origin = origin;
        route.position = nowhere;
        network_.route_tables[table].routes.push_back(route);
    }

    void add_premises(NetworkIndex vpc) {
        auto& gateways = network_.private_gateways;
        auto found = std::find_if(gateways.begin(), gateways.end(),
                                  [&](const auto& gateway) { return gateway.vpc == vpc; });
        if (found == gateways.end()) {
            if (premises_.empty()) return;
            found = gateways.insert(gateways.end(), {"vpn", vpc, premises_, nowhere});
        }
        const auto index = static_cast<NetworkIndex>(found - gateways.begin());
        for (NetworkIndex table = 0; table < network_.route_tables.size(); ++table) {
            if (network_.route_tables[table].vpc != vpc) continue;
            for (const Prefix& there : gateways[index].networks) {
                lead(table, there, RouteTarget::Kind::PrivateGateway, index,
                     policy::RouteOrigin::Propagated);
            }
        }
    }

    NetworkIndex group_named(NetworkIndex vpc, const char* name) {
        for (NetworkIndex i = 0; i < network_.groups.size(); ++i) {
            if (network_.groups[i].vpc == vpc && network_.groups[i].name == name) return i;
        }
        network_.groups.push_back({name, vpc, {}, {}, nowhere});
        return next_of(network_.groups) - 1;
    }

    void fill_groups(NetworkIndex vpc) {
        const Usual usual{group_named(vpc, open_group), group_named(vpc, balancer_group)};
        usual_.push_back(usual);
        policy::SecurityGroup& balancers = network_.groups[usual.balancers];
        if (balancers.position.file == nowhere.file) {
            balancers.inbound = balancers.outbound = {rule_for(everywhere())};
        }
        policy::SecurityGroup& open = network_.groups[usual.open];
        if (open.position.file != nowhere.file) return;  // the scenario's own
        open.outbound = {rule_for(everywhere())};
        for (const Prefix& cidr : network_.vpcs[vpc].cidrs) open.inbound.push_back(rule_for(cidr));
        for (const policy::PrivateGateway& gateway : network_.private_gateways) {
            if (gateway.vpc != vpc) continue;
            for (const Prefix& there : gateway.networks) open.inbound.push_back(rule_for(there));
        }
        open.inbound.push_back({{}, policy::GroupPeer{usual.balancers}, nowhere});
    }

    void give_addresses_to_gateways() {
        for (policy::NatGateway& gateway : network_.nat_gateways) {
            const Prefix& cidr = scenario_.subnets[gateway.subnet].cidr;
            if (gateway.inside == IpAddress()) {
                gateway.inside = free_.highest_in(cidr).value_or(cidr.first());
            }
            if (gateway.outside == IpAddress()) gateway.outside = next_public();
        }
    }

    void add_node(std::size_t node) {
        Worker& worker = scenario_.workers[node];
        const policy::Node& object = scenario_.world.nodes[node];
        worker.interface = next_of(network_.interfaces);
        policy::Interface& made = add_interface(object.name, worker.subnet, worker.groups);
        made.addresses = object.addresses;
        if (scenario_.subnets[worker.subnet].is_public) give_public(made, IpAddress());
    }

    void add_pods() {
        std::map<std::string, PodInterfaces> interfaces;
        for (std::size_t node = 0; node < scenario_.workers.size(); ++node) {
            interfaces.emplace(scenario_.world.nodes[node].name, interfaces_for_pods(node));
        }
        for (std::size_t i = 0; i < scenario_.pod_count(); ++i) {
            const policy::Pod& pod = scenario_.pod(i);
            const auto found = interfaces.find(pod.node);
            if (found == interfaces.end() || pod.host_network) continue;
            if (i < scenario_.pod_groups.size() && !scenario_.pod_groups[i].empty()) {
                policy::Interface& branch = add_interface(
                    pod.ns + "-" + pod.name, found->second.subnet, scenario_.pod_groups[i]);
                branch.addresses = pod.addresses;
                branch.branch = true;
                continue;
            }
            for (const IpAddress& address : pod.addresses) {
                const bool there = scenario_.subnets[found->second.subnet].cidr.contains(address);
                const NetworkIndex own = there ? found->second.shared : found->second.primary;
                network_.interfaces[own].addresses.push_back(address);
            }
        }
    }

    // Where a node's pods stand: the interface that they share, and the subnet of branches.
    // A pod with an address of before is on the node's first one.
    struct PodInterfaces {
        NetworkIndex primary = 0;
        NetworkIndex shared = 0;
        std::size_t subnet = 0;
    };

    PodInterfaces interfaces_for_pods(std::size_t node) {
        const Worker& worker = scenario_.workers[node];
        if (!worker.pod_subnet) return {worker.interface, worker.interface, worker.subnet};
        const NetworkIndex shared = next_of(network_.interfaces);
        add_interface(scenario_.world.nodes[node].name + "-pods", *worker.pod_subnet,
                      worker.pod_groups);
        return {worker.interface, shared, *worker.pod_subnet};
    }

    void add_host(const Host& host) {
        const std::optional<std::size_t> subnet = subnet_of(scenario_.subnets, host.address);
        if (!subnet) return;
        policy::Interface& made = add_interface(host.name, *subnet, host.groups);
        made.addresses = {host.address};
        made.source_dest_check = host.source_dest_check;
        if (host.outside) {
            give_public(made, *host.outside);
        } else if (scenario_.subnets[*subnet].is_public && !host.only_inside) {
            give_public(made, IpAddress());
        }
    }

    void add_load_balancer(policy::LoadBalancer& balancer) {
        for (policy::LoadBalancer::ZonalAddress& own : balancer.addresses) {
            const std::optional<std::size_t> subnet = subnet_of(scenario_.subnets, own.address);
            if (!subnet) continue;
            const Groups groups{usual_[network_.subnets[*subnet].vpc].balancers};
            policy::Interface& made =
                add_interface(balancer.ns + "-" + balancer.name + "-" + own.zone, *subnet, groups);
            made.addresses = {own.address};
            made.balancer = balancer.type == policy::LoadBalancer::Type::Network;
            if (!balancer.internet_facing) continue;
            own.outside = next_public();
            made.publics = {{own.address, *own.outside}};
        }
    }

    policy::Interface& add_interface(std::string name, std::size_t subnet, Groups groups) {
        if (groups.empty()) groups = {usual_[network_.subnets[subnet].vpc].open};
        policy::Interface made;
        made.name = std::move(name);
        made.subnet = static_cast<NetworkIndex>(subnet);
        made.groups = std::move(groups);
        made.position = nowhere;
        network_.interfaces.push_back(std::move(made));
        return network_.interfaces.back();
    }

    // IpAddress(): whichever comes next.
    void give_public(policy::Interface& interface, const IpAddress& outside) {
        const auto own = std::find_if(interface.addresses.begin(), interface.addresses.end(),
                                      [](const IpAddress& address) { return address.is_v4(); });
        if (own == interface.addresses.end()) return;
        interface.publics = {{*own, outside == IpAddress() ? next_public() : outside}};
    }

    IpAddress next_public() {
        while (!free_.take(next_public_)) next_public_ = *next_public_.next();
        return next_public_;
    }

    Scenario& scenario_;
    policy::Network& network_;
    FreeAddresses free_;
    std::vector<Prefix> premises_;
    std::vector<Usual> usual_;  // by VPC
    IpAddress next_public_ = *Prefix::parse(public_block)->first().next();
};

}  // namespace

const IpAddress& seen_from_internet(const policy::Network& network, const IpAddress& address) {
    for (const policy::Interface& interface : network.interfaces) {
        for (const policy::PublicAddress& each : interface.publics) {
            if (each.inside == address) return each.outside;
        }
    }
    return address;
}

void plan_network(Scenario& scenario) {
    NetworkPlan(scenario).make();
}

}  // namespace scenario
