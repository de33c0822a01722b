// SPDX-License-Identifier: MIT
#include "results/filter.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/ip_within.h"
#include "results/port_range.h"
#include "results/suggest.h"

namespace results {
namespace {

constexpr std::size_t max_text = 10'000;
constexpr std::size_t max_terms = 64;
constexpr std::size_t max_values = 256;
constexpr std::ptrdiff_t max_stars = 8;

using Words = std::vector<std::string>;

const Words verdicts = {"allow", "drop", "uncertain"};
const Words outcomes = {"connected", "answered",    "refused",   "timed-out",
                        "reset",     "unreachable", "unresolved"};
const Words truths = {"true", "false"};
const Words sides = {"either", "from", "to"};

bool speaks_of_an_end(FilterKey key) {
    return key <= FilterKey::Label;
}

// The values a key may have, where they are few.
Words values_of(FilterKey key) {
    switch (key) {
        case FilterKey::Verdict:
            return verdicts;
        case FilterKey::Outcome:
            return outcomes;
        case FilterKey::Unexpected:
            return truths;
        case FilterKey::Expect: {
            Words both = verdicts;
            both.insert(both.end(), outcomes.begin(), outcomes.end());
            return both;
        }
        default:
            return {};
    }
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// One pass over the text; `at_` is the next byte.
class Parser {
  public:
    explicit Parser(const std::string& text) : text_(text) {}

    Filter filter() {
        if (text_.size() > max_text) fail(max_text, "the filter is too long");
        Filter result;
        for (skip_spaces(); !done(); skip_spaces()) {
            if (result.size() == max_terms) fail(at_, "the filter has too many terms");
            result.push_back(term());
        }
        return result;
    }

  private:
    bool done() const { return at_ == text_.size(); }
    bool sees(char c) const { return !done() && text_[at_] == c; }
    void skip_spaces() {
        while (!done() && is_space(text_[at_])) ++at_;
    }
    [[noreturn]] static void fail(std::size_t at, const std::string& message,
                                  const std::string& help = "") {
        throw FilterError(at + 1, message, help);
    }

    FilterTerm term();
    std::string word();
    Side side(const std::string& name, std::size_t at);
    FilterKey key(const std::string& name, std::size_t at);
    void values(FilterTerm& term);
    std::string value();
    std::string quoted();
    void check(FilterKey key, std::string& value, std::size_t at);
    void check_known(const std::string& value, const Words& known, std::size_t at);

    const std::string& text_;
    std::size_t at_ = 0;
    std::size_t values_ = 0;
};

// [!][SIDE:]KEY=VALUES, or [!]unexpected.
FilterTerm Parser::term() {
    FilterTerm result;
    result.negated = sees('!');
    if (result.negated) ++at_;
    std::size_t start = at_;
    std::string name = word();
    const bool has_side = sees(':');
    if (has_side) {
        result.side = side(name, start);
        start = ++at_;
        name = word();
    }
    result.key = key(name, start);
    if (has_side && !speaks_of_an_end(result.key))
        fail(start, fmt::format("\"{}\" is about the flow, not about one of its ends", name));
    if (result.key == FilterKey::Unexpected && (done() || is_space(text_[at_]))) {
        result.values = {"true"};
        return result;
    }
    if (!sees('=')) fail(at_, fmt::format("\"{0}\" needs a value: {0}=VALUE", name));
    ++at_;
    values(result);
    return result;
}

std::string Parser::word() {
    const std::size_t start = at_;
    while (!done() && text_[at_] != '=' && text_[at_] != ':' && !is_space(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
}

Side Parser::side(const std::string& name, std::size_t at) {
    const auto found = std::find(sides.begin(), sides.end(), name);
    if (found == sides.end())
        fail(at, fmt::format("unknown side \"{}\" of a flow: from, to or either", name),
             suggest(name, sides));
    return static_cast<Side>(found - sides.begin());
}

FilterKey Parser::key(const std::string& name, std::size_t at) {
    const Words& keys = filter_keys();
    const auto found = std::find(keys.begin(), keys.end(), name);
    if (found != keys.end()) return static_cast<FilterKey>(found - keys.begin());
    if (name.empty())
        fail(at, "a term is KEY=VALUE", "keys: " + fmt::format("{}", fmt::join(keys, ", ")));
    const std::string near = suggest(name, keys);
    fail(at, fmt::format("unknown key \"{}\"", name),
         near.empty() ? fmt::format("keys: {}", fmt::join(keys, ", ")) : near);
}

void Parser::values(FilterTerm& term) {
    do {
        if (!term.values.empty()) ++at_;  // the comma
        if (++values_ > max_values) fail(at_, "the filter has too many values");
        const std::size_t start = at_;
        std::string next = value();
        check(term.key, next, start);
        term.values.push_back(std::move(next));
    } while (sees(','));
}

std::string Parser::value() {
    std::string result;
    while (!done() && text_[at_] != ',' && !is_space(text_[at_])) {
        if (text_[at_] == '"')
            result += quoted();
        else
            result += text_[at_++];
    }
    return result;
}

std::string Parser::quoted() {
    const std::size_t start = at_++;
    std::string result;
    while (!sees('"')) {
        if (sees('\\')) ++at_;
        if (done()) fail(start, "this quote is not closed");
        result += text_[at_++];
    }
    ++at_;
    return result;
}

void Parser::check(FilterKey key, std::string& value, std::size_t at) {
    if (value.empty()) fail(at, "an empty value", "write KEY=* for any value");
    if (value.find('\0') != std::string::npos) fail(at, "a value with a zero byte");
    value.erase(std::unique(value.begin(), value.end(),
                            [](char a, char b) { return a == '*' && b == '*'; }),
                value.end());
    if (std::count(value.begin(), value.end(), '*') > max_stars)
        fail(at, "a value with more than eight stars");
    if (key == FilterKey::Port && !parse_port_range(value))
        fail(at, fmt::format("\"{}\" is not a port", value),
             "ports are numbers from 0 to 65535 or ranges: port=8000-8999");
    if (key == FilterKey::Ip && value.find('/') != std::string::npos && !is_prefix(value))
        fail(at, fmt::format("\"{}\" is not a prefix", value),
             "prefixes look like ip=10.0.0.0/8 or ip=2001:db8::/32");
    if (const Words known = values_of(key); !known.empty()) check_known(value, known, at);
}

void Parser::check_known(const std::string& value, const Words& known, std::size_t at) {
    if (value.find('*') != std::string::npos) return;
    if (std::find(known.begin(), known.end(), value) != known.end()) return;
    const std::string near = suggest(value, known);
    fail(at, fmt::format("unknown value \"{}\"", value),
         near.empty() ? fmt::format("values: {}", fmt::join(known, ", ")) : near);
}

std::string value_text(const std::string& value) {
    const bool plain = std::none_of(value.begin(), value.end(),
                                    [](char c) { return is_space(c) || c == ',' || c == '"'; });
    if (plain) return value;
    std::string result = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + "\"";
}

std::string term_text(const FilterTerm& term) {
    std::string result = term.negated ? "!" : "";
    if (term.side != Side::Either) result += sides[static_cast<std::size_t>(term.side)] + ":";
    result += filter_keys()[static_cast<std::size_t>(term.key)];
    char separator = '=';
    for (const std::string& value : term.values) {
        result += separator + value_text(value);
        separator = ',';
    }
    return result;
}

}  // namespace

Filter parse_filter(const std::string& text) {
    return Parser(text).filter();
}

std::string text(const Filter& filter) {
    std::string result;
    for (const FilterTerm& term : filter) {
        if (!result.empty()) result += ' ';
        result += term_text(term);
    }
    return result;
}

const std::vector<std::string>& filter_keys() {
    static const Words keys = {"ns",   "pod",     "workload", "ref",    "ip",         "label",
                               "name", "verdict", "outcome",  "reason", "hook",       "protocol",
                               "port", "backend", "policy",   "expect", "unexpected", "parent"};
    return keys;
}

}  // namespace results
