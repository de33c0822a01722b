// SPDX-License-Identifier: MIT
#include "tests/support/sarif.h"

#include <algorithm>
#include <set>

namespace test_support {
namespace {

using nlohmann::json;

// What the schema says of each kind of object: its properties, "name!" where it is required, by the
// schema or by code scanning, and what each is: another kind, "text", "count" (from 0), "position"
// (from 1), a list "[kind]", a dictionary "{kind}", or words "a|b".
const json& kinds() {
    static const json table = json::parse(R"({
        "sarifLog": {"$schema": "text", "version!": "2.1.0", "runs!": "[run]"},
        "run": {"tool!": "tool", "results!": "[result]", "originalUriBaseIds": "{artifactLocation}",
                "columnKind": "utf16CodeUnits|unicodeCodePoints"},
        "tool": {"driver!": "toolComponent"},
        "toolComponent": {"name!": "text", "version": "text", "semanticVersion": "text",
                          "informationUri": "text", "rules!": "[reportingDescriptor]"},
        "reportingDescriptor": {"id!": "text", "name": "text",
                                "shortDescription": "multiformatMessageString",
                                "fullDescription": "multiformatMessageString",
                                "help": "multiformatMessageString", "helpUri": "text",
                                "defaultConfiguration": "reportingConfiguration"},
        "multiformatMessageString": {"text!": "text", "markdown": "text"},
        "reportingConfiguration": {"level": "none|note|warning|error"},
        "result": {"ruleId!": "text", "ruleIndex!": "count", "level": "none|note|warning|error",
                   "message!": "message", "locations!": "[location]", "partialFingerprints": "{text}"},
        "message": {"text!": "text", "markdown": "text"},
        "location": {"physicalLocation!": "physicalLocation",
                     "logicalLocations": "[logicalLocation]"},
        "physicalLocation": {"artifactLocation!": "artifactLocation", "region": "region"},
        "artifactLocation": {"uri!": "text", "uriBaseId": "text"},
        "region": {"startLine!": "position", "startColumn": "position", "endLine": "position",
                   "endColumn": "position"},
        "logicalLocation": {"name": "text", "fullyQualifiedName": "text", "kind": "text"}
    })");
    return table;
}

class Checker {
  public:
    std::vector<std::string> faults;

    void value(const json& value, const std::string& kind, const std::string& path) {
        if (kind.front() == '[') return list(value, inner(kind), path);
        if (kind.front() == '{') return dictionary(value, inner(kind), path);
        if (kinds().contains(kind)) return object(value, kinds()[kind], path);
        if (kind == "count" || kind == "position") {
            const int least = kind == "count" ? 0 : 1;
            expect(value.is_number_integer() && value >= least, path, "no number of this range");
        } else {
            expect(value.is_string() && !value.get<std::string>().empty(), path, "no text");
            if (kind != "text" && value.is_string()) {
                expect(("|" + kind + "|").find("|" + value.get<std::string>() + "|") !=
                           std::string::npos,
                       path, "none of " + kind);
            }
        }
    }

    void expect(bool good, const std::string& path, const std::string& fault) {
        if (!good) faults.push_back(path + ": " + fault);
    }

  private:
    static std::string inner(const std::string& kind) { return kind.substr(1, kind.size() - 2); }

    void list(const json& value, const std::string& kind, const std::string& path) {
        expect(value.is_array(), path, "no array");
        if (!value.is_array()) return;
        for (std::size_t i = 0; i < value.size(); ++i) {
            this->value(value[i], kind, path + "[" + std::to_string(i) + "]");
        }
    }

    void dictionary(const json& value, const std::string& kind, const std::string& path) {
        expect(value.is_object(), path, "no object");
        if (!value.is_object()) return;
        for (const auto& [key, item] : value.items()) this->value(item, kind, path + "." + key);
    }

    void object(const json& value, const json& properties, const std::string& path) {
        expect(value.is_object(), path, "no object");
        if (!value.is_object()) return;
        std::set<std::string> known;
        for (const auto& [written, kind] : properties.items()) {
            const bool required = written.back() == '!';
            const std::string name = required ? written.substr(0, written.size() - 1) : written;
            known.insert(name);
            if (value.contains(name)) {
                this->value(value[name], kind.get<std::string>(), path + "." + name);
            } else {
                expect(!required, path, "has no " + name);
            }
        }
        for (const auto& [name, item] : value.items()) {
            expect(known.count(name) > 0, path + "." + name, "unknown property");
        }
    }
};

// RFC 3986, section 4.1: a URI reference has no other characters.
bool is_uri_reference(const std::string& text) {
    static const std::string allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%";
    return text.find_first_not_of(allowed) == std::string::npos;
}

// Section 3.4.4: uriBaseId belongs to a relative reference; 3.4.3: one without dot segments, so
// that equal files have equal names.
void check_artifact(const json& artifact, const std::string& path, Checker& checker) {
    const std::string uri = artifact["uri"];
    const bool absolute = uri.find("://") != std::string::npos;
    checker.expect(is_uri_reference(uri), path, "no URI reference");
    checker.expect(absolute != artifact.contains("uriBaseId"), path, "uriBaseId");
    checker.expect(("/" + uri + "/").find("/../") == std::string::npos, path, "dot segments");
}

// Sections 3.27.5 to 3.27.7: ruleIndex is the place of ruleId among the driver's rules.
void check_result(const json& result, const json& rules, const std::string& path,
                  Checker& checker) {
    const auto index = result["ruleIndex"].get<std::size_t>();
    checker.expect(index < rules.size() && rules[index]["id"] == result["ruleId"], path,
                   "ruleIndex");
    for (const json& location : result["locations"]) {
        check_artifact(location["physicalLocation"]["artifactLocation"], path, checker);
    }
}

}  // namespace

std::vector<std::string> sarif_faults(const json& document) {
    Checker checker;
    checker.value(document, "sarifLog", "$");
    if (!checker.faults.empty()) return checker.faults;
    for (const json& run : document["runs"]) {
        const json& rules = run["tool"]["driver"]["rules"];
        std::set<std::string> ids;
        for (const json& rule : rules) {
            checker.expect(ids.insert(rule["id"]).second, rule["id"], "two rules of one id");
        }
        for (std::size_t i = 0; i < run["results"].size(); ++i) {
            check_result(run["results"][i], rules, "results[" + std::to_string(i) + "]", checker);
        }
    }
    return checker.faults;
}

}  // namespace test_support
