// SPDX-License-Identifier: MIT
// Asks the compiled filter table and the reference the same questions about one world.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/model/settings.h"
#include "policy/oracle/reference.h"

namespace oracle {

// The first packet of a connection, as World::pods[pod] meets it.
struct Probe {
    std::size_t pod = 0;
    policy::Direction direction = policy::Direction::ToPod;
    policy::IpAddress peer;
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;
};

struct Difference {
    Probe probe;
    policy::ReferenceVerdict table;
    policy::ReferenceVerdict reference;
};

// The table's verdict on each probe, with its causes written out. Tables are compiled anew.
std::vector<policy::ReferenceVerdict> table_verdicts(const policy::World& world,
                                                     const std::vector<Probe>& probes);

// The reference's verdict on each.
std::vector<policy::ReferenceVerdict> reference_verdicts(const policy::World& world,
                                                         const std::vector<Probe>& probes);

// The first probe on which action, reason or causes differ.
std::optional<Difference> first_difference(const policy::World& world,
                                           const std::vector<Probe>& probes,
                                           const policy::Settings& settings = {});

// All that a table or an analysis can tell apart, the defaults first.
const std::vector<policy::Settings>& all_settings();
std::string text(const policy::Settings& settings);

// The world, the question and both answers, for the reader of a failed test.
std::string text(const policy::World& world, const Difference& difference);
std::string text(const policy::World& world, const Probe& probe);
std::string text(const policy::ReferenceVerdict& verdict);

}  // namespace oracle
