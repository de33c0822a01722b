// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/random_network.h"

#include <utility>

#include "tests/policy/oracle/dice.h"
#include "tests/support/networks.h"

namespace oracle {
namespace {

using policy::Network;
using policy::NetworkIndex;
using policy::Prefix;
using policy::Protocol;
using test_support::cidr;
using Target = policy::RouteTarget::Kind;

const std::vector<std::uint16_t> ports = {80, 443, 1000, 40000};

class Maker {
  public:
    explicit Maker(std::uint64_t seed) : dice_(seed) {}
    Network make();

  private:
    NetworkIndex any(std::size_t count) { return static_cast<NetworkIndex>(dice_.below(count)); }
    std::string host(NetworkIndex vpc, NetworkIndex subnet, std::size_t number) {
        return "10." + std::to_string(vpc) + "." + std::to_string(subnet * 64) + "." +
               std::to_string(number);
    }
    Prefix block();
    policy::TrafficMatch traffic();
    std::vector<policy::AclEntry> entries();
    std::vector<policy::SecurityRule> rules();
    policy::Route route(NetworkIndex vpc);
    void add_vpc(NetworkIndex vpc);
    void add_interfaces(NetworkIndex vpc, NetworkIndex subnet, NetworkIndex number);
    void add_gateways();
    void add_transit();

    Dice dice_;
    Network net_;
    int public_addresses_ = 0;
    bool meshed_ = false;  // every VPC has routes to every other through the transit gateway
};

Prefix Maker::block() {
    static const std::vector<Prefix> blocks = {
        cidr("0.0.0.0/0"),    cidr("0.0.0.0/0"),       cidr("10.0.0.0/16"),   cidr("10.1.0.0/16"),
        cidr("10.2.0.0/16"),  cidr("10.0.64.0/18"),    cidr("10.1.0.0/18"),   cidr("10.0.0.10/32"),
        cidr("192.0.2.0/24"), cidr("198.51.100.0/24"), cidr("192.168.0.0/16")};
    return dice_.pick(blocks);
}

policy::TrafficMatch Maker::traffic() {
    policy::TrafficMatch match;
    if (dice_.one_in(2)) return match;
    match.protocol = dice_.one_in(4) ? Protocol::UDP : Protocol::TCP;
    if (dice_.one_in(3)) return match;
    match.first_port = dice_.pick(ports);
    match.last_port = dice_.one_in(2) ? match.first_port : std::uint16_t{65535};
    return match;
}

std::vector<policy::AclEntry> Maker::entries() {
    std::vector<policy::AclEntry> made;
    std::vector<std::uint16_t> numbers = {100, 101, 200, 300, 32766};
    dice_.shuffle(numbers);
    const std::size_t count = dice_.between(0, 3);
    for (std::size_t i = 0; i < count; ++i) {
        policy::AclEntry entry;
        entry.number = numbers[i];
        entry.allow = !dice_.one_in(3);
        entry.traffic = traffic();
        entry.cidr = block();
        made.push_back(entry);
    }
    if (!dice_.one_in(4)) {
        made.push_back(test_support::acl_entry(numbers[4], true, {}, "0.0.0.0/0"));
    }
    return made;
}

std::vector<policy::SecurityRule> Maker::rules() {
    std::vector<policy::SecurityRule> made;
    const std::size_t count = dice_.between(0, 3);
    for (std::size_t i = 0; i < count; ++i) {
        policy::SecurityRule rule;
        rule.traffic = traffic();
        switch (dice_.below(4)) {
            case 0:
                rule.peer = policy::GroupPeer{any(net_.groups.size())};
                break;
            case 1:
                rule.peer = policy::PrefixListPeer{any(net_.prefix_lists.size())};
                break;
            default:
                rule.peer = block();
        }
        made.push_back(rule);
    }
    return made;
}

policy::Route Maker::route(NetworkIndex vpc) {
    const auto pick = [&](const auto& list, Target kind) {
        return list.empty() ? policy::RouteTarget{Target::Other, 0}
                            : policy::RouteTarget{kind, any(list.size())};
    };
    policy::Route made;
    made.destination = block();
    switch (dice_.below(12)) {
        case 0:
            made.target = pick(net_.private_gateways, Target::PrivateGateway);
            break;
        case 1:
        case 2:
            made.target = pick(net_.transit_gateways, Target::TransitGateway);
            break;
        case 3:
        case 4:
            made.target = pick(net_.nat_gateways, Target::NatGateway);
            break;
        case 5:
            made.target = {Target::Other, 0};
            break;
        case 6:
        case 7:
        case 8:
            made.target = {Target::InternetGateway, 0};
            break;
        default:
            made.target = pick(net_.peerings, Target::Peering);
    }
    if (made.target.kind == Target::Peering) {
        const policy::Peering& peering = net_.peerings[made.target.index];
        if (peering.requester != vpc && peering.accepter != vpc) made.target = {Target::Other, 0};
    }
    made.origin = static_cast<policy::RouteOrigin>(dice_.below(3));
    made.blackhole = dice_.one_in(10);
    return made;
}

void Maker::add_interfaces(NetworkIndex vpc, NetworkIndex subnet, NetworkIndex number) {
    const std::size_t count = dice_.between(0, 2);
    for (std::size_t i = 0; i < count; ++i) {
        policy::Interface made;
        made.name = "eni-" + std::to_string(net_.interfaces.size());
        made.subnet = subnet;
        const std::string first = host(vpc, number, 10 + 2 * i);
        const std::string second = host(vpc, number, 11 + 2 * i);
        made.addresses = {test_support::address(first), test_support::address(second)};
        made.source_dest_check = !dice_.one_in(5);
        const std::size_t groups = dice_.between(0, 2);
        for (std::size_t g = 0; g < groups; ++g) made.groups.push_back(any(net_.groups.size()));
        if (dice_.one_in(3)) {
            const std::string outside = "198.51.100." + std::to_string(++public_addresses_);
            made.publics = {{made.addresses[0], test_support::address(outside)}};
        }
        net_.interfaces.push_back(made);
    }
}

void Maker::add_vpc(NetworkIndex vpc) {
    const std::string name = std::to_string(vpc);
    net_.vpcs.push_back({"vpc-" + name, {cidr("10." + name + ".0.0/16")}, {}});
    net_.groups.push_back(test_support::group("sg-" + name, vpc, {}, {}));
    net_.groups.push_back(test_support::group("sg-" + name + "b", vpc, {}, {}));
    if (!dice_.one_in(4)) net_.internet_gateways.push_back({"igw-" + name, vpc, {}});
    const std::size_t subnets = dice_.between(1, 3);
    for (NetworkIndex i = 0; i < subnets; ++i) {
        net_.acls.push_back({"acl-" + name + std::to_string(i), entries(), entries(), {}});
        net_.route_tables.push_back({"rt-" + name + std::to_string(i), vpc, {}, {}});
        net_.subnets.push_back(test_support::subnet(
            "subnet-" + name + std::to_string(i), vpc,
            "10." + name + "." + std::to_string(i * 64) + ".0/18", dice_.one_in(2) ? "a" : "b",
            static_cast<NetworkIndex>(net_.route_tables.size() - 1),
            static_cast<NetworkIndex>(net_.acls.size() - 1)));
    }
}

void Maker::add_gateways() {
    for (NetworkIndex i = 0; i < net_.subnets.size(); ++i) {
        if (!dice_.one_in(4)) continue;
        policy::NatGateway made;
        made.name = "nat-" + std::to_string(i);
        made.subnet = i;
        const std::uint32_t base = net_.subnets[i].cidrs[0].first().v4_bits();
        made.inside = policy::IpAddress::v4(base + 100);
        if (!dice_.one_in(4)) {
            made.outside =
                test_support::address("198.51.100." + std::to_string(++public_addresses_));
        }
        net_.nat_gateways.push_back(made);
    }
    const auto vpcs = static_cast<NetworkIndex>(net_.vpcs.size());
    for (NetworkIndex a = 0; a < vpcs; ++a) {
        for (NetworkIndex b = a + 1; b < vpcs; ++b) {
            if (dice_.one_in(2)) net_.peerings.push_back({"pcx", a, b, !dice_.one_in(3), {}});
        }
    }
    if (dice_.one_in(3)) {
        net_.private_gateways.push_back({"vgw", any(vpcs), {cidr("192.168.0.0/16")}, {}});
    }
}

void Maker::add_transit() {
    if (dice_.one_in(2)) return;
    policy::TransitGateway gateway;
    gateway.name = "tgw";
    gateway.tables.resize(2);
    for (NetworkIndex vpc = 0; vpc < net_.vpcs.size(); ++vpc) {
        policy::TransitAttachment made;
        made.vpc = vpc;
        made.table = any(2);
        for (NetworkIndex i = 0; i < net_.subnets.size(); ++i) {
            if (net_.subnets[i].vpc == vpc && dice_.one_in(2)) made.subnets.push_back(i);
        }
        gateway.attachments.push_back(made);
    }
    policy::TransitAttachment premises;
    premises.networks = {cidr("192.168.128.0/17")};
    gateway.attachments.push_back(premises);
    for (auto& table : gateway.tables) {
        const std::size_t count = dice_.between(0, 4);
        for (std::size_t i = 0; i < count; ++i) {
            policy::TransitRoute made;
            made.destination = block();
            if (!dice_.one_in(6)) made.attachment = any(gateway.attachments.size());
            made.propagated = dice_.one_in(2);
            table.push_back(made);
        }
    }
    meshed_ = dice_.one_in(2);
    for (NetworkIndex vpc = 0; meshed_ && vpc < net_.vpcs.size(); ++vpc) {
        for (auto& table : gateway.tables)
            table.push_back({net_.vpcs[vpc].cidrs[0], vpc, true, {}});
    }
    net_.transit_gateways.push_back(gateway);
}

Network Maker::make() {
    const auto vpcs = static_cast<NetworkIndex>(dice_.between(2, 3));
    net_.prefix_lists = {{"pl-0", {block(), block()}, {}}, {"pl-1", {}, {}}};
    for (NetworkIndex vpc = 0; vpc < vpcs; ++vpc) add_vpc(vpc);
    for (policy::SecurityGroup& group : net_.groups) {
        group.inbound = rules();
        group.outbound = rules();
        if (dice_.one_in(2)) group.inbound.push_back(test_support::rule_from({}, "0.0.0.0/0"));
        if (!dice_.one_in(3)) group.outbound.push_back(test_support::rule_from({}, "0.0.0.0/0"));
    }
    NetworkIndex number = 0;
    for (NetworkIndex i = 0; i < net_.subnets.size(); ++i) {
        number = i > 0 && net_.subnets[i].vpc == net_.subnets[i - 1].vpc ? number + 1 : 0;
        add_interfaces(net_.subnets[i].vpc, i, number);
    }
    add_gateways();
    add_transit();
    for (policy::RouteTable& table : net_.route_tables) {
        const std::size_t count = dice_.between(0, 4);
        for (std::size_t i = 0; i < count; ++i) {
            policy::Route made = route(table.vpc);
            if (made.target.kind == Target::InternetGateway) {
                made.target.kind = Target::Other;
                for (NetworkIndex g = 0; g < net_.internet_gateways.size(); ++g) {
                    if (net_.internet_gateways[g].vpc == table.vpc) {
                        made.target = {Target::InternetGateway, g};
                    }
                }
            }
            table.routes.push_back(made);
        }
        for (NetworkIndex vpc = 0; meshed_ && vpc < vpcs; ++vpc) {
            if (vpc == table.vpc) continue;
            policy::Route made;
            made.destination = net_.vpcs[vpc].cidrs[0];
            made.target = {Target::TransitGateway, 0};
            table.routes.push_back(made);
        }
    }
    return net_;
}

}  // namespace

Network random_network(std::uint64_t seed) {
    return Maker(seed).make();
}

std::vector<NetworkProbe> network_probes(const Network& network) {
    std::vector<policy::IpAddress> everywhere;
    for (const char* text : {"192.0.2.7", "192.168.1.1", "192.168.200.1", "100.64.1.1", "10.0.0.2",
                             "10.1.0.77", "169.254.169.254"}) {
        everywhere.push_back(test_support::address(text));
    }
    for (const policy::Interface& interface : network.interfaces) {
        everywhere.insert(everywhere.end(), interface.addresses.begin(), interface.addresses.end());
        for (const auto& address : interface.publics) everywhere.push_back(address.outside);
    }
    for (const policy::NatGateway& gateway : network.nat_gateways) {
        everywhere.push_back(gateway.inside);
        if (gateway.outside) everywhere.push_back(*gateway.outside);
    }
    std::vector<NetworkProbe> probes;
    const auto add = [&](std::optional<NetworkIndex> from, const policy::IpAddress& source) {
        for (const policy::IpAddress& to : everywhere) {
            if (to == source) continue;
            const Protocol protocol = probes.size() % 5 == 0 ? Protocol::UDP : Protocol::TCP;
            policy::Packet opening = policy::untranslated(
                {source, to, protocol, 41000, ports[probes.size() % ports.size()]});
            opening.tcp.syn = protocol == Protocol::TCP;
            probes.push_back({from, opening});
        }
    };
    for (NetworkIndex i = 0; i < network.interfaces.size(); ++i) {
        for (const policy::IpAddress& own : network.interfaces[i].addresses) add(i, own);
        add(i, test_support::address("192.0.2.99"));
    }
    for (const char* text : {"192.0.2.7", "192.168.1.1", "192.168.200.1"}) {
        add(std::nullopt, test_support::address(text));
    }
    return probes;
}

std::string text(const Network& network, const NetworkProbe& probe) {
    const policy::Tuple& tuple = probe.opening.translated;
    std::string result = probe.from ? network.interfaces[*probe.from].name : "outside";
    return result + " sends " + policy::text(tuple.protocol) + " " + tuple.source.text() + ":" +
           std::to_string(tuple.source_port) + " > " + tuple.destination.text() + ":" +
           std::to_string(tuple.destination_port);
}

}  // namespace oracle
