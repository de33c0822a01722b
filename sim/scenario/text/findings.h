// SPDX-License-Identifier: MIT
// The diagnostics of one reading, as they are found.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/text/diagnostics.h"
#include "sim/scenario/text/source.h"

namespace scenario {

// Keeps the first `max_kept` findings and counts the rest: a file of garbage may hold millions.
class Findings {
  public:
    static constexpr std::size_t max_kept = 1000;

    explicit Findings(const Sources& sources) : sources_(sources) {}

    void error(const Place& place, std::string message, std::string help = {});
    void warning(const Place& place, std::string message, std::string help = {},
                 Diagnostic::Topic topic = Diagnostic::Topic::Text);
    // For a file that could not even be read.
    void error_in(const std::string& file, std::string message, std::string help = {});

    std::size_t errors() const { return errors_; }
    const Place& last_error() const { return last_error_; }  // of a whole file: line 0
    bool full() const { return found_.size() >= max_kept; }  // no use in wording one more
    std::string text(const Place& place) const { return sources_.text(place.at); }

    // By file in order of reading, then by position.
    std::vector<Diagnostic> sorted() const;

  private:
    struct Finding {
        std::uint32_t file;
        Diagnostic diagnostic;
    };
    void add(Diagnostic::Severity severity, Diagnostic::Topic topic, const Place& place,
             std::string message, std::string help);
    void keep(std::uint32_t file, Diagnostic diagnostic);

    const Sources& sources_;
    std::vector<Finding> found_;
    std::size_t errors_ = 0;
    Place last_error_;
    std::size_t left_out_ = 0;
};

// `did you mean "prod"?`, or nothing where no candidate is near.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace scenario
