// SPDX-License-Identifier: MIT
// apimachinery's pkg/util/validation, with the wording of Kubernetes 1.32 and later.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/validate/validate.h"

namespace policy {
namespace {

// The alphabets are ASCII whatever the locale.
bool lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool lower_alphanumeric(char c) {
    return lower(c) || digit(c);
}
bool alphanumeric(char c) {
    return lower_alphanumeric(c) || (c >= 'A' && c <= 'Z');
}

template <class Edge, class Middle>
bool spelled(std::string_view text, Edge edge, Middle middle) {
    return !text.empty() && edge(text.front()) && edge(text.back()) &&
           std::all_of(text.begin(), text.end(), middle);
}

bool is_dns_label(std::string_view text) {
    return spelled(text, lower_alphanumeric,
                   [](char c) { return lower_alphanumeric(c) || c == '-'; });
}

bool is_dns_subdomain(std::string_view text) {
    for (;;) {
        const std::size_t dot = text.find('.');
        if (!is_dns_label(text.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        text.remove_prefix(dot + 1);
    }
}

bool is_label_name(std::string_view text) {
    return spelled(text, alphanumeric,
                   [](char c) { return alphanumeric(c) || c == '-' || c == '_' || c == '.'; });
}

std::string too_long(std::size_t limit) {
    return "must be no more than " + std::to_string(limit) + " bytes";
}

constexpr const char* subdomain_form =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr const char* label_form =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr const char* label_1035_form =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr const char* key_form =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr const char* value_form =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

}  // namespace

std::vector<std::string> check_dns1123_subdomain(const std::string& name) {
    std::vector<std::string> messages;
    if (name.size() > 253) messages.push_back(too_long(253));
    if (!is_dns_subdomain(name)) messages.emplace_back(subdomain_form);
    return messages;
}

std::vector<std::string> check_dns1123_label(const std::string& name) {
    std::vector<std::string> messages;
    if (name.size() > 63) messages.push_back(too_long(63));
    if (is_dns_label(name)) return messages;
    messages.emplace_back(is_dns_subdomain(name) ? "must not contain dots" : label_form);
    return messages;
}

std::vector<std::string> check_dns1035_label(const std::string& name) {
    std::vector<std::string> messages;
    if (name.size() > 63) messages.push_back(too_long(63));
    if (!is_dns_label(name) || !lower(name.front())) messages.emplace_back(label_1035_form);
    return messages;
}

std::vector<std::string> check_label_key(const std::string& key) {
    const std::size_t slash = key.find('/');
    std::vector<std::string> messages;
    std::string name = key;
    if (slash != std::string::npos) {
        const std::string prefix = key.substr(0, slash);
        name = key.substr(slash + 1);
        if (name.find('/') != std::string::npos) {
            return {std::string("a valid label key ") + key_form +
                    " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"};
        }
        if (prefix.empty()) {
            messages.emplace_back("prefix part must be non-empty");
        } else {
            for (const std::string& message : check_dns1123_subdomain(prefix)) {
                messages.push_back("prefix part " + message);
            }
        }
    }
    if (name.empty()) messages.emplace_back("name part must be non-empty");
    if (name.size() > 63) messages.push_back("name part " + too_long(63));
    if (!is_label_name(name)) messages.push_back(std::string("name part ") + key_form);
    return messages;
}

std::vector<std::string> check_label_value(const std::string& value) {
    std::vector<std::string> messages;
    if (value.size() > 63) messages.push_back(too_long(63));
    if (!value.empty() && !is_label_name(value)) messages.emplace_back(value_form);
    return messages;
}

std::vector<std::string> check_port_name(const std::string& name) {
    const auto allowed = [](char c) { return lower_alphanumeric(c) || c == '-'; };
    std::vector<std::string> messages;
    if (name.size() > 15) messages.push_back(too_long(15));
    if (name.empty() || !std::all_of(name.begin(), name.end(), allowed)) {
        messages.emplace_back(
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (std::none_of(name.begin(), name.end(), lower)) {
        messages.emplace_back("must contain at least one letter (a-z)");
    }
    if (name.find("--") != std::string::npos) {
        messages.emplace_back("must not contain consecutive hyphens");
    }
    if (!name.empty() && (name.front() == '-' || name.back() == '-')) {
        messages.emplace_back("must not begin or end with a hyphen");
    }
    return messages;
}

std::vector<std::string> check_port_number(std::int64_t number) {
    if (number >= 1 && number <= 65535) return {};
    return {"must be between 1 and 65535, inclusive"};
}

}  // namespace policy
