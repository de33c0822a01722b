// SPDX-License-Identifier: MIT
#include "sim/cli/world_input.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "policy/validate/validate.h"
#include "sim/analysis/lost_words.h"
#include "sim/scenario/probe_results.h"
#include "sim/scenario/settings.h"
#include "sim/scenario/text/duration.h"
#include "sim/scenario/timeline.h"

namespace cli {
namespace {

std::string settings_help() {
    std::string text = "What the NetworkPolicy API leaves open, the default first:";
    for (const scenario::Setting& setting : scenario::setting_table()) {
        text += fmt::format("{} {}={}", &setting == &scenario::setting_table().front() ? "" : ";",
                            setting.key, fmt::join(setting.values, "|"));
    }
    return text;
}

std::string read_namespace(const std::string& word) {
    const std::vector<std::string> faults = policy::check_dns1123_label(word);
    if (!faults.empty()) {
        throw UsageError(fmt::format("--namespace \"{}\": {}", word, faults.front()),
                         "a namespace's name is a DNS label, like shop");
    }
    return word;
}

// What is told of manifests only, and would be passed over without a word in a scenario.
void refuse_options_of_manifests(const WorldInput& input) {
    if (input.options.default_namespace != scenario::WorldOptions().default_namespace) {
        throw UsageError("--namespace is for manifests, and this is a scenario",
                         "write the namespaces into the scenario's manifests");
    }
    if (input.options.keep_going) {
        throw UsageError("--keep-going is for manifests, and this is a scenario",
                         "a scenario in error is refused; ask about its manifests alone");
    }
}

// Says on stderr what is wrong with the settings.
bool apply_settings(const std::vector<std::string>& words, policy::Settings& settings) {
    bool good = true;
    for (const std::string& word : words) {
        const std::size_t equals = std::min(word.find('='), word.size());
        const std::string value = equals < word.size() ? word.substr(equals + 1) : "";
        if (const auto fault = scenario::set(settings, word.substr(0, equals), value)) {
            fmt::print(stderr, "error: --setting {}: {}\nhelp: {}\n", word, fault->message,
                       fault->help);
            good = false;
        }
    }
    return good;
}

// The moment that --at names; says on stderr why it names none.
std::optional<policy::Time> moment(const std::string& at, const scenario::WorldResult& read) {
    if (at.empty()) {
        return policy::Time{0};
    }
    const auto moment = scenario::parse_duration(at);
    if (!moment) {
        fmt::print(stderr, "error: --at {}: not a moment\nhelp: write it like 90s or 1m30s\n", at);
    } else if (read.timeline.empty()) {
        fmt::print(stderr,
                   "error: --at {}: nothing here has a timeline\nhelp: name a scenario with one, "
                   "or leave --at out\n",
                   at);
        return std::nullopt;
    }
    return moment;
}

// The scenario's world at a moment, with what its kubelets have found.
policy::World world_at(policy::Time when, const scenario::WorldResult& read) {
    scenario::Moment moment = scenario::moment_of(read.world);
    for (const scenario::TimelineEvent& event : read.timeline) {
        if (event.at <= when) scenario::happen(event.changes, moment);
    }
    scenario::find_ready(read.world, read.probes, read.extra_listen, read.timeline, when, moment);
    return std::move(moment.world);
}

// Goes to the moment asked for; false where there is none.
bool go_to_moment(const std::string& at, WorldRead& read) {
    const auto when = moment(at, read);
    if (!when) {
        return false;
    }
    const bool later = std::any_of(read.timeline.begin(), read.timeline.end(),
                                   [&when](const auto& event) { return event.at > *when; });
    if (at.empty() && later) {
        fmt::print(stderr, "note: this is the scenario at its start; --at 90s asks later\n");
    }
    if (read.timeline.empty() && read.probes.empty()) {
        return true;
    }
    if (!read.probes.empty() && read.cni.strict_pod_groups) {
        fmt::print(stderr,
                   "note: a security group of a pod may drop its kubelet's probes; pods are ready "
                   "here as if none did\n");
    }
    if (read.service_delay > policy::Time(0)) {
        const bool late = std::any_of(read.timeline.begin(), read.timeline.end(),
                                      [&](const scenario::TimelineEvent& event) {
                                          return event.changes.of_cluster() && event.at <= *when &&
                                                 *when < event.at + read.service_delay;
                                      });
        if (late) {
            fmt::print(stderr,
                       "note: the workers' rules for services are still those of before the last "
                       "change (cluster.serviceDelay)\n");
        }
        read.rules = world_at(std::max(policy::Time(0), *when - read.service_delay), read);
    }
    read.world = world_at(*when, read);
    if (read.network) {
        scenario::advance(*read.network, read.timeline, *when);
    }
    return true;
}

}  // namespace

void add_namespace_option(Verb verb, scenario::WorldOptions& options) {
    verb.add_option_function(
            "-n,--namespace",
            [&options](const std::string& word) {
                options.default_namespace = read_namespace(word);
            },
            "Namespace of objects that name none")
        .default_str(options.default_namespace)
        .type_name("NAME");
}

void add_reading_options(Verb verb, WorldInput& input) {
    add_namespace_option(verb, input.options);
    verb.add_switch(
        "--keep-going", input.options.keep_going,
        "Judge the rest where an object is in error; what it could change is uncertain");
    verb.add_option("--setting", input.settings, settings_help())
        .type_name("KEY=VALUE")
        .allow_extra_args(false);
}

void add_world_options(Verb verb, WorldInput& input) {
    add_reading_options(verb, input);
    verb.add_option("--at", input.at, "A moment of a scenario's timeline, like 90s")
        .type_name("TIME");
}

std::string given_option(const WorldInput& input) {
    if (input.options.default_namespace != scenario::WorldOptions().default_namespace) {
        return "--namespace";
    }
    if (input.options.keep_going) return "--keep-going";
    if (!input.settings.empty()) return "--setting";
    return input.at.empty() ? "" : "--at";
}

std::optional<WorldRead> load_world(const WorldInput& input, ColorMode color) {
    WorldRead read{scenario::read_world(input.paths, input.options), std::nullopt};
    if (read.is_scenario) refuse_options_of_manifests(input);
    if (!input.reports_findings || !read.usable) print_diagnostics(read.diagnostics, color);
    if (!apply_settings(input.settings, read.settings) || !read.usable) {
        return std::nullopt;
    }
    for (const std::string& note : analysis::lost_notes(read.world)) {
        fmt::print(stderr, "note: {}\n", note);
    }
    for (const std::string& note : read.notes) {
        fmt::print(stderr, "note: {}\n", note);
    }
    if (!go_to_moment(input.at, read)) {
        return std::nullopt;
    }
    return read;
}

void note_unasked_network(const scenario::WorldResult& read) {
    if (!read.network) {
        return;
    }
    const auto is_written = [](const auto& thing) {
        return thing.position.file != policy::nowhere.file;
    };
    const policy::Network& network = *read.network;
    if (std::any_of(network.groups.begin(), network.groups.end(), is_written) ||
        std::any_of(network.acls.begin(), network.acls.end(), is_written) ||
        std::any_of(network.route_tables.begin(), network.route_tables.end(), is_written)) {
        fmt::print(
            stderr,
            "note: this is what policies allow; the scenario's security groups, network ACLs "
            "and route tables are asked by vethlab why and run only\n");
    }
}

}  // namespace cli
