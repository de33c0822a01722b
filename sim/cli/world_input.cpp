// SPDX-License-Identifier: MIT
#include "sim/cli/world_input.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/settings.h"

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
    return read;
}

}  // namespace cli
