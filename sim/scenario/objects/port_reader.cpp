// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/port_reader.h"

#include "policy/validate/validate.h"

namespace scenario {

std::optional<policy::Protocol> read_port_protocol(ObjectReader& port, const std::string& path,
                                                   policy::Problems& problems) {
    const std::string word = port.string("protocol").value_or("");
    if (word.empty() || word == "TCP") return policy::Protocol::TCP;
    if (word == "UDP") return policy::Protocol::UDP;
    if (word == "SCTP") return policy::Protocol::SCTP;
    problems.unsupported(policy::child(path, "protocol"), word, {"SCTP", "TCP", "UDP"});
    return std::nullopt;
}

std::optional<std::uint16_t> read_port_number(ObjectReader& port, std::string_view key,
                                              const std::string& path, policy::Problems& problems,
                                              Findings& findings) {
    const Node* node = port.find(key);
    const auto number =
        node == nullptr ? std::optional<std::int64_t>(0) : read_integer(*node, findings);
    if (!number) return std::nullopt;
    const auto messages = policy::check_port_number(*number);
    problems.invalid(policy::child(path, key), std::to_string(*number), messages);
    return messages.empty() ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
}

Place place_of_value(ObjectReader& port, std::string_view key) {
    const Node* node = port.find(key);
    return node == nullptr ? port.node().place : node->place;
}

}  // namespace scenario
