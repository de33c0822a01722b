// SPDX-License-Identifier: MIT
// Input errors as values: all of them, each with its place, printed like a good compiler's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace scenario {

// One finding in an input. Lines and columns count from 1; line 0 means the file as a whole (not
// there, empty, binary). `length` is how many columns the caret marks, at least 1.
struct Diagnostic {
    enum class Severity : std::uint8_t { Error, Warning };
    // UnreadPolicy: nothing is wrong with the text, but it is of a kind whose effect is left out.
    enum class Topic : std::uint8_t { Text, UnreadPolicy };
    Severity severity = Severity::Error;
    Topic topic = Topic::Text;
    std::string message;  // lower case, no full stop: `unknown namespace "prdo"`
    std::string file;     // as the user would type it
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 1;
    std::string source_line;  // the text of the line, for the caret; empty where it is too long
    std::string help;         // what to do: `did you mean "prod"?`; may be empty
};

// error: unknown namespace "prdo"
//   --> scenario.yaml:12:18
//    |
// 12 |     from: prdo/web
//    |           ^^^^
//    = help: did you mean "prod"?
std::string render(const Diagnostic& diagnostic, bool color);

// The candidate a person most likely meant by `word`; empty where none is near.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace scenario
