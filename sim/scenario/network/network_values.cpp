// SPDX-License-Identifier: MIT
#include "sim/scenario/network/network_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

std::optional<Listen> parse_listen(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, policy::Protocol>, 3> protocols = {
        {{"TCP/", policy::Protocol::TCP},
         {"UDP/", policy::Protocol::UDP},
         {"SCTP/", policy::Protocol::SCTP}}};
    for (const auto& [prefix, protocol] : protocols) {
        if (text.substr(0, prefix.size()) != prefix) continue;
        text.remove_prefix(prefix.size());
        std::uint16_t port = 0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
        if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) break;
        if (port > 0) return Listen{protocol, port};
    }
    return std::nullopt;
}

}  // namespace

std::vector<policy::NetworkIndex> read_groups(const Node& node, const std::string& vpc,
                                              const NetworkNames& names, Findings& findings) {
    std::vector<policy::NetworkIndex> groups;
    for (const Node* item : read_one_or_more(node, findings)) {
        const auto group = find_named(names.groups, "security group", vpc + "/", *item, findings);
        if (group) groups.push_back(*group);
    }
    constexpr std::size_t usual_groups = 5;  // Amazon VPC quotas
    if (groups.size() > usual_groups) {
        findings.warning(node.place,
                         "an interface is in five security groups at most, unless the quota is "
                         "raised");
    }
    return groups;
}

std::optional<policy::Prefix> read_cidr(const Node& node, Findings& findings) {
    const auto text = read_string(node, findings);
    if (!text) return std::nullopt;
    auto prefix = policy::Prefix::parse(*text);
    if (!prefix) {
        findings.error(node.place, "\"" + *text + "\" is not a CIDR", "write it like 10.0.0.0/16");
    } else if (prefix->family() != policy::Family::V4) {
        findings.error(node.place, "IPv6 networks are not available in this version");
        return std::nullopt;
    }
    return prefix;
}

bool is_private(const policy::IpAddress& address) {
    static const std::array<policy::Prefix, 4> blocks = {
        *policy::Prefix::parse("10.0.0.0/8"), *policy::Prefix::parse("172.16.0.0/12"),
        *policy::Prefix::parse("192.168.0.0/16"), *policy::Prefix::parse("100.64.0.0/10")};
    return std::any_of(blocks.begin(), blocks.end(),
                       [&](const policy::Prefix& block) { return block.contains(address); });
}

bool overlap(const policy::Prefix& a, const policy::Prefix& b) {
    return a.contains(b) || b.contains(a);
}

std::vector<Listen> read_listen(const Node& node, Findings& findings) {
    std::vector<Listen> result;
    for (const Node* item : read_items(node, findings)) {
        const auto text = read_string(*item, findings);
        if (!text) continue;
        if (const auto listen = parse_listen(*text)) {
            result.push_back(*listen);
        } else {
            findings.error(item->place, "\"" + *text + "\" is not a protocol and port",
                           "write it like TCP/443, UDP/53 or SCTP/9000");
        }
    }
    return result;
}

std::optional<std::size_t> subnet_of(const std::vector<Subnet>& subnets,
                                     const policy::IpAddress& address) {
    for (std::size_t i = 0; i < subnets.size(); ++i) {
        if (subnets[i].cidr.contains(address)) return i;
    }
    return std::nullopt;
}

}  // namespace scenario
