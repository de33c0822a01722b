// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/dns_cache_reader.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace scenario {
namespace {

struct Argument {
    std::string value;
    Place place;
};

// The value of a flag as Go's flag package takes it: -name value, -name=value, and either with two
// hyphens.
std::optional<Argument> argument(Span<const Node*> words, std::string_view name) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string_view word = words[i]->text;
        if (words[i]->kind != Node::Kind::Scalar || word.empty() || word.front() != '-') continue;
        word.remove_prefix(word.rfind("--", 0) == 0 ? 2 : 1);
        if (word.substr(0, name.size()) != name) continue;
        if (word.size() > name.size() && word[name.size()] == '=') {
            return Argument{std::string(word.substr(name.size() + 1)), words[i]->place};
        }
        const bool has_next = i + 1 < words.size() && words[i + 1]->kind == Node::Kind::Scalar;
        if (word.size() == name.size() && has_next) {
            return Argument{std::string(words[i + 1]->text), words[i + 1]->place};
        }
    }
    return std::nullopt;
}

std::optional<Argument> argument(ObjectReader& container, std::string_view name) {
    auto found = argument(container.items("args"), name);
    return found ? found : argument(container.items("command"), name);
}

void add_addresses(const Argument& list, policy::DnsCache& cache, Findings& findings) {
    std::size_t first = 0;
    while (first <= list.value.size()) {
        const std::size_t comma = std::min(list.value.find(',', first), list.value.size());
        const std::string text = list.value.substr(first, comma - first);
        first = comma + 1;
        if (const auto address = policy::IpAddress::parse(text)) {
            cache.addresses.push_back(*address);
            continue;
        }
        const bool placeholder = text.rfind("__PILLAR__", 0) == 0;
        findings.warning(list.place,
                         "\"" + text +
                             "\" of -localip is not an IP address, so that the DNS cache "
                             "does not answer there",
                         placeholder ? "the published manifest leaves it to be filled in; "
                                       "__PILLAR__DNS__SERVER__ is the ClusterIP of kube-dns"
                                     : "");
    }
}

}  // namespace

std::optional<policy::DnsCache> read_dns_cache(const Node& container, Findings& findings) {
    ObjectReader reader(container, findings, UnknownKeys::Ignore);
    const auto addresses = argument(reader, "localip");
    if (!addresses) return std::nullopt;
    policy::DnsCache cache;
    const auto upstream = argument(reader, "upstreamsvc");
    cache.upstream = upstream ? upstream->value : "kube-dns";
    add_addresses(*addresses, cache, findings);
    if (cache.addresses.empty()) return std::nullopt;
    return cache;
}

}  // namespace scenario
