// SPDX-License-Identifier: MIT
#include "sim/scenario/text/yaml_tree.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/scenario/reading.h"

namespace scenario {
namespace {

// The tree as text: every value with its place, maps and lists nested.
std::string dump(const Node& node) {
    const std::string at = "@" + std::to_string(node.place.at.line) + ":" +
                           std::to_string(node.place.at.column) + "+" +
                           std::to_string(node.place.length);
    std::string text;
    switch (node.kind) {
        case Node::Kind::Null:
            return "null" + at;
        case Node::Kind::Scalar:
            return (node.quoted ? "'" + std::string(node.text) + "'" : std::string(node.text)) + at;
        case Node::Kind::Sequence:
            for (const Node* item : node.items) text += (text.empty() ? "" : " ") + dump(*item);
            return "[" + text + "]" + at;
        case Node::Kind::Map:
            break;
    }
    for (const Entry& entry : node.entries) {
        text += (text.empty() ? "" : " ") + std::string(entry.key) + "=" + dump(*entry.value);
    }
    return "{" + text + "}" + at;
}

// All documents, one a line, then the diagnostics.
std::string read_text(const std::string& text) {
    Sources sources;
    Findings findings(sources);
    const YamlFile file = read_yaml(sources.add("f", "f", text), findings);
    std::string result;
    for (const Node* document : file.documents) result += dump(*document) + "\n";
    return result + lines(findings.sorted());
}

struct Row {
    const char* name;
    std::string text;
    std::string read;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.text;
}

class YamlText : public testing::TestWithParam<Row> {};

TEST_P(YamlText, IsReadWithPlaces) {
    EXPECT_EQ(read_text(GetParam().text), GetParam().read);
}

INSTANTIATE_TEST_SUITE_P(
    Good, YamlText,
    testing::Values(
        Row{"block", "a: b\nc:\n- 1\n- 'x y'\n",
            "{a=b@1:4+1 c=[1@3:3+1 'x y'@4:3+5]@3:1+1}@1:1+1\n"},
        Row{"json", R"({"a": [1, "b"]})", "{a=[1@1:8+1 'b'@1:11+3]@1:7+1}@1:1+1\n"},
        Row{"documents", "--- # nothing\n---\na\n---\nb\n", "a@3:1+1\nb@5:1+1\n"},
        Row{"document_ends", "a: b\n...\nc: d\n", "{a=b@1:4+1}@1:1+1\n{c=d@3:4+1}@3:1+1\n"},
        Row{"crlf", "a: b\r\nc: d\r\n", "{a=b@1:4+1 c=d@2:4+1}@1:1+1\n"},
        Row{"byte_order_mark",
            "\xEF\xBB\xBF"
            "a: b\n",
            "{a=b@1:4+1}@1:1+1\n"},
        Row{"characters_not_bytes", "\xC3\xA4\xC3\xB6: {k: \xE4\xB8\xAD, l: m}\n",
            "{\xC3\xA4\xC3\xB6={k=\xE4\xB8\xAD@1:9+1 l=m@1:15+1}@1:5+1}@1:1+1\n"},
        Row{"nulls", "a:\nb: ~\nc: null\n", "{a=null@1:1+1 b=null@2:4+1 c=null@3:4+4}@1:1+1\n"},
        Row{"null_before_a_key_like_null", "a:\nnullable: b\n",
            "{a=null@1:1+1 nullable=b@2:11+1}@1:1+1\n"},
        Row{"quotes", "a: \"x\\\"y\"\nb: 'z'\n", "{a='x\"y'@1:4+6 b='z'@2:4+3}@1:1+1\n"},
        Row{"block_scalar", "a: |\n  8080\n", "{a='8080\n'@1:4+1}@1:1+1\n"},
        Row{"alias", "a: &x {k: v}\nb: *x\n",
            "{a={k=v@1:11+1}@1:4+1 b={k=v@1:11+1}@1:4+1}@1:1+1\n"},
        Row{"merge", "a: &x {k: v, l: w}\nb:\n  k: own\n  <<: *x\n",
            "{a={k=v@1:11+1 l=w@1:17+1}@1:4+1 b={k=own@3:6+3 l=w@1:17+1}@3:3+1}@1:1+1\n"},
        Row{"merge_list_first_wins", "a: &x {k: v}\nb: &y {k: w, m: n}\nc: {<<: [*x, *y]}\n",
            "{a={k=v@1:11+1}@1:4+1 b={k=w@2:11+1 m=n@2:17+1}@2:4+1 "
            "c={k=v@1:11+1 m=n@2:17+1}@3:4+1}@1:1+1\n"},
        Row{"quoted_merge_is_a_key", "a: {'<<': b}\n", "{a={<<=b@1:11+1}@1:4+1}@1:1+1\n"},
        Row{"typed_keys", "on: a\n0x10: b\n'on': c\n",
            "{true=a@1:5+1 16=b@2:7+1 on=c@3:7+1}@1:1+1\n"}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Bad, YamlText,
    testing::Values(
        Row{"empty", "", "f: the file is empty\n"},
        Row{"blank", " \n\t\n", "f: the file is empty\n"},
        Row{"binary",
            std::string("\x7F"
                        "ELF\0\0",
                        6),
            "f: the file is binary, not text (YAML and JSON are read as UTF-8)\n"},
        Row{"latin1", "a: \xE4\n", "f: the file is not UTF-8 text (byte 4)\n"},
        Row{"surrogate", "a: \xED\xA0\x80\n", "f: the file is not UTF-8 text (byte 4)\n"},
        Row{"overlong", "a: \xC0\x80\n", "f: the file is not UTF-8 text (byte 4)\n"},
        Row{"control", "a: b\nc: \x1B[2J\n", "f:2:4+1: a control character is not allowed here\n"},
        Row{"end_of_transmission", "a: b\x04\n",
            "f:1:5+1: a control character is not allowed here\n"},
        Row{"duplicate", "a: 1\nb: 2\na: 3\n",
            "{a=1@1:4+1 b=2@2:4+1}@1:1+1\n"
            "f:3:1+1: duplicate key \"a\" (it is first written at f:1:1)\n"},
        Row{"duplicate_in_kind", "on: 1\ntrue: 2\n",
            "{true=1@1:5+1}@1:1+1\n"
            "f:2:1+4: duplicate key \"true\" (it is first written at f:1:1)\n"},
        Row{"list_as_key", "? [a]\n: b\n", "{}@1:1+1\nf:1:3+1: a list or a map cannot be a key\n"},
        Row{"null_as_key", "~: a\n",
            "{}@1:1+1\nf:1:1+1: a key is missing (put the key in quotes)\n"},
        Row{"alias_to_itself", "a: &x [*x]\n", "f:1:8+2: an alias to a value that contains it\n"},
        Row{"alias_to_nothing", "a: *x\n",
            "f:1:4+1: not valid YAML: the referenced anchor is not defined\n"},
        Row{"merge_of_a_scalar", "a: {<<: b}\n",
            "{a={}@1:4+1}@1:1+1\nf:1:5+2: only a map or a list of maps can be merged\n"},
        Row{"first_document_stays", "a: b\n---\nc: [\n",
            "{a=b@1:4+1}@1:1+1\nf:4:1+1: not valid YAML: end of sequence flow not found "
            "(a \"]\" or a \",\" is missing)\n"},
        Row{"colon_in_text", "a: b: c\n",
            "f:1:5+1: not valid YAML: illegal map value (put a text that contains \": \" in "
            "quotes)\n"},
        Row{"stray_comma", ",2",
            "f:1:1+1: not valid YAML: this belongs to nothing (check the indentation of this line, "
            "or put --- between documents)\n"},
        Row{"map_after_a_list", "- a\nb: c\n",
            "[a@1:3+1]@1:1+1\nf:2:1+1: not valid YAML: this belongs to nothing (check the "
            "indentation of this line, or put --- between documents)\n"},
        Row{"deep", std::string(5000, '['), "f:1:5001+1: nested too deeply\n"},
        Row{"very_deep", std::string(5000000, '['), "f: nested too deeply\n"}),
    [](const auto& row) { return row.param.name; });

// Nine levels of nine aliases each: 9^9 values in 500 bytes.
TEST(YamlText, AliasBombIsRefused) {
    std::string bomb = "a0: &a0 x\n";
    for (int level = 1; level <= 9; ++level) {
        const std::string alias = "*a" + std::to_string(level - 1) + ", ";
        const std::string name = "a" + std::to_string(level);
        bomb += name + ": &" + name + " [";
        for (int i = 0; i < 9; ++i) bomb += alias;
        bomb += "]\n";
    }
    EXPECT_EQ(read_text(bomb),
              "f:8:10+3: aliases stand for more than 1000000 values (write the document without "
              "aliases of aliases)\n");
}

TEST(YamlText, MergeBombIsRefused) {
    std::string bomb = "a: &a {";
    for (int i = 0; i < 2000; ++i) bomb += "k" + std::to_string(i) + ": v, ";
    bomb += "}\nb:\n";
    for (int i = 0; i < 2000; ++i) bomb += "- {<<: *a}\n";
    EXPECT_NE(read_text(bomb).find("aliases stand for more than 1000000 values"),
              std::string::npos);
}

TEST(YamlText, OneLongLineIsReadInItsOwnTime) {
    std::string line = "[";
    for (int i = 0; i < 20000; ++i) line += "x,";
    const std::string read = read_text(line + "]");
    EXPECT_NE(read.find(" x@1:40000+1]@1:1+1"), std::string::npos) << read.size();
}

}  // namespace
}  // namespace scenario
