// SPDX-License-Identifier: MIT
// How the viewer writes what a store says, the same in every table, label and copy.
#pragma once

#include <string>
#include <vector>

#include <QString>

#include "gui/models/tone.h"
#include "results/reader.h"

namespace gui {

QString to_text(const std::string& utf8);
QString number_text(std::int64_t number);  // "1,998,000"

QString verdict_text(const std::string& verdict);  // "✕ drop": a sign beside the word
Tone verdict_tone(const std::string& verdict);
QString counts_text(const results::RunSummary& run);  // "✓ 8 allow  ✕ 4 drop  ? 0 uncertain"

QString time_text(results::Nanoseconds time);         // "1.250 s", since the run's start
QString protocol_text(const results::Flow& flow);     // "TCP/5432", "ICMP"
QString endpoint_text(const results::Endpoint& end);  // "shop/web-0[Pod] (10.0.1.2)", "dns/web"
// Where the flow goes, of a name that was not resolved the name.
const results::Endpoint& destination(const results::FlowView& view);
// "↳ shop/web-0[Pod]": a child flow is marked.
QString source_text(const results::FlowView& view);
// "shop/web[Service] → shop/web-0[Pod]:8080" where a service chose; else the destination alone.
QString destination_text(const results::FlowView& view);
// "172.20.0.16:80 → shop/web-0[Pod] 10.42.1.7:8080"; empty where no service chose.
QString translation_text(const results::FlowView& view);
QString translated_addresses(const results::FlowView& view);  // the same without the ref
// "⚠ allow" where the flow met something else, "allow" where it met that, "" if it expected nothing
QString expectation_text(const results::Flow& flow);

QString place_text(const results::Cause& cause);  // "policies/deny.yaml:7"; "" of what no file says
QString cause_text(
    const results::Cause& cause);  // "policies/deny.yaml:7 shop/deny spec.ingress[0]"
// The place of the nearest (its name, where it has none) and how many more there are:
// "policies/deny.yaml:7 +2"
QString causes_summary(const std::vector<results::Cause>& causes);
QString causes_lines(const std::vector<results::Cause>& causes);  // each in full, one per line

}  // namespace gui
