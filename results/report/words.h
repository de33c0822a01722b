// SPDX-License-Identifier: MIT
// How the parts of a flow are spelled in reports for people, the same in each.
#pragma once

#include <string>
#include <vector>

#include "results/reader.h"
#include "results/report/text_layout.h"

namespace results {

// Exact, as a decimal number without trailing zeros: 1500000000 is "1.5".
std::string seconds(Nanoseconds time);
// Rounded to the millisecond, for columns: "1.500".
std::string short_seconds(Nanoseconds time);

// "TCP/5432"; the protocol alone where it has no ports.
std::string protocol_and_port(const Flow& flow);

// Whom a service chose, with the port asked there: "shop/web-0[Pod]:8080"; empty where none did.
std::string backend_text(const FlowView& view);
// "shop/web[Service]"; of a name that was not resolved "dns/web".
const std::string& destination_text(const FlowView& view);
// "shop/web[Service] -> shop/web-0[Pod]:8080"; where no service chose, the destination alone.
std::string destination_and_backend(const FlowView& view);
// "10.42.1.7:8080": of addresses "fd00::7,10.42.1.7" the IPv4 one, which the packet has.
std::string address_and_port(const Endpoint& end, std::int64_t port);

// "+ allow", "x drop", "? uncertain": a symbol, so that nothing rests on colour alone.
std::string with_symbol(const std::string& verdict);

// "policies/db.yaml:14 shop/db spec.ingress[0].from[1]"; without a place of what no file says.
std::string cause_text(const Cause& cause);
// The first cause, and how many more there are: "... (and 1 more)". Empty where there is none.
std::string first_cause(const std::vector<Cause>& causes);

// `text` in the colour of a verdict (blue, vermillion, grey: safe for colour-blind readers), or
// as it is without colour.
std::string colored(const std::string& text, const std::string& verdict, const Style& style);

}  // namespace results
