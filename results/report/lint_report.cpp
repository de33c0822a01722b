// SPDX-License-Identifier: MIT
#include "results/report/lint_report.h"

#include <algorithm>
#include <ostream>

#include <nlohmann/json.hpp>

#include "results/report/lint_sarif.h"

namespace results {
namespace {

using Json = nlohmann::ordered_json;

std::size_t count(const std::vector<LintRow>& rows, const char* severity) {
    const auto is = [&](const LintRow& row) { return row.severity == severity; };
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), is));
}

std::string counted(std::size_t number, const std::string& noun) {
    return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::string painted(const std::string& text, const std::string& severity, const Style& style) {
    if (!style.color) return text;
    const char* paint = severity == "error"     ? "\x1b[1;31m"
                        : severity == "warning" ? "\x1b[1;33m"
                                                : "\x1b[1;36m";
    return paint + text + "\x1b[0m";
}

std::string place(const LintRow& row) {
    std::string text = row.file;
    if (row.line > 0) text += ":" + std::to_string(row.line);
    if (row.line > 0 && row.column > 0) text += ":" + std::to_string(row.column);
    return printable(text);
}

std::string subject(const LintRow& row) {
    const std::string path = row.path.empty() ? "" : " " + row.path;
    if (!row.resource.empty()) return printable(row.resource + path);
    if (row.policy.empty() && row.service.empty()) return "";
    const std::string name = row.policy.empty() ? row.service + "[Service]" : row.policy;
    return printable(row.ns + "/" + name + path);
}

// The line with a caret below; nothing where it is too long to be worth showing.
void write_source(std::ostream& out, const LintRow& row, const std::string& margin) {
    constexpr std::size_t longest = 120;
    const std::string text = printable(row.source_line);
    if (row.line == 0 || text.empty() || display_width(text) > longest) return;
    const std::size_t before = row.column > 0 ? row.column - 1 : 0;
    out << margin << " |\n"
        << row.line << " | " << text << '\n'
        << margin << " | " << std::string(std::min(before, longest), ' ') << "^\n";
}

void write_text(std::ostream& out, const std::vector<LintRow>& rows, const Style& style) {
    for (const LintRow& row : rows) {
        const std::string margin(row.line > 0 ? std::to_string(row.line).size() : 1, ' ');
        out << painted(row.severity, row.severity, style) << ": " << printable(row.message) << " ["
            << row.code << "]\n"
            << margin << "--> " << place(row) << '\n';
        write_source(out, row, margin);
        const std::string about = subject(row);
        if (!about.empty()) out << margin << " = " << about << '\n';
        if (!row.help.empty()) out << margin << " = help: " << printable(row.help) << '\n';
        out << '\n';
    }
    out << lint_summary(rows) << '\n';
}

void write_json(std::ostream& out, const std::vector<LintRow>& rows) {
    Json findings = Json::array();
    for (const LintRow& row : rows) {
        findings.push_back({{"code", row.code},
                            {"severity", row.severity},
                            {"namespace", row.ns},
                            {"policy", row.policy},
                            {"service", row.service},
                            {"resource", row.resource},
                            {"path", row.path},
                            {"file", row.file},
                            {"line", row.line},
                            {"column", row.column},
                            {"message", row.message},
                            {"help", row.help}});
    }
    const Json document = {{"format_version", "1.0"},
                           {"findings", std::move(findings)},
                           {"summary",
                            {{"error", count(rows, "error")},
                             {"warning", count(rows, "warning")},
                             {"note", count(rows, "note")}}}};
    out << document.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

std::string cell(const std::string& text) {
    std::string escaped;
    for (const char c : printable(text)) {
        if (c == '|' || c == '<' || c == '*' || c == '`') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

void write_markdown(std::ostream& out, const std::vector<LintRow>& rows) {
    if (!rows.empty()) out << "| severity | place | object | finding |\n|---|---|---|---|\n";
    for (const LintRow& row : rows) {
        out << "| " << row.severity << " | " << cell(place(row)) << " | " << cell(subject(row))
            << " | " << cell(row.message) << (row.help.empty() ? "" : "; " + cell(row.help)) << " ("
            << row.code << ") |\n";
    }
    out << (rows.empty() ? "" : "\n") << lint_summary(rows) << '\n';
}

}  // namespace

std::string lint_summary(const std::vector<LintRow>& rows) {
    if (rows.empty()) return "no findings";
    return counted(rows.size(), "finding") + ": " + counted(count(rows, "error"), "error") + ", " +
           counted(count(rows, "warning"), "warning") + ", " + counted(count(rows, "note"), "note");
}

void write_lint(std::ostream& out, LintFormat format, const std::vector<LintRow>& rows,
                const std::vector<LintRule>& rules, const std::string& tool_version,
                const Style& style) {
    switch (format) {
        case LintFormat::Table:
            return write_text(out, rows, style);
        case LintFormat::Json:
            return write_json(out, rows);
        case LintFormat::Sarif:
            return write_sarif(out, rows, rules, tool_version);
        case LintFormat::Markdown:
            return write_markdown(out, rows);
    }
}

}  // namespace results
