// SPDX-License-Identifier: MIT
// Ports that lead nowhere: names that no destination declares, numbers that none listens on.
#include <algorithm>
#include <optional>

#include "policy/lint/context.h"
#include "policy/table/rule_ports.h"

namespace policy {
namespace {

using Pods = LintContext::Pods;

bool holds(const AddressRanges& ranges, const Pod& pod) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const AddressRange& range) {
        return std::any_of(pod.addresses.begin(), pod.addresses.end(), [&](const IpAddress& a) {
            return a.family() == range.first.family() && !(a < range.first) && !(range.last < a);
        });
    });
}

void add_block(LintContext& context, const RuleRef& ref, const Peer& peer, Destinations& all) {
    const AddressRanges& ranges = context.addresses_of(ref.policy, peer);
    all.outside = true;
    all.open_ended = all.open_ended || !context.complete();
    for (const std::string& ns : context.namespaces_with_pods()) {
        for (const std::size_t pod : *context.pods_in(ns)) {
            if (holds(ranges, context.world().pods[pod])) all.pods.push_back(pod);
        }
    }
}

bool leads_outside(const LintContext& context, const RuleRef& ref) {
    const auto& peers = context.rule(ref).peers;
    return ref.direction == Direction::FromPod &&
           (peers.empty() || std::any_of(peers.begin(), peers.end(), [](const Peer& peer) {
                return peer.ip_block.has_value();
            }));
}

bool asks_names(const PolicyRule& rule) {
    return std::any_of(rule.ports.begin(), rule.ports.end(),
                       [](const PolicyPort& port) { return asked_name(port).has_value(); });
}

}  // namespace

Destinations destinations(LintContext& context, const RuleRef& ref) {
    Destinations all;
    if (ref.direction == Direction::ToPod) {
        all.pods = context.subjects(ref.policy);
        return all;
    }
    const PolicyRule& rule = context.rule(ref);
    if (rule.peers.empty()) {
        all.outside = true;
        all.open_ended = !context.complete();
        for (const std::string& ns : context.namespaces_with_pods()) {
            const Pods& pods = *context.pods_in(ns);
            all.pods.insert(all.pods.end(), pods.begin(), pods.end());
        }
        return all;
    }
    for (const Peer& peer : rule.peers) {
        if (peer.ip_block) {
            add_block(context, ref, peer, all);
            continue;
        }
        const Pods& pods = context.pods_of(ref.policy, peer);
        all.pods.insert(all.pods.end(), pods.begin(), pods.end());
        all.open_ended = all.open_ended || context.open_ended(ref.policy, peer);
    }
    return all;
}

namespace {

const char* whose(Direction direction) {
    return direction == Direction::ToPod ? "none of the pods that the policy selects"
                                         : "none of the pods that the rule leads to";
}

std::string name_help(const World& world, const Pods& pods, const PortName& asked) {
    std::set<std::string> others;
    std::set<std::string> declared;
    for (const std::size_t pod : pods) {
        for (const ContainerPort& port : world.pods[pod].ports) {
            if (port.name.empty()) continue;
            const std::string shown =
                port.name + " (" + text(port.protocol) + " " + std::to_string(port.port) + ")";
            (port.name == asked.name ? others : declared).insert(shown);
        }
    }
    if (!others.empty()) return "they declare it for another protocol: " + listed(others);
    return declared.empty() ? "they name no ports; use a number"
                            : "they declare " + listed(declared);
}

void check_name(LintContext& context, const RuleRef& ref, std::size_t item,
                const Destinations& all) {
    const PolicyPort& port = context.rule(ref).ports[item];
    const std::optional<PortName> asked = asked_name(port);
    const World& world = context.world();
    const auto declares = [&](std::size_t pod) {
        const auto& ports = world.pods[pod].ports;
        return std::any_of(ports.begin(), ports.end(), [&](const ContainerPort& each) {
            return each.name == asked->name && each.protocol == asked->protocol;
        });
    };
    if (!all.pods.empty() && std::any_of(all.pods.begin(), all.pods.end(), declares)) return;
    const std::string shown = quoted(asked->name) + " (" + text(asked->protocol) + ")";
    if (all.pods.empty()) {
        if (!all.outside) return;  // the peers are at fault, and it is said of them
        context.add(Lint::NamedPortUndeclared, ref.policy, ref.port_path(item), port.position,
                    "port " + shown + " is looked up in pods, and the peers match none",
                    "use the number");
        return;
    }
    context.add(Lint::NamedPortUndeclared, ref.policy, ref.port_path(item), port.position,
                std::string(whose(ref.direction)) + " declares port " + shown,
                name_help(world, all.pods, *asked));
}

struct Numbers {
    std::string protocol;
    std::int64_t first;
    std::int64_t last;
};

void check_number(LintContext& context, const RuleRef& ref, std::size_t item,
                  const Destinations& all) {
    const PolicyPort& port = context.rule(ref).ports[item];
    const auto* first = std::get_if<std::int64_t>(&port.port);
    if (first == nullptr || all.outside || all.pods.empty()) return;
    if (context.has(Lint::ServicePortMeant, ref.policy, ref.port_path(item))) return;
    const Numbers asked{port.protocol.value_or("TCP"), *first, port.end_port.value_or(*first)};
    std::set<std::string> declared;
    for (const std::size_t pod : all.pods) {
        const auto& ports = context.world().pods[pod].ports;
        if (ports.empty()) return;  // a pod that declares none may listen on any
        for (const ContainerPort& each : ports) {
            if (text(each.protocol) == asked.protocol && each.port >= asked.first &&
                each.port <= asked.last) {
                return;
            }
            declared.insert(text(each.protocol) + "/" + std::to_string(each.port));
        }
    }
    const std::string shown = asked.protocol + "/" + std::to_string(asked.first) +
                              (asked.first == asked.last ? "" : "-" + std::to_string(asked.last));
    context.add(Lint::PortNotListened, ref.policy, ref.port_path(item), port.position,
                std::string(whose(ref.direction)) + " declares " + shown,
                "they declare " + listed(declared));
}

}  // namespace

void lint_ports(LintContext& context) {
    for (const RuleRef& ref : context.rules()) {
        const PolicyRule& rule = context.rule(ref);
        if (rule.ports.empty() || context.subjects(ref.policy).empty()) continue;
        if (leads_outside(context, ref) && !asks_names(rule)) continue;
        const Destinations all = destinations(context, ref);
        if (all.open_ended) continue;
        for (std::size_t i = 0; i < rule.ports.size(); ++i) {
            if (asked_name(rule.ports[i])) {
                check_name(context, ref, i, all);
            } else {
                check_number(context, ref, i, all);
            }
        }
    }
}

}  // namespace policy
