// SPDX-License-Identifier: MIT
#include "sim/scenario/network_plan.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/scenario/free_addresses.h"

namespace scenario {
namespace {

using policy::IpAddress;
using policy::NetworkIndex;
using policy::Prefix;
using policy::RouteTarget;

constexpr policy::Position nowhere{UINT32_MAX, 0, 0};  // no file says it

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

class NetworkPlan {
  public:
    explicit NetworkPlan(Scenario& scenario)
        : scenario_(scenario), network_(scenario.network), free_(scenario) {}

    void make() {
        network_ = {};
        for (const Vpc& vpc : scenario_.vpcs) {
            network_.vpcs.push_back({vpc.name, vpc.cidrs, nowhere});
        }
        for (const Host& host : scenario_.hosts) {
            if (host.on_premises) premises_.push_back(alone(host.address));
        }
        for (NetworkIndex vpc = 0; vpc < network_.vpcs.size(); ++vpc) add_vpc(vpc);
        for (std::size_t node = 0; node < scenario_.workers.size(); ++node) add_node(node);
        add_pods();
        for (const Host& host : scenario_.hosts) add_host(host);
        for (policy::LoadBalancer& each : scenario_.world.load_balancers) add_load_balancer(each);
        for (const Input& input : scenario_.inputs) network_.files.push_back(input.path);
    }

  private:
    struct Tables {
        NetworkIndex open = 0;  // of public subnets
        NetworkIndex closed = 0;
    };
    struct Groups {
        NetworkIndex open = 0;
        NetworkIndex balancers = 0;
    };

    void add_vpc(NetworkIndex vpc) {
        const policy::AclEntry all{100, true, {}, everywhere(), nowhere};
        network_.acls.push_back({"default", {all}, {all}, nowhere});
        const Tables tables = add_tables(vpc);
        add_subnets(vpc, tables);
        add_gateways(vpc, tables);
        add_groups(vpc);
    }

    Tables add_tables(NetworkIndex vpc) {
        const auto first = static_cast<NetworkIndex>(network_.route_tables.size());
        network_.route_tables.push_back({"public", vpc, {}, nowhere});
        network_.route_tables.push_back({"private", vpc, {}, nowhere});
        return {first, first + 1};
    }

    void add_subnets(NetworkIndex vpc, const Tables& tables) {
        for (const Subnet& subnet : scenario_.subnets) {
            if (subnet.vpc != vpc) continue;
            place_of_[&subnet] = static_cast<NetworkIndex>(network_.subnets.size());
            network_.subnets.push_back({subnet.name,
                                        vpc,
                                        {subnet.cidr},
                                        subnet.zone,
                                        subnet.is_public ? tables.open : tables.closed,
                                        static_cast<NetworkIndex>(network_.acls.size() - 1),
                                        nowhere});
        }
    }

    void add_gateways(NetworkIndex vpc, const Tables& tables) {
        for (const Subnet& subnet : scenario_.subnets) {
            if (subnet.vpc != vpc || !subnet.is_public) continue;
            network_.internet_gateways.push_back({"internet-gateway", vpc, nowhere});
            lead(tables.open, everywhere(), RouteTarget::Kind::InternetGateway,
                 network_.internet_gateways.size());
            if (const auto own = free_.highest_in(subnet.cidr)) {
                network_.nat_gateways.push_back(
                    {"nat-gateway", place_of_.at(&subnet), *own, next_public(), nowhere});
                lead(tables.closed, everywhere(), RouteTarget::Kind::NatGateway,
                     network_.nat_gateways.size());
            }
            break;
        }
        if (premises_.empty()) return;
        network_.private_gateways.push_back({"on-premises", vpc, premises_, nowhere});
        for (const Prefix& there : premises_) {
            for (const NetworkIndex table : {tables.open, tables.closed}) {
                lead(table, there, RouteTarget::Kind::PrivateGateway,
                     network_.private_gateways.size());
                network_.route_tables[table].routes.back().origin = policy::RouteOrigin::Propagated;
            }
        }
    }

    // By the last of `count` gateways of the kind.
    void lead(NetworkIndex table, const Prefix& destination, RouteTarget::Kind kind,
              std::size_t count) {
        policy::Route route;
        route.destination = destination;
        route.target = {kind, static_cast<NetworkIndex>(count - 1)};
        route.position = nowhere;
        network_.route_tables[table].routes.push_back(route);
    }

    void add_groups(NetworkIndex vpc) {
        const Groups groups{static_cast<NetworkIndex>(network_.groups.size()),
                            static_cast<NetworkIndex>(network_.groups.size() + 1)};
        policy::SecurityGroup open{"open", vpc, {}, {rule_for(everywhere())}, nowhere};
        for (const Prefix& cidr : network_.vpcs[vpc].cidrs) open.inbound.push_back(rule_for(cidr));
        for (const Prefix& there : premises_) open.inbound.push_back(rule_for(there));
        open.inbound.push_back({{}, policy::GroupPeer{groups.balancers}, nowhere});
        network_.groups.push_back(std::move(open));
        network_.groups.push_back(
            {"load-balancers", vpc, {rule_for(everywhere())}, {rule_for(everywhere())}, nowhere});
        groups_.push_back(groups);
    }

    void add_node(std::size_t node) {
        Worker& worker = scenario_.workers[node];
        const policy::Node& object = scenario_.world.nodes[node];
        worker.interface = static_cast<NetworkIndex>(network_.interfaces.size());
        policy::Interface& made = add_interface(object.name, worker.subnet);
        made.addresses = object.addresses;
        give_public(made, scenario_.subnets[worker.subnet]);
    }

    void add_pods() {
        std::map<std::string, NetworkIndex> interfaces;
        for (std::size_t node = 0; node < scenario_.workers.size(); ++node) {
            interfaces.emplace(scenario_.world.nodes[node].name, scenario_.workers[node].interface);
        }
        for (std::size_t i = 0; i < scenario_.pod_count(); ++i) {
            const policy::Pod& pod = scenario_.pod(i);
            const auto found = interfaces.find(pod.node);
            if (found == interfaces.end() || pod.host_network) continue;
            std::vector<IpAddress>& addresses = network_.interfaces[found->second].addresses;
            addresses.insert(addresses.end(), pod.addresses.begin(), pod.addresses.end());
        }
    }

    void add_host(const Host& host) {
        const std::optional<std::size_t> subnet = subnet_of(host.address);
        if (!subnet) return;
        policy::Interface& made = add_interface(host.name, *subnet);
        made.addresses = {host.address};
        give_public(made, scenario_.subnets[*subnet]);
    }

    void add_load_balancer(policy::LoadBalancer& balancer) {
        for (policy::LoadBalancer::ZonalAddress& own : balancer.addresses) {
            const std::optional<std::size_t> subnet = subnet_of(own.address);
            if (!subnet) continue;
            policy::Interface& made =
                add_interface(balancer.ns + "-" + balancer.name + "-" + own.zone, *subnet);
            made.groups = {groups_[scenario_.subnets[*subnet].vpc].balancers};
            made.addresses = {own.address};
            made.balancer = balancer.type == policy::LoadBalancer::Type::Network;
            if (!balancer.internet_facing) continue;
            own.outside = next_public();
            made.publics = {{own.address, *own.outside}};
        }
    }

    policy::Interface& add_interface(std::string name, std::size_t subnet) {
        policy::Interface made;
        made.name = std::move(name);
        made.subnet = place_of_.at(&scenario_.subnets[subnet]);
        made.groups = {groups_[scenario_.subnets[subnet].vpc].open};
        made.position = nowhere;
        network_.interfaces.push_back(std::move(made));
        return network_.interfaces.back();
    }

    void give_public(policy::Interface& interface, const Subnet& subnet) {
        const auto own = std::find_if(interface.addresses.begin(), interface.addresses.end(),
                                      [](const IpAddress& address) { return address.is_v4(); });
        if (subnet.is_public && own != interface.addresses.end()) {
            interface.publics = {{*own, next_public()}};
        }
    }

    std::optional<std::size_t> subnet_of(const IpAddress& address) const {
        for (std::size_t i = 0; i < scenario_.subnets.size(); ++i) {
            if (scenario_.subnets[i].cidr.contains(address)) return i;
        }
        return std::nullopt;
    }

    IpAddress next_public() {
        while (!free_.take(next_public_)) next_public_ = *next_public_.next();
        return next_public_;
    }

    Scenario& scenario_;
    policy::Network& network_;
    FreeAddresses free_;
    std::vector<Prefix> premises_;
    std::map<const Subnet*, NetworkIndex> place_of_;
    std::vector<Groups> groups_;  // by VPC
    IpAddress next_public_ = *Prefix::parse(public_block)->first().next();
};

}  // namespace

void plan_network(Scenario& scenario) {
    NetworkPlan(scenario).make();
}

}  // namespace scenario
