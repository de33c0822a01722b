// SPDX-License-Identifier: MIT
// Wrong command lines: what was wrong, and what would be right.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace cli {

// Thrown where a command line cannot be meant as it stands; becomes `error: ...`, `help: ...` and
// status 2. Without help of its own the verb's first example stands there.
class UsageError : public std::runtime_error {
  public:
    explicit UsageError(const std::string& message, std::string help = {})
        : std::runtime_error(message), help_(std::move(help)) {}
    const std::string& help() const { return help_; }

  private:
    std::string help_;
};

// Prints both on stderr, the help where there is some. Returns the status for wrong input.
int refuse(const std::string& message, const std::string& help);

// Which of `words` is meant, whatever the case of its letters. `what` is what asks for it:
// "--format". Throws UsageError where it is none of them. REQUIRES: at least two words.
std::size_t index_of_word(const std::string& what, const std::string& word,
                          const std::vector<std::string>& words);

// `did you mean "json"?`, or `otherwise` where none of the words is near.
std::string suggestion(const std::string& word, const std::vector<std::string>& words,
                       const std::string& otherwise);

}  // namespace cli
