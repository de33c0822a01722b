// SPDX-License-Identifier: MIT
// vethlab tables: what is enforced at one pod's veth.
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "policy/model/lost.h"
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
range, and every port in one row of it; pods that have no address yet stand behind the ranges.
What depends on something that only a running cluster knows is uncertain. Replies and traffic from the pod's own node pass before the
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

// What is not plain from the rows.
void explain_rows(const results::PodTable& table, TableFormat format) {
    bool nameless = false;
    std::set<std::string> caveats;
    for (const results::TableSide* side : {&table.ingress, &table.egress}) {
        for (const results::TableRow& row : side->rows) {
            nameless = nameless || row.first.empty();
            caveats.insert(row.caveats.begin(), row.caveats.end());
        }
    }
    if (nameless) {
        fmt::print(stderr,
                   "note: pods that have no address yet stand behind the ranges, by name\n");
    }
    if (format == TableFormat::Json) return;
    for (const std::string& caveat : caveats) {
        fmt::print(stderr, "help: `vethlab explain {}` says what that is\n", caveat);
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
    const results::PodTable table = analysis::table_rows(read->world, read->settings, *pod);
    if (verb.format == TableFormat::Json) {
        write_table_json(std::cout, table);
    } else {
        write_table_text(std::cout, table, output_style(color));
    }
    std::cout.flush();
    explain_rows(table, verb.format);
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
