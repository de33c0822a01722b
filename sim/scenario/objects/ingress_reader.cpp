// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/ingress_reader.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>

#include "policy/validate/problems.h"
#include "policy/validate/validate.h"
#include "sim/scenario/objects/load_balancer_reader.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

using policy::ListenerRule;
using policy::TargetGroup;

constexpr const char* class_annotation = "kubernetes.io/ingress.class";

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// IsWildcardDNS1123Subdomain.
std::vector<std::string> check_wildcard(const std::string& host) {
    const bool good = host.rfind("*.", 0) == 0 && host.size() <= 253 &&
                      policy::check_dns1123_subdomain(host.substr(2)).empty();
    if (good) return {};
    return {
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS "
        "subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and "
        "end with an alphanumeric character (e.g. '*.example.com', regex used for validation "
        R"(is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'))"};
}

std::vector<std::string> check_host(const std::string& host) {
    std::vector<std::string> messages = host.find('*') == std::string::npos
                                            ? policy::check_dns1123_subdomain(host)
                                            : check_wildcard(host);
    if (policy::IpAddress::parse(host)) {
        messages.insert(messages.begin(), "must be a DNS name, not an IP address");
    }
    return messages;
}

enum class PathType : std::uint8_t { Exact, Prefix, ImplementationSpecific };

std::vector<std::string> check_path(const std::string& path, PathType type) {
    std::vector<std::string> messages;
    const bool specific = type == PathType::ImplementationSpecific;
    if (path.empty() ? !specific : path.front() != '/') {
        messages.emplace_back("must be an absolute path");
    }
    if (specific) return messages;
    for (const char* sequence : {"//", "/./", "/../", "%2f", "%2F"}) {
        if (path.find(sequence) == std::string::npos) continue;
        messages.push_back("must not contain '" + std::string(sequence) + "'");
    }
    for (const char* suffix : {"/..", "/."}) {
        if (ends_with(path, suffix))
            messages.push_back("cannot end with '" + std::string(suffix) + "'");
    }
    return messages;
}

// The patterns that the controller writes into the listener's rule.
std::vector<std::string> patterns(std::string path, PathType type) {
    if (path.empty()) return {};
    if (type != PathType::Prefix) return {path};
    if (path == "/") return {"/*"};
    if (path.back() == '/') path.pop_back();
    return {path, path + "/*"};
}

struct PathRule {
    ListenerRule rule;
    PathType type = PathType::ImplementationSpecific;
    std::size_t length = 0;
};

bool comes_first(const PathRule& a, const PathRule& b) {
    if (a.type != b.type) return a.type < b.type;
    return a.type == PathType::Prefix && a.length > b.length;
}

class SpecReader {
  public:
    SpecReader(const Node& spec, UnknownKeys unknown, Findings& findings)
        : reader_(spec, findings, unknown), unknown_(unknown), findings_(findings) {}

    void read() {
        class_name = reader_.string("ingressClassName");
        if (class_name) {
            problems.invalid("spec.ingressClassName", policy::quoted_value(*class_name),
                             policy::check_dns1123_subdomain(*class_name));
        }
        const Node* otherwise = reader_.find("defaultBackend");
        const auto items = reader_.items("rules");
        if (otherwise == nullptr && items.empty()) {
            problems.invalid("spec", "null",
                             "either `defaultBackend` or `rules` must be specified");
        }
        std::size_t index = 0;
        for (const Node* item : items) read_rule(*item, index++);
        if (otherwise != nullptr) {
            ListenerRule rule;
            rule.path = "spec.defaultBackend";
            rule.position = otherwise->place.at;
            if (read_backend(*otherwise, rule.path, rule.target)) rules.push_back(std::move(rule));
        }
        read_tls();
        reader_.finish();
    }

    std::optional<std::string> class_name;
    std::vector<ListenerRule> rules;
    std::vector<std::string> hosts;  // no patterns
    bool has_tls = false;
    const Node* unread = nullptr;  // a backend that is no service
    policy::Problems problems;

  private:
    void read_rule(const Node& node, std::size_t index) {
        const std::string path = policy::item("spec", "rules", index);
        ObjectReader rule(node, findings_, unknown_);
        const std::string host = rule.string("host").value_or("");
        if (!host.empty()) {
            problems.invalid(policy::child(path, "host"), policy::quoted_value(host),
                             check_host(host));
            if (host.find('*') == std::string::npos) hosts.push_back(host);
        }
        if (const Node* http = rule.find("http"))
            read_paths(*http, policy::child(path, "http"), host);
        rule.finish();
    }

    void read_paths(const Node& node, const std::string& path, const std::string& host) {
        ObjectReader http(node, findings_, unknown_);
        const auto items = http.items("paths");
        if (items.empty()) problems.required(policy::child(path, "paths"));
        std::vector<PathRule> found;
        std::size_t index = 0;
        for (const Node* item : items) {
            PathRule rule;
            rule.rule.path = policy::item(path, "paths", index++);
            rule.rule.position = item->place.at;
            if (!host.empty()) rule.rule.hosts = {host};
            if (read_path(*item, rule)) found.push_back(std::move(rule));
        }
        http.finish();
        std::stable_sort(found.begin(), found.end(), comes_first);
        for (PathRule& rule : found) rules.push_back(std::move(rule.rule));
    }

    bool read_path(const Node& node, PathRule& result) {
        const std::string& at = result.rule.path;
        ObjectReader item(node, findings_, unknown_);
        const std::string path = item.string("path").value_or("");
        const auto word = item.string("pathType");
        const Node* backend = item.find("backend");
        item.finish();
        if (!word) {
            problems.required(policy::child(at, "pathType"), "pathType must be specified");
            return false;
        }
        if (const auto type = path_type(*word)) {
            result.type = *type;
            result.length = path.size();
            problems.invalid(policy::child(at, "path"), policy::quoted_value(path),
                             check_path(path, *type));
            result.rule.paths = patterns(path, *type);
        } else {
            problems.unsupported(policy::child(at, "pathType"), *word,
                                 {"Exact", "ImplementationSpecific", "Prefix"});
        }
        return read_backend(or_null(backend), policy::child(at, "backend"), result.rule.target);
    }

    static std::optional<PathType> path_type(const std::string& word) {
        if (word == "Exact") return PathType::Exact;
        if (word == "Prefix") return PathType::Prefix;
        if (word == "ImplementationSpecific") return PathType::ImplementationSpecific;
        return std::nullopt;
    }

    // Whether it is a service's.
    bool read_backend(const Node& node, const std::string& path, TargetGroup& target) {
        ObjectReader backend(node, findings_, unknown_);
        const Node* resource = backend.find("resource");
        const Node* service = backend.find("service");
        backend.finish();
        if (resource != nullptr && service != nullptr) {
            problems.invalid(path, "\"\"", "cannot set both resource and service backends");
        } else if (resource != nullptr) {
            unread = resource;
        } else if (service == nullptr) {
            problems.invalid(path, "\"\"", "resource or service backend is required");
        } else {
            return read_service(*service, path, target);
        }
        return false;
    }

    bool read_service(const Node& node, const std::string& path, TargetGroup& target) {
        ObjectReader service(node, findings_, unknown_);
        const std::string at = policy::child(path, "service");
        target.service = service.string("name").value_or("");
        if (target.service.empty()) {
            problems.required(policy::child(at, "name"));
        } else {
            problems.invalid(policy::child(at, "name"), policy::quoted_value(target.service),
                             policy::check_dns1035_label(target.service));
        }
        ObjectReader port(or_null(service.find("port")), findings_, unknown_);
        const std::string name = port.string("name").value_or("");
        const Node* number_node = port.find("number");
        const std::int64_t number =
            number_node == nullptr ? 0 : read_integer(*number_node, findings_).value_or(0);
        port.finish();
        service.finish();
        const std::string port_path = policy::child(at, "port");
        if (!name.empty() && number != 0) {
            problems.invalid(path, "\"\"", "cannot set both port name & port number");
        } else if (!name.empty()) {
            problems.invalid(policy::child(port_path, "name"), policy::quoted_value(name),
                             policy::check_port_name(name));
            target.port = name;
        } else if (number != 0) {
            problems.invalid(policy::child(port_path, "number"), std::to_string(number),
                             policy::check_port_number(number));
            target.port = static_cast<std::uint16_t>(number);
        } else {
            problems.required(path, "port name or number is required");
        }
        if (name == "use-annotation") unread = &node;
        return true;
    }

    void read_tls() {
        std::size_t index = 0;
        for (const Node* item : reader_.items("tls")) {
            has_tls = true;
            const std::string path = policy::item("spec", "tls", index++);
            ObjectReader tls(*item, findings_, unknown_);
            std::size_t place = 0;
            for (const Node* host : tls.items("hosts")) {
                const auto text = read_string(*host, findings_);
                const std::string at = policy::item(path, "hosts", place++);
                if (!text) continue;
                problems.invalid(at, policy::quoted_value(*text),
                                 text->find('*') == std::string::npos
                                     ? policy::check_dns1123_subdomain(*text)
                                     : check_wildcard(*text));
            }
            const std::string secret = tls.string("secretName").value_or("");
            if (!secret.empty()) {
                problems.invalid(policy::child(path, "secretName"), policy::quoted_value(secret),
                                 policy::check_dns1123_subdomain(secret));
            }
            tls.finish();
        }
    }

    ObjectReader reader_;
    UnknownKeys unknown_;
    Findings& findings_;
};

// An Ingress that names no class is the cluster's default class's, which is not known.
bool is_alb(const Metadata& metadata, const std::optional<std::string>& class_name) {
    const Annotation* by_annotation = annotation(metadata, class_annotation);
    if (class_name) return *class_name == "alb";
    return by_annotation != nullptr && by_annotation->value == "alb";
}

void check_class(const Metadata& metadata, const std::optional<std::string>& class_name,
                 Findings& findings) {
    const Annotation* by_annotation = annotation(metadata, class_annotation);
    if (by_annotation == nullptr || !class_name || by_annotation->value == *class_name) return;
    findings.error(by_annotation->place,
                   std::string("annotations.") + class_annotation + ": Invalid value: \"" +
                       by_annotation->value +
                       "\": must match `ingressClassName` when both are specified");
}

}  // namespace

std::optional<IngressObject> read_ingress(const Node& node, const std::string& default_namespace,
                                          Findings& findings) {
    const UnknownKeys unknown = is_live(node) ? UnknownKeys::Ignore : UnknownKeys::Error;
    const std::size_t errors_before = findings.errors();
    ObjectReader reader(node, findings, unknown);
    reader.ignore({"apiVersion", "kind"});
    auto metadata = read_metadata(reader, default_namespace, unknown, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_subdomain, node, findings);
    SpecReader spec(or_null(reader.find("spec")), unknown, findings);
    spec.read();
    report(spec.problems.take(), node, findings);
    check_class(*metadata, spec.class_name, findings);
    const std::vector<std::string> names = load_balancer_names(*metadata, reader);
    reader.finish();
    if (findings.errors() != errors_before) return std::nullopt;

    IngressObject object;
    object.metadata = std::move(*metadata);
    if (!is_alb(object.metadata, spec.class_name)) return object;
    if (spec.unread != nullptr) {
        findings.warning(spec.unread->place, "no load balancer is made of \"" + object.metadata.ns +
                                                 "/" + object.metadata.name +
                                                 "\": only services are followed as backends");
        return object;
    }
    object.load_balancer = read_application_load_balancer(object.metadata, spec.has_tls, findings);
    const auto type = alb_target_type(object.metadata, findings);
    if (!object.load_balancer) return object;
    for (ListenerRule& rule : spec.rules) {
        rule.target.type = type.value_or(TargetGroup::Type::Instance);
    }
    for (policy::Listener& listener : object.load_balancer->listeners) listener.rules = spec.rules;
    object.load_balancer->names = names;
    for (const std::string& host : spec.hosts) object.load_balancer->names.push_back(host);
    return object;
}

}  // namespace scenario
