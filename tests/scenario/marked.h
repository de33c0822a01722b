// SPDX-License-Identifier: MIT
// Manifests with `^` before each place at which something is said of them.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/manifests.h"
#include "tests/scenario/memory_files.h"

namespace scenario {

// One case of a table.
struct MarkedRow {
    const char* name;
    std::string text;                   // with marks
    std::vector<std::string> messages;  // in the order of the marks
};
inline void PrintTo(const MarkedRow& row, std::ostream* out) {
    *out << row.text;
}

// Takes the marks out of the text, and gives their places.
inline std::vector<std::string> take_marks(std::string& text) {
    std::vector<std::string> places;
    std::string plain;
    std::size_t line = 1;
    std::size_t column = 1;
    for (const char c : text) {
        if (c == '^') {
            places.push_back("m.yaml:" + std::to_string(line) + ":" + std::to_string(column));
            continue;
        }
        plain += c;
        ++column;
        if (c == '\n') {
            ++line;
            column = 1;
        }
    }
    text = plain;
    return places;
}

// Expects `messages`, in the order of the marks, and nothing else, of what m.yaml holds.
inline void expect_marked(const std::string& marked, const std::vector<std::string>& messages) {
    std::string text = marked;
    const std::vector<std::string> places = take_marks(text);
    ASSERT_EQ(places.size(), messages.size());
    std::string expected;
    for (std::size_t i = 0; i < places.size(); ++i) {
        expected += places[i] + ": " + messages[i] + "\n";
    }
    std::string found;
    const auto result = read_manifests({"m.yaml"}, MemoryFiles({{"m.yaml", text}}));
    for (const Diagnostic& d : result.diagnostics) {
        const bool warning = d.severity == Diagnostic::Severity::Warning;
        found += d.file + ":" + std::to_string(d.line) + ":" + std::to_string(d.column) + ": " +
                 (warning ? "warning: " : "") + d.message + "\n";
        EXPECT_EQ(d.source_line.empty(), d.line == 0);
    }
    EXPECT_EQ(found, expected) << text;
}

}  // namespace scenario
