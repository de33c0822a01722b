// SPDX-License-Identifier: MIT
#include "sim/scenario/network/network_change.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "sim/scenario/network/routes_reader.h"
#include "sim/scenario/network/rules_reader.h"

namespace scenario {
namespace {

using policy::NetworkIndex;

class ChangeReader {
  public:
    ChangeReader(const Network& network, std::string& text, Findings& findings)
        : network_(network), text_(text), findings_(findings) {}

    NetworkChange read(const Node& node) {
        ObjectReader reader(node, findings_);
        const Span<const Node*> groups = reader.items("securityGroups");
        const Span<const Node*> acls = reader.items("networkAcls");
        const Span<const Node*> tables = reader.items("routeTables");
        reader.finish();
        for (const Node* item : groups) read_group(*item);
        for (const Node* item : acls) read_acl(*item);
        for (const Node* item : tables) read_table(*item);
        if (groups.empty() && acls.empty() && tables.empty() && reader.is_map()) {
            findings_.error(node.place, "nothing of the network is changed",
                            "name securityGroups, networkAcls or routeTables");
        }
        return std::move(change_);
    }

  private:
    std::optional<NetworkIndex> find(ObjectReader& reader, const NetworkNames::Index& names,
                                     const char* kind) {
        const Node* name = reader.require("name");
        if (name == nullptr) return std::nullopt;
        const auto found = find_named(names, kind, own_prefix_, *name, findings_);
        if (found) text_ += (text_.empty() ? "" : ", ") + (kind + (" " + std::string(name->text)));
        return found;
    }

    void read_group(const Node& node) {
        ObjectReader reader(node, findings_);
        const auto index = find(reader, network_.names.groups, "security group");
        if (!index) return;
        const policy::SecurityGroup& old = network_.written.groups[*index];
        policy::SecurityGroup made = old;
        made.inbound.clear();
        made.outbound.clear();
        const bool in = reader.find("inbound") != nullptr;
        const bool out = reader.find("outbound") != nullptr;
        read_group_rules(reader, network_.vpcs[old.vpc].name, network_.names, made, findings_);
        reader.finish();
        NetworkChange::Group change{*index, {}, {}};
        if (in) change.inbound = std::move(made.inbound);
        if (out) change.outbound = std::move(made.outbound);
        change_.groups.push_back(std::move(change));
    }

    void read_acl(const Node& node) {
        ObjectReader reader(node, findings_);
        const auto index = find(reader, network_.names.acls, "network ACL");
        if (!index) return;
        policy::NetworkAcl made;
        made.name = network_.written.acls[*index].name;
        const bool in = reader.find("inbound") != nullptr;
        const bool out = reader.find("outbound") != nullptr;
        read_acl_entries(reader, made, findings_);
        reader.finish();
        NetworkChange::Acl change{*index, {}, {}};
        if (in) change.inbound = std::move(made.inbound);
        if (out) change.outbound = std::move(made.outbound);
        change_.acls.push_back(std::move(change));
    }

    void read_table(const Node& node) {
        ObjectReader reader(node, findings_);
        const auto index = find(reader, network_.names.tables, "route table");
        if (!index) return;
        const policy::RouteTable& old = network_.written.route_tables[*index];
        policy::RouteTable made{old.name, old.vpc, {}, old.position};
        read_routes(reader, gateways_of(old.vpc), network_.names, network_.written, made,
                    findings_);
        reader.finish();
        change_.tables.push_back({*index, std::move(made.routes)});
    }

    VpcGateways gateways_of(NetworkIndex vpc) const {
        VpcGateways gateways{vpc, network_.vpcs[vpc].name, {}, {}};
        const policy::Network& written = network_.written;
        for (NetworkIndex i = 0; i < written.internet_gateways.size(); ++i) {
            if (written.internet_gateways[i].vpc == vpc) gateways.internet = i;
        }
        for (NetworkIndex i = 0; i < written.private_gateways.size(); ++i) {
            if (written.private_gateways[i].vpc == vpc) gateways.vpn = i;
        }
        return gateways;
    }

    const Network& network_;
    const std::string own_prefix_ = network_.vpcs.empty() ? "" : network_.vpcs.front().name + "/";
    std::string& text_;
    Findings& findings_;
    NetworkChange change_;
};

}  // namespace

std::optional<NetworkChange> read_network_change(const Node& node, const Network& network,
                                                 std::string& text, Findings& findings) {
    const std::size_t errors_before = findings.errors();
    NetworkChange change = ChangeReader(network, text, findings).read(node);
    if (findings.errors() != errors_before) return std::nullopt;
    return change;
}

void happen(const NetworkChange& change, policy::Network& network) {
    for (const NetworkChange::Group& group : change.groups) {
        policy::SecurityGroup& old = network.groups[group.index];
        if (group.inbound) old.inbound = *group.inbound;
        if (group.outbound) old.outbound = *group.outbound;
    }
    for (const NetworkChange::Acl& acl : change.acls) {
        policy::NetworkAcl& old = network.acls[acl.index];
        if (acl.inbound) old.inbound = *acl.inbound;
        if (acl.outbound) old.outbound = *acl.outbound;
    }
    for (const NetworkChange::Table& table : change.tables) {
        std::vector<policy::Route>& routes = network.route_tables[table.index].routes;
        const auto stay = [](const policy::Route& route) {
            return route.origin == policy::RouteOrigin::Propagated;
        };
        routes.erase(std::remove_if(routes.begin(), routes.end(), std::not_fn(stay)), routes.end());
        routes.insert(routes.begin(), table.routes.begin(), table.routes.end());
    }
}

}  // namespace scenario
