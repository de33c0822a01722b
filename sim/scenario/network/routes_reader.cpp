// SPDX-License-Identifier: MIT
#include "sim/scenario/network/routes_reader.h"

#include <map>
#include <utility>
#include <vector>

#include "sim/scenario/network/network_values.h"

namespace scenario {
namespace {

using policy::NetworkIndex;
using policy::RouteTarget;
using Kind = RouteTarget::Kind;

constexpr const char* via_help =
    "a route leads via internet, nat/NAME, peering/NAME, transit/NAME, vpn, blackhole or unknown";

class RouteReader {
  public:
    RouteReader(const VpcGateways& gateways, const NetworkNames& names,
                const policy::Network& network, policy::RouteTable& table, Findings& findings)
        : gateways_(gateways),
          names_(names),
          network_(network),
          table_(table),
          findings_(findings) {}

    void read(const Node& node) {
        ObjectReader reader(node, findings_);
        const Node* to = reader.require("to");
        const Node* via = reader.require("via");
        reader.finish();
        if (to == nullptr || via == nullptr) return;
        policy::Route route;
        route.position = node.place.at;
        if (!read_target(*via, route)) return;
        const auto text = read_string(*to, findings_);
        if (!text) return;
        if (text->rfind("list/", 0) == 0) {
            const auto list = find_named(names_.prefix_lists, "prefix list", "", text->substr(5),
                                         to->place, findings_);
            if (!list) return;
            route.origin = policy::RouteOrigin::PrefixList;
            for (const policy::Prefix& entry : network_.prefix_lists[*list].entries) {
                route.destination = entry;
                table_.routes.push_back(route);
            }
        } else if (const auto cidr = read_cidr(*to, findings_)) {
            route.destination = *cidr;
            add(route, to->place);
        }
    }

  private:
    void add(const policy::Route& route, const Place& place) {
        for (const policy::Route& other : table_.routes) {
            if (other.destination != route.destination || other.origin != route.origin) continue;
            return findings_.error(
                place,
                "route table \"" + table_.name + "\" has a route to " + route.destination.text() +
                    " already",
                "it is first given in line " + std::to_string(other.position.line));
        }
        table_.routes.push_back(route);
    }

    bool read_target(const Node& node, policy::Route& route) {
        const auto text = read_string(node, findings_);
        if (!text) return false;
        if (*text == "blackhole" || *text == "unknown") {
            route.blackhole = *text == "blackhole";
            route.target = {Kind::Other, 0};
            return true;
        }
        if (*text == "internet") {
            return lead(Kind::InternetGateway, gateways_.internet, "internet gateway", node, route);
        }
        if (*text == "vpn") {
            return lead(Kind::PrivateGateway, gateways_.vpn, "VPN gateway", node, route);
        }
        const struct {
            const char* prefix;
            Kind kind;
            const NetworkNames::Index& names;
            const char* what;
        } kinds[] = {
            {"nat/", Kind::NatGateway, names_.nat_gateways, "NAT gateway"},
            {"peering/", Kind::Peering, names_.peerings, "peering"},
            {"transit/", Kind::TransitGateway, names_.transit_gateways, "transit gateway"},
        };
        for (const auto& row : kinds) {
            const std::string prefix = row.prefix;
            if (text->rfind(prefix, 0) != 0) continue;
            const auto found = find_named(row.names, row.what, gateways_.name + "/",
                                          text->substr(prefix.size()), node.place, findings_);
            if (!found) return false;
            route.target = {row.kind, *found};
            return is_near(route.target, *text, node);
        }
        findings_.error(node.place, "\"" + *text + "\" is nothing that a route leads to", via_help);
        return false;
    }

    bool lead(Kind kind, const std::optional<NetworkIndex>& gateway, const char* what,
              const Node& node, policy::Route& route) {
        if (!gateway) {
            findings_.error(node.place,
                            "VPC \"" + gateways_.name + "\" has no " + std::string(what));
            return false;
        }
        route.target = {kind, *gateway};
        return true;
    }

    // A NAT gateway of the VPC, a peering that it is part of.
    bool is_near(const RouteTarget& target, const std::string& text, const Node& node) {
        const NetworkIndex vpc = gateways_.vpc;
        bool near = true;
        if (target.kind == Kind::NatGateway) {
            near = network_.subnets[network_.nat_gateways[target.index].subnet].vpc == vpc;
        } else if (target.kind == Kind::Peering) {
            const policy::Peering& peering = network_.peerings[target.index];
            near = peering.requester == vpc || peering.accepter == vpc;
        }
        if (!near) {
            findings_.error(node.place, text + " is not of VPC \"" + gateways_.name + "\"");
        }
        return near;
    }

    const VpcGateways& gateways_;
    const NetworkNames& names_;
    const policy::Network& network_;
    policy::RouteTable& table_;
    Findings& findings_;
};

class TransitReader {
  public:
    TransitReader(const NetworkNames& names, const NetworkNames::Index& subnets,
                  policy::Network& network, policy::TransitGateway& gateway, Findings& findings)
        : names_(names),
          subnets_(subnets),
          network_(network),
          gateway_(gateway),
          findings_(findings) {}

    void read(ObjectReader& reader) {
        const Span<const Node*> tables = reader.items("tables");
        for (const Node* table : tables) name_table(*table);
        for (const Node* item : reader.items("attachments")) read_attachment(*item);
        if (tables.empty()) {
            gateway_.tables.emplace_back();
            for (NetworkIndex i = 0; i < gateway_.attachments.size(); ++i) propagate(i, 0);
        }
        NetworkIndex index = 0;
        for (const Node* table : tables) read_table(*table, index++);
    }

  private:
    void name_table(const Node& node) {
        ObjectReader reader(node, findings_, UnknownKeys::Ignore);
        const Node* name = reader.require("name");
        const auto text = name == nullptr ? std::nullopt : read_string(*name, findings_);
        tables_.emplace(text.value_or(""), static_cast<NetworkIndex>(gateway_.tables.size()));
        gateway_.tables.emplace_back();
    }

    void read_attachment(const Node& node) {
        ObjectReader reader(node, findings_);
        policy::TransitAttachment made;
        const Node* vpc = reader.find("vpc");
        const std::string usual(vpc == nullptr ? "attachment" : vpc->text);
        const std::string name = reader.string("name").value_or(usual);
        if (vpc != nullptr) made.vpc = find_named(names_.vpcs, "VPC", "", *vpc, findings_);
        for (const Node* item : reader.items("subnets")) read_subnet(*item, made);
        for (const Node* item : reader.items("networks")) {
            if (const auto cidr = read_cidr(*item, findings_)) made.networks.push_back(*cidr);
        }
        if (const Node* table = reader.find("table")) {
            made.table = find_named(tables_, "table", "", *table, findings_).value_or(0);
        }
        reader.finish();
        if ((vpc != nullptr) == !made.networks.empty()) {
            findings_.error(node.place, "an attachment is of a VPC or of networks: one of the two");
        }
        const auto [known, added] =
            attachments_.emplace(name, static_cast<NetworkIndex>(gateway_.attachments.size()));
        if (!added) {
            findings_.error(node.place, "attachment \"" + known->first + "\" is defined twice");
        }
        gateway_.attachments.push_back(std::move(made));
    }

    void read_subnet(const Node& node, policy::TransitAttachment& attachment) {
        const auto subnet = find_named(subnets_, "subnet", "", node, findings_);
        if (!subnet) return;
        if (attachment.vpc && network_.subnets[*subnet].vpc != *attachment.vpc) {
            return findings_.error(node.place, "the subnet is of another VPC");
        }
        attachment.subnets.push_back(*subnet);
    }

    void propagate(NetworkIndex attachment, NetworkIndex table) {
        const policy::TransitAttachment& from = gateway_.attachments[attachment];
        const auto& there = from.vpc ? network_.vpcs[*from.vpc].cidrs : from.networks;
        for (const policy::Prefix& cidr : there) {
            gateway_.tables[table].push_back({cidr, attachment, true, gateway_.position});
        }
    }

    void read_table(const Node& node, NetworkIndex table) {
        ObjectReader reader(node, findings_);
        reader.find("name");
        for (const Node* item : reader.items("propagate")) {
            const auto from = find_named(attachments_, "attachment", "", *item, findings_);
            if (from) propagate(*from, table);
        }
        for (const Node* item : reader.items("routes")) read_route(*item, table);
        reader.finish();
    }

    void read_route(const Node& node, NetworkIndex table) {
        ObjectReader reader(node, findings_);
        const Node* to = reader.require("to");
        const Node* via = reader.require("via");
        reader.finish();
        const auto cidr = to == nullptr ? std::nullopt : read_cidr(*to, findings_);
        if (!cidr || via == nullptr) return;
        policy::TransitRoute route{*cidr, std::nullopt, false, node.place.at};
        if (via->text != "blackhole") {
            route.attachment = find_named(attachments_, "attachment", "", *via, findings_);
            if (!route.attachment) return;
        }
        gateway_.tables[table].push_back(route);
    }

    const NetworkNames& names_;
    const NetworkNames::Index& subnets_;
    policy::Network& network_;
    policy::TransitGateway& gateway_;
    Findings& findings_;
    NetworkNames::Index tables_;
    NetworkNames::Index attachments_;
};

}  // namespace

void read_routes(ObjectReader& reader, const VpcGateways& gateways, const NetworkNames& names,
                 const policy::Network& network, policy::RouteTable& table, Findings& findings) {
    RouteReader routes(gateways, names, network, table, findings);
    for (const Node* item : reader.items("routes")) routes.read(*item);
    constexpr std::size_t usual_routes = 50;  // Amazon VPC quotas
    if (table.routes.size() > usual_routes) {
        findings.warning(reader.place("routes"),
                         "route table \"" + table.name + "\" has " +
                             std::to_string(table.routes.size()) + " routes; AWS allows " +
                             std::to_string(usual_routes) + " unless the quota is raised");
    }
}

void read_transit_gateway(ObjectReader& reader, const NetworkNames& names,
                          const NetworkNames::Index& subnets, policy::Network& network,
                          policy::TransitGateway& gateway, Findings& findings) {
    TransitReader(names, subnets, network, gateway, findings).read(reader);
}

}  // namespace scenario
