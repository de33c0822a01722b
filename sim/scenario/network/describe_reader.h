// SPDX-License-Identifier: MIT
// `network.import`: what `aws ec2 describe-*` prints, said over in the words of the `network`
// section, so that one reader reads and checks both. Everything keeps the place where it stands.
//
// Things are called by their ids (subnet-..., sg-..., acl-...), which is how manifests of
// SecurityGroupPolicies and people who look at the console call them. Hosts are the interfaces of
// instances and of what AWS runs in a VPC, but for those of workers (cluster.nodes has them), NAT
// gateways, load balancers and endpoints.
//
// Read: describe-vpcs, -subnets, -route-tables, -network-acls, -security-groups,
// -internet-gateways, -nat-gateways, -vpn-gateways, -vpn-connections, -vpc-peering-connections,
// -prefix-lists, -network-interfaces, -instances. Not: IPv6, transit gateways (routes to them lead
// to something unknown), lists of any other kind, which are passed over.
// Source: the EC2 API Reference, "Data Types".
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/node_maker.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Lists of the `network` section.
struct Described {
    std::vector<const Node*> vpcs;
    std::vector<const Node*> prefix_lists;
    std::vector<const Node*> peerings;
    std::vector<const Node*> hosts;
};

class DescribeReader {
  public:
    explicit DescribeReader(Findings& findings) : findings_(findings) {}

    // One answer. REQUIRES: it outlives this and all that it gives.
    void add(const Node& document);

    // What all answers say together. Warns of rules about groups or lists that are in none of them,
    // which are left out. Good as long as this is there.
    Described take();

  private:
    using Things = std::vector<const Node*>;

    void add_list(std::string_view key, const Node& list);
    const Things& of(std::string_view key) const;
    Things of_vpc(std::string_view key, std::string_view vpc) const;
    void index();

    const Node* vpc_section(const Node& vpc);
    const Node* subnet(const Node& node);
    const Node* route_table(const Node& node);
    const Node* route(const Node& node, std::string_view vpc);
    std::string target(const Node& route, std::string_view vpc) const;
    const Node* acl(const Node& node);
    const Node* entry(const Node& node, bool outbound);
    const Node* group(const Node& node);
    const Node* rules(const Node& permissions, std::string_view vpc, const char* peer);
    Things peers(const Node& permission, std::string_view vpc);
    const Node* nat_gateway(const Node& node);
    const Node* vpn(std::string_view vpc, const Place& place);
    const Node* host(const Node& interface);
    bool is_host(const Node& interface) const;

    Findings& findings_;
    NodeMaker make_;
    std::map<std::string, Things, std::less<>> lists_;  // by what describe-* calls them
    std::set<std::string, std::less<>> ids_;            // of everything in them

    // By id.
    std::map<std::string, std::string, std::less<>> vpc_of_group_;
    std::map<std::string, std::string, std::less<>> table_of_subnet_, acl_of_subnet_;
    std::map<std::string, std::string, std::less<>> vpc_of_internet_gateway_, vpc_of_vpn_gateway_;
    std::set<std::string, std::less<>> workers_;  // instances
    std::set<std::string, std::less<>> named_;    // instances that are hosts already
};

}  // namespace scenario
