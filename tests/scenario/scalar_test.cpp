// SPDX-License-Identifier: MIT
// What plain and quoted scalars mean: each row from sigs.k8s.io/yaml, goyaml.v2/resolve.go.
#include "sim/scenario/text/scalar.h"

#include <cstdio>
#include <ostream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/text/yaml_tree.h"

namespace scenario {
namespace {

std::string text(const ScalarValue& value) {
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "bool true" : "bool false";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        return "int " + std::to_string(*whole);
    }
    if (const auto* real = std::get_if<double>(&value)) {
        char buffer[64];
        std::snprintf(buffer, sizeof buffer, "float %g", *real);
        return buffer;
    }
    if (const auto* string = std::get_if<std::string>(&value)) return "string " + *string;
    return "null";
}

struct Row {
    const char* written;
    const char* meaning;
};
void PrintTo(const Row& row, std::ostream* out) {
    *out << row.written;
}

class PlainScalar : public testing::TestWithParam<Row> {};

TEST_P(PlainScalar, MeansWhatKubectlTakesItFor) {
    EXPECT_EQ(text(resolve_plain(GetParam().written)), GetParam().meaning) << GetParam().written;
}

INSTANTIATE_TEST_SUITE_P(
    Words, PlainScalar,
    testing::Values(Row{"", "null"}, Row{"~", "null"}, Row{"null", "null"}, Row{"NULL", "null"},
                    Row{"nULL", "string nULL"}, Row{"y", "bool true"}, Row{"Y", "bool true"},
                    Row{"yes", "bool true"}, Row{"On", "bool true"}, Row{"TRUE", "bool true"},
                    Row{"n", "bool false"}, Row{"No", "bool false"}, Row{"off", "bool false"},
                    Row{"False", "bool false"}, Row{"yEs", "string yEs"},
                    Row{"yes ", "string yes "}, Row{"web", "string web"}, Row{"-", "string -"},
                    Row{"+", "string +"}, Row{".", "string ."}, Row{"TCP", "string TCP"}));

INSTANTIATE_TEST_SUITE_P(
    Integers, PlainScalar,
    testing::Values(Row{"0", "int 0"}, Row{"8080", "int 8080"}, Row{"+1", "int 1"},
                    Row{"-17", "int -17"}, Row{"1_000", "int 1000"}, Row{"0x1F", "int 31"},
                    Row{"0X1f", "int 31"}, Row{"-0x10", "int -16"}, Row{"0b101", "int 5"},
                    Row{"-0b101", "int -5"}, Row{"0o17", "int 15"}, Row{"017", "int 15"},
                    Row{"00", "int 0"}, Row{"0x", "string 0x"}, Row{"0xg", "string 0xg"},
                    Row{"0b2", "string 0b2"}, Row{"--1", "string --1"}, Row{"1a", "string 1a"},
                    Row{"9223372036854775807", "int 9223372036854775807"},
                    Row{"-9223372036854775808", "int -9223372036854775808"},
                    Row{"9223372036854775808", "float 9.22337e+18"}));

INSTANTIATE_TEST_SUITE_P(
    Floats, PlainScalar,
    testing::Values(Row{"1.5", "float 1.5"}, Row{"1.", "float 1"}, Row{".5", "float 0.5"},
                    Row{"-.5", "float -0.5"}, Row{"1e3", "float 1000"},
                    Row{"1.5E-3", "float 0.0015"}, Row{"08", "float 8"}, Row{"09.5", "float 9.5"},
                    Row{"1_0.5", "float 10.5"}, Row{".inf", "float inf"},
                    Row{"-.INF", "float -inf"}, Row{".nan", "float nan"}, Row{"1e", "string 1e"},
                    Row{"1.2.3", "string 1.2.3"}, Row{"0x1p3", "string 0x1p3"},
                    Row{"inf", "string inf"}, Row{"190:20:30", "string 190:20:30"},
                    Row{"10.0.0.0", "string 10.0.0.0"}, Row{"2001-01-01", "string 2001-01-01"}));

struct Written {
    Tag tag;
    bool quoted;
    const char* text;
    const char* meaning;
};

TEST(Scalar, QuotesAndTagsDecideOverTheText) {
    const Written rows[] = {
        {Tag::None, true, "8080", "string 8080"},   {Tag::None, true, "yes", "string yes"},
        {Tag::None, true, "", "string "},           {Tag::String, false, "8080", "string 8080"},
        {Tag::Integer, true, "8080", "int 8080"},   {Tag::Float, false, "8", "float 8"},
        {Tag::Boolean, true, "on", "bool true"},    {Tag::Null, false, "", "null"},
        {Tag::Integer, false, "web", "string web"}, {Tag::Other, false, "8080", "string 8080"}};
    for (const Written& row : rows) {
        Node node;
        node.kind = Node::Kind::Scalar;
        node.tag = row.tag;
        node.quoted = row.quoted;
        node.text = row.text;
        EXPECT_EQ(text(resolve(node)), row.meaning) << row.text;
    }
}

TEST(Scalar, KeysAreTextsAsGoPrintsThem) {
    const Row rows[] = {{"app", "app"},      {"on", "true"},   {"n", "false"},   {"0x10", "16"},
                        {"010", "8"},        {"1.10", "1.1"},  {"1e3", "1000"},  {"1e6", "1e+06"},
                        {".00001", "1e-05"}, {"-0.5", "-0.5"}, {".inf", ".inf"}, {"08", "8"}};
    for (const Row& row : rows) {
        Node key;
        key.kind = Node::Kind::Scalar;
        key.text = row.written;
        EXPECT_EQ(key_text(key).value_or("(none)"), row.meaning) << row.written;
    }
    Node null;
    EXPECT_FALSE(key_text(null));
}

}  // namespace
}  // namespace scenario
