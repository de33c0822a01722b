// SPDX-License-Identifier: MIT
// Wrong command lines: what was wrong, what would be right, status 2, nothing on standard output;
// and the help that leads there.
#include <string>

#include <gtest/gtest.h>

#include "tests/program/shell.h"

namespace {

using tests::Said;
using tests::Shell;

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Usage, SaysWhatIsWrongAndWhatWouldBeRight) {
    const Shell shell;
    shell.write("m.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
    shell.write("s.yaml",
                "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: [m.yaml]}\n");
    const struct {
        const char* arguments;
        const char* error;
        const char* help;
    } rows[] = {
        {"rnu x", "unknown verb \"rnu\"", "did you mean \"run\"?"},
        {"help", "unknown verb \"help\"", "`vethlab --help` lists the verbs"},
        {"--versoin", "vethlab has no option --versoin", "did you mean \"--version\"?"},
        {"run --sed 1 x", "vethlab run has no option --sed", "did you mean \"--seed\"?"},
        {"run --sed", "vethlab run has no option --sed", "did you mean \"--seed\"?"},
        {"reach -x m.yaml", "vethlab reach has no option -x", "`vethlab reach --help` lists them"},
        {"explain a b", "\"b\" is one argument too many", "`vethlab explain --help`"},
        {"run", "vethlab run needs SCENARIO", "like vethlab run scenarios/"},
        {"reach", "vethlab reach needs PATH", "like vethlab reach manifests/"},
        {"compare", "vethlab compare needs A B", "like vethlab compare 1 latest"},
        {"why m.yaml p", "vethlab why needs PATH, FROM and TO", "like vethlab why manifests/"},
        {"tables m.yaml", "vethlab tables needs PATH and POD", "like vethlab tables dump.yaml"},
        {"init m.yaml", "vethlab init needs --output", "like vethlab init dump.yaml -o"},
        {"export", "vethlab export needs --canonical", "like vethlab export --canonical"},
        {"flows --format xml", "--format xml: expected table, json, csv or markdown", "like "},
        {"reach m.yaml --format jsn", "--format jsn: expected", "did you mean \"json\"?"},
        {"reach m.yaml --format 1", "--format 1: expected table, json,", "like vethlab reach"},
        {"--color=perhaps runs", "--color perhaps: expected auto, always or never", "like "},
        {"reach m.yaml --format", "--format needs a value", "table (default), json, csv"},
        {"reach m.yaml --format json --format csv", "--format is given more than once", "like "},
        {"reach m.yaml --expand=7", "--expand takes no value", "like vethlab reach"},
        {"run s.yaml --seed x", "--seed x: expected a whole number from 0 on", "like "},
        {"run s.yaml --seed -1", "--seed -1: expected a whole number", "like "},
        {"reach m.yaml -n Shop", "--namespace \"Shop\": ", "a DNS label, like shop"},
        {"validate m.yaml -n ''", "--namespace \"\": ", "a DNS label, like shop"},
        {"lint m.yaml --fail-on warnin", "--fail-on warnin: neither a severity nor a code",
         "did you mean \"warning\"?"},
        {"reach s.yaml -n shop", "--namespace is for manifests", "the scenario's manifests"},
        {"reach s.yaml --keep-going", "--keep-going is for manifests", "is refused"},
        {"validate s.yaml -n shop", "--namespace is for manifests", "scenarios' manifests"},
        {"compare 1 2 --at 3s", "--at is for manifests, and these are stored runs", "leave it out"},
        {"compare m.yaml m.yaml --db x.db", "--db is for stored runs", "leave it out"},
        {"flows --hops --format json", "--hops is text", "leave one out"},
        {"collect", "collect runs nothing", "vethlab collect --print"},
    };
    for (const auto& row : rows) {
        const Said said = shell.vethlab(row.arguments);
        EXPECT_EQ(said.status, 2) << row.arguments;
        EXPECT_EQ(said.out, "") << row.arguments;
        EXPECT_EQ(said.err.rfind(std::string("error: ") + row.error, 0), 0U)
            << row.arguments << "\n"
            << said.err;
        const std::size_t help = said.err.find("\nhelp: ");
        ASSERT_NE(help, std::string::npos) << row.arguments << "\n" << said.err;
        EXPECT_TRUE(has(said.err.substr(help), row.help)) << row.arguments << "\n" << said.err;
    }
}

TEST(Usage, WithoutAVerbTheHelpIsTheAnswer) {
    const Shell shell;
    const Said said = shell.vethlab("");
    EXPECT_EQ(said.status, 2);
    EXPECT_EQ(said.out, "");
    EXPECT_EQ(said.err, shell.vethlab("--help").out);
}

TEST(Usage, WordsOfChoiceMayBeOfAnyCase) {
    const Shell shell;
    shell.write("m.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
    EXPECT_EQ(shell.vethlab("reach m.yaml --format JSON").out,
              shell.vethlab("reach m.yaml --format json").out);
}

// Each verb's help has its usage, and examples that are its own.
TEST(Help, OfEachVerbHasItsOwnExamples) {
    const Shell shell;
    for (const char* verb : {"reach", "why", "compare", "lint", "tables", "run", "validate", "runs",
                             "show", "flows", "export", "collect", "init", "explain"}) {
        const Said said = shell.vethlab(std::string(verb) + " --help");
        EXPECT_EQ(said.status, 0) << verb;
        EXPECT_TRUE(has(said.out, std::string("\nUsage: vethlab ") + verb + " ")) << said.out;
        EXPECT_TRUE(has(said.out, std::string("\nExamples:\n  vethlab ") + verb)) << said.out;
        EXPECT_EQ(said.err, "") << verb;
    }
    EXPECT_TRUE(has(shell.vethlab("compare --help").out, "Usage: vethlab compare A B [OPTIONS]"));
}

}  // namespace
