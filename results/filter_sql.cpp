// SPDX-License-Identifier: MIT
#include "results/filter_sql.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "results/port_range.h"

namespace results {
namespace {

bool is_pattern(const std::string& value) {
    return value.find('*') != std::string::npos;
}

// GLOB's own special characters other than the star mean themselves here.
std::string glob(const std::string& value) {
    std::string result;
    for (const char c : value) {
        if (c == '?' || c == '[')
            result += fmt::format("[{}]", c);
        else
            result += c;
    }
    return result;
}

std::string upper(std::string value) {
    for (char& c : value) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return value;
}

class Translator {
  public:
    explicit Translator(int first) : first_(first) {}

    std::string term(const FilterTerm& term);
    std::vector<SqlValue> take_values() { return std::move(values_); }

  private:
    std::string bound(SqlValue value);
    // `column` is `value`, or is like it.
    std::string is(const std::string& column, const std::string& value);
    std::string like(const std::string& column, const std::string& pattern) {
        return column + " GLOB " + bound(pattern);
    }

    std::string any_of(const FilterTerm& term);
    std::string of_flow(FilterKey key, const std::string& value);
    std::string of_end(FilterKey key, const std::string& value);
    std::string word(const std::string& column, const std::string& value);
    std::string port(const std::string& value);
    std::string policy(const std::string& value);
    std::string pod(const std::string& value);
    std::string workload(const std::string& value);
    std::string workload_named(const std::string& ns, const std::string& kind,
                               const std::string& name);
    std::string label(const std::string& value);

    int first_;
    std::vector<SqlValue> values_;
};

std::string Translator::bound(SqlValue value) {
    values_.push_back(std::move(value));
    return fmt::format("?{}", first_ + static_cast<int>(values_.size()) - 1);
}

std::string Translator::is(const std::string& column, const std::string& value) {
    return is_pattern(value) ? like(column, glob(value)) : column + " = " + bound(value);
}

// IS NOT TRUE: what is not known (a flow without a reason) is not it.
std::string Translator::term(const FilterTerm& term) {
    const std::string any = any_of(term);
    return term.negated ? fmt::format("(({}) IS NOT TRUE)", any) : fmt::format("({})", any);
}

std::string Translator::any_of(const FilterTerm& term) {
    const bool end = term.key <= FilterKey::Label;
    std::string any;
    for (const std::string& value : term.values) {
        if (!any.empty()) any += " OR ";
        any += end ? of_end(term.key, value) : of_flow(term.key, value);
    }
    if (!end) return any;
    const std::string ends =
        fmt::format("IN (SELECT e.id FROM endpoint e WHERE e.run = ?1 AND ({}))", any);
    switch (term.side) {
        case Side::From:
            return "f.src " + ends;
        case Side::To:
            return "f.dst " + ends;
        case Side::Either:
            break;
    }
    return fmt::format("f.src {0} OR f.dst {0}", ends);
}

std::string Translator::of_flow(FilterKey key, const std::string& value) {
    switch (key) {
        case FilterKey::Name:
            return is("f.name", value);
        case FilterKey::Verdict:
            return word("f.verdict", value);
        case FilterKey::Outcome:
            return word("f.outcome", value);
        case FilterKey::Hook:
            return word("f.hook", value);
        case FilterKey::Protocol:
            return word("f.protocol", upper(value));
        case FilterKey::Expect:
            return word("f.expect", value);
        case FilterKey::Reason:
            return fmt::format("f.reason IN (SELECT id FROM reason WHERE run = ?1 AND {})",
                               is("code", value));
        case FilterKey::Port:
            return port(value);
        case FilterKey::Policy:
            return policy(value);
        default:  // Unexpected; a pattern stands for both
            return is("CASE WHEN f.as_expected THEN 'false' ELSE 'true' END", value);
    }
}

std::string Translator::of_end(FilterKey key, const std::string& value) {
    switch (key) {
        case FilterKey::Ns:
            return fmt::format("e.namespace IN (SELECT id FROM namespace WHERE run = ?1 AND {})",
                               is("name", value));
        case FilterKey::Pod:
            return pod(value);
        case FilterKey::Workload:
            return workload(value);
        case FilterKey::Ref:
            return fmt::format("{} OR {}", is("e.ref", value),
                               like("e.ref", glob(value) + "[[]*]"));
        case FilterKey::Ip:
            if (value.find('/') != std::string::npos)
                return fmt::format("ip_within(e.ip, {})", bound(value));
            return is("e.ip", value);
        default:
            return label(value);
    }
}

std::string Translator::word(const std::string& column, const std::string& value) {
    return fmt::format("{} IN (SELECT id FROM word WHERE {})", column, is("text", value));
}

std::string Translator::port(const std::string& value) {
    const auto range = *parse_port_range(value);
    const std::string low = bound(range.first);
    return fmt::format("f.port BETWEEN {} AND {}", low, bound(range.second));
}

std::string Translator::policy(const std::string& value) {
    const bool with_ns = value.find('/') != std::string::npos;
    return fmt::format(
        "f.causes IN (SELECT c.list FROM cause c JOIN rule r ON r.run = c.run AND r.id = c.rule "
        "WHERE c.run = ?1 AND {})",
        is(with_ns ? "r.namespace || '/' || r.name" : "r.name", value));
}

// A pod's name stands in its ref, "namespace/name[Pod]".
std::string Translator::pod(const std::string& value) {
    const bool with_ns = value.find('/') != std::string::npos;
    return fmt::format("e.kind = 'Pod' AND {}",
                       like("e.ref", (with_ns ? "" : "*/") + glob(value) + "[[]Pod]"));
}

std::string Translator::workload(const std::string& value) {
    const std::size_t first = value.find('/');
    if (first == std::string::npos) return workload_named("", "", value);
    const std::string ns = value.substr(0, first);
    const std::size_t second = value.find('/', first + 1);
    if (second != std::string::npos)
        return workload_named(ns, value.substr(first + 1, second - first - 1),
                              value.substr(second + 1));
    const std::size_t bracket = value.find('[', first);
    if (bracket != std::string::npos && value.back() == ']')
        return workload_named(ns, value.substr(bracket + 1, value.size() - bracket - 2),
                              value.substr(first + 1, bracket - first - 1));
    return workload_named(ns, "", value.substr(first + 1));
}

std::string Translator::workload_named(const std::string& ns, const std::string& kind,
                                       const std::string& name) {
    std::string condition = is("w.name", name);
    if (!ns.empty()) condition += " AND " + is("n.name", ns);
    if (!kind.empty()) condition += " AND " + is("upper(w.kind)", upper(kind));
    return fmt::format(
        "e.workload IN (SELECT w.id FROM workload w LEFT JOIN namespace n "
        "ON n.run = w.run AND n.id = w.namespace WHERE w.run = ?1 AND {})",
        condition);
}

std::string Translator::label(const std::string& value) {
    const std::size_t equals = value.find('=');
    std::string condition = is("l.key", value.substr(0, equals));
    if (equals != std::string::npos) condition += " AND " + is("l.value", value.substr(equals + 1));
    return fmt::format("e.id IN (SELECT l.endpoint FROM endpoint_label l WHERE l.run = ?1 AND {})",
                       condition);
}

}  // namespace

SqlCondition to_sql(const Filter& filter, int first) {
    Translator translator(first);
    std::string text;
    for (const FilterTerm& term : filter) {
        if (!text.empty()) text += " AND ";
        text += translator.term(term);
    }
    return {text.empty() ? "TRUE" : text, translator.take_values()};
}

}  // namespace results
