// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/load_balancer_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "policy/validate/problems.h"
#include "sim/scenario/objects/metadata_reader.h"

namespace scenario {
namespace {

using policy::LoadBalancer;
using policy::Protocol;
using policy::TargetGroup;

constexpr const char* service_prefix = "service.beta.kubernetes.io/";
constexpr const char* alb_prefix = "alb.ingress.kubernetes.io/";
constexpr const char* our_class = "service.k8s.aws/nlb";

std::string trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return "";
    return std::string(text.substr(first, text.find_last_not_of(" \t\n") - first + 1));
}

// "a, b": a list of strings.
std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> items;
    while (true) {
        const std::size_t comma = text.find(',');
        std::string item = trimmed(text.substr(0, comma));
        if (!item.empty()) items.push_back(std::move(item));
        if (comma == std::string_view::npos) return items;
        text.remove_prefix(comma + 1);
    }
}

// The value of `key` in "key=value,...": a map of strings.
std::optional<std::string> value_in(const Annotation* map, std::string_view key) {
    if (map == nullptr) return std::nullopt;
    for (const std::string& item : split(map->value)) {
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos || trimmed(item.substr(0, equals)) != key) continue;
        return trimmed(item.substr(equals + 1));
    }
    return std::nullopt;
}

// Annotations of one object, and what is wrong with them.
class Annotations {
  public:
    Annotations(const Metadata& metadata, std::string prefix, Findings& findings)
        : metadata_(metadata), prefix_(std::move(prefix)), findings_(findings) {}

    const Annotation* find(const std::string& key) const {
        return annotation(metadata_, prefix_ + key);
    }
    std::string text(const std::string& key, const char* otherwise = "") const {
        const Annotation* found = find(key);
        return found == nullptr ? otherwise : found->value;
    }

    void refuse(const Place& place, const std::string& why) {
        refused_ = true;
        findings_.warning(
            place,
            "no load balancer is made of \"" + metadata_.ns + "/" + metadata_.name + "\": " + why,
            "the AWS Load Balancer Controller would refuse it");
    }
    void refuse(const std::string& key, const std::string& why) { refuse(find(key)->place, why); }
    bool refused() const { return refused_; }

    // One of two words; `otherwise` where none is written.
    bool choice(const std::string& key, const char* yes, const char* no, bool otherwise) {
        const Annotation* found = find(key);
        if (found == nullptr) return otherwise;
        if (found->value != yes && found->value != no) {
            refuse(key, "\"" + found->value + "\" is neither " + yes + " nor " + no);
        }
        return found->value == yes;
    }

    // As Go's strconv.ParseBool.
    bool truth(const std::string& key, const std::string& value) {
        for (const char* word : {"1", "t", "T", "true", "TRUE", "True"}) {
            if (value == word) return true;
        }
        for (const char* word : {"0", "f", "F", "false", "FALSE", "False"}) {
            if (value == word) return false;
        }
        refuse(key, "\"" + value + "\" is neither true nor false");
        return false;
    }

    std::vector<policy::Prefix> ranges(const Annotation* list) {
        std::vector<policy::Prefix> result;
        if (list == nullptr) return result;
        for (const std::string& text : split(list->value)) {
            const auto range = policy::Prefix::parse(text);
            if (range) result.push_back(*range);
            if (!range) refuse(list->place, "\"" + text + "\" is no CIDR");
        }
        return result;
    }

  private:
    const Metadata& metadata_;
    std::string prefix_;
    Findings& findings_;
    bool refused_ = false;
};

// Everyone, however it is written, is no restriction.
void drop_everyone(std::vector<policy::Prefix>& ranges) {
    const bool all = std::any_of(ranges.begin(), ranges.end(), [](const policy::Prefix& range) {
        return range.family() == policy::Family::V4 && range.length() == 0;
    });
    if (all) ranges.clear();
}

bool is_responsible(const ServiceObject& object, const std::string& of_class,
                    const Annotations& annotations) {
    if (!of_class.empty()) return of_class == our_class;
    // Since v2.5 its webhook makes each new Service its own.
    if (!object.metadata.live) return true;
    const std::string type = annotations.text("aws-load-balancer-type");
    return type == "nlb-ip" || type == "external";
}

// "[{"HTTP": 80}, {"HTTPS": 443}]"; nothing where it is not such a list.
std::optional<std::vector<std::uint16_t>> listen_ports(std::string_view text) {
    std::vector<std::uint16_t> ports;
    std::string plain;
    for (const char c : text) {
        if (std::string_view(" \t\n[]{}\"").find(c) == std::string_view::npos) plain += c;
    }
    for (const std::string& item : split(plain)) {
        const std::size_t colon = item.find(':');
        const std::string word = item.substr(0, colon);
        const std::string number = colon == std::string::npos ? "" : item.substr(colon + 1);
        const bool digits = !number.empty() && number.size() <= 5 &&
                            number.find_first_not_of("0123456789") == std::string::npos;
        if ((word != "HTTP" && word != "HTTPS") || !digits) return std::nullopt;
        const int port = std::stoi(number);
        if (port < 1 || port > 65535) return std::nullopt;
        ports.push_back(static_cast<std::uint16_t>(port));
    }
    if (ports.empty()) return std::nullopt;
    return ports;
}

// In the API server's words, which begin this key with a capital.
std::vector<policy::Prefix> read_source_ranges(const ServiceObject& object, ObjectReader& spec,
                                               Findings& findings) {
    constexpr const char* path = "spec.LoadBalancerSourceRanges";
    std::vector<policy::Prefix> ranges;
    std::size_t index = 0;
    for (const Node* item : spec.items("loadBalancerSourceRanges")) {
        const std::size_t at = index++;
        const auto text = read_string(*item, findings);
        if (!text) continue;
        const auto range = policy::Prefix::parse(trimmed(*text));
        if (range) ranges.push_back(*range);
        if (range) continue;
        findings.error(item->place, policy::item("spec", "LoadBalancerSourceRanges", at) +
                                        ": Invalid value: \"" + *text +
                                        "\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or "
                                        "2001:db8::/64)");
    }
    if (index > 0 && object.service.type != policy::ServiceType::LoadBalancer) {
        findings.error(
            spec.place("loadBalancerSourceRanges"),
            std::string(path) + ": Forbidden: may only be used when `type` is 'LoadBalancer'");
    }
    return ranges;
}

}  // namespace

std::optional<LoadBalancer> read_network_load_balancer(const ServiceObject& object,
                                                       ObjectReader& spec, Findings& findings) {
    const std::string of_class = spec.string("loadBalancerClass").value_or("");
    std::vector<policy::Prefix> ranges = read_source_ranges(object, spec, findings);
    if (object.service.type != policy::ServiceType::LoadBalancer) return std::nullopt;
    Annotations annotations(object.metadata, service_prefix, findings);
    if (!is_responsible(object, of_class, annotations)) return std::nullopt;

    LoadBalancer balancer;
    balancer.position = object.metadata.place.at;
    balancer.internet_facing =
        annotations.choice("aws-load-balancer-scheme", "internet-facing", "internal", false);
    const bool by_ip =
        annotations.choice("aws-load-balancer-nlb-target-type", "ip", "instance", false) ||
        annotations.text("aws-load-balancer-type") == "nlb-ip";
    if (ranges.empty())
        ranges = annotations.ranges(annotations.find("load-balancer-source-ranges"));
    drop_everyone(ranges);
    balancer.source_ranges = std::move(ranges);
    const auto cross_zone = value_in(annotations.find("aws-load-balancer-attributes"),
                                     "load_balancing.cross_zone.enabled");
    if (cross_zone) {
        balancer.cross_zone = annotations.truth("aws-load-balancer-attributes", *cross_zone);
    }
    bool keeps_client = !by_ip;
    constexpr const char* attributes = "aws-load-balancer-target-group-attributes";
    const auto kept = value_in(annotations.find(attributes), "preserve_client_ip.enabled");
    if (kept) keeps_client = annotations.truth(attributes, *kept);
    for (std::size_t i = 0; i < object.service.ports.size(); ++i) {
        const policy::ServicePort& port = object.service.ports[i];
        if (port.protocol == Protocol::SCTP) continue;  // which no load balancer of AWS has
        policy::ListenerRule rule;
        rule.path = "spec.ports[" + std::to_string(i) + "]";
        rule.position = port.position;
        rule.target = {"", port.port, by_ip ? TargetGroup::Type::Ip : TargetGroup::Type::Instance,
                       keeps_client || port.protocol == Protocol::UDP};
        balancer.listeners.push_back({port.protocol, port.port, {std::move(rule)}});
    }
    if (annotations.refused()) return std::nullopt;
    return balancer;
}

std::optional<LoadBalancer> read_application_load_balancer(const Metadata& metadata, bool has_tls,
                                                           Findings& findings) {
    Annotations annotations(metadata, alb_prefix, findings);
    LoadBalancer balancer;
    balancer.type = LoadBalancer::Type::Application;
    balancer.position = metadata.place.at;
    balancer.cross_zone = true;
    balancer.internet_facing = annotations.choice("scheme", "internet-facing", "internal", false);
    balancer.source_ranges = annotations.ranges(annotations.find("inbound-cidrs"));
    drop_everyone(balancer.source_ranges);
    const bool https = has_tls || annotations.find("certificate-arn") != nullptr;
    std::vector<std::uint16_t> ports = {static_cast<std::uint16_t>(https ? 443 : 80)};
    if (const Annotation* list = annotations.find("listen-ports")) {
        if (const auto listed = listen_ports(list->value)) {
            ports = *listed;
        } else {
            annotations.refuse("listen-ports",
                               "\"" + list->value + R"(" is no list like [{"HTTP": 80}])");
        }
    }
    for (const std::uint16_t port : ports) {
        balancer.listeners.push_back({Protocol::TCP, port, {}});
    }
    for (const Annotation& each : metadata.annotations) {
        for (const char* word : {"actions.", "conditions."}) {
            if (each.key.rfind(std::string(alb_prefix) + word, 0) != 0) continue;
            annotations.refuse(each.place, each.key + " is not modelled in this version");
        }
    }
    for (const char* word : {"ssl-redirect", "group.name"}) {
        const Annotation* found = annotations.find(word);
        if (found == nullptr) continue;
        findings.warning(found->place, found->key + " has no effect here",
                         std::string_view(word) == "group.name"
                             ? "each Ingress has a load balancer, and addresses, of its own"
                             : "requests are sent on from every port");
    }
    if (annotations.refused()) return std::nullopt;
    return balancer;
}

std::optional<TargetGroup::Type> alb_target_type(const Metadata& metadata, Findings& findings) {
    Annotations annotations(metadata, alb_prefix, findings);
    if (annotations.find("target-type") == nullptr) return std::nullopt;
    const bool by_ip = annotations.choice("target-type", "ip", "instance", false);
    return by_ip ? TargetGroup::Type::Ip : TargetGroup::Type::Instance;
}

std::vector<std::string> load_balancer_names(const Metadata& metadata, ObjectReader& object) {
    std::vector<std::string> names;
    const Entry* node =
        object.find("status") == nullptr ? nullptr : object.find("status")->find("loadBalancer");
    node = node == nullptr ? nullptr : node->value->find("ingress");
    if (node != nullptr) {
        for (const Node* item : node->value->items) {
            const Entry* name = item->find("hostname");
            if (name != nullptr) names.emplace_back(name->value->text);
        }
    }
    if (const Annotation* asked =
            annotation(metadata, "external-dns.alpha.kubernetes.io/hostname")) {
        for (std::string& name : split(asked->value)) names.push_back(std::move(name));
    }
    return names;
}

}  // namespace scenario
