// SPDX-License-Identifier: MIT
#include "sim/scenario/text/findings.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace scenario {
namespace {

constexpr std::size_t longest_line = 16384;  // a longer one is not quoted: thousands may be

// A file that is applied twice is found wanting twice.
bool same(const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.line, a.column, a.file, a.message) ==
           std::tie(b.line, b.column, b.file, b.message);
}

}  // namespace

void Findings::error(const Place& place, std::string message, std::string help) {
    last_error_ = place;
    add(Diagnostic::Severity::Error, Diagnostic::Topic::Text, place, std::move(message),
        std::move(help));
}

void Findings::warning(const Place& place, std::string message, std::string help,
                       Diagnostic::Topic topic) {
    add(Diagnostic::Severity::Warning, topic, place, std::move(message), std::move(help));
}

void Findings::error_in(const std::string& file, std::string message, std::string help) {
    last_error_ = {};
    Diagnostic diagnostic;
    diagnostic.message = std::move(message);
    diagnostic.file = file;
    diagnostic.help = std::move(help);
    keep(std::numeric_limits<std::uint32_t>::max(), std::move(diagnostic));
}

void Findings::add(Diagnostic::Severity severity, Diagnostic::Topic topic, const Place& place,
                   std::string message, std::string help) {
    const Source& source = sources_.at(place.at.file);
    Diagnostic diagnostic;
    diagnostic.severity = severity;
    diagnostic.topic = topic;
    diagnostic.message = std::move(message);
    diagnostic.file = source.shown();
    diagnostic.line = place.at.line;
    diagnostic.column = place.at.column;
    diagnostic.length = place.length;
    if (source.line(place.at.line).size() <= longest_line) {
        diagnostic.source_line = source.line(place.at.line);
    }
    diagnostic.help = std::move(help);
    keep(place.at.file, std::move(diagnostic));
}

void Findings::keep(std::uint32_t file, Diagnostic diagnostic) {
    if (diagnostic.severity == Diagnostic::Severity::Error) ++errors_;
    if (found_.size() < max_kept) {
        found_.push_back({file, std::move(diagnostic)});
    } else {
        ++left_out_;
    }
}

std::vector<Diagnostic> Findings::sorted() const {
    std::vector<Finding> ordered = found_;
    std::stable_sort(ordered.begin(), ordered.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.file, a.diagnostic.line, a.diagnostic.column) <
               std::tie(b.file, b.diagnostic.line, b.diagnostic.column);
    });
    std::vector<Diagnostic> result;
    result.reserve(ordered.size() + 1);
    for (Finding& finding : ordered) {
        const bool repeated = !result.empty() && same(result.back(), finding.diagnostic);
        if (!repeated) result.push_back(std::move(finding.diagnostic));
    }
    if (left_out_ > 0) {
        Diagnostic more;
        more.message = std::to_string(left_out_) + " more findings are not shown";
        more.file = result.back().file;
        result.push_back(std::move(more));
    }
    return result;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
    const std::string near = nearest(word, candidates);
    return near.empty() ? "" : "did you mean \"" + near + "\"?";
}

}  // namespace scenario
