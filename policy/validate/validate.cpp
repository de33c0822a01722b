// SPDX-License-Identifier: MIT
// pkg/apis/networking/validation of Kubernetes: ValidateNetworkPolicy, in its order of checks.
#include "policy/validate/validate.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "policy/validate/problems.h"
#include "policy/validate/validate_cidr.h"

namespace policy {
namespace {

class Validator : private Problems {
  public:
    std::vector<Problem> run(const NetworkPolicy& policy) {
        metadata(policy);
        selector("spec.podSelector", policy.pod_selector);
        rules("spec.ingress", "from", policy.ingress);
        rules("spec.egress", "to", policy.egress);
        policy_types(policy.policy_types);
        return take();
    }

  private:
    void metadata(const NetworkPolicy& policy) {
        if (policy.name.empty()) {
            required("metadata.name", "name or generateName is required");
        } else {
            invalid("metadata.name", quoted_value(policy.name),
                    check_dns1123_subdomain(policy.name));
        }
        if (policy.ns.empty()) {
            required("metadata.namespace", "");
        } else {
            invalid("metadata.namespace", quoted_value(policy.ns), check_dns1123_label(policy.ns));
        }
        labels("metadata.labels", policy.labels);
    }

    void labels(const std::string& path, const Labels& labels) {
        for (const auto& [key, value] : labels) {
            invalid(path, quoted_value(key), check_label_key(key));
            invalid(path, quoted_value(value), check_label_value(value));
        }
    }

    void selector(const std::string& path, const LabelSelector& selector) {
        labels(child(path, "matchLabels"), selector.match_labels);
        for (std::size_t i = 0; i < selector.match_expressions.size(); ++i) {
            requirement(item(path, "matchExpressions", i), selector.match_expressions[i]);
        }
    }

    void requirement(const std::string& path, const LabelRequirement& requirement) {
        if (requirement.op == "In" || requirement.op == "NotIn") {
            if (requirement.values.empty()) {
                required(child(path, "values"),
                         "must be specified when `operator` is 'In' or 'NotIn'");
            }
        } else if (requirement.op == "Exists" || requirement.op == "DoesNotExist") {
            if (!requirement.values.empty()) {
                forbidden(child(path, "values"),
                          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            }
        } else {
            invalid(child(path, "operator"), quoted_value(requirement.op),
                    "not a valid selector operator");
        }
        invalid(child(path, "key"), quoted_value(requirement.key),
                check_label_key(requirement.key));
        for (std::size_t i = 0; i < requirement.values.size(); ++i) {
            const std::string& value = requirement.values[i];
            invalid(item(path, "values", i), quoted_value(value), check_label_value(value));
        }
    }

    void rules(const std::string& path, const char* peers, const std::vector<PolicyRule>& rules) {
        for (std::size_t i = 0; i < rules.size(); ++i) {
            const std::string rule = path + '[' + std::to_string(i) + ']';
            for (std::size_t j = 0; j < rules[i].ports.size(); ++j) {
                port(item(rule, "ports", j), rules[i].ports[j]);
            }
            for (std::size_t j = 0; j < rules[i].peers.size(); ++j) {
                peer(item(rule, peers, j), rules[i].peers[j]);
            }
        }
    }

    void port(const std::string& path, const PolicyPort& port) {
        if (port.protocol && port.protocol != "TCP" && port.protocol != "UDP" &&
            port.protocol != "SCTP") {
            unsupported(child(path, "protocol"), *port.protocol, {"TCP", "UDP", "SCTP"});
        }
        const std::string end_path = child(path, "endPort");
        const std::string end = port.end_port ? std::to_string(*port.end_port) : "";
        if (const auto* number = std::get_if<std::int64_t>(&port.port)) {
            port_number(child(path, "port"), *number);
            if (!port.end_port) return;
            if (*port.end_port < *number) {
                invalid(end_path, end, "must be greater than or equal to `port`");
            }
            port_number(end_path, *port.end_port);
        } else if (const auto* name = std::get_if<std::string>(&port.port)) {
            if (port.end_port) {
                invalid(end_path, end, "may not be specified when `port` is non-numeric");
            }
            invalid(child(path, "port"), quoted_value(*name), check_port_name(*name));
        } else if (port.end_port) {
            invalid(end_path, end, "may not be specified when `port` is not specified");
        }
    }

    void port_number(const std::string& path, std::int64_t number) {
        invalid(path, std::to_string(number), check_port_number(number));
    }

    void peer(const std::string& path, const Peer& peer) {
        if (peer.pod_selector) selector(child(path, "podSelector"), *peer.pod_selector);
        if (peer.namespace_selector) {
            selector(child(path, "namespaceSelector"), *peer.namespace_selector);
        }
        if (peer.ip_block) block(child(path, "ipBlock"), *peer.ip_block);
        const bool selects = peer.pod_selector || peer.namespace_selector;
        if (!selects && !peer.ip_block) required(path, "must specify a peer");
        if (selects && peer.ip_block) {
            forbidden(path, "may not specify both ipBlock and another peer");
        }
    }

    void block(const std::string& path, const IpBlock& block) {
        if (block.cidr.empty()) return required(child(path, "cidr"), "");
        const std::optional<Prefix> whole = cidr(child(path, "cidr"), block.cidr);
        if (!whole) return;
        for (std::size_t i = 0; i < block.except.size(); ++i) {
            const std::string& text = block.except[i];
            const std::optional<Prefix> except = cidr(item(path, "except", i), text);
            if (except && (*except == *whole || !whole->contains(*except))) {
                invalid(item(path, "except", i), quoted_value(text),
                        "must be a strict subset of `cidr`");
            }
        }
    }

    std::optional<Prefix> cidr(const std::string& path, const std::string& text) {
        const std::optional<Prefix> prefix = Prefix::parse(text);
        if (!prefix) {
            invalid(path, quoted_value(text),
                    "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            return std::nullopt;
        }
        for (const std::string& warning : cidr_warnings(text)) {
            this->warning(path, warning);
        }
        return prefix;
    }

    void policy_types(const std::vector<std::string>& types) {
        if (types.size() > 2) {
            invalid("spec.policyTypes", quoted_array(types),
                    "may not specify more than two policyTypes");
            return;
        }
        for (std::size_t i = 0; i < types.size(); ++i) {
            if (types[i] == "Ingress" || types[i] == "Egress") continue;
            unsupported(item("spec", "policyTypes", i), types[i], {"Ingress", "Egress"});
        }
    }
};

}  // namespace

std::vector<Problem> validate(const NetworkPolicy& policy) {
    return Validator().run(policy);
}

}  // namespace policy
