// SPDX-License-Identifier: MIT
// The filter line, one language for the command line and the viewer:
//
//     ns=prod verdict=drop !reason=NP_* port=5432 from:ns=x to:label=app=db from:pod=web-*
//
// A filter is terms with spaces between; a flow meets it if it meets all of them. A term is
// KEY=VALUE[,VALUE...] and is met by any one of its values; `!` before it negates it. Keys that
// speak of an end of a flow take `from:`, `to:` or `either:` (the default) before them. `*` in a
// value stands for any text. Values with spaces or commas stand in double quotes, in which a
// backslash takes the next character as it is. `unexpected` alone is `unexpected=true`.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace results {

enum class FilterKey : std::uint8_t {
    // of an end
    Ns,        // namespace
    Pod,       // name, or namespace/name
    Workload,  // name, namespace/name, namespace/kind/name or namespace/name[Kind]
    Ref,       // shop/web-0[Pod], with or without its kind; dns/web: a name that is asked for
    Ip,        // an address, a prefix (10.0.0.0/8) or a pattern
    Label,     // KEY=VALUE, or KEY alone: has it
    // of the flow
    Name,
    Verdict,     // allow, drop, uncertain
    Outcome,     // connected, answered, refused, timed-out, reset, unreachable, unresolved
    Reason,      // code
    Hook,        // where the verdict fell
    Protocol,    // in any case
    Port,        // a number or a range: 8000-8999
    Backend,     // whom a service chose: its ref, with or without its kind
    Policy,      // name, or namespace/name, of one of the causes
    Expect,      // what was expected: a verdict or an outcome
    Unexpected,  // true, false: it met something else than expected
    Parent,      // name or id of the flow of which it is a step; *: it is a child flow
};

enum class Side : std::uint8_t { Either, From, To };

struct FilterTerm {
    FilterKey key = FilterKey::Ns;
    Side side = Side::Either;
    bool negated = false;
    std::vector<std::string> values;  // at least one; checked for keys of few values and for Port

    friend bool operator==(const FilterTerm& a, const FilterTerm& b) {
        return a.key == b.key && a.side == b.side && a.negated == b.negated && a.values == b.values;
    }
};

using Filter = std::vector<FilterTerm>;  // all of them; none: every flow

// what() is a plain sentence, `help` another or empty ('did you mean "verdict"?').
class FilterError : public std::runtime_error {
  public:
    FilterError(std::size_t at, const std::string& message, std::string hint)
        : std::runtime_error(message), column(at), help(std::move(hint)) {}

    std::size_t column;  // of the filter's text, in bytes, from 1
    std::string help;
};

// Returns the terms as written. Throws FilterError at the first mistake, and where the text has
// more than 10,000 bytes, 64 terms, 256 values or, in one value, 8 stars.
Filter parse_filter(const std::string& text);

// The shortest text that parse_filter() reads as `filter`: for a command line to copy.
std::string text(const Filter& filter);

// All keys as they are written, in the order of the enumeration: for completion and messages.
const std::vector<std::string>& filter_keys();

}  // namespace results
