// SPDX-License-Identifier: MIT
// Whether pods that may send to others may also ask for their names.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "policy/lint/context.h"
#include "policy/services/dns_caches.h"

namespace policy {
namespace {

constexpr std::uint16_t dns_port = 53;
constexpr const char* system_namespace = "kube-system";

struct Admitted {
    bool udp = false;
    bool tcp = false;
};

bool names_dns(std::string_view name) {
    return name.find("dns") != std::string_view::npos || name == "domain";
}

bool declares(const Pod& pod, Protocol protocol, std::uint16_t number) {
    return std::any_of(pod.ports.begin(), pod.ports.end(), [&](const ContainerPort& port) {
        return port.protocol == protocol && port.port == number;
    });
}

// Answers to names itself, by its label or the port it declares.
bool is_dns_server(const Pod& pod) {
    if (declares(pod, Protocol::UDP, dns_port)) return true;
    for (const char* key : {"k8s-app", "app.kubernetes.io/name"}) {
        const auto label = pod.labels.find(key);
        if (label != pod.labels.end() && names_dns(label->second)) return true;
    }
    return false;
}

class DnsCheck {
  public:
    explicit DnsCheck(LintContext& context)
        : context_(context), world_(context.world()), caches_(world_, causes_) {
        for (std::uint32_t i = 0; i < world_.nodes.size(); ++i) {
            nodes_.emplace(world_.nodes[i].name, i);
        }
        for (const Service& service : world_.services) {
            if (service.ns != system_namespace || service.name != "kube-dns") continue;
            dns_addresses_.insert(service.cluster_ips.begin(), service.cluster_ips.end());
        }
        for (const std::string& ns : context.namespaces_with_pods()) {
            for (const std::size_t pod : *context.pods_in(ns)) {
                server_known_ = server_known_ || is_dns_server(world_.pods[pod]);
            }
        }
    }

    void run() {
        for (const auto& [policies, pods] : by_policies()) check(policies, pods);
    }

  private:
    using Policies = std::vector<std::size_t>;

    // Pods by the policies that isolate them for egress.
    std::map<Policies, LintContext::Pods> by_policies() const {
        std::map<std::size_t, Policies> of_pod;
        for (std::size_t i = 0; i < world_.policies.size(); ++i) {
            if (!context_.valid(i) || !enforces(world_.policies[i], Direction::FromPod)) continue;
            for (const std::size_t pod : context_.subjects(i)) of_pod[pod].push_back(i);
        }
        std::map<Policies, LintContext::Pods> result;
        for (const auto& [pod, policies] : of_pod) {
            if (!is_dns_server(world_.pods[pod])) result[policies].push_back(pod);
        }
        return result;
    }

    void check(const Policies& policies, const LintContext::Pods& pods) {
        Admitted admitted;
        std::optional<std::size_t> sends;  // the first policy that lets them send to pods
        for (const std::size_t policy : policies) {
            for (const PolicyRule& rule : world_.policies[policy].egress) {
                add(policy, rule, admitted);
                if (!sends && leads_to_pods(rule)) sends = policy;
            }
        }
        if (admitted.udp) check_cache(policies, pods);
        if (!sends || (admitted.udp && admitted.tcp)) return;
        const bool udp_only = admitted.udp;
        const Lint lint = udp_only ? Lint::DnsWithoutTcp : Lint::EgressWithoutDns;
        if (context_.has(lint, *sends, "spec.egress")) return;
        const NetworkPolicy& policy = world_.policies[*sends];
        const Pod& pod = world_.pods[pods.front()];
        const std::string who = pod.ns + "/" + pod.name + others(pods.size());
        context_.add(lint, *sends, "spec.egress",
                     policy.egress_position.line > 0 ? policy.egress_position : policy.position,
                     udp_only ? who + " may ask for names by UDP 53, but not by TCP 53"
                              : who +
                                    " may send to others, but not ask for names: no egress rule "
                                    "admits UDP 53" +
                                    (admitted.tcp ? " (only TCP 53)" : ""));
    }

    // Pods of nodes that have a DNS cache ask it, be CoreDNS admitted or not.
    void check_cache(const Policies& policies, const LintContext::Pods& pods) {
        for (const std::size_t pod : pods) {
            const DnsCaches::Cache* cache = cache_for(world_.pods[pod]);
            if (cache == nullptr) continue;
            if (!admits(policies, cache->address)) add_cache(policies, pods, pod, *cache);
            return;
        }
    }

    void add_cache(const Policies& policies, const LintContext::Pods& pods, std::size_t pod,
                   const DnsCaches::Cache& cache) {
        const auto named = std::find_if(policies.begin(), policies.end(), [&](std::size_t each) {
            const auto& rules = world_.policies[each].egress;
            return std::any_of(rules.begin(), rules.end(),
                               [](const PolicyRule& rule) { return has_dns_port(rule); });
        });
        const std::size_t at = named == policies.end() ? policies.front() : *named;
        if (context_.has(Lint::DnsCacheNotAdmitted, at, "spec.egress")) return;
        const NetworkPolicy& policy = world_.policies[at];
        context_.add(Lint::DnsCacheNotAdmitted, at, "spec.egress",
                     policy.egress_position.line > 0 ? policy.egress_position : policy.position,
                     world_.pods[pod].ns + "/" + world_.pods[pod].name + others(pods.size()) +
                         " asks the DNS cache of its node at " + cache.address.text() +
                         ", which no egress rule admits on UDP 53",
                     "add \"ipBlock: {cidr: " + cache.address.text() +
                         (cache.address.is_v4() ? "/32" : "/128") +
                         "}\" to the peers that stand for DNS");
    }

    // That answers at the address of kube-dns, which pods have in their resolv.conf.
    const DnsCaches::Cache* cache_for(const Pod& pod) const {
        const auto node = nodes_.find(pod.node);
        for (const DnsCaches::Cache& cache : caches_.all()) {
            const bool here =
                node == nodes_.end() || cache.node == Endpoint::none || cache.node == node->second;
            if (here && dns_addresses_.count(cache.address) != 0) return &cache;
        }
        return nullptr;
    }

    static bool has_dns_port(const PolicyRule& rule) {
        return rule.ports.empty() ||
               std::any_of(rule.ports.begin(), rule.ports.end(), [](const PolicyPort& port) {
                   if (port.protocol.value_or("TCP") != "UDP") return false;
                   if (std::holds_alternative<std::string>(port.port)) return false;  // only pods'
                   const auto* first = std::get_if<std::int64_t>(&port.port);
                   return first == nullptr ||
                          (*first <= dns_port && dns_port <= port.end_port.value_or(*first));
               });
    }

    bool admits(const Policies& policies, const IpAddress& address) {
        for (const std::size_t policy : policies) {
            for (const PolicyRule& rule : world_.policies[policy].egress) {
                if (!has_dns_port(rule)) continue;
                if (rule.peers.empty()) return true;
                for (const Peer& peer : rule.peers) {
                    if (!peer.ip_block) continue;
                    if (contains(context_.addresses_of(policy, peer), address)) return true;
                }
            }
        }
        return false;
    }

    static std::string others(std::size_t pods) {
        if (pods == 1) return "";
        return " (and " + std::to_string(pods - 1) + " more)";
    }

    // A block is an address that somebody knows; a pod's is not known to anybody.
    static bool leads_to_pods(const PolicyRule& rule) {
        return rule.peers.empty() || std::any_of(rule.peers.begin(), rule.peers.end(),
                                                 [](const Peer& peer) { return !peer.ip_block; });
    }

    void add(std::size_t policy, const PolicyRule& rule, Admitted& admitted) {
        bool wide = rule.ports.empty();
        Admitted here{wide, wide};
        for (const PolicyPort& port : rule.ports) {
            const std::string protocol = port.protocol.value_or("TCP");
            if (protocol != "UDP" && protocol != "TCP") continue;
            bool& protocol_admitted = protocol == "UDP" ? here.udp : here.tcp;
            if (const auto* name = std::get_if<std::string>(&port.port)) {
                protocol_admitted = protocol_admitted || names_dns(*name);
            } else if (const auto* number = std::get_if<std::int64_t>(&port.port)) {
                const std::int64_t last = port.end_port.value_or(*number);
                protocol_admitted = protocol_admitted || (*number <= 53 && last >= 53);
            } else {
                protocol_admitted = true;
                wide = true;
            }
        }
        // A rule that names the port is about DNS, wherever its peers lead.
        if (wide && !reaches_dns(policy, rule)) return;
        admitted.udp = admitted.udp || here.udp;
        admitted.tcp = admitted.tcp || here.tcp;
    }

    bool reaches_dns(std::size_t policy, const PolicyRule& rule) {
        return rule.peers.empty() ||
               std::any_of(rule.peers.begin(), rule.peers.end(), [&](const Peer& peer) {
                   return peer.ip_block || selects_server(policy, peer);
               });
    }

    bool selects_server(std::size_t policy, const Peer& peer) {
        if (!server_known_) return selects_usual_server(policy, peer);
        const auto& pods = context_.pods_of(policy, peer);
        return std::any_of(pods.begin(), pods.end(),
                           [&](std::size_t pod) { return is_dns_server(world_.pods[pod]); });
    }

    // The input does not show the servers: is it CoreDNS where and as clusters usually have it?
    bool selects_usual_server(std::size_t policy, const Peer& peer) const {
        const bool own = world_.policies[policy].ns == system_namespace;
        if (!peer.namespace_selector && !own) return false;
        if (peer.namespace_selector) {
            const Namespace* known = context_.find_namespace(system_namespace);
            Namespace usual;
            usual.name = system_namespace;
            ensure_name_label(usual);
            const bool assumed = known == nullptr || known->assumed;
            const Labels& labels = assumed ? usual.labels : known->labels;
            // Of an assumed namespace only the name is known; other labels may well be there.
            const bool may_match = assumed && peer.namespace_selector->match_labels.count(
                                                  "kubernetes.io/metadata.name") == 0;
            if (!may_match && !matches(*peer.namespace_selector, labels)) return false;
        }
        return !peer.pod_selector || text(*peer.pod_selector).find("dns") != std::string::npos ||
               matches(*peer.pod_selector, Labels{{"k8s-app", "kube-dns"}});
    }

    LintContext& context_;
    const World& world_;
    bool server_known_ = false;
    CauseBook causes_;
    DnsCaches caches_;
    std::map<std::string, std::uint32_t> nodes_;
    std::set<IpAddress> dns_addresses_;
};

}  // namespace

void lint_dns(LintContext& context) {
    DnsCheck(context).run();
}

}  // namespace policy
