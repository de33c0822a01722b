// SPDX-License-Identifier: MIT
// vethlab tables: what is enforced at one pod's veth.
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "policy/model/lost.h"
#include "policy/model/unknown_labels.h"
#include "results/report/table_report.h"
#include "sim/analysis/table_rows.h"
#include "sim/cli/output.h"
#include "sim/cli/verbs.h"
#include "sim/cli/world_input.h"
#include "sim/scenario/selection.h"

namespace cli {
namespace {

const char* const tables_footer =
    R"(PATH is manifests, folders of them, a dump, - or one scenario; POD is a reference such as
shop/db-0 or shop/statefulset/db, which stands for the first of its pods. Every address is in one
range, and every port in one row of it. Replies and traffic from the pod's own node pass before the
table is asked.

Examples:
  vethlab tables dump.yaml shop/db-0
  vethlab tables manifests/ shop/deployment/web --format json)";

enum class TableFormat : std::uint8_t { Table, Json };

struct TablesVerb {
    WorldInput input;
    std::vector<std::string> words;  // PATH... POD
    TableFormat format = TableFormat::Table;
};

// The first pod that the reference stands for; nothing, with the reason on stderr, where it stands
// for none.
std::optional<std::size_t> find_pod(const policy::World& world, const std::string& reference,
                                    ColorMode color) {
    scenario::Sources sources;
    scenario::Findings findings(sources);
    const scenario::Objects objects;
    const std::vector<scenario::Host> hosts;
    scenario::Selection selection(world, hosts, objects, findings);
    const scenario::Source& source = sources.add("POD", "", reference);
    const auto ends =
        selection.find(reference, source.place(0, reference.size()), scenario::Use::Pods);
    print_diagnostics(findings.sorted(), color);
    if (findings.errors() > 0 || ends.empty()) {
        return std::nullopt;
    }
    if (ends.size() > 1) {
        fmt::print(stderr, "note: {} stands for {} pods; this is the table of {}\n", reference,
                   ends.size(), selection.name(ends.front()));
    }
    return ends.front().index;
}

void note_stand_ins(const policy::World& world, std::size_t pod) {
    if (world.pods[pod].addresses_are == policy::Addresses::StandIn) {
        fmt::print(stderr, "note: pods that have no address yet stand in {} here\n",
                   policy::stand_in_block);
    }
}

// A table has one verdict for an address, and one set of labels for a pod.
void warn_of_doubt(const policy::World& world) {
    const policy::AskedValues asked(world);
    bool disputed = false;
    std::string label;
    for (const policy::Pod& pod : world.pods) {
        disputed = disputed || pod.addresses_are == policy::Addresses::Disputed;
        if (label.empty()) label = asked.asked_of(pod);
    }
    if (disputed) {
        fmt::print(stderr,
                   "warning: several pods claim one address, and the table takes it for each of "
                   "them\nhelp: `vethlab why` says what is certain whichever has it\n");
    }
    if (!label.empty()) {
        fmt::print(stderr,
                   "warning: a selector asks for the label {}, whose value only a running cluster "
                   "knows; the table is that of pods without it\nhelp: `vethlab why` says what is "
                   "certain whatever it is\n",
                   label);
    }
}

// A table is what is enforced, line by line: without an object that could not be read it is wrong.
bool lacks_objects(const policy::World& world) {
    if (is_whole(world)) return false;
    fmt::print(stderr,
               "error: what could not be read may change this table\nhelp: mend the errors above; "
               "`vethlab why --keep-going` says what is certain without them\n");
    return true;
}

int tables(TablesVerb& verb, ColorMode color) {
    if (verb.words.size() < 2) throw UsageError("vethlab tables needs PATH and POD");
    const std::string reference = verb.words.back();
    verb.input.paths.assign(verb.words.begin(), verb.words.end() - 1);
    const auto read = load_world(verb.input, color);
    if (!read || lacks_objects(read->world)) {
        return status_wrong_input;
    }
    const auto pod = find_pod(read->world, reference, color);
    if (!pod) {
        return status_wrong_input;
    }
    note_stand_ins(read->world, *pod);
    warn_of_doubt(read->world);
    const results::PodTable table = analysis::table_rows(read->world, read->settings, *pod);
    if (verb.format == TableFormat::Json) {
        write_table_json(std::cout, table);
    } else {
        write_table_text(std::cout, table, output_style(color));
    }
    std::cout.flush();
    return status_done;
}

}  // namespace

void add_tables(Verbs& verbs) {
    const auto told = std::make_shared<TablesVerb>();
    Verb verb = verbs.add("tables", "The compiled filter table of a pod's veth",
                          [told, &color = verbs.color] { return tables(*told, color); });
    verb.footer(tables_footer);
    verb.add_option("PATH... POD", told->words, "What to read, and whose table").required();
    verb.add_format<TableFormat>(told->format,
                                 {{"table", TableFormat::Table}, {"json", TableFormat::Json}},
                                 "table (default) or json");
    add_world_options(verb, told->input);
}

}  // namespace cli
