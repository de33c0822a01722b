// SPDX-License-Identifier: MIT
#include "sim/cli/world_input.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/settings.h"
#include "sim/scenario/text/duration.h"
#include "sim/scenario/timeline.h"

namespace cli {
namespace {

std::string settings_help() {
    std::string text = "KEY=VALUE, for what the NetworkPolicy API leaves open:";
    for (const scenario::Setting& setting : scenario::setting_table()) {
        text += fmt::format("{} {}={}", &setting == &scenario::setting_table().front() ? "" : ";",
                            setting.key, fmt::join(setting.values, "|"));
    }
    return text + " (the first is the default)";
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

// Goes to the moment asked for; false where there is none.
bool go_to_moment(const std::string& at, scenario::WorldResult& read) {
    const auto when = moment(at, read);
    if (!when) {
        return false;
    }
    const bool later = std::any_of(read.timeline.begin(), read.timeline.end(),
                                   [&when](const auto& event) { return event.at > *when; });
    if (at.empty() && later) {
        fmt::print(stderr, "note: this is the scenario at its start; --at 90s asks later\n");
    }
    scenario::advance(read.world, read.timeline, *when);
    return true;
}

}  // namespace

void add_world_options(CLI::App& verb, WorldInput& input) {
    verb.add_option("-n,--namespace", input.options.default_namespace,
                    "Namespace of objects that name none")
        ->capture_default_str()
        ->type_name("NAME");
    verb.add_flag("--keep-going", input.options.keep_going,
                  "Judge the rest where an object is in error; what it could change is uncertain");
    verb.add_option("--setting", input.settings, settings_help())
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    verb.add_option("--at", input.at, "A moment of a scenario's timeline, like 90s")
        ->type_name("TIME");
}

std::optional<scenario::WorldResult> load_world(const WorldInput& input, ColorMode color) {
    scenario::WorldResult read = scenario::read_world(input.paths, input.options);
    print_diagnostics(read.diagnostics, color);
    if (!apply_settings(input.settings, read.settings) || !read.usable) {
        return std::nullopt;
    }
    for (const std::string& note : read.notes) {
        fmt::print(stderr, "note: {}\n", note);
    }
    if (!go_to_moment(input.at, read)) {
        return std::nullopt;
    }
    return read;
}

}  // namespace cli
