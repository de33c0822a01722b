// SPDX-License-Identifier: MIT
#include "sim/cli/command_line.h"

#include <algorithm>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cli {
namespace {

constexpr std::size_t help_width = 100;
constexpr std::size_t help_column = 30;

// `vethlab reach`, or `vethlab` where no verb was named.
std::string called(const CLI::App* verb) {
    return verb == nullptr ? "vethlab" : "vethlab " + verb->get_name();
}

// "--db", or PATH where it stands without a name.
std::string name_of(const CLI::Option& option) {
    return option.get_name(option.get_positional());
}

bool is_option(const std::string& word) {
    return word.size() > 1 && word.front() == '-';
}

std::vector<std::string> option_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

UsageError unknown_verb(const CLI::App& app, const std::string& word) {
    std::vector<std::string> names;
    for (const CLI::App* verb : app.get_subcommands({})) names.push_back(verb->get_name());
    return UsageError(fmt::format("unknown verb \"{}\"", word),
                      suggestion(word, names, "`vethlab --help` lists the verbs"));
}

UsageError unknown_option(const CLI::App& app, const CLI::App* verb, const std::string& word) {
    const std::string name = word.substr(0, word.find('='));
    std::vector<std::string> names = option_names(app);
    if (verb != nullptr) {
        for (std::string& own : option_names(*verb)) names.push_back(std::move(own));
    }
    return UsageError(fmt::format("{} has no option {}", called(verb), name),
                      suggestion(name, names, fmt::format("`{} --help` lists them", called(verb))));
}

// What is left over: an unknown option before all, since what follows it may be its value.
UsageError left_over(const CLI::App& app, const CLI::App* verb,
                     const std::vector<std::string>& words) {
    const auto option = std::find_if(words.begin(), words.end(), is_option);
    if (option != words.end()) return unknown_option(app, verb, *option);
    if (verb == nullptr) return unknown_verb(app, words.front());
    return UsageError(fmt::format("\"{}\" is one argument too many", words.front()),
                      fmt::format("`{} --help` says what it takes", called(verb)));
}

UsageError missing(const CLI::App& verb) {
    std::vector<std::string> names;
    for (const CLI::Option* option : verb.get_options()) {
        if (option->get_required() && option->count() == 0) names.push_back(name_of(*option));
    }
    return UsageError(fmt::format("{} needs {}", called(&verb), fmt::join(names, " and ")));
}

// CLI11 begins what it says of an option with its name.
const CLI::Option* option_in(const CLI::App& app, const CLI::App* verb, const std::string& text) {
    const std::string name = text.substr(0, text.find_first_of(": "));
    for (const CLI::App* one : {verb, &app}) {
        if (one == nullptr) continue;
        for (const CLI::Option* option : one->get_options()) {
            if (option->check_name(name) || option->check_name("--" + name)) return option;
        }
    }
    return nullptr;
}

UsageError wrong_count(const CLI::App& app, const CLI::App* verb, const CLI::ParseError& error) {
    const CLI::Option* option = option_in(app, verb, error.what());
    if (option == nullptr) return UsageError(error.what());
    const std::string name = option->get_name();
    if (option->get_items_expected_max() == 0) {
        return UsageError(fmt::format("{} takes no value", name));
    }
    if (option->count() > 1) return UsageError(fmt::format("{} is given more than once", name));
    return UsageError(
        fmt::format("{} needs a value", name),
        fmt::format("{} {}: {}", name, option->get_type_name(), option->get_description()));
}

// Lines of at most `width` columns; those after the first are indented.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
    std::istringstream words(text);
    std::string result;
    std::size_t used = indent;
    for (std::string word; words >> word;) {
        if (used > indent && used + 1 + word.size() > width) {
            result += "\n" + std::string(indent, ' ');
            used = indent;
        }
        if (used > indent) result += ' ';
        used += word.size() + (used > indent ? 1 : 0);
        result += word;
    }
    return result;
}

std::string entry(const std::string& left, const std::string& description) {
    std::string line = "  " + left;
    line += line.size() + 2 > help_column ? "\n" + std::string(help_column, ' ')
                                          : std::string(help_column - line.size(), ' ');
    return line + wrapped(description, help_width, help_column) + "\n";
}

bool is_list(const CLI::Option& option) {
    return option.get_expected_max() >= CLI::detail::expected_max_vector_size;
}

}  // namespace

const CLI::App* named_verb(const CLI::App& app) {
    const std::vector<CLI::App*> verbs = app.get_subcommands();
    return verbs.empty() ? nullptr : verbs.front();
}

std::string first_example(const CLI::App& verb) {
    const std::string footer = verb.get_footer();
    const std::string title = "Examples:\n  ";
    const std::size_t at = footer.find(title);
    if (at == std::string::npos) return "";
    const std::size_t begin = at + title.size();
    return footer.substr(begin, footer.find('\n', begin) - begin);
}

UsageError usage_error(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App* verb = named_verb(app);
    // What does not belong there is said first: a misspelt option is also why another is missing.
    const std::vector<std::string> words = app.remaining(true);
    if (!words.empty()) return left_over(app, verb, words);
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        return verb == nullptr ? UsageError("vethlab needs a verb") : missing(*verb);
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        return wrong_count(app, verb, error);
    }
    return UsageError(error.what());
}

HelpLayout::HelpLayout() {
    column_width(help_column);
}

std::string HelpLayout::make_usage(const CLI::App* app, std::string name) const {
    std::string usage = "\nUsage: " + name;
    for (const CLI::Option* option : app->get_options()) {
        if (option->get_positional()) usage += " " + make_option_usage(option);
    }
    // A required option is part of what must be written.
    for (const CLI::Option* option : app->get_options()) {
        if (!option->get_positional() && option->get_required()) {
            usage += " " + option->get_name();
            if (!option->get_type_name().empty()) usage += " " + option->get_type_name();
        }
    }
    return usage + (app->get_subcommands({}).empty() ? "" : " VERB") + " [OPTIONS]\n";
}

std::string HelpLayout::make_positionals(const CLI::App* app) const {
    std::string text;
    for (const CLI::Option* option : app->get_options()) {
        if (option->get_positional()) text += make_option(option, true);
    }
    return text.empty() ? text : "\n" + text;
}

std::string HelpLayout::make_option(const CLI::Option* option, bool is_positional) const {
    std::string left = is_positional ? option->get_name(true) : option->get_name(false, true);
    std::string description = option->get_description();
    if (!is_positional && option->get_items_expected_max() > 0) {
        left += " " + option->get_type_name();
        if (is_list(*option)) description += "; may be given several times";
    }
    const std::string initial = option->get_default_str();
    if (!initial.empty()) description += " (default: " + initial + ")";
    return entry(left, description);
}

std::string HelpLayout::make_option_usage(const CLI::Option* option) const {
    const std::string name = option->get_name(true);
    // A name that says itself what it repeats is left as it is.
    const bool dots = is_list(*option) && name.find("...") == std::string::npos;
    const std::string usage = name + (dots ? "..." : "");
    return option->get_required() ? usage : "[" + usage + "]";
}

std::string HelpLayout::make_footer(const CLI::App* app) const {
    const std::string footer = app->get_footer() + "\n";
    return app->get_parent() == nullptr
               ? footer
               : footer + "\n`vethlab --help` has the options of every verb, like --color.\n";
}

std::string HelpLayout::make_subcommand(const CLI::App* verb) const {
    return entry(verb->get_name(), verb->get_description());
}

}  // namespace cli
