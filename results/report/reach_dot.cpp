// SPDX-License-Identifier: MIT
#include "results/report/reach_dot.h"

#include <ostream>

namespace results {
namespace {

// A string of the DOT language, in which the backslash would begin an escape of a label's own.
std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char c : printable(text)) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

}  // namespace

ReachDot::ReachDot(std::ostream& out) : out_(out) {
    out_ << "digraph reach {\n"
            "  rankdir=LR;\n"
            "  node [shape=box, fontname=\"sans-serif\"];\n"
            "  edge [fontname=\"sans-serif\", fontsize=10];\n";
}

void ReachDot::add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) {
    note(from);
    note(to);
    const char* style = answer.connections.empty() ? ", style=dashed" : "";
    out_ << "  " + quoted(from.ref) + " -> " + quoted(to.ref) + " [label=" + quoted(answer.text) +
                style + "];\n";
}

void ReachDot::note(const ReachEnd& end) {
    if (end.outside)
        outside_.insert(end.ref);
    else
        namespaces_[end.ns].insert(end.ref);
}

// The frames and shapes of nodes may follow their edges.
void ReachDot::end() {
    for (const std::string& range : outside_) out_ << "  " + quoted(range) + " [shape=ellipse];\n";
    for (const auto& [ns, nodes] : namespaces_) {
        out_ << "  subgraph " + quoted("cluster_" + ns) +
                    " {\n    label=" + quoted("namespace " + ns) +
                    "; style=rounded; fontname=\"sans-serif\";\n";
        for (const std::string& node : nodes) out_ << "    " + quoted(node) + ";\n";
        out_ << "  }\n";
    }
    out_ << "}\n";
}

}  // namespace results
