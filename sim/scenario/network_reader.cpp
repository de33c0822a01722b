// SPDX-License-Identifier: MIT
#include "sim/scenario/network_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "sim/scenario/dns_names.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

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
    explicit NetworkReader(Findings& findings) : findings_(findings) {}

    Network read(const Node* node);

  private:
    void read_vpc(const Node& node);
    void read_cidrs(ObjectReader& reader, Vpc& vpc);
    void read_subnet(const Node& node);
    void add_subnet(Subnet subnet, const Node& cidr);
    void read_host(const Node& node);
    bool place_host(Host& host, std::optional<bool> on_premises, const Place& place);
    bool is_new(const std::string& what, const std::string& name, const Place& place);

    Findings& findings_;
    Network network_;
    std::map<std::string, Place> names_;
};

Network NetworkReader::read(const Node* node) {
    if (node == nullptr) return default_network();
    ObjectReader reader(*node, findings_);
    if (reader.find("vpcs") == nullptr) network_ = default_network();
    for (const Node* vpc : reader.items("vpcs")) read_vpc(*vpc);
    for (const Node* host : reader.items("hosts")) read_host(*host);
    reader.not_yet({"import"});
    reader.finish();
    return std::move(network_);
}

bool NetworkReader::is_new(const std::string& what, const std::string& name, const Place& place) {
    const auto [known, added] = names_.emplace(what + " \"" + name + "\"", place);
    if (!added) {
        findings_.error(place, known->first + " is defined twice",
                        "it is first defined at " + findings_.text(known->second));
    }
    return added;
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
    reader.not_yet({"routeTables", "internetGateway", "natGateways", "networkAcls",
                    "securityGroups", "gateways", "hosts", "peerings", "endpoints"});
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
    reader.not_yet({"routeTable", "networkAcl"});
    reader.finish();
    const auto cidr = cidr_node == nullptr ? std::nullopt : read_cidr(*cidr_node, findings_);
    if (!cidr || !usable) return;
    subnet.cidr = *cidr;
    add_subnet(std::move(subnet), *cidr_node);
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
    reader.finish();
    if (name == nullptr || ip == nullptr) return;
    host.name = read_string(*name, findings_).value_or("");
    const auto text = read_string(*ip, findings_);
    if (!text || host.name.empty()) return;
    const auto address = policy::IpAddress::parse(*text);
    if (!address) return findings_.error(ip->place, "\"" + *text + "\" is not an IP address");
    host.address = *address;
    if (!is_new("host", host.name, name->place) || !place_host(host, on_premises, ip->place))
        return;
    network_.hosts.push_back(std::move(host));
    network_.host_places.push_back(ip->place);
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

std::optional<Listen> parse_listen(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, policy::Protocol>, 3> protocols = {
        {{"TCP/", policy::Protocol::TCP},
         {"UDP/", policy::Protocol::UDP},
         {"SCTP/", policy::Protocol::SCTP}}};
    for (const auto& [prefix, protocol] : protocols) {
        if (text.substr(0, prefix.size()) != prefix) continue;
        text.remove_prefix(prefix.size());
        std::uint16_t port = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) break;
        if (port > 0) return Listen{protocol, port};
    }
    return std::nullopt;
}

}  // namespace

Network read_network(const Node* node, Findings& findings) {
    return NetworkReader(findings).read(node);
}

std::optional<policy::Prefix> read_cidr(const Node& node, Findings& findings) {
    const auto text = read_string(node, findings);
    if (!text) return std::nullopt;
    auto prefix = policy::Prefix::parse(*text);
    if (!prefix) {
        findings.error(node.place, "\"" + *text + "\" is not a CIDR", "write it like 10.0.0.0/16");
    } else if (prefix->family() != policy::Family::V4) {
        findings.error(node.place, "IPv6 networks are not available in this version");
        return std::nullopt;
    }
    return prefix;
}

bool is_private(const policy::IpAddress& address) {
    static const std::array<policy::Prefix, 4> blocks = {
        *policy::Prefix::parse("10.0.0.0/8"), *policy::Prefix::parse("172.16.0.0/12"),
        *policy::Prefix::parse("192.168.0.0/16"), *policy::Prefix::parse("100.64.0.0/10")};
    return std::any_of(blocks.begin(), blocks.end(),
                       [&](const policy::Prefix& block) { return block.contains(address); });
}

bool overlap(const policy::Prefix& a, const policy::Prefix& b) {
    return a.contains(b) || b.contains(a);
}

std::vector<Listen> read_listen(const Node& node, Findings& findings) {
    std::vector<Listen> result;
    for (const Node* item : read_items(node, findings)) {
        const auto text = read_string(*item, findings);
        if (!text) continue;
        if (const auto listen = parse_listen(*text)) {
            result.push_back(*listen);
        } else {
            findings.error(item->place, "\"" + *text + "\" is not a protocol and port",
                           "write it like TCP/443, UDP/53 or SCTP/9000");
        }
    }
    return result;
}

std::optional<std::size_t> subnet_of(const std::vector<Subnet>& subnets,
                                     const policy::IpAddress& address) {
    for (std::size_t i = 0; i < subnets.size(); ++i) {
        if (subnets[i].cidr.contains(address)) return i;
    }
    return std::nullopt;
}

}  // namespace scenario
