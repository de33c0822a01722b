// SPDX-License-Identifier: MIT
#include "results/report/path_text.h"

#include <algorithm>
#include <ostream>
#include <string>

#include <fmt/format.h>

#include "results/report/words.h"

namespace results {
namespace {

struct Widths {
    std::size_t leg = 0, hook = 0, at = 0, verdict = 0;
};

Widths widths_of(const std::vector<HopView>& hops) {
    Widths widths;
    const auto widen = [](std::size_t& width, const std::string& text) {
        width = std::max(width, display_width(printable(text)));
    };
    for (const HopView& view : hops) {
        widen(widths.leg, view.hop.leg);
        widen(widths.hook, view.hop.hook);
        widen(widths.at, view.hop.at);
        widen(widths.verdict, with_symbol(view.hop.verdict));
    }
    return widths;
}

void print(std::ostream& out, const std::string& line, const std::string& verdict,
           const Style& style) {
    const std::string fitted = style.width == 0 ? line : shorten_middle(line, style.width);
    out << (verdict == "drop" ? colored(fitted, verdict, style) : fitted) << '\n';
}

}  // namespace

void write_path(std::ostream& out, const FlowView& flow, const std::vector<HopView>& hops,
                const Style& style) {
    const Flow& row = flow.flow;
    print(out,
          printable(fmt::format("flow {} at {}s: {} -> {} {}: {}, {}", row.id, seconds(row.start),
                                flow.src.ref, flow.dst.ref, protocol_and_port(row), row.verdict,
                                row.outcome)),
          row.verdict, style);
    const Widths widths = widths_of(hops);
    for (const HopView& view : hops) {
        const Hop& hop = view.hop;
        print(out,
              fmt::format("  {}  {}  {}  {}  {}", pad_right(printable(hop.leg), widths.leg),
                          pad_right(printable(hop.hook), widths.hook),
                          pad_right(printable(hop.at), widths.at),
                          pad_right(with_symbol(hop.verdict), widths.verdict), view.reason),
              hop.verdict, style);
        for (const Cause& cause : view.causes)
            print(out, "      " + printable(cause_text(cause)), hop.verdict, style);
    }
}

}  // namespace results
