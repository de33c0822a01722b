// SPDX-License-Identifier: MIT
// vethlab collect --print: the commands that dump what vethlab reads. It runs none of them.
#include <array>
#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "sim/cli/verb.h"
#include "sim/cli/verbs.h"

namespace cli {
namespace {

const char* const collect_footer =
    R"(Nothing is executed and nothing is sent anywhere: run the commands yourself, with read access
to the cluster, and give what they write to reach, why, compare, lint or tables.

Examples:
  vethlab collect --print
  vethlab collect --print > collect.sh
  vethlab reach cluster/)";

struct Command {
    const char* reason;
    const char* text;
};

// One file for each command. Neither Secrets nor ConfigMaps nor logs are asked for.
constexpr std::array<Command, 5> kubectl_commands = {
    {{"where the files go", "mkdir -p cluster aws"},
     {"namespaces and their labels, which namespaceSelectors ask for; nodes and their addresses",
      "kubectl get namespaces,nodes -o json > cluster/namespaces-nodes.json"},
     {"pods: labels, addresses (status.podIPs), node, named ports, owner",
      "kubectl get pods -A -o json > cluster/pods.json"},
     {"who owns them: the Deployment of a ReplicaSet, the CronJob of a Job",
      "kubectl get deployments.apps,replicasets.apps,statefulsets.apps,daemonsets.apps,jobs.batch,"
      "cronjobs.batch,replicationcontrollers -A -o json > cluster/workloads.json"},
     {"the policies",
      "kubectl get networkpolicies.networking.k8s.io -A -o json > "
      "cluster/networkpolicies.json"}}};

constexpr std::array<Command, 8> aws_commands = {
    {{"VPCs and their address blocks", "aws ec2 describe-vpcs > aws/vpcs.json"},
     {"subnets", "aws ec2 describe-subnets > aws/subnets.json"},
     {"route tables", "aws ec2 describe-route-tables > aws/route-tables.json"},
     {"security groups", "aws ec2 describe-security-groups > aws/security-groups.json"},
     {"security group rules",
      "aws ec2 describe-security-group-rules > "
      "aws/security-group-rules.json"},
     {"network ACLs", "aws ec2 describe-network-acls > aws/network-acls.json"},
     {"ENIs: which address and which security groups each has",
      "aws ec2 describe-network-interfaces > aws/network-interfaces.json"},
     {"workers and other instances", "aws ec2 describe-instances > aws/instances.json"}}};

template <std::size_t N>
void print(const std::array<Command, N>& commands) {
    for (const Command& command : commands) {
        fmt::print("# {}\n{}\n", command.reason, command.text);
    }
}

int collect(bool print_only) {
    if (!print_only) {
        throw UsageError("collect runs nothing, it only prints the commands",
                         "vethlab collect --print");
    }
    fmt::print("# Kubernetes: what reach, why, compare, lint and tables read\n");
    print(kubectl_commands);
    fmt::print("# AWS: not read in this version; keep it beside the dump of the same moment\n");
    print(aws_commands);
    return status_done;
}

}  // namespace

void add_collect(Verbs& verbs) {
    const auto print_only = std::make_shared<bool>(false);
    Verb verb = verbs.add("collect", "Print the commands that dump what vethlab reads",
                          [print_only] { return collect(*print_only); });
    verb.footer(collect_footer);
    verb.add_switch("--print", *print_only, "Print them, one a line; nothing is executed");
}

}  // namespace cli
