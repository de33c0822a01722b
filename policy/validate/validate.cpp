// SPDX-License-Identifier: MIT
// pkg/apis/networking/validation of Kubernetes: ValidateNetworkPolicy, in its order of checks.
#include "policy/validate/validate.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "policy/validate/validate_cidr.h"

namespace policy {
namespace {

// As Go's %q prints it.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (c == '\n') {
            result += "\\n";
        } else if (c == '\t') {
            result += "\\t";
        } else if (c == '\r') {
            result += "\\r";
        } else if (byte < 0x20 || byte == 0x7F) {
            constexpr std::string_view digits = "0123456789abcdef";
            result += "\\x";
            result += digits[byte >> 4U];
            result += digits[byte & 0xFU];
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string quoted_list(const std::vector<std::string>& values, std::string_view separator) {
    std::string result;
    for (const std::string& value : values) {
        if (!result.empty()) result += separator;
        result += quoted(value);
    }
    return result;
}

std::string child(const std::string& path, std::string_view field) {
    return path + '.' + std::string(field);
}

std::string item(const std::string& path, std::string_view field, std::size_t index) {
    return child(path, field) + '[' + std::to_string(index) + ']';
}

class Validator {
  public:
    std::vector<Problem> run(const NetworkPolicy& policy) {
        metadata(policy);
        selector("spec.podSelector", policy.pod_selector);
        rules("spec.ingress", "from", policy.ingress);
        rules("spec.egress", "to", policy.egress);
        policy_types(policy.policy_types);
        return std::move(problems_);
    }

  private:
    // Equal findings are one, as in the API's answer.
    void add(Problem problem) {
        const auto same = [&](const Problem& p) { return p.text() == problem.text(); };
        if (std::none_of(problems_.begin(), problems_.end(), same)) {
            problems_.push_back(std::move(problem));
        }
    }

    void error(const std::string& path, const char* type, const std::string& value,
               const std::string& detail) {
        add({Problem::Severity::Error, path, type, value, detail});
    }

    void required(const std::string& path, const std::string& detail) {
        error(path, "Required value", "", detail);
    }

    void forbidden(const std::string& path, const std::string& detail) {
        error(path, "Forbidden", "", detail);
    }

    void invalid(const std::string& path, const std::string& value, const std::string& detail) {
        error(path, "Invalid value", value, detail);
    }

    void invalid(const std::string& path, const std::string& value,
                 const std::vector<std::string>& details) {
        for (const std::string& detail : details) invalid(path, value, detail);
    }

    void unsupported(const std::string& path, const std::string& value,
                     const std::vector<std::string>& supported) {
        error(path, "Unsupported value", quoted(value),
              "supported values: " + quoted_list(supported, ", "));
    }

    void metadata(const NetworkPolicy& policy) {
        if (policy.name.empty()) {
            required("metadata.name", "name or generateName is required");
        } else {
            invalid("metadata.name", quoted(policy.name), check_dns1123_subdomain(policy.name));
        }
        if (policy.ns.empty()) {
            required("metadata.namespace", "");
        } else {
            invalid("metadata.namespace", quoted(policy.ns), check_dns1123_label(policy.ns));
        }
        labels("metadata.labels", policy.labels);
    }

    void labels(const std::string& path, const Labels& labels) {
        for (const auto& [key, value] : labels) {
            invalid(path, quoted(key), check_label_key(key));
            invalid(path, quoted(value), check_label_value(value));
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
            invalid(child(path, "operator"), quoted(requirement.op),
                    "not a valid selector operator");
        }
        invalid(child(path, "key"), quoted(requirement.key), check_label_key(requirement.key));
        for (std::size_t i = 0; i < requirement.values.size(); ++i) {
            const std::string& value = requirement.values[i];
            invalid(item(path, "values", i), quoted(value), check_label_value(value));
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
            invalid(child(path, "port"), quoted(*name), check_port_name(*name));
        } else if (port.end_port) {
            invalid(end_path, end, "may not be specified when `port` is not specified");
        }
    }

    void port_number(const std::string& path, std::int64_t number) {
        if (number >= 1 && number <= 65535) return;
        invalid(path, std::to_string(number), "must be between 1 and 65535, inclusive");
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
                invalid(item(path, "except", i), quoted(text), "must be a strict subset of `cidr`");
            }
        }
    }

    std::optional<Prefix> cidr(const std::string& path, const std::string& text) {
        const std::optional<Prefix> prefix = Prefix::parse(text);
        if (!prefix) {
            invalid(path, quoted(text),
                    "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            return std::nullopt;
        }
        for (const std::string& warning : cidr_warnings(text)) {
            add({Problem::Severity::Warning, path, "", "", warning});
        }
        return prefix;
    }

    void policy_types(const std::vector<std::string>& types) {
        if (types.size() > 2) {
            invalid("spec.policyTypes", '[' + quoted_list(types, ",") + ']',
                    "may not specify more than two policyTypes");
            return;
        }
        for (std::size_t i = 0; i < types.size(); ++i) {
            if (types[i] == "Ingress" || types[i] == "Egress") continue;
            unsupported(item("spec", "policyTypes", i), types[i], {"Ingress", "Egress"});
        }
    }

    std::vector<Problem> problems_;
};

}  // namespace

std::string Problem::text() const {
    std::string result = path;
    for (const std::string* part : {&type, &value, &detail}) {
        if (!part->empty()) result += ": " + *part;
    }
    return result;
}

std::vector<Problem> validate(const NetworkPolicy& policy) {
    return Validator().run(policy);
}

}  // namespace policy
