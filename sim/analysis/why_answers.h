// SPDX-License-Identifier: MIT
// The answers to one question, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "results/report/why_rows.h"
#include "sim/analysis/endpoint.h"

namespace analysis {

// "TCP/80"; "TCP" for port 0.
std::string service_text(policy::Protocol protocol, std::uint16_t port);
// "TCP/5432", "TCP", "every protocol and port"
std::string asked_text(const Service& service);

// What is answered of pods and addresses. `first`, where there is one, is what every way begins
// with: the choice of a backend by the client's node, behind which a pod meets itself as if from
// its node. REQUIRES: `question` is not through a service.
std::vector<results::WhyAnswer> answers_to(const policy::World& world,
                                           const policy::Settings& settings,
                                           const Question& question,
                                           const std::optional<results::WhyHook>& first);

// What decided: the first hook that drops, else the first that is uncertain, else the last gate
// that a rule admits, else the last hook there. Fills in the answer from its hooks.
void decide(results::WhyAnswer& answer);

}  // namespace analysis
