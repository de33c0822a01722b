// SPDX-License-Identifier: MIT
// CLI11's findings about a command line in our words, and our layout of its help.
#pragma once

#include <CLI/CLI.hpp>

#include "sim/cli/usage.h"

namespace cli {

// What kept `app` from parsing a command line.
UsageError usage_error(const CLI::App& app, const CLI::ParseError& error);

// The verb that was named; null where none was.
const CLI::App* named_verb(const CLI::App& app);

// The first example of a verb's footer, "vethlab reach manifests/"; empty where it has none.
std::string first_example(const CLI::App& verb);

// Usage first, arguments in capitals, descriptions wrapped.
class HelpLayout : public CLI::Formatter {
  public:
    HelpLayout();

  private:
    std::string make_usage(const CLI::App* app, std::string name) const override;
    std::string make_positionals(const CLI::App* app) const override;
    std::string make_option(const CLI::Option* option, bool is_positional) const override;
    std::string make_option_usage(const CLI::Option* option) const override;
    std::string make_footer(const CLI::App* app) const override;
    std::string make_subcommand(const CLI::App* verb) const override;
};

}  // namespace cli
