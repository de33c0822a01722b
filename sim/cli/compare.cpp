// SPDX-License-Identifier: MIT
// vethlab compare: two stored runs, or two sets of manifests.
#include "sim/analysis/compare.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "results/comparison.h"
#include "results/report/compare_report.h"
#include "sim/analysis/apply_policies.h"
#include "sim/cli/output.h"
#include "sim/cli/verbs.h"
#include "sim/cli/world_input.h"

namespace cli {
namespace {

using results::CompareFormat;

const char* const compare_footer =
    R"(A and B are two runs or two sets of manifests. A run is X.db, X.db@RUN, or RUN in the store that
--db names; RUN is an id or latest. An existing file or folder is manifests.

Runs are compared flow by flow; manifests by what each workload, and each address outside, may open
to another. What manifests allow alike is unchanged, whichever rule allows it. What is uncertain on
both sides is unchanged only where nothing that judges it has changed: a dump of a cluster, with its
pods' addresses, leaves less open than manifests do.

Exit status: 0; 1 where --exit-code or --fail-on finds what it looks for; 2 wrong usage or input.

Examples:
  vethlab compare 1 latest
  vethlab compare nightly.db@3 pr.db --format markdown --fail-on newly-dropped
  vethlab compare main/manifests/ manifests/
  vethlab compare base/ --policies new/              (base, and base with new)
  vethlab compare base/ --policies old/ --policies new/)";

struct CompareVerb {
    std::vector<std::string> sides;
    std::vector<std::string> policies;
    WorldInput input;
    std::optional<std::string> db;
    CompareFormat format = CompareFormat::Table;
    std::vector<std::string> fail_on;
    bool exit_code = false;
};

const std::vector<std::string> findings = {"newly-dropped", "newly-allowed", "reason", "uncertain"};

// The words of --fail-on. Throws UsageError where one is unknown.
std::set<std::string> words_of(const CompareVerb& verb) {
    std::set<std::string> words;
    if (verb.exit_code) words.insert(findings.begin(), findings.end());
    for (const std::string& word : verb.fail_on) {
        words.insert(findings[index_of_word("--fail-on", word, findings)]);
    }
    return words;
}

bool found(const results::ChangeCounts& counts, const std::set<std::string>& words) {
    return (words.count("newly-dropped") > 0 && counts.newly_dropped > 0) ||
           (words.count("newly-allowed") > 0 && counts.newly_allowed > 0) ||
           (words.count("reason") > 0 && counts.changed_reason > 0) ||
           (words.count("uncertain") > 0 && counts.uncertain > 0);
}

bool is_store(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string head(15, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    return (file && head == "SQLite format 3") ||
           (path.size() > 3 && path.compare(path.size() - 3, 3, ".db") == 0);
}

// One of the two that are compared.
struct Side {
    bool manifests = false;
    std::string text;  // as given: the path of manifests
    std::string file;  // the store of a run
    std::string run = "latest";
};

Side side_of(const std::string& text, const std::string& db) {
    std::error_code error;
    const bool exists = std::filesystem::exists(text, error);
    if (text == "-" || (exists && !is_store(text))) return {true, text, "", ""};
    if (exists || (text.find('@') == std::string::npos && is_store(text)))
        return {false, text, text, "latest"};
    const std::size_t at = text.rfind('@');
    if (at == std::string::npos) return {false, text, db, text};
    if (at == 0) return {false, text, db, text.substr(1)};
    return {false, text, text.substr(0, at), text.substr(at + 1)};
}

bool is_run_word(const std::string& run) {
    return run == "latest" ||
           (!run.empty() && std::all_of(run.begin(), run.end(),
                                        [](unsigned char c) { return std::isdigit(c) != 0; }));
}

// Says on stderr why there is none.
std::optional<results::RunSummary> read_run(const Side& side) {
    std::error_code error;
    if (!std::filesystem::exists(side.file, error) && side.text.find('@') == std::string::npos &&
        side.text != side.file) {
        fmt::print(stderr,
                   "error: \"{}\" is no file or folder, and there is no store {} with such a run\n"
                   "help: a run is an id or latest, in the store that --db names, or X.db@RUN\n",
                   side.text, side.file);
        return std::nullopt;
    }
    const results::Reader reader(side.file);
    if (!is_run_word(side.run)) {
        fmt::print(stderr,
                   "error: \"{}\" is no file or folder, and no run \"{}\" in {}\nhelp: a run is an "
                   "id or latest; `vethlab runs --db {}` lists them\n",
                   side.text, side.run, side.file, side.file);
        return std::nullopt;
    }
    return find_run(reader, side.run, side.file);
}

int finish(results::CompareReport& report, const results::FlowComparison& result,
           const std::set<std::string>& words) {
    report.end(result);
    std::cout.flush();
    return found(result.counts, words) ? status_unexpected : status_done;
}

int compare_stored(const Side& before, const Side& after, const CompareVerb& verb,
                   const std::set<std::string>& words, ColorMode color) {
    const auto first = read_run(before);
    const auto second = read_run(after);
    if (!first || !second) return status_wrong_input;
    results::ComparisonHead head;
    head.warnings = results::comparison_warnings(*first, *second);
    head.runs = {*first, *second};
    for (const std::string& warning : head.warnings) fmt::print(stderr, "warning: {}\n", warning);
    const auto report =
        results::make_compare_report(verb.format, std::cout, head, output_style(color));
    const FromHere names_before(*first);
    const FromHere names_after(*second);
    const auto result = results::compare_runs({before.file, first->id}, {after.file, second->id},
                                              [&](const results::FlowChange& change) {
                                                  if (verb.format == CompareFormat::Json)
                                                      return report->add(change);
                                                  results::FlowChange shown = change;
                                                  if (shown.before)
                                                      names_before.make(shown.before->causes);
                                                  if (shown.after)
                                                      names_after.make(shown.after->causes);
                                                  report->add(shown);
                                              });
    return finish(*report, result, words);
}

// The two worlds of manifests, and what they were read from.
struct Worlds {
    WorldRead before;
    WorldRead after;
    std::vector<std::string> paths_before;
    std::vector<std::string> paths_after;
};

std::optional<WorldRead> read_side(const CompareVerb& verb, const std::string& path,
                                   ColorMode color) {
    WorldInput input = verb.input;
    input.paths = {path};
    auto read = load_world(input, color);
    if (read) {
        note_unasked_network(*read);
    }
    return read;
}

// Policies that a base gets, whose timeline is not theirs.
std::optional<WorldRead> read_policies(const CompareVerb& verb, const std::string& path,
                                       ColorMode color) {
    WorldInput input = verb.input;
    input.paths = {path};
    input.at.clear();
    return load_world(input, color);
}

std::optional<Worlds> read_two(const CompareVerb& verb, ColorMode color) {
    auto before = read_side(verb, verb.sides[0], color);
    auto after = read_side(verb, verb.sides[1], color);
    if (!before || !after) return std::nullopt;
    return Worlds{std::move(*before), std::move(*after), {verb.sides[0]}, {verb.sides[1]}};
}

// A base with the first of --policies and with the second; of one only, without and with it.
std::optional<Worlds> read_base(const CompareVerb& verb, ColorMode color) {
    auto base = read_side(verb, verb.sides[0], color);
    std::vector<WorldRead> policies;
    for (const std::string& path : verb.policies) {
        auto read = read_policies(verb, path, color);
        if (read) policies.push_back(std::move(*read));
    }
    if (!base || policies.size() != verb.policies.size()) return std::nullopt;
    Worlds worlds{*base, *base, {verb.sides[0]}, {verb.sides[0], verb.policies.back()}};
    analysis::apply_policies(worlds.after.world, policies.back().world);
    if (policies.size() == 2) {
        analysis::apply_policies(worlds.before.world, policies.front().world);
        worlds.paths_before.push_back(verb.policies.front());
    }
    return worlds;
}

int compare_manifests(const CompareVerb& verb, const std::set<std::string>& words,
                      ColorMode color) {
    const auto worlds = verb.policies.empty() ? read_two(verb, color) : read_base(verb, color);
    if (!worlds) return status_wrong_input;
    const analysis::WorldComparison comparison(worlds->before.world, worlds->before.settings,
                                               worlds->after.world, worlds->after.settings);
    results::ComparisonHead head;
    head.before = worlds->paths_before;
    head.after = worlds->paths_after;
    head.renamed = comparison.renamed();
    if (!(worlds->before.settings == worlds->after.settings)) {
        head.warnings.emplace_back("the settings of the two scenarios differ");
    }
    for (const std::string& warning : head.warnings) fmt::print(stderr, "warning: {}\n", warning);
    const auto report =
        results::make_compare_report(verb.format, std::cout, head, output_style(color));
    const auto result =
        comparison.write([&](const results::ConnectionChange& change) { report->add(change); });
    return finish(*report, result, words);
}

int compare_with_policies(const CompareVerb& verb, const std::set<std::string>& words,
                          ColorMode color) {
    if (verb.sides.size() != 1 || verb.policies.size() > 2) {
        throw UsageError("--policies is said once or twice, with one base",
                         "vethlab compare BASE --policies A --policies B");
    }
    if (!side_of(verb.sides[0], default_store).manifests) {
        throw UsageError(fmt::format("\"{}\" is no file or folder of manifests", verb.sides[0]),
                         "--policies compares one base of manifests with other policies");
    }
    return compare_manifests(verb, words, color);
}

// What is told of the other kind of side would be passed over without a word.
void refuse_options_of_the_other(const CompareVerb& verb, bool manifests) {
    const std::string option = manifests ? (verb.db ? "--db" : "") : given_option(verb.input);
    if (option.empty()) return;
    throw UsageError(manifests ? option + " is for stored runs, and these are manifests"
                               : option + " is for manifests, and these are stored runs",
                     "leave it out; what is no file or folder is taken for a run");
}

int compare(const CompareVerb& verb, ColorMode color) {
    const std::set<std::string> words = words_of(verb);
    if (!verb.policies.empty()) {
        refuse_options_of_the_other(verb, true);
        return compare_with_policies(verb, words, color);
    }
    if (verb.sides.size() != 2) {
        throw UsageError("only one thing to compare", "vethlab compare A B");
    }
    const std::string db = verb.db.value_or(default_store);
    const Side before = side_of(verb.sides[0], db);
    const Side after = side_of(verb.sides[1], db);
    if (before.manifests != after.manifests) {
        throw UsageError(fmt::format("\"{}\" is manifests and \"{}\" a run",
                                     before.manifests ? before.text : after.text,
                                     before.manifests ? after.text : before.text),
                         "compare two runs, or two sets of manifests; what is no file or folder is "
                         "taken for a run");
    }
    if (before.text == "-" && after.text == "-") {
        throw UsageError("standard input can be read once only", "name a file for A or for B");
    }
    refuse_options_of_the_other(verb, before.manifests);
    return before.manifests ? compare_manifests(verb, words, color)
                            : compare_stored(before, after, verb, words, color);
}

}  // namespace

void add_compare(Verbs& verbs) {
    const auto told = std::make_shared<CompareVerb>();
    Verb verb = verbs.add("compare", "What differs between two runs, or two sets of manifests",
                          [told, &color = verbs.color] { return compare(*told, color); });
    verb.footer(compare_footer);
    verb.add_option("A B", told->sides,
                    "Two runs, or two sets of manifests; or one, and --policies")
        .required()
        .expected(1, 2);
    verb.add_option("--policies", told->policies,
                    "Policies that A, a base, gets: the first before, the second after")
        .allow_extra_args(false)
        .type_name("PATH");
    verb.add_option("-o,--db", told->db, "The store of runs that name none")
        .default_str(default_store)
        .type_name("FILE");
    verb.add_format<CompareFormat>(told->format,
                                   {{"table", CompareFormat::Table},
                                    {"json", CompareFormat::Json},
                                    {"markdown", CompareFormat::Markdown}},
                                   "table (default), json or markdown");
    verb.add_option("--fail-on", told->fail_on,
                    "Exit 1 on any of newly-dropped,newly-allowed,reason,uncertain")
        .delimiter(',')
        .allow_extra_args(false)
        .type_name("WORD,...");
    verb.add_switch("--exit-code", told->exit_code, "Exit 1 on any of these four");
    add_world_options(verb, told->input);
}

}  // namespace cli
