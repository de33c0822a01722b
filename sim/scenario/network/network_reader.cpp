// SPDX-License-Identifier: MIT
#include "sim/scenario/network/network_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "sim/scenario/dns_names.h"
#include "sim/scenario/network/describe_reader.h"
#include "sim/scenario/network/routes_reader.h"
#include "sim/scenario/network/things_reader.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

using policy::NetworkIndex;

Network default_network() {
    struct Row {
        const char* name;
        const char* cidr;
        const char* zone;
        bool is_public;
    };
    constexpr std::array<Row, 6> rows = {{{"public-a", "10.42.0.0/19", "a", true},
                                          {"public-b", "10.42.32.0/19", "b", true},
                                          {"public-c", "10.42.64.0/19", "c", true},
                                          {"private-a", "10.42.96.0/19", "a", false},
                                          {"private-b", "10.42.128.0/19", "b", false},
                                          {"private-c", "10.42.160.0/19", "c", false}}};
    Network network;
    network.vpcs.push_back({"default", {*policy::Prefix::parse("10.42.0.0/16")}});
    for (const Row& row : rows) {
        network.subnets.push_back(
            {row.name, *policy::Prefix::parse(row.cidr), row.zone, row.is_public, 0});
    }
    return network;
}

class NetworkReader {
  public:
    NetworkReader(Inputs& inputs, Findings& findings)
        : inputs_(inputs), findings_(findings), describe_(findings) {}

    Network read(const Node* node);

  private:
    Described read_import(ObjectReader& reader);
    void read_vpc(const Node& node);
    void read_cidrs(ObjectReader& reader, Vpc& vpc);
    void read_subnet(const Node& node);
    void add_subnet(Subnet subnet, const Node& cidr);
    void copy_subnets();
    void read_prefix_list(const Node& node);
    void read_peering(const Node& node);
    void read_transit(const Node& node);
    void read_host(const Node& node);
    void read_interface(Host& host, const Node* groups, const Node* outside);
    bool place_host(Host& host, std::optional<bool> on_premises, const Place& place);
    bool is_new(const std::string& what, const std::string& name, const Place& place);

    policy::Network& written() { return network_.written; }

    Inputs& inputs_;
    Findings& findings_;
    std::vector<YamlFile> answers_;  // what is imported
    DescribeReader describe_;
    Network network_;
    NetworkNames::Index subnets_;  // by name, of all VPCs
    FirstPlaces names_;
};

Network NetworkReader::read(const Node* node) {
    ObjectReader reader(or_null(node), findings_);
    const Described imported = read_import(reader);
    const auto both = [&reader](const char* key, const std::vector<const Node*>& more) {
        const Span<const Node*> written = reader.items(key);
        std::vector<const Node*> all(written.begin(), written.end());
        all.insert(all.end(), more.begin(), more.end());
        return all;
    };
    const std::vector<const Node*> vpc_nodes = both("vpcs", imported.vpcs);
    const Span<const Node*> vpcs(vpc_nodes.data(), vpc_nodes.size());
    if (reader.find("vpcs") == nullptr && reader.find("import") == nullptr) {
        network_ = default_network();
    }
    for (const Node* vpc : vpcs) read_vpc(*vpc);
    for (const Vpc& vpc : network_.vpcs) {
        network_.names.vpcs.emplace(vpc.name, static_cast<NetworkIndex>(written().vpcs.size()));
        written().vpcs.push_back({vpc.name, vpc.cidrs, {}});
    }
    copy_subnets();
    for (const Node* list : both("prefixLists", imported.prefix_lists)) read_prefix_list(*list);
    for (const Node* peering : both("peerings", imported.peerings)) read_peering(*peering);
    for (const Node* gateway : reader.items("transitGateways")) read_transit(*gateway);
    read_things(vpcs, subnets_, network_, findings_);
    for (const Node* host : both("hosts", imported.hosts)) read_host(*host);
    reader.finish();
    return std::move(network_);
}

// All at once, for answers name what is in others.
Described NetworkReader::read_import(ObjectReader& reader) {
    const Node* node = reader.find("import");
    if (node == nullptr) return {};
    for (const Node* item : read_one_or_more(*node, findings_)) {
        const auto pattern = read_string(*item, findings_);
        if (!pattern) continue;
        for (const Inputs::Part& part :
             inputs_.open_matching(*pattern, item->place, Inputs::Again::Skip).parts) {
            answers_.push_back(read_yaml(*part.source, findings_));
            for (const Node* document : answers_.back().documents) describe_.add(*document);
        }
    }
    return describe_.take();
}

bool NetworkReader::is_new(const std::string& what, const std::string& name, const Place& place) {
    return names_.is_new(what, name, place, findings_);
}

void NetworkReader::read_vpc(const Node& node) {
    ObjectReader reader(node, findings_);
    Vpc vpc;
    if (const Node* name = reader.require("name")) {
        vpc.name = read_string(*name, findings_).value_or("");
        is_new("VPC", vpc.name, name->place);
    }
    read_cidrs(reader, vpc);
    network_.vpcs.push_back(std::move(vpc));
    for (const Node* subnet : reader.items("subnets")) read_subnet(*subnet);
    for (const char* later : {"routeTables", "networkAcls", "securityGroups", "natGateways",
                              "internetGateway", "vpn"}) {
        reader.find(later);
    }
    reader.not_yet({"hosts", "endpoints"});
    reader.finish();
}

void NetworkReader::read_cidrs(ObjectReader& reader, Vpc& vpc) {
    const Span<const Node*> listed = reader.items("cidrs");
    std::vector<const Node*> nodes(listed.begin(), listed.end());
    if (const Node* single = reader.find("cidr")) {
        nodes.insert(nodes.begin(), single);
    } else if (nodes.empty()) {
        reader.require("cidr");
    }
    for (const Node* node : nodes) {
        const auto cidr = read_cidr(*node, findings_);
        if (!cidr) continue;
        for (const Vpc& other : network_.vpcs) {
            for (const policy::Prefix& theirs : other.cidrs) {
                if (!overlap(*cidr, theirs)) continue;
                findings_.error(node->place, cidr->text() + " overlaps with " + theirs.text() +
                                                 " of VPC \"" + other.name + "\"");
            }
        }
        vpc.cidrs.push_back(*cidr);
    }
}

void NetworkReader::read_subnet(const Node& node) {
    ObjectReader reader(node, findings_);
    Subnet subnet;
    subnet.vpc = network_.vpcs.size() - 1;
    bool usable = true;
    if (const Node* name = reader.require("name")) {
        subnet.name = read_string(*name, findings_).value_or("");
        usable = is_new("subnet", subnet.name, name->place);
    }
    subnet.zone = reader.string("zone").value_or("a");
    subnet.is_public = reader.boolean("public").value_or(false);
    const Node* cidr_node = reader.require("cidr");
    reader.find("routeTable");
    reader.find("networkAcl");
    reader.finish();
    const auto cidr = cidr_node == nullptr ? std::nullopt : read_cidr(*cidr_node, findings_);
    if (!cidr || !usable) return;
    subnet.cidr = *cidr;
    add_subnet(std::move(subnet), *cidr_node);
}

void NetworkReader::copy_subnets() {
    for (const Subnet& subnet : network_.subnets) {
        subnets_.emplace(subnet.name, static_cast<NetworkIndex>(written().subnets.size()));
        policy::Subnet made;
        made.name = subnet.name;
        made.vpc = static_cast<NetworkIndex>(subnet.vpc);
        made.cidrs = {subnet.cidr};
        made.zone = subnet.zone;
        made.position = policy::nowhere;
        written().subnets.push_back(std::move(made));
    }
}

void NetworkReader::add_subnet(Subnet subnet, const Node& cidr) {
    if (subnet.cidr.length() < 16 || subnet.cidr.length() > 28) {
        return findings_.error(
            cidr.place, "a subnet is /16 to /28, not /" + std::to_string(subnet.cidr.length()));
    }
    const Vpc& vpc = network_.vpcs[subnet.vpc];
    const bool inside = std::any_of(
        vpc.cidrs.begin(), vpc.cidrs.end(),
        [&subnet](const policy::Prefix& prefix) { return prefix.contains(subnet.cidr); });
    if (!inside && !vpc.cidrs.empty()) {
        findings_.error(cidr.place, "subnet " + subnet.cidr.text() + " is not inside VPC \"" +
                                        vpc.name + "\" (" + vpc.cidrs.front().text() + ")");
    }
    for (const Subnet& other : network_.subnets) {
        if (!overlap(other.cidr, subnet.cidr)) continue;
        findings_.error(cidr.place, "subnet " + subnet.cidr.text() + " overlaps with subnet \"" +
                                        other.name + "\" (" + other.cidr.text() + ")");
    }
    network_.subnets.push_back(std::move(subnet));
}

void NetworkReader::read_prefix_list(const Node& node) {
    ObjectReader reader(node, findings_);
    policy::PrefixList made;
    made.position = node.place.at;
    made.name = reader.string("name").value_or("");
    if (made.name.empty()) reader.require("name");
    for (const Node* item : reader.items("entries")) {
        if (const auto cidr = read_cidr(*item, findings_)) made.entries.push_back(*cidr);
    }
    reader.finish();
    if (!is_new("prefix list", made.name, reader.place("name"))) return;
    network_.names.prefix_lists.emplace(made.name,
                                        static_cast<NetworkIndex>(written().prefix_lists.size()));
    written().prefix_lists.push_back(std::move(made));
}

void NetworkReader::read_peering(const Node& node) {
    ObjectReader reader(node, findings_);
    policy::Peering made;
    made.position = node.place.at;
    made.name = reader.string("name").value_or("");
    if (made.name.empty()) reader.require("name");
    made.same_region = reader.boolean("sameRegion").value_or(true);
    std::vector<NetworkIndex> ends;
    std::size_t said = 0;
    for (const Node* item : reader.items("between")) {
        ++said;
        const auto vpc = find_named(network_.names.vpcs, "VPC", "", *item, findings_);
        if (vpc) ends.push_back(*vpc);
    }
    reader.finish();
    if (said != 2 || (ends.size() == 2 && ends[0] == ends[1])) {
        return findings_.error(reader.place("between"), "a peering is between two VPCs",
                               "write it like between: [main, data]");
    }
    if (ends.size() != 2 || !is_new("peering", made.name, reader.place("name"))) return;
    made.requester = ends[0];
    made.accepter = ends[1];
    network_.names.peerings.emplace(made.name,
                                    static_cast<NetworkIndex>(written().peerings.size()));
    written().peerings.push_back(std::move(made));
}

void NetworkReader::read_transit(const Node& node) {
    ObjectReader reader(node, findings_);
    policy::TransitGateway made;
    made.position = node.place.at;
    made.name = reader.string("name").value_or("");
    if (made.name.empty()) reader.require("name");
    read_transit_gateway(reader, network_.names, subnets_, written(), made, findings_);
    reader.finish();
    if (!is_new("transit gateway", made.name, reader.place("name"))) return;
    network_.names.transit_gateways.emplace(
        made.name, static_cast<NetworkIndex>(written().transit_gateways.size()));
    written().transit_gateways.push_back(std::move(made));
}

void NetworkReader::read_host(const Node& node) {
    ObjectReader reader(node, findings_);
    Host host;
    host.position = node.place.at;
    const Node* name = reader.require("name");
    const Node* ip = reader.require("ip");
    if (const Node* listen = reader.find("listen")) host.listen = read_listen(*listen, findings_);
    for (const Node* item : reader.items("names")) {
        const auto text = read_string(*item, findings_);
        if (!text) continue;
        if (const auto fault = name_fault(*text)) {
            findings_.error(item->place, "\"" + *text + "\" is not a DNS name", *fault);
        }
        host.names.push_back(*text);
    }
    const std::optional<bool> on_premises = reader.boolean("onPremises");
    const Node* groups = reader.find("securityGroups");
    const Node* outside = reader.find("publicIp");
    host.source_dest_check = reader.boolean("sourceDestCheck").value_or(true);
    reader.finish();
    if (name == nullptr || ip == nullptr) return;
    host.name = read_string(*name, findings_).value_or("");
    const auto text = read_string(*ip, findings_);
    if (!text || host.name.empty()) return;
    const auto address = policy::IpAddress::parse(*text);
    if (!address) return findings_.error(ip->place, "\"" + *text + "\" is not an IP address");
    host.address = *address;
    if (!is_new("host", host.name, name->place)) return;
    if (!place_host(host, on_premises, ip->place)) return;
    read_interface(host, groups, outside);
    network_.hosts.push_back(std::move(host));
    network_.host_places.push_back(ip->place);
}

// What only a host inside a VPC has.
void NetworkReader::read_interface(Host& host, const Node* groups, const Node* outside) {
    const auto subnet = subnet_of(network_.subnets, host.address);
    if (!subnet) {
        for (const Node* node : {groups, outside}) {
            if (node == nullptr) continue;
            findings_.error(node->place,
                            "host \"" + host.name + "\" is in no VPC: it has no interface there");
        }
        return;
    }
    if (groups != nullptr) {
        host.groups = read_groups(*groups, network_.vpcs[network_.subnets[*subnet].vpc].name,
                                  network_.names, findings_);
    }
    host.only_inside = outside != nullptr && outside->text == "false";
    if (outside == nullptr || host.only_inside) return;
    host.outside = outside->text == "true" ? policy::IpAddress()
                                           : policy::IpAddress::parse(std::string(outside->text));
    if (!host.outside || !host.outside->is_v4()) {
        findings_.error(outside->place, "publicIp is true, false or an IPv4 address");
    }
}

// A host inside a VPC stands in a subnet: nothing else there can be reached. Outside it is on the
// internet or on premises: where it does not say, by what its address can be.
bool NetworkReader::place_host(Host& host, std::optional<bool> on_premises, const Place& place) {
    host.on_premises = on_premises.value_or(is_private(host.address));
    if (subnet_of(network_.subnets, host.address)) {
        host.on_premises = false;
        if (on_premises.value_or(false)) {
            findings_.error(place, host.address.text() +
                                       " lies in a VPC's subnet: the host cannot be on premises");
        }
        return true;
    }
    for (const Vpc& vpc : network_.vpcs) {
        for (const policy::Prefix& cidr : vpc.cidrs) {
            if (!cidr.contains(host.address)) continue;
            findings_.error(place, host.address.text() + " lies in VPC \"" + vpc.name +
                                       "\" but in none of its subnets");
            return false;
        }
    }
    return true;
}

}  // namespace

Network read_network(const Node* node, Inputs& inputs, Findings& findings) {
    return NetworkReader(inputs, findings).read(node);
}

}  // namespace scenario
