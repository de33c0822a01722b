// SPDX-License-Identifier: MIT
#include "sim/analysis/lint_rows.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "policy/lint/network.h"

namespace analysis {
namespace {

using policy::Lint;
using scenario::Diagnostic;

// The lines of one text, found once.
class Lines {
  public:
    explicit Lines(std::string_view text) {
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            lines_.push_back(text.substr(0, end));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    std::string line(std::uint32_t number) const {
        if (number == 0 || number > lines_.size()) return {};
        std::string_view text = lines_[number - 1];
        if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
        return std::string(text);
    }

  private:
    std::vector<std::string_view> lines_;
};

results::LintRow begin(Lint lint) {
    results::LintRow row;
    row.code = policy::info(lint).code;
    row.severity = text(policy::info(lint).severity);
    return row;
}

results::LintRow row_of(const policy::LintFinding& finding, const policy::World& world) {
    results::LintRow row = begin(finding.lint);
    if (!finding.resource.empty()) {
        row.resource = finding.resource;
    } else if (finding.service != policy::LintFinding::none) {
        row.ns = world.services[finding.service].ns;
        row.service = world.services[finding.service].name;
    } else {
        row.ns = world.policies[finding.policy].ns;
        row.policy = world.policies[finding.policy].name;
    }
    row.path = finding.path;
    if (finding.position.line > 0) row.file = world.files[finding.position.file];
    row.line = finding.position.line;
    row.column = finding.position.column;
    row.message = finding.message;
    row.help = finding.help;
    return row;
}

Lint lint_of(const Diagnostic& diagnostic) {
    if (diagnostic.topic == Diagnostic::Topic::UnreadPolicy) return Lint::PolicyNotRead;
    // The API server's words (networking validation, ValidateIPBlock).
    const bool except =
        diagnostic.message.find("must be a strict subset of `cidr`") != std::string::npos;
    return except ? Lint::ExceptOutsideCidr : Lint::InvalidObject;
}

// Other warnings are of what policy::lint() finds as well.
bool is_finding(const Diagnostic& diagnostic) {
    return diagnostic.severity == Diagnostic::Severity::Error ||
           diagnostic.topic == Diagnostic::Topic::UnreadPolicy;
}

results::LintRow row_of(const Diagnostic& diagnostic) {
    results::LintRow row = begin(lint_of(diagnostic));
    row.file = diagnostic.file;
    row.line = diagnostic.line;
    row.column = diagnostic.column;
    row.source_line = diagnostic.source_line;
    row.message = diagnostic.message;
    row.help = diagnostic.help;
    return row;
}

}  // namespace

std::vector<results::LintRule> lint_rules() {
    std::vector<results::LintRule> rules;
    for (const policy::LintInfo& row : policy::lint_table()) {
        rules.push_back({std::string(row.code), std::string(text(row.severity)),
                         std::string(row.title), std::string(row.why), std::string(row.remedy)});
    }
    return rules;
}

std::vector<results::LintRow> lint_rows(const scenario::WorldResult& read) {
    std::vector<results::LintRow> rows;
    for (const Diagnostic& diagnostic : read.diagnostics) {
        if (is_finding(diagnostic)) rows.push_back(row_of(diagnostic));
    }
    std::map<std::uint32_t, Lines> texts;
    std::vector<policy::LintFinding> found = policy::lint(read.world, read.settings);
    if (read.network) {
        const auto of_network = policy::lint(*read.network);
        found.insert(found.end(), of_network.begin(), of_network.end());
    }
    for (const policy::LintFinding& finding : found) {
        results::LintRow row = row_of(finding, read.world);
        if (row.line > 0) {
            const std::uint32_t file = finding.position.file;
            const auto entry = texts.try_emplace(file, read.inputs[file].text).first;
            row.source_line = entry->second.line(row.line);
        }
        rows.push_back(std::move(row));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
    return rows;
}

}  // namespace analysis
