// SPDX-License-Identifier: MIT
#include "sim/scenario/text/diagnostics.h"

#include <string>

#include <gtest/gtest.h>

namespace scenario {
namespace {

Diagnostic diagnostic(std::uint32_t line, std::uint32_t column, std::uint32_t length,
                      std::string source_line, std::string help = "") {
    Diagnostic d;
    d.message = "unknown namespace \"prdo\"";
    d.file = "s.yaml";
    d.line = line;
    d.column = column;
    d.length = length;
    d.source_line = std::move(source_line);
    d.help = std::move(help);
    return d;
}

TEST(Render, LooksLikeAGoodCompilers) {
    EXPECT_EQ(render(diagnostic(12, 11, 4, "    from: prdo/web", "did you mean \"prod\"?"), false),
              "error: unknown namespace \"prdo\"\n"
              "  --> s.yaml:12:11\n"
              "   |\n"
              "12 |     from: prdo/web\n"
              "   |           ^^^^\n"
              "   = help: did you mean \"prod\"?\n");
}

TEST(Render, FileAsAWholeHasNoSource) {
    EXPECT_EQ(render(diagnostic(0, 0, 1, ""), false),
              "error: unknown namespace \"prdo\"\n --> s.yaml\n");
}

TEST(Render, CaretCountsCharactersAndStaysOnTheLine) {
    EXPECT_EQ(render(diagnostic(1, 5, 99, "\xC3\xA4\xC3\xB6: prdo"), false),
              "error: unknown namespace \"prdo\"\n"
              " --> s.yaml:1:5\n"
              "  |\n"
              "1 | \xC3\xA4\xC3\xB6: prdo\n"
              "  |     ^^^^\n");
}

TEST(Render, LongLineIsCutAroundTheCaret) {
    const std::string line = std::string(500, 'a') + "X" + std::string(500, 'b');
    EXPECT_EQ(render(diagnostic(1, 501, 1, line), false),
              "error: unknown namespace \"prdo\"\n"
              " --> s.yaml:1:501\n"
              "  |\n"
              "1 | " +
                  std::string(80, 'a') + "X" + std::string(79, 'b') +
                  "\n"
                  "  | " +
                  std::string(80, ' ') + "^\n");
}

TEST(Render, ControlCharactersDoNotReachTheTerminal) {
    Diagnostic d = diagnostic(1, 1, 1, "a\x1B[2J\tb");
    d.message = "unknown key \"\x1B[2J\"";
    EXPECT_EQ(render(d, false),
              "error: unknown key \".[2J\"\n --> s.yaml:1:1\n  |\n1 | a.[2J b\n  | ^\n");
}

TEST(Render, ColorsAreAroundTheSameText) {
    std::string text = render(diagnostic(1, 1, 1, "a"), true);
    EXPECT_NE(text.find("\x1b[1;31merror"), std::string::npos) << text;
    for (auto at = text.find('\x1b'); at != std::string::npos; at = text.find('\x1b')) {
        text.erase(at, text.find('m', at) - at + 1);
    }
    EXPECT_EQ(text, render(diagnostic(1, 1, 1, "a"), false));
}

TEST(Nearest, FindsWhatWasMeant) {
    struct Row {
        const char* word;
        std::vector<std::string> candidates;
        const char* nearest;
    };
    const Row rows[] = {{"prdo", {"dev", "prod"}, "prod"},     // two neighbours swapped
                        {"hots", {"vpcs", "hosts"}, "hosts"},  // one left out
                        {"podselector", {"podSelector"}, "podSelector"},
                        {"ab", {"cd"}, ""},
                        {"a", {"b", "c"}, ""},
                        {"banana", {"flows", "name"}, ""},
                        {"web", {"wet", "wed"}, "wet"},  // the first of equals
                        {"", {"a"}, ""},
                        {"x", {}, ""},
                        {"a-word-that-is-near-to-nothing", {"a"}, ""}};
    for (const Row& row : rows)
        EXPECT_EQ(nearest(row.word, row.candidates), row.nearest) << row.word;
}

}  // namespace
}  // namespace scenario
