// SPDX-License-Identifier: MIT
#include "sim/scenario/expect.h"

#include <array>

#include "sim/scenario/text/object_reader.h"

namespace scenario {

std::string_view text(Expect expect) {
    switch (expect) {
        case Expect::Allow:
            return "allow";
        case Expect::Drop:
            return "drop";
        case Expect::Connected:
            return "connected";
        case Expect::Answered:
            return "answered";
        case Expect::Refused:
            return "refused";
        case Expect::TimedOut:
            return "timed-out";
        case Expect::Reset:
            return "reset";
        case Expect::Unreachable:
            return "unreachable";
        case Expect::Unresolved:
            return "unresolved";
    }
    return "";
}

std::optional<Expect> read_expect(const Node& node, Findings& findings) {
    constexpr std::array<Expect, 9> words = {
        Expect::Allow,    Expect::Drop,  Expect::Connected,   Expect::Answered,  Expect::Refused,
        Expect::TimedOut, Expect::Reset, Expect::Unreachable, Expect::Unresolved};
    const auto word = read_string(node, findings);
    if (!word) return std::nullopt;
    std::string list;
    for (const Expect expect : words) {
        if (text(expect) == *word) return expect;
        list.append(list.empty() ? "" : ", ").append(text(expect));
    }
    findings.error(node.place, "unknown expectation \"" + *word + "\"", "one of " + list);
    return std::nullopt;
}

}  // namespace scenario
