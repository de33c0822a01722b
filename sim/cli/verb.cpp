// SPDX-License-Identifier: MIT
#include "sim/cli/verb.h"

#include <CLI/CLI.hpp>

namespace cli {

Option& Option::required() {
    option_->required();
    return *this;
}

Option& Option::expected(int least, int most) {
    option_->expected(least, most);
    return *this;
}

Option& Option::delimiter(char between) {
    option_->delimiter(between);
    return *this;
}

Option& Option::allow_extra_args(bool allow) {
    option_->allow_extra_args(allow);
    return *this;
}

Option& Option::type_name(const std::string& name) {
    option_->type_name(name);
    return *this;
}

Option& Option::default_str(const std::string& text) {
    option_->default_str(text);
    return *this;
}

void Verb::footer(const std::string& text) {
    app_->footer(text);
}

Option Verb::add_option(const std::string& name, std::string& target,
                        const std::string& description) {
    return Option(*app_->add_option(name, target, description));
}

Option Verb::add_option(const std::string& name, std::optional<std::string>& target,
                        const std::string& description) {
    return Option(*app_->add_option(name, target, description));
}

Option Verb::add_option(const std::string& name, std::vector<std::string>& target,
                        const std::string& description) {
    return Option(*app_->add_option(name, target, description));
}

Option Verb::add_option_function(const std::string& name,
                                 std::function<void(const std::string&)> read,
                                 const std::string& description) {
    return Option(*app_->add_option_function<std::string>(name, std::move(read), description));
}

Option Verb::add_switch(const std::string& name, bool& target, const std::string& description) {
    return Option(*app_->add_flag(name, target, description)->disable_flag_override());
}

Verb Verbs::add(const std::string& name, const std::string& summary, std::function<int()> action) {
    CLI::App* verb = app.add_subcommand(name, summary);
    verb->group(section);
    verb->callback([chosen = &chosen, action = std::move(action)] { *chosen = action; });
    return Verb(*verb);
}

}  // namespace cli
