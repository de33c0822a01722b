// SPDX-License-Identifier: MIT
#include "results/report/lint_sarif.h"

#include <map>
#include <ostream>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace results {
namespace {

using Json = nlohmann::ordered_json;

// RFC 3986, section 2: all but unreserved characters, and the slashes between segments.
std::string percent_encoded(const std::string& path) {
    static const char* const digits = "0123456789ABCDEF";
    static constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    std::string result;
    for (const char c : path) {
        if (unreserved.find(c) != std::string_view::npos) {
            result += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        result += '%';
        result += digits[byte >> 4U];
        result += digits[byte & 15U];
    }
    return result;
}

Json artifact(const std::string& file) {
    if (!file.empty() && file.front() == '/') return {{"uri", "file://" + percent_encoded(file)}};
    std::string relative = percent_encoded(file);
    while (relative.rfind("./", 0) == 0) relative.erase(0, 2);
    return {{"uri", relative}, {"uriBaseId", "%SRCROOT%"}};
}

Json rule_of(const LintRule& rule) {
    return {{"id", rule.code},
            {"shortDescription", {{"text", rule.title}}},
            {"fullDescription", {{"text", rule.why}}},
            {"help",
             {{"text", rule.why + " " + rule.remedy},
              {"markdown", rule.why + "\n\n**What to do:** " + rule.remedy}}},
            {"defaultConfiguration", {{"level", rule.severity}}}};
}

const std::string& name_of(const LintRow& row) {
    if (!row.resource.empty()) return row.resource;
    return row.policy.empty() ? row.service : row.policy;
}

// Of what has a namespace that, too, and the place within.
std::string qualified_name(const LintRow& row) {
    const std::string name = row.resource.empty() ? row.ns + "/" + name_of(row) : row.resource;
    return name + " " + row.path;
}

Json location_of(const LintRow& row) {
    Json physical = {{"artifactLocation", artifact(row.file)}};
    if (row.line > 0) {
        physical["region"] = {{"startLine", row.line}};
        if (row.column > 0) physical["region"]["startColumn"] = row.column;
    }
    Json location = {{"physicalLocation", std::move(physical)}};
    if (!name_of(row).empty()) {
        location["logicalLocations"] = Json::array({{{"name", name_of(row)},
                                                     {"fullyQualifiedName", qualified_name(row)},
                                                     {"kind", "object"}}});
    }
    return location;
}

// What stays when lines move, so that a scanner knows the finding again.
std::string fingerprint(const LintRow& row) {
    return row.code + " " + qualified_name(row);
}

}  // namespace

void write_sarif(std::ostream& out, const std::vector<LintRow>& rows,
                 const std::vector<LintRule>& rules, const std::string& tool_version) {
    Json described = Json::array();
    std::map<std::string, std::size_t> index;
    for (const LintRule& rule : rules) {
        index[rule.code] = described.size();
        described.push_back(rule_of(rule));
    }
    Json results = Json::array();
    for (const LintRow& row : rows) {
        const std::string help = row.help.empty() ? "" : "; " + row.help;
        results.push_back({{"ruleId", row.code},
                           {"ruleIndex", index.at(row.code)},
                           {"level", row.severity},
                           {"message", {{"text", row.message + help}}},
                           {"locations", Json::array({location_of(row)})},
                           {"partialFingerprints", {{"policyPath/v1", fingerprint(row)}}}});
    }
    const Json driver = {
        {"name", "vethlab"}, {"version", tool_version}, {"rules", std::move(described)}};
    const Json document = {{"$schema",
                            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
                            "sarif-schema-2.1.0.json"},
                           {"version", "2.1.0"},
                           {"runs", Json::array({{{"tool", {{"driver", driver}}},
                                                  {"columnKind", "unicodeCodePoints"},
                                                  {"results", std::move(results)}}})}};
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace results
