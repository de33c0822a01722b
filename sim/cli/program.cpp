// SPDX-License-Identifier: MIT
#include "sim/cli/program.h"

#include <functional>
#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "sim/cli/verb.h"
#include "sim/cli/verbs.h"

namespace cli {
namespace {

const char* const program_footer = R"(Examples:
  vethlab run scenarios/first-steps/02-default-deny.yaml
  vethlab flows latest verdict=drop
  vethlab validate my-scenario.yaml policies/
  vethlab reach manifests/ policies/

Exit status: 0 done, 1 an expectation failed, 2 wrong usage or input, 3 internal error.)";

const char* const run_footer = R"(Examples:
  vethlab run scenarios/first-steps/02-default-deny.yaml
  vethlab run --seed 7 --format json my.yaml > flows.json
  vethlab run -o nightly.db scenarios/first-steps/*.yaml)";

const char* const flows_footer =
    R"(A filter is terms KEY=VALUE[,VALUE]: a flow meets it if it meets all terms, and a term
by any of its values. ! negates, * stands for anything, from: and to: choose an end.
Keys: ns pod workload ref ip label; name verdict outcome reason hook protocol port
policy expect unexpected.

Examples:
  vethlab flows latest verdict=drop
  vethlab flows 3 from:ns=ui '!reason=NP_PORT_*' port=8000-8999
  vethlab flows latest --hops 'name="6 ui to orders"')";

void add_store_option(CLI::App& verb, std::string& db) {
    verb.add_option("-o,--db", db, "The store, a SQLite file")
        ->capture_default_str()
        ->type_name("FILE");
}

void add_run_argument(CLI::App& verb, std::string& run) {
    verb.add_option("run", run, "Id of a run, or latest")->capture_default_str()->type_name("RUN");
}

void add_format_option(CLI::App& verb, results::FlowFormat& format) {
    const std::map<std::string, results::FlowFormat> formats = {
        {"table", results::FlowFormat::Table},
        {"json", results::FlowFormat::Json},
        {"csv", results::FlowFormat::Csv},
        {"markdown", results::FlowFormat::Markdown}};
    verb.add_option("--format", format, "table (default), json, csv or markdown")
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case).description(""))
        ->type_name("FORMAT");
}

// The program's verbs, and what to do for the one that was named.
class Program {
  public:
    Program() {
        app_.footer(program_footer);
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.set_version_flag("--version", std::string("vethlab ") + tool_version);
        const std::map<std::string, ColorMode> modes = {
            {"auto", ColorMode::Auto}, {"always", ColorMode::Always}, {"never", ColorMode::Never}};
        app_.add_option("--color", color_,
                        "auto (default: on a terminal unless NO_COLOR is set), always or never")
            ->transform(CLI::CheckedTransformer(modes, CLI::ignore_case).description(""))
            ->type_name("WHEN");
        add_run();
        add_validate(verbs_);
        add_reach(verbs_);
        add_compare(verbs_);
        add_collect(verbs_);
        add_why(verbs_);
        add_lint(verbs_);
        add_tables(verbs_);
        add_init(verbs_);
        add_runs();
        add_show();
        add_flows();
        add_export();
        add_explain();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& error) {
            return app_.exit(error) == 0 ? status_done : status_wrong_input;
        }
        return chosen_();
    }

  private:
    CLI::App* add_verb(const char* name, const char* summary, std::function<int()> action) {
        return &verbs_.add(name, summary, std::move(action));
    }

    void add_run() {
        CLI::App* verb =
            add_verb("run", "Simulate scenarios, store what happened, print the flows", [this] {
                run_.color = color_;
                return cli::run(run_);
            });
        verb->footer(run_footer);
        verb->add_option("scenario", run_.scenarios, "Scenario files")->required();
        verb->add_option("--seed", run_.seed, "Seed in place of the scenario's own");
        add_store_option(*verb, run_.db);
        add_format_option(*verb, run_.format);
        verb->add_flag("-q,--quiet", run_.quiet, "No notes and no progress");
    }

    void add_runs() {
        CLI::App* verb = add_verb("runs", "List the runs of a store", [this] {
            runs_.color = color_;
            return cli::runs(runs_);
        });
        add_store_option(*verb, runs_.db);
        verb->add_flag("--json", runs_.json, "For programs");
    }

    void add_show() {
        CLI::App* verb = add_verb(
            "show", "One run on a page: its inputs, what changed, what was dropped and why",
            [this] {
                show_.color = color_;
                return cli::show(show_);
            });
        add_run_argument(*verb, show_.run);
        add_store_option(*verb, show_.db);
    }

    void add_flows() {
        CLI::App* verb = add_verb("flows", "The flows of a run that meet a filter", [this] {
            flows_.color = color_;
            return cli::flows(flows_);
        });
        verb->footer(flows_footer);
        add_run_argument(*verb, flows_.run);
        verb->add_option("filter", flows_.filter, "Filter terms; none: all flows");
        add_store_option(*verb, flows_.db);
        add_format_option(*verb, flows_.format);
        verb->add_flag("--hops", flows_.hops, "Every hook each flow met, with its causes");
    }

    void add_export() {
        CLI::App* verb = add_verb("export", "Write out what a run says",
                                  [this] { return export_canonical(export_); });
        add_run_argument(*verb, export_.run);
        add_store_option(*verb, export_.db);
        verb->add_flag("--canonical",
                       "Lines of JSON that are the same, byte for byte, for equal runs")
            ->required();
    }

    void add_explain() {
        CLI::App* verb = add_verb("explain", "What a code means; without one, all of them",
                                  [this] { return explain(code_); });
        verb->add_option("code", code_, "A code such as NP_PORT_MISMATCH");
    }

    CLI::App app_{"Predicts, explains and regression-tests what network policies do.", "vethlab"};
    ColorMode color_ = ColorMode::Auto;
    std::function<int()> chosen_;
    Verbs verbs_{app_, color_, chosen_};
    RunOptions run_;
    RunsOptions runs_;
    ShowOptions show_;
    FlowsOptions flows_;
    ExportOptions export_;
    std::string code_;
};

}  // namespace

int run_program(int argc, char** argv) {
    return Program().run(argc, argv);
}

}  // namespace cli
