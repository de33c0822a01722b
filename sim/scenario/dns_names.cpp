// SPDX-License-Identifier: MIT
#include "sim/scenario/dns_names.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "sim/scenario/text/findings.h"

namespace scenario {
namespace {

bool is_label(const std::string& label) {
    const auto letter_or_digit = [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; };
    const std::size_t first = label.front() == '_' ? 1 : 0;
    return first < label.size() && letter_or_digit(static_cast<unsigned char>(label[first])) &&
           letter_or_digit(static_cast<unsigned char>(label.back())) &&
           std::all_of(label.begin() + static_cast<std::ptrdiff_t>(first), label.end(),
                       [&](unsigned char c) { return letter_or_digit(c) || c == '-' || c == '_'; });
}

std::vector<policy::ExternalName> external_names(const std::vector<Host>& hosts) {
    std::vector<policy::ExternalName> names;
    for (const Host& host : hosts) {
        for (const std::string& name : host.names) names.push_back({name, {host.address}});
    }
    return names;
}

std::vector<std::string> labels_of(const std::string& name) {
    std::vector<std::string> labels;
    std::size_t start = 0;
    for (std::size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', start)) {
        labels.push_back(name.substr(start, dot - start));
        start = dot + 1;
    }
    labels.push_back(name.substr(start));
    return labels;
}

}  // namespace

std::optional<std::string> name_fault(const std::string& text) {
    if (policy::IpAddress::parse(text)) return "it is an address, which nobody looks up";
    const bool dot_at_end = !text.empty() && text.back() == '.';
    const std::string name = text.substr(0, text.size() - (dot_at_end ? 1 : 0));
    if (name.size() > 253) return "a DNS name has at most 253 characters";
    for (const std::string& label : labels_of(name)) {
        if (label.empty()) return "between its dots there is nothing";
        if (label.size() > 63) return "a part between dots has at most 63 characters";
        if (!is_label(label)) {
            return "\"" + label +
                   "\" has other characters than letters, digits and '-', or '-' at "
                   "an end";
        }
    }
    return std::nullopt;
}

DnsNames::DnsNames(const policy::World& world, const std::vector<Host>& hosts)
    : zone_(world, external_names(hosts)) {
    for (const policy::Service& service : world.services) {
        brief_.push_back(service.name + "." + service.ns);
    }
    for (const Host& host : hosts)
        brief_.insert(brief_.end(), host.names.begin(), host.names.end());
}

bool DnsNames::exist(const std::string& name, const std::string& ns) const {
    if (ns.empty()) {  // where nobody knows the cluster's own names
        return !policy::in_cluster_zone(name) && zone_.resolve(name, policy::Family::V4).exists;
    }
    const std::vector<std::string> asked = policy::names_asked(name, ns);
    return std::any_of(asked.begin(), asked.end(), [this](const std::string& full_name) {
        return zone_.resolve(full_name, policy::Family::V4).exists;
    });
}

std::string DnsNames::help(const std::string& name) const {
    const std::string first = name.substr(0, name.find('.')) + ".";
    for (const std::string& brief : brief_) {
        const bool is_service = brief.compare(0, first.size(), first) == 0;
        if (is_service && name.find('.') == std::string::npos) {
            return "did you mean \"" + brief + "\"?";
        }
    }
    return did_you_mean(name, brief_);
}

}  // namespace scenario
