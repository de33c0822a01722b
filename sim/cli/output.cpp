// SPDX-License-Identifier: MIT
#include "sim/cli/output.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cli {

void add_store_option(CLI::App& verb, std::string& db) {
    verb.add_option("-o,--db", db, "The store: a SQLite file")
        ->capture_default_str()
        ->type_name("FILE");
}

void add_format_option(CLI::App& verb, Format& format) {
    const std::map<std::string, Format> formats = {{"table", Format::Table},
                                                   {"json", Format::Json},
                                                   {"csv", Format::Csv},
                                                   {"markdown", Format::Markdown}};
    verb.add_option("--format", format, "table, json, csv or markdown")
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case))
        ->type_name("FORMAT");
}

void print_flows(const results::Reader& reader, results::Id run, const std::string& filter, Format,
                 ColorMode, std::FILE* out) {
    reader.flows(run, filter, [&](const results::FlowView& flow) {
        fmt::print(out, "{:7.3f} {} -> {} {} {} {} {} {}",
                   static_cast<double>(flow.flow.start) / 1e9, flow.src.ref, flow.dst.ref,
                   flow.flow.protocol, flow.flow.port, flow.flow.verdict, flow.flow.outcome,
                   flow.reason);
        for (const auto& cause : flow.causes)
            fmt::print(out, " {}/{} {} {}:{}", cause.ns, cause.name, cause.path, cause.file,
                       cause.line);
        fmt::print(out, "{}\n",
                   flow.flow.as_expected ? "" : "  UNEXPECTED, wanted " + flow.flow.expect);
    });
}

}  // namespace cli
