// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/eni_config_reader.h"

#include <utility>

#include "policy/validate/validate.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr std::size_t most_groups = 5;

}  // namespace

std::optional<EniConfigObject> read_eni_config(const Node& node, Findings& findings) {
    const std::size_t errors_before = findings.errors();
    ObjectReader reader(node, findings, UnknownKeys::Ignore);
    auto metadata = read_metadata(reader, "", UnknownKeys::Ignore, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_subdomain, node, findings);
    EniConfigObject object;
    object.metadata = std::move(*metadata);
    const Node* spec_node = reader.require("spec");
    if (spec_node == nullptr) return std::nullopt;
    ObjectReader spec(*spec_node, findings);
    if (const Node* subnet = spec.require("subnet")) {
        object.subnet = read_string(*subnet, findings).value_or("");
        object.subnet_place = subnet->place;
    }
    const Span<const Node*> groups = spec.items("securityGroups");
    if (groups.size() > most_groups) {
        findings.error(spec.place("securityGroups"), "spec.securityGroups: at most five");
    }
    for (const Node* id : groups) {
        if (const auto text = read_string(*id, findings)) {
            object.groups.emplace_back(*text, id->place);
        }
    }
    spec.finish();
    if (findings.errors() != errors_before) return std::nullopt;
    return object;
}

}  // namespace scenario
