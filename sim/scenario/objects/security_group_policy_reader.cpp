// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/security_group_policy_reader.h"

#include <utility>

#include "policy/validate/validate.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr UnknownKeys ignore = UnknownKeys::Ignore;
constexpr std::size_t most_groups = 5;

}  // namespace

std::optional<SecurityGroupPolicyObject> read_security_group_policy(
    const Node& node, const std::string& default_namespace, Findings& findings) {
    const std::size_t errors_before = findings.errors();
    ObjectReader reader(node, findings, ignore);
    auto metadata = read_metadata(reader, default_namespace, ignore, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_subdomain, node, findings);
    SecurityGroupPolicyObject object;
    object.metadata = std::move(*metadata);
    const Node* spec_node = reader.require("spec");
    if (spec_node == nullptr) return std::nullopt;
    ObjectReader spec(*spec_node, findings);
    if (const Node* pods = spec.find("podSelector")) {
        object.pods = read_label_selector(*pods, UnknownKeys::Error, findings);
    }
    if (const Node* accounts = spec.find("serviceAccountSelector")) {
        object.accounts = read_label_selector(*accounts, UnknownKeys::Error, findings);
    }
    const Node* groups = spec.require("securityGroups");
    spec.finish();
    if (!object.pods && !object.accounts) {
        findings.error(spec_node->place, "spec: podSelector or serviceAccountSelector is required");
    }
    if (groups == nullptr) return std::nullopt;
    ObjectReader list(*groups, findings);
    const Span<const Node*> ids = list.items("groupIds");
    list.finish();
    if (ids.empty() || ids.size() > most_groups) {
        findings.error(groups->place, "spec.securityGroups.groupIds: one to five are required");
    }
    for (const Node* id : ids) {
        if (const auto text = read_string(*id, findings))
            object.groups.emplace_back(*text, id->place);
    }
    if (findings.errors() != errors_before) return std::nullopt;
    return object;
}

std::optional<ServiceAccountObject> read_service_account(const Node& node,
                                                         const std::string& default_namespace,
                                                         Findings& findings) {
    ObjectReader reader(node, findings, ignore);
    auto metadata = read_metadata(reader, default_namespace, ignore, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_subdomain, node, findings);
    return ServiceAccountObject{std::move(*metadata)};
}

}  // namespace scenario
