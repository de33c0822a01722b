// SPDX-License-Identifier: MIT
// How a verb joins the program: its options and what it does stand together in its own file.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "sim/cli/console.h"
#include "sim/cli/usage.h"

namespace cli {

// The program's command line as a verb sees it. `color` is read when the verb runs.
struct Verbs {
    CLI::App& app;
    const ColorMode& color;
    std::function<int()>& chosen;
    std::string section = {};  // of the program's help, for the verbs that are added next

    // A verb of this name; `action` does it and returns the exit status. Options that it binds must
    // outlive the parsing: hold them in a shared_ptr that the action captures. The footer's last
    // paragraph is "Examples:" with one a line.
    CLI::App& add(const char* name, const char* summary, std::function<int()> action) {
        CLI::App* verb = app.add_subcommand(name, summary);
        verb->group(section);
        verb->callback([chosen = &chosen, action = std::move(action)] { *chosen = action; });
        return *verb;
    }
};

// A flag, which takes no value.
inline void add_switch(CLI::App& verb, const char* names, bool& target, const char* description) {
    verb.add_flag(names, target, description)->disable_flag_override();
}

// An option whose value is one of these words.
template <typename T>
CLI::Option* add_choice(CLI::App& verb, const std::string& name, T& target,
                        std::vector<std::pair<std::string, T>> choices, const char* description,
                        const char* type_name) {
    const auto read = [name, &target, choices = std::move(choices)](const std::string& word) {
        std::vector<std::string> words;
        for (const auto& choice : choices) words.push_back(choice.first);
        target = choices[index_of_word(name, word, words)].second;
    };
    return verb.add_option_function<std::string>(name, read, description)->type_name(type_name);
}

template <typename T>
void add_format(CLI::App& verb, T& format, std::vector<std::pair<std::string, T>> formats,
                const char* description) {
    add_choice(verb, "--format", format, std::move(formats), description, "FORMAT");
}

}  // namespace cli
