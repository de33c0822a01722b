// SPDX-License-Identifier: MIT
#include "sim/scenario/reference.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace scenario {
namespace {

struct KindName {
    std::string_view kind;
    std::string_view plural;
    std::string_view brief;  // kubectl's short name
};

constexpr std::array<KindName, 10> kinds = {{{"Pod", "pods", "po"},
                                             {"Deployment", "deployments", "deploy"},
                                             {"ReplicaSet", "replicasets", "rs"},
                                             {"StatefulSet", "statefulsets", "sts"},
                                             {"DaemonSet", "daemonsets", "ds"},
                                             {"Job", "jobs", "job"},
                                             {"CronJob", "cronjobs", "cj"},
                                             {"Service", "services", "svc"},
                                             {"Ingress", "ingresses", "ing"},
                                             {"NetworkPolicy", "networkpolicies", "netpol"}}};

// What is no object of a namespace, by the word before its name.
struct Outside {
    std::string_view word;
    Reference::To to;
    std::string_view kind;  // in the output form, host/laptop[Host]
};
constexpr std::array<Outside, 3> outside = {{{"host", Reference::To::Host, "Host"},
                                             {"node", Reference::To::Node, "Node"},
                                             {"dns", Reference::To::Name, ""}}};

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (auto slash = text.find('/'); slash != std::string_view::npos; slash = text.find('/')) {
        parts.push_back(text.substr(0, slash));
        text.remove_prefix(slash + 1);
    }
    parts.push_back(text);
    return parts;
}

// Takes "[Kind]" off the end of a name.
std::optional<std::string> take_kind(std::string_view& name) {
    if (name.empty() || name.back() != ']') return std::string();
    const auto open = name.rfind('[');
    if (open == std::string_view::npos) return std::nullopt;
    const std::string_view kind = name.substr(open + 1, name.size() - open - 2);
    name = name.substr(0, open);
    return kind.empty() ? std::nullopt : std::optional(canonical_kind(kind));
}

bool is_kind(std::string_view word) {
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](const KindName& row) { return canonical_kind(word) == row.kind; });
}

}  // namespace

std::string canonical_kind(std::string_view text) {
    const std::string word = lower(text);
    const auto* found = std::find_if(kinds.begin(), kinds.end(), [&word](const KindName& row) {
        return word == lower(row.kind) || word == row.plural || word == row.brief;
    });
    return std::string(found == kinds.end() ? text : found->kind);
}

std::optional<Reference> parse_reference(std::string_view text) {
    const auto parts = split(text);
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    if (std::any_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); })) {
        return std::nullopt;
    }
    Reference reference;
    std::string_view name = parts.back();
    const auto kind = take_kind(name);
    if (!kind || name.empty() || name.find('[') != std::string_view::npos) return std::nullopt;
    reference.name = name;
    reference.kind = *kind;
    if (parts.size() == 2) {
        for (const Outside& row : outside) {
            if (parts[0] != row.word) continue;
            reference.to = row.to;
            const bool fitting = kind->empty() || *kind == row.kind;
            return fitting ? std::optional(reference) : std::nullopt;
        }
    }
    if (parts.size() == 3 && parts[0] == "lb" && !is_kind(parts[1])) {
        reference.to = Reference::To::LoadBalancer;
        reference.ns = parts[1];
        return reference;  // with its kind: Service or Ingress
    }
    reference.ns = parts[0];
    if (parts.size() == 3) {
        if (!kind->empty()) return std::nullopt;
        reference.kind = canonical_kind(parts[1]);
    }
    return reference;
}

}  // namespace scenario
