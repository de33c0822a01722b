// SPDX-License-Identifier: MIT
// How files and the command line name things: `namespace/name`, `namespace/kind/name`,
// `namespace/name[Kind]`, `host/name`, `node/name`, `dns/name`, `lb/namespace/name`; `*` stands for
// any run of characters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scenario {

struct Reference {
    // Name: a DNS name. LoadBalancer: that of the Service or Ingress of this name.
    enum class To : std::uint8_t { Object, Host, Node, Name, LoadBalancer };
    To to = To::Object;
    std::string ns;    // of an object or load balancer; empty for the others
    std::string kind;  // "Deployment"; empty where it was left out
    std::string name;

    bool is_pattern() const {
        return ns.find('*') != std::string::npos || name.find('*') != std::string::npos;
    }
};

// Nothing where the text has none of the forms. An unknown kind is kept as written.
std::optional<Reference> parse_reference(std::string_view text);

// "Deployment" for deployment, deployments and deploy, and so on for each kind known here; the
// text itself for any other.
std::string canonical_kind(std::string_view text);

}  // namespace scenario
