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

// "+ allow", "x drop", "? uncertain": a symbol, so that nothing rests on colour alone.
std::string with_symbol(const std::string& verdict);

// "policies/db.yaml:14 shop/db spec.ingress[0].from[1]"
std::string cause_text(const Cause& cause);
// The first cause, and how many more there are: "... (and 1 more)". Empty where there is none.
std::string first_cause(const std::vector<Cause>& causes);

// `text` in the colour of a verdict (blue, vermillion, grey: safe for colour-blind readers), or
// as it is without colour.
std::string colored(const std::string& text, const std::string& verdict, const Style& style);

}  // namespace results
