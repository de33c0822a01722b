// SPDX-License-Identifier: MIT
// One pair of ends: what is judged on the way between them, service by service.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/explain/explanation.h"
#include "policy/model/connection_set.h"
#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "sim/analysis/endpoint.h"
#include "sim/analysis/network_way.h"

namespace analysis {

// A pod at one of its addresses, or an address that no pod has.
struct Party {
    std::optional<std::uint32_t> pod;
    policy::IpAddress address;
};

// What both ends say of one service. An end that nothing polices says nothing.
struct Judged {
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;
    std::optional<policy::Opening> out;  // as the source's pod meets it
    std::optional<policy::Explanation> out_told;
    std::optional<policy::Opening> in;
    std::optional<policy::Explanation> in_told;
    std::optional<NetworkWay> between;  // where a network is known and lies between
};

// Services with one answer. `example` is one of them: a port that the destination declares, where
// there is one, else the lowest.
struct SameAnswer {
    std::string key;  // equal where verdicts, reasons, doubts and causes are
    policy::ConnectionSet services;
    Judged example;
    bool example_is_declared = false;
};

// The answers between two ends; `network` is null where none is known. By the first service of each
// (TCP, UDP, SCTP, ICMP; ascending).
std::vector<SameAnswer> answers_between(const policy::World& world,
                                        const policy::Settings& settings,
                                        const NetworkWays* network, const Party& from,
                                        const Party& to, const Service& service);

}  // namespace analysis
