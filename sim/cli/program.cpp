// SPDX-License-Identifier: MIT
#include "sim/cli/program.h"

#include <charconv>
#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "sim/cli/command_line.h"
#include "sim/cli/usage.h"
#include "sim/cli/verb.h"
#include "sim/cli/verbs.h"

namespace cli {
namespace {

const char* const program_footer = R"(Every VERB has a --help of its own, with examples.

Examples:
  vethlab run scenarios/first-steps/02-default-deny.yaml
  vethlab flows latest verdict=drop
  vethlab reach manifests/ policies/
  vethlab why manifests/ shop/web shop/db:5432

Exit status: 0 done; 1 an expectation failed, or --fail-on found what it looks for; 2 wrong usage
or input; 3 internal error.)";

const char* const run_footer = R"(Examples:
  vethlab run scenarios/first-steps/02-default-deny.yaml
  vethlab run --seed 7 --format json my.yaml > flows.json
  vethlab run --pcap packets/ --pcap-at 'shop/*' scenarios/services/01-wrong-port.yaml
  vethlab run -o nightly.db scenarios/first-steps/*.yaml)";

const char* const runs_footer = R"(Examples:
  vethlab runs
  vethlab runs --db nightly.db --format json)";

const char* const show_footer = R"(Examples:
  vethlab show latest
  vethlab show 3 --db nightly.db)";

const char* const export_footer =
    R"(Two runs are equal where these lines are: neither when and where they were made, nor the run's
number, is in them.

Examples:
  vethlab export --canonical
  vethlab export 3 --canonical > run-3.jsonl)";

const char* const explain_footer = R"(Examples:
  vethlab explain NP_PORT_MISMATCH
  vethlab explain LINT_EGRESS_WITHOUT_DNS
  vethlab explain)";

const char* const flows_footer =
    R"(A filter is terms KEY=VALUE[,VALUE]: a flow meets it if it meets all terms, and a term
by any of its values. ! negates, * stands for anything, from: and to: choose an end.
Keys: ns pod workload ref ip label; name verdict outcome reason hook protocol port
backend policy expect unexpected parent.
A child flow, such as the look-up of a name, stands below the flow of which it is a
step, marked; the last line counts the flows of the scenario, child flows apart.
parent=* are the child flows, parent=NAME those of one flow.

Examples:
  vethlab flows verdict=drop
  vethlab flows to:ref=shop/web 'backend=shop/web-*'
  vethlab flows 3 from:ns=ui '!reason=NP_PORT_*' port=8000-8999
  vethlab flows latest --hops 'name="6 ui to orders"')";

void add_store_option(Verb verb, std::string& db) {
    verb.add_option("-o,--db", db, "The store, a SQLite file").default_str(db).type_name("FILE");
}

void add_run_argument(Verb verb, std::string& run) {
    verb.add_option("RUN", run, "Id of a run, or latest").default_str(run);
}

void add_flow_format(Verb verb, results::FlowFormat& format) {
    verb.add_format(format,
                    {{"table", results::FlowFormat::Table},
                     {"json", results::FlowFormat::Json},
                     {"csv", results::FlowFormat::Csv},
                     {"markdown", results::FlowFormat::Markdown}},
                    "table (default), json, csv or markdown");
}

std::uint64_t read_seed(const std::string& word) {
    std::uint64_t seed = 0;
    const char* const last = word.data() + word.size();
    const auto [end, error] = std::from_chars(word.data(), last, seed);
    if (error != std::errc() || end != last) {
        throw UsageError("--seed " + word + ": expected a whole number from 0 on");
    }
    return seed;
}

// The program's verbs, and what to do for the one that was named.
class Program {
  public:
    Program() {
        app_.footer(program_footer);
        app_.formatter(std::make_shared<HelpLayout>());
        app_.set_help_flag("-h,--help", "Print this and exit");
        app_.require_subcommand(1);
        app_.fallthrough();
        app_.set_version_flag("--version", std::string("vethlab ") + tool_version,
                              "Print the version and exit");
        Verb(app_)
            .add_choice<ColorMode>(
                "--color", color_,
                {{"auto", ColorMode::Auto},
                 {"always", ColorMode::Always},
                 {"never", ColorMode::Never}},
                "auto (default: on a terminal unless NO_COLOR is set), always or never")
            .type_name("WHEN");
        add_verbs();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
            return chosen_();
        } catch (const UsageError& error) {
            return refuse(error);
        } catch (const CLI::ParseError& error) {
            if (error.get_exit_code() == 0) return app_.exit(error);  // --help, --version
            if (argc > 1) return refuse(usage_error(app_, error));
            fmt::print(stderr, "{}", app_.help());
            return status_wrong_input;
        }
    }

  private:
    int refuse(const UsageError& error) const {
        const CLI::App* verb = named_verb(app_);
        const std::string example = verb == nullptr ? "" : first_example(*verb);
        const std::string like = example.empty() ? "`vethlab --help` says more" : "like " + example;
        return cli::refuse(error.what(), error.help().empty() ? like : error.help());
    }

    // In the order of the program's help.
    void add_verbs() {
        verbs_.section = "Ask, without packets";
        add_reach(verbs_);
        add_why(verbs_);
        add_compare(verbs_);
        add_lint(verbs_);
        add_tables(verbs_);
        verbs_.section = "Simulate, and check";
        add_run();
        add_validate(verbs_);
        verbs_.section = "Look at stored runs";
        add_runs();
        add_show();
        add_flows();
        add_export();
        verbs_.section = "Begin, and understand";
        add_collect(verbs_);
        add_init(verbs_);
        add_explain();
    }

    Verb add_verb(const char* name, const char* summary, std::function<int()> action) {
        return verbs_.add(name, summary, std::move(action));
    }

    void add_run() {
        Verb verb =
            add_verb("run", "Simulate scenarios, store what happened, print the flows", [this] {
                run_.color = color_;
                return cli::run(run_);
            });
        verb.footer(run_footer);
        verb.add_option("SCENARIO", run_.scenarios, "Scenario files").required();
        verb.add_option("--pcap", run_.pcap,
                        "Also write the packets of each place into a file of this folder, for "
                        "Wireshark or tcpdump")
            .type_name("DIR");
        verb.add_option("--pcap-at", run_.pcap_at,
                        "Only of these: shop/web-0, host/db, node/w-1, eni/main/w-1; 'shop/*'")
            .delimiter(',')
            .allow_extra_args(false)
            .type_name("PLACE");
        verb.add_option_function(
                "--seed", [this](const std::string& word) { run_.seed = read_seed(word); },
                "Seed in place of the scenario's own")
            .type_name("NUMBER");
        add_store_option(verb, run_.db);
        add_flow_format(verb, run_.format);
        verb.add_switch("-q,--quiet", run_.quiet, "No notes and no progress");
    }

    void add_runs() {
        Verb verb = add_verb("runs", "List the runs of a store", [this] {
            runs_.color = color_;
            return cli::runs(runs_);
        });
        verb.footer(runs_footer);
        add_store_option(verb, runs_.db);
        verb.add_format<bool>(runs_.json, {{"table", false}, {"json", true}},
                              "table (default) or json");
    }

    void add_show() {
        Verb verb = add_verb(
            "show", "One run on a page: its inputs, what changed, what was dropped and why",
            [this] {
                show_.color = color_;
                return cli::show(show_);
            });
        verb.footer(show_footer);
        add_run_argument(verb, show_.run);
        add_store_option(verb, show_.db);
    }

    void add_flows() {
        Verb verb = add_verb("flows", "The flows of a run that meet a filter", [this] {
            flows_.color = color_;
            return cli::flows(flows_);
        });
        verb.footer(flows_footer);
        add_run_argument(verb, flows_.run);
        verb.add_option("FILTER", flows_.filter, "Filter terms; none: all flows");
        add_store_option(verb, flows_.db);
        add_flow_format(verb, flows_.format);
        verb.add_switch("--hops", flows_.hops,
                        "Every hook each flow met, with its causes, as text");
    }

    void add_export() {
        Verb verb = add_verb("export", "Write out what a run says",
                             [this] { return export_canonical(export_); });
        verb.footer(export_footer);
        add_run_argument(verb, export_.run);
        add_store_option(verb, export_.db);
        verb.add_switch("--canonical", canonical_,
                        "Lines of JSON that are the same, byte for byte, for equal runs")
            .required();
    }

    void add_explain() {
        Verb verb = add_verb("explain", "What a code means; without one, all of them",
                             [this] { return explain(code_); });
        verb.footer(explain_footer);
        verb.add_option("CODE", code_, "A code such as NP_PORT_MISMATCH");
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
    bool canonical_ = false;  // the one form there is, which must be named
    std::string code_;
};

}  // namespace

int run_program(int argc, char** argv) {
    return Program().run(argc, argv);
}

}  // namespace cli
