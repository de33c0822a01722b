// SPDX-License-Identifier: MIT
#include "sim/scenario/network/things_reader.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "sim/scenario/network/routes_reader.h"
#include "sim/scenario/network/rules_reader.h"

namespace scenario {
namespace {

using policy::NetworkIndex;

class ThingsReader {
  public:
    ThingsReader(const NetworkNames::Index& subnets, Network& network, Findings& findings)
        : subnets_(subnets), network_(network), findings_(findings) {}

    void read(const Span<const Node*>& vpcs) {
        std::vector<VpcGateways> gateways;
        for (const Node* vpc : vpcs) {
            const auto index = static_cast<NetworkIndex>(gateways.size());
            ObjectReader own(*vpc, findings_, UnknownKeys::Ignore);
            gateways.push_back({index, network_.vpcs[index].name, {}, {}});
            name_things(own, index);
            read_gateways(own, gateways.back(), vpc->place);
        }
        for (const Vpc& vpc : network_.vpcs) add_usual_groups(vpc);
        std::size_t next = 0;
        for (const Node* vpc : vpcs) read_things(*vpc, gateways[next++]);
    }

  private:
    void add_usual_groups(const Vpc& vpc);
    void name_things(ObjectReader& reader, NetworkIndex vpc);
    void read_gateways(ObjectReader& reader, VpcGateways& gateways, const Place& place);
    void read_nat_gateway(const Node& node, NetworkIndex vpc);
    void read_things(const Node& node, const VpcGateways& gateways);
    void read_subnet_rules(const Node& node, NetworkIndex vpc, std::optional<NetworkIndex> table,
                           std::optional<NetworkIndex> acl);
    template <class Thing>
    void name_each(ObjectReader& reader, const char* key, const std::string& what, NetworkIndex vpc,
                   std::vector<Thing>& things, NetworkNames::Index& names);
    bool is_new(const std::string& what, const std::string& name, const Place& place);

    policy::Network& written() { return network_.written; }

    const NetworkNames::Index& subnets_;
    Network& network_;
    Findings& findings_;
    FirstPlaces names_;
};

bool ThingsReader::is_new(const std::string& what, const std::string& name, const Place& place) {
    return names_.is_new(what, name, place, findings_);
}

// Rules may name them, whoever else is in the VPC.
void ThingsReader::add_usual_groups(const Vpc& vpc) {
    for (const char* name : {open_group, balancer_group}) {
        const auto next = static_cast<NetworkIndex>(written().groups.size());
        if (!network_.names.groups.emplace(vpc.name + "/" + name, next).second) continue;
        policy::SecurityGroup made;
        made.name = name;
        made.vpc = network_.names.vpcs.at(vpc.name);
        made.position = policy::nowhere;
        written().groups.push_back(std::move(made));
    }
}

// One thing for each item, in the items' order.
template <class Thing>
void ThingsReader::name_each(ObjectReader& reader, const char* key, const std::string& what,
                             NetworkIndex vpc, std::vector<Thing>& things,
                             NetworkNames::Index& names) {
    for (const Node* item : reader.items(key)) {
        ObjectReader own(*item, findings_, UnknownKeys::Ignore);
        const Node* node = own.find("name");
        const std::string name = node == nullptr ? "" : std::string(node->text);
        const std::string whole = network_.vpcs[vpc].name + "/" + name;
        if (node != nullptr) is_new(what, whole, node->place);
        names.emplace(whole, static_cast<NetworkIndex>(things.size()));
        Thing made;
        made.name = name;
        made.position = item->place.at;
        things.push_back(std::move(made));
    }
}

void ThingsReader::name_things(ObjectReader& reader, NetworkIndex vpc) {
    const std::size_t tables = written().route_tables.size();
    name_each(reader, "routeTables", "route table", vpc, written().route_tables,
              network_.names.tables);
    for (std::size_t i = tables; i < written().route_tables.size(); ++i) {
        written().route_tables[i].vpc = vpc;
    }
    name_each(reader, "networkAcls", "network ACL", vpc, written().acls, network_.names.acls);
    const std::size_t groups = written().groups.size();
    name_each(reader, "securityGroups", "security group", vpc, written().groups,
              network_.names.groups);
    for (std::size_t i = groups; i < written().groups.size(); ++i) written().groups[i].vpc = vpc;
}

// internetGateway: true (the default where there is a public subnet); natGateways: [{name: n,
// subnet: public-a}]; vpn: {networks: [192.168.0.0/16]}.
void ThingsReader::read_gateways(ObjectReader& reader, VpcGateways& gateways, const Place& place) {
    const NetworkIndex vpc = gateways.vpc;
    const bool has_public =
        std::any_of(network_.subnets.begin(), network_.subnets.end(),
                    [&](const Subnet& subnet) { return subnet.vpc == vpc && subnet.is_public; });
    network_.vpcs[vpc].usual_internet_gateway = false;
    network_.vpcs[vpc].usual_nat_gateway = reader.find("natGateways") == nullptr;
    if (reader.boolean("internetGateway").value_or(has_public)) {
        gateways.internet = static_cast<NetworkIndex>(written().internet_gateways.size());
        written().internet_gateways.push_back({"internet-gateway", vpc, place.at});
    }
    for (const Node* item : reader.items("natGateways")) read_nat_gateway(*item, vpc);
    if (const Node* vpn = reader.find("vpn")) {
        ObjectReader own(*vpn, findings_);
        policy::PrivateGateway made{"vpn", vpc, {}, vpn->place.at};
        for (const Node* item : own.items("networks")) {
            if (const auto cidr = read_cidr(*item, findings_)) made.networks.push_back(*cidr);
        }
        own.finish();
        gateways.vpn = static_cast<NetworkIndex>(written().private_gateways.size());
        written().private_gateways.push_back(std::move(made));
    }
}

void ThingsReader::read_nat_gateway(const Node& node, NetworkIndex vpc) {
    ObjectReader reader(node, findings_);
    policy::NatGateway made;
    made.position = node.place.at;
    made.name = reader.string("name").value_or("");
    if (made.name.empty()) reader.require("name");
    const Node* subnet_node = reader.require("subnet");
    if (!reader.boolean("private").value_or(false)) made.outside = policy::IpAddress();
    const auto address = [&](const char* key) {
        const Node* item = reader.find(key);
        const auto text = item == nullptr ? std::nullopt : read_string(*item, findings_);
        const auto parsed = text ? policy::IpAddress::parse(*text) : std::nullopt;
        if (text && (!parsed || !parsed->is_v4())) {
            findings_.error(item->place, "\"" + *text + "\" is not an IPv4 address");
        }
        return parsed;
    };
    if (const auto own = address("ip")) made.inside = *own;
    if (const auto own = address("publicIp")) made.outside = *own;
    reader.finish();
    if (subnet_node == nullptr) return;
    const auto subnet = find_named(subnets_, "subnet", "", *subnet_node, findings_);
    if (!subnet) return;
    if (written().subnets[*subnet].vpc != vpc) {
        return findings_.error(subnet_node->place, "the subnet is of another VPC");
    }
    made.subnet = *subnet;
    const std::string whole = network_.vpcs[vpc].name + "/" + made.name;
    if (!is_new("NAT gateway", whole, reader.place("name"))) return;
    network_.names.nat_gateways.emplace(whole,
                                        static_cast<NetworkIndex>(written().nat_gateways.size()));
    written().nat_gateways.push_back(std::move(made));
}

void ThingsReader::read_things(const Node& node, const VpcGateways& gateways) {
    ObjectReader reader(node, findings_, UnknownKeys::Ignore);
    const std::string own = gateways.name + "/";
    const auto index_of = [&](ObjectReader& item, const NetworkNames::Index& names) {
        const Node* name = item.require("name");
        const auto text = name == nullptr ? std::nullopt : read_string(*name, findings_);
        return names.at(own + (name == nullptr ? "" : text.value_or(std::string(name->text))));
    };
    const auto keep_one = [&](std::optional<NetworkIndex>& kept, ObjectReader& item,
                              const char* key, NetworkIndex index) {
        if (!item.boolean(key).value_or(false)) return;
        if (kept) {
            findings_.error(item.place(key), "VPC \"" + gateways.name + "\" has one with `" + key +
                                                 ": true` already");
        }
        kept = index;
    };
    std::optional<NetworkIndex> main_table;
    for (const Node* item : reader.items("routeTables")) {
        ObjectReader table(*item, findings_);
        const NetworkIndex index = index_of(table, network_.names.tables);
        keep_one(main_table, table, "main", index);
        read_routes(table, gateways, network_.names, written(), written().route_tables[index],
                    findings_);
        table.finish();
    }
    std::optional<NetworkIndex> default_acl;
    for (const Node* item : reader.items("networkAcls")) {
        ObjectReader acl(*item, findings_);
        const NetworkIndex index = index_of(acl, network_.names.acls);
        keep_one(default_acl, acl, "default", index);
        read_acl_entries(acl, written().acls[index], findings_);
        acl.finish();
    }
    for (const Node* item : reader.items("securityGroups")) {
        ObjectReader group(*item, findings_);
        const NetworkIndex index = index_of(group, network_.names.groups);
        read_group_rules(group, gateways.name, network_.names, written().groups[index], findings_);
        group.finish();
    }
    for (const Node* item : reader.items("subnets")) {
        read_subnet_rules(*item, gateways.vpc, main_table, default_acl);
    }
}

void ThingsReader::read_subnet_rules(const Node& node, NetworkIndex vpc,
                                     std::optional<NetworkIndex> table,
                                     std::optional<NetworkIndex> acl) {
    ObjectReader reader(node, findings_, UnknownKeys::Ignore);
    const std::string own = network_.vpcs[vpc].name + "/";
    if (const Node* name = reader.find("routeTable")) {
        table = find_named(network_.names.tables, "route table", own, *name, findings_);
    }
    if (const Node* name = reader.find("networkAcl")) {
        acl = find_named(network_.names.acls, "network ACL", own, *name, findings_);
    }
    const Node* name = reader.find("name");
    for (Subnet& subnet : network_.subnets) {
        if (name == nullptr || subnet.name != name->text) continue;
        subnet.route_table = table;
        subnet.acl = acl;
    }
}

}  // namespace

void read_things(const Span<const Node*>& vpcs, const NetworkNames::Index& subnets,
                 Network& network, Findings& findings) {
    ThingsReader(subnets, network, findings).read(vpcs);
}

}  // namespace scenario
