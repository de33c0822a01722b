// SPDX-License-Identifier: MIT
// What the API server would refuse, and what it would warn of, in its own words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/model/model.h"

namespace policy {

// One finding. `path` is the API's field path ("spec.ingress[0].ports[1].endPort"); `type` and
// `detail` are field.Error's ("Invalid value", "must be between 1 and 65535, inclusive"); `value`
// is printed as the API prints it and empty where it prints none.
struct Problem {
    enum class Severity { Error, Warning };
    Severity severity = Severity::Error;
    std::string path;
    std::string type;
    std::string value;
    std::string detail;

    // The API's line: `<path>: <type>: <value>: <detail>`. A warning is path and detail.
    std::string text() const;
};

// All findings on one policy, in the API server's order of checks (pkg/apis/networking/validation
// ValidateNetworkPolicy). An object without errors is one the API server stores.
std::vector<Problem> validate(const NetworkPolicy& policy);

// apimachinery's checks on names, labels and ports; each returns the messages, none when valid.
std::vector<std::string> check_dns1123_subdomain(const std::string& name);
std::vector<std::string> check_dns1123_label(const std::string& name);
std::vector<std::string> check_dns1035_label(const std::string& name);
std::vector<std::string> check_label_key(const std::string& key);
std::vector<std::string> check_label_value(const std::string& value);
std::vector<std::string> check_port_name(const std::string& name);
std::vector<std::string> check_port_number(std::int64_t number);

// The same of addresses: whether `text` is one, and one that an endpoint or an external IP may be
// (neither unspecified, loopback, link-local nor link-local multicast).
std::vector<std::string> check_ip(const std::string& text);
std::vector<std::string> check_endpoint_ip(const std::string& text);

}  // namespace policy
