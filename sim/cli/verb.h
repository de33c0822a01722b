// SPDX-License-Identifier: MIT
// How a verb joins the program: its options and what it does stand together in its own file.
// CLI11 is behind these classes because its header takes longer to compile than any verb does.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/console.h"
#include "sim/cli/usage.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace cli {

// What more there is to say of an option or argument. Names and meanings are CLI11's.
class Option {
  public:
    explicit Option(CLI::Option& option) : option_(&option) {}

    Option& required();
    Option& expected(int least, int most);  // so many values
    Option& delimiter(char between);        // of values in one word
    Option& allow_extra_args(bool allow);   // false: a value after each time it is named
    Option& type_name(const std::string& name);
    Option& default_str(const std::string& text);

  private:
    CLI::Option* option_;
};

// The options of a verb, or of the program. The targets that they bind must outlive the parsing.
class Verb {
  public:
    explicit Verb(CLI::App& app) : app_(&app) {}

    // The last paragraph is "Examples:" with one a line.
    void footer(const std::string& text);

    // Dashes before a name make it an option, "-o,--db"; without them it is an argument.
    Option add_option(const std::string& name, std::string& target, const std::string& description);
    Option add_option(const std::string& name, std::optional<std::string>& target,
                      const std::string& description);
    Option add_option(const std::string& name, std::vector<std::string>& target,
                      const std::string& description);
    // `read` gets the value; it throws UsageError where there is no such value.
    Option add_option_function(const std::string& name,
                               std::function<void(const std::string&)> read,
                               const std::string& description);
    // A flag, which takes no value.
    Option add_switch(const std::string& name, bool& target, const std::string& description);

    // An option whose value is one of these words.
    template <typename T>
    Option add_choice(const std::string& name, T& target,
                      std::vector<std::pair<std::string, T>> choices,
                      const std::string& description) {
        const auto read = [name, &target, choices = std::move(choices)](const std::string& word) {
            std::vector<std::string> words;
            for (const auto& choice : choices) words.push_back(choice.first);
            target = choices[index_of_word(name, word, words)].second;
        };
        return add_option_function(name, read, description);
    }

    template <typename T>
    void add_format(T& format, std::vector<std::pair<std::string, T>> formats,
                    const std::string& description) {
        add_choice("--format", format, std::move(formats), description).type_name("FORMAT");
    }

  private:
    CLI::App* app_;
};

// The program's command line as a verb sees it. `color` is read when the verb runs.
struct Verbs {
    CLI::App& app;
    const ColorMode& color;
    std::function<int()>& chosen;
    std::string section = {};  // of the program's help, for the verbs that are added next

    // A verb of this name; `action` does it and returns the exit status. What the verb's options
    // bind can be held in a shared_ptr that the action captures.
    Verb add(const std::string& name, const std::string& summary, std::function<int()> action);
};

}  // namespace cli
