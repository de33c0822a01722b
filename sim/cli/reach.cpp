// SPDX-License-Identifier: MIT
// vethlab reach: every allowed connection between workloads, and with addresses outside.
#include "sim/analysis/reach.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "results/report/reach_report.h"
#include "sim/cli/output.h"
#include "sim/cli/verbs.h"
#include "sim/cli/world_input.h"
#include "sim/scenario/selection.h"

namespace cli {
namespace {

using results::ReachFormat;

const char* const reach_footer =
    R"(PATH is manifests, folders of them, a dump (kubectl get ... -A -o yaml), - for standard input,
or one scenario. Rows are of workloads; a replica that is judged differently from its siblings is
listed as namespace/pod[Pod]. Addresses outside are ranges, cut where rules tell them apart.
Load balancers of Services and Ingresses have rows of whom they let in, and of the workloads that
policies let them reach. With --services: on which ports of a Service all its backends, or perhaps
only some, can be reached.

What is "? uncertain" passes for some and not for others, or depends on something the input does
not say; `vethlab explain CODE` explains the code behind it. Of more than 5000 rows, table, CSV and
Markdown print classes of workloads that nothing tells apart, unless --expand.

Examples:
  vethlab reach manifests/ policies/
  vethlab reach dump.yaml --focus shop/deployment/web
  vethlab reach manifests/ --services
  kubectl kustomize overlays/prod | vethlab reach - --format json)";

struct ReachVerb {
    WorldInput input;
    std::vector<std::string> focus;
    ReachFormat format = ReachFormat::Table;
    bool each_pod = false;
    bool self = false;
    bool services = false;
    bool expand = false;
    bool verbose = false;
};

// The pods that the references stand for, ascending; nothing, with the reason on stderr, where one
// stands for none.
std::optional<std::vector<std::uint32_t>> find_pods(const policy::World& world,
                                                    const std::vector<std::string>& references,
                                                    ColorMode color) {
    scenario::Sources sources;
    scenario::Findings findings(sources);
    const scenario::Objects objects;
    const std::vector<scenario::Host> hosts;
    scenario::Selection selection(world, hosts, objects, findings);
    std::vector<std::uint32_t> pods;
    for (const std::string& text : references) {
        const scenario::Source& source = sources.add("--focus", "", text);
        for (const scenario::End& end :
             selection.find(text, source.place(0, text.size()), scenario::Use::Pods)) {
            pods.push_back(end.index);
        }
    }
    print_diagnostics(findings.sorted(), color);
    if (findings.errors() > 0) {
        return std::nullopt;
    }
    std::sort(pods.begin(), pods.end());
    return pods;
}

void print_classes(const policy::World& world, const policy::Reachability& reach) {
    const auto& classes = reach.classes();
    const auto outside = std::count_if(classes.begin(), classes.end(),
                                       [](const auto& one) { return one.is_outside(); });
    std::size_t pods = 0;
    for (const policy::EndpointClass& one : classes) {
        pods += one.pods.size();
    }
    fmt::print(stderr,
               "note: {} pods in {} classes, addresses outside in {}: K = {} for {} policies\n",
               pods, classes.size() - static_cast<std::size_t>(outside), outside, classes.size(),
               world.policies.size());
}

bool groups_large_answers(ReachFormat format) {
    return format == ReachFormat::Table || format == ReachFormat::Csv ||
           format == ReachFormat::Markdown;
}

void print_next_step(const policy::World& world, bool self) {
    if (world.pods.empty()) {
        fmt::print(stderr,
                   "help: nothing here runs pods; name the manifests of the workloads too\n");
    } else if (!self) {
        fmt::print(stderr,
                   "help: nothing is allowed between these; --self adds what replicas of one "
                   "workload may open to each other\n");
    }
}

// Hands on, and knows what there was.
class Watched : public results::ReachReport {
  public:
    explicit Watched(results::ReachReport& report) : report_(report) {}
    void add(const results::ReachEnd& from, const results::ReachEnd& to,
             const results::ReachAnswer& answer) override {
        empty_ = false;
        if (!answer.caveats.empty() && known_.insert(&answer).second) {
            caveats_.insert(answer.caveats.begin(), answer.caveats.end());
        }
        report_.add(from, to, answer);
    }
    void end() override { report_.end(); }
    bool empty() const { return empty_; }
    const std::set<std::string>& caveats() const { return caveats_; }

  private:
    results::ReachReport& report_;
    bool empty_ = true;
    std::set<const results::ReachAnswer*> known_;
    std::set<std::string> caveats_;
};

int reach(const ReachVerb& verb, ColorMode color) {
    const auto read = load_world(verb.input, color);
    if (!read) {
        return status_wrong_input;
    }
    note_unasked_network(*read);
    const policy::World& world = read->world;
    analysis::ReachOptions options;
    if (!verb.focus.empty()) {
        options.focus = find_pods(world, verb.focus, color);
        if (!options.focus) {
            return status_wrong_input;
        }
    }
    const policy::Reachability reachability(world, read->settings);
    if (verb.verbose) {
        print_classes(world, reachability);
    }
    options.self = verb.self;
    options.each_pod = verb.each_pod;
    options.services = verb.services;
    const analysis::Reach rows(world, reachability, options);
    const bool large = groups_large_answers(verb.format) && !verb.expand &&
                       rows.count(analysis::most_rows) > analysis::most_rows;
    if (large) {
        fmt::print(stderr,
                   "note: more than {} rows: {} {} are printed by what nothing tells apart; "
                   "--expand prints each, --focus some\n",
                   analysis::most_rows, rows.groups(), verb.each_pod ? "pods" : "workloads");
    }
    const auto report = results::make_reach_report(verb.format, std::cout, output_style(color));
    Watched watched(*report);
    const auto cut_off =
        rows.write(watched, large ? analysis::RowsOf::Classes : analysis::RowsOf::Groups);
    watched.end();
    std::cout.flush();
    for (const std::string& name : cut_off) {
        fmt::print(stderr,
                   "note: policies let nothing of {} through to its targets; `vethlab why PATH "
                   "CLIENT {}` says which\n",
                   name, name.substr(0, name.find('[')));
    }
    if (watched.empty()) {
        print_next_step(world, verb.self);
    }
    if (verb.format == ReachFormat::Table) {
        for (const std::string& caveat : watched.caveats()) {
            fmt::print(stderr, "help: `vethlab explain {}` says what that is\n", caveat);
        }
    }
    return status_done;
}

}  // namespace

void add_reach(Verbs& verbs) {
    const auto told = std::make_shared<ReachVerb>();
    Verb verb =
        verbs.add("reach", "Every allowed connection between workloads, and with addresses outside",
                  [told, &color = verbs.color] { return reach(*told, color); });
    verb.footer(reach_footer);
    verb.add_option("PATH", told->input.paths, "Manifests, folders, - or one scenario").required();
    verb.add_option("--focus", told->focus,
                    "Only rows of these, like shop/deployment/web or shop/*")
        .allow_extra_args(false)
        .type_name("REF");
    verb.add_switch("--pods", told->each_pod, "Pods in place of workloads");
    verb.add_switch("--self", told->self, "Also what a workload may open to itself");
    verb.add_switch("--services", told->services, "Also what is allowed through Services");
    verb.add_switch("--expand", told->expand,
                    "Each pair, however many there are; json and dot always do");
    verb.add_format<ReachFormat>(told->format,
                                 {{"table", ReachFormat::Table},
                                  {"json", ReachFormat::Json},
                                  {"csv", ReachFormat::Csv},
                                  {"markdown", ReachFormat::Markdown},
                                  {"dot", ReachFormat::Dot}},
                                 "table (default), json, csv, markdown or dot (Graphviz)");
    add_world_options(verb, told->input);
    verb.add_switch("-v,--verbose", told->verbose, "Say how many classes of endpoints there are");
}

}  // namespace cli
