// SPDX-License-Identifier: MIT
// The verbs of `vethlab`: what each is told, and the functions that do it. Each returns the exit
// status. program.cpp fills the options from the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "results/report/flow_report.h"
#include "sim/cli/console.h"

namespace cli {

// Exit statuses, the same for every verb.
enum Status : int {
    status_done = 0,
    status_unexpected = 1,   // an expectation failed
    status_wrong_input = 2,  // wrong usage or input
    status_internal = 3,     // a fault of the program
};

constexpr const char* default_store = "vethlab.db";
constexpr const char* tool_version = VETHLAB_VERSION;

struct RunOptions {
    std::vector<std::string> scenarios;
    std::optional<std::uint64_t> seed;  // in place of the scenario's own
    std::string db = default_store;
    results::FlowFormat format = results::FlowFormat::Table;
    std::string pcap;                  // a folder; empty: no packets are captured
    std::vector<std::string> pcap_at;  // where; none: everywhere
    bool quiet = false;
    ColorMode color = ColorMode::Auto;
};
int run(const RunOptions& options);

struct RunsOptions {
    std::string db = default_store;
    bool json = false;
    ColorMode color = ColorMode::Auto;
};
int runs(const RunsOptions& options);

struct ShowOptions {
    std::string run = "latest";  // or an id
    std::string db = default_store;
    ColorMode color = ColorMode::Auto;
};
int show(const ShowOptions& options);

struct FlowsOptions {
    std::string run = "latest";
    std::vector<std::string> filter;  // terms; results/filter.h
    std::string db = default_store;
    results::FlowFormat format = results::FlowFormat::Table;
    bool hops = false;  // every hook each flow met, in place of the table
    ColorMode color = ColorMode::Auto;
};
int flows(FlowsOptions options);

struct ExportOptions {
    std::string run = "latest";
    std::string db = default_store;
};
int export_canonical(const ExportOptions& options);

// What a code means; all of them where `code` is empty.
int explain(const std::string& code);

// Verbs that stand in a file of their own, with their options (verb.h).
struct Verbs;
void add_collect(Verbs& verbs);
void add_init(Verbs& verbs);
void add_lint(Verbs& verbs);
void add_compare(Verbs& verbs);
void add_reach(Verbs& verbs);
void add_tables(Verbs& verbs);
void add_validate(Verbs& verbs);
void add_why(Verbs& verbs);

}  // namespace cli
