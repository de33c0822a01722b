// SPDX-License-Identifier: MIT
// vethlab lint: what is legal in policies, and most likely not meant.
#include "policy/lint/lint.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "results/report/lint_report.h"
#include "sim/analysis/lint_rows.h"
#include "sim/cli/output.h"
#include "sim/cli/verbs.h"
#include "sim/cli/world_input.h"
#include "sim/scenario/text/files.h"

namespace cli {
namespace {

using results::LintFormat;
using results::LintRow;

const char* const lint_footer =
    R"(PATH is manifests, folders of them, a dump (kubectl get ... -A -o yaml), - for standard input,
or one scenario. What selects nothing is said of pods that the input is sure to hold: of namespaces
with pods in it, and of all where it is a whole cluster's dump or a scenario. Of a scenario security
groups and network ACLs are looked at, too. With --keep-going, objects that the API server refuses
are findings too.

`vethlab explain CODE` says why a finding matters.

Examples:
  vethlab lint manifests/ policies/
  vethlab lint dump.yaml --fail-on warning
  vethlab lint policies/ --format sarif --fail-on LINT_RULE_NEVER_MATCHES,error > lint.sarif)";

struct LintVerb {
    WorldInput input;
    LintFormat format = LintFormat::Table;
    std::vector<std::string> fail_on;
};

constexpr int never = 3;

// What makes the exit status 1.
struct FailOn {
    int least = never;  // severity, 0 note to 2 error
    std::set<std::string> codes;

    bool met_by(const LintRow& row) const;
};

int rank(const std::string& severity) {
    static const std::map<std::string, int> ranks = {{"note", 0}, {"warning", 1}, {"error", 2}};
    const auto found = ranks.find(severity);
    return found == ranks.end() ? never : found->second;
}

bool FailOn::met_by(const LintRow& row) const {
    return rank(row.severity) >= least || codes.count(row.code) > 0;
}

// Throws UsageError where a word is neither severity nor code.
FailOn read_fail_on(const std::vector<std::string>& words) {
    FailOn result;
    std::vector<std::string> known = {"note", "warning", "error"};
    for (const policy::LintInfo& row : policy::lint_table()) known.emplace_back(row.code);
    for (const std::string& word : words) {
        if (std::find(known.begin(), known.end(), word) == known.end()) {
            throw UsageError(
                "--fail-on " + word + ": neither a severity nor a code of lint",
                suggestion(word, known, "note, warning, error, or a code of `vethlab explain`"));
        }
        if (rank(word) < never) {
            result.least = std::min(result.least, rank(word));
        } else {
            result.codes.insert(word);
        }
    }
    return result;
}

// An absolute path below the working directory is of no use in another checkout, and in SARIF a
// relative one has no "..".
std::string shown_path(const std::string& file, LintFormat format) {
    namespace fs = std::filesystem;
    if (file == scenario::standard_input_name) return file;
    const fs::path path = fs::absolute(file).lexically_normal();
    const fs::path below = path.lexically_relative(fs::current_path());
    if (!below.empty() && *below.begin() != "..") return below.generic_string();
    const bool as_named = fs::path(file).is_relative() && format != LintFormat::Sarif;
    return (as_named ? fs::path(file) : path).generic_string();
}

int lint(const LintVerb& verb, ColorMode color) {
    const FailOn fail_on = read_fail_on(verb.fail_on);
    const auto read = load_world(verb.input, color);
    if (!read) {
        return status_wrong_input;
    }
    std::vector<LintRow> rows = analysis::lint_rows(*read);
    for (LintRow& row : rows) row.file = shown_path(row.file, verb.format);
    results::write_lint(std::cout, verb.format, rows, analysis::lint_rules(), tool_version,
                        output_style(color));
    std::cout.flush();
    const bool failed = std::any_of(rows.begin(), rows.end(),
                                    [&](const LintRow& row) { return fail_on.met_by(row); });
    return failed ? status_unexpected : status_done;
}

}  // namespace

void add_lint(Verbs& verbs) {
    const auto told = std::make_shared<LintVerb>();
    told->input.reports_findings = true;
    Verb verb = verbs.add("lint", "Policies and rules that do nothing, or not what they seem to",
                          [told, &color = verbs.color] { return lint(*told, color); });
    verb.footer(lint_footer);
    verb.add_option("PATH", told->input.paths, "Manifests, folders, - or one scenario").required();
    verb.add_format<LintFormat>(told->format,
                                {{"table", LintFormat::Table},
                                 {"json", LintFormat::Json},
                                 {"sarif", LintFormat::Sarif},
                                 {"markdown", LintFormat::Markdown}},
                                "table (default), json, sarif (2.1.0) or markdown");
    verb.add_option("--fail-on", told->fail_on,
                    "Exit status 1 if there is a finding of this severity (note, warning, error) "
                    "or above, or of these codes")
        .delimiter(',')
        .allow_extra_args(false)
        .type_name("WHAT");
    add_world_options(verb, told->input);
}

}  // namespace cli
