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

std::vector<std::string> translation_lines(const FlowView& flow, const Hop& hop) {
    const char* word = hop.hook == "service" ? "service" : "load balancer";
    const std::string chosen = address_and_port(flow.backend, flow.flow.backend_port);
    return {fmt::format("{} {} -> {} {}", word, address_and_port(flow.dst, flow.flow.port),
                        flow.backend.ref, chosen),
            fmt::format("the hooks below, on the way there, judge a packet to {}", chosen)};
}

}  // namespace

void write_path(std::ostream& out, const FlowView& flow, const std::vector<HopView>& hops,
                const Style& style) {
    const Flow& row = flow.flow;
    const bool resolved = flow.asked.id != none && flow.dst.id != none;
    print(out,
          printable(fmt::format("flow {}{} at {}s: {} -> {}{} {}: {}, {}", row.id,
                                row.parent == none ? "" : fmt::format(" of flow {}", row.parent),
                                seconds(row.start), flow.src.ref, destination_text(flow),
                                resolved ? fmt::format(" ({})", flow.asked.ref) : "",
                                protocol_and_port(row), row.verdict, row.outcome)),
          row.verdict, style);
    if (row.outcome == "unresolved" && !hops.empty())
        print(out, "  the look-up of its name met:", row.verdict, style);
    const Widths widths = widths_of(hops);
    const HopView* chooser = flow.backend.id == none ? nullptr : chooser_of(hops);
    for (const HopView& view : hops) {
        const Hop& hop = view.hop;
        print(out,
              fmt::format("  {}  {}  {}  {}  {}", pad_right(printable(hop.leg), widths.leg),
                          pad_right(printable(hop.hook), widths.hook),
                          pad_right(printable(hop.at), widths.at),
                          pad_right(with_symbol(hop.verdict), widths.verdict), view.reason),
              hop.verdict, style);
        if (&view == chooser) {
            for (const std::string& text : translation_lines(flow, hop))
                print(out, "      " + printable(text), hop.verdict, style);
        }
        for (const Cause& cause : view.causes)
            print(out, "      " + printable(cause_text(cause)), hop.verdict, style);
    }
}

}  // namespace results
