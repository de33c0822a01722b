// SPDX-License-Identifier: MIT
#include "results/filter_sql.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "results/port_range.h"

namespace results {
namespace {

// Values of a query in the making; calling it with the next one returns its place, "?4".
template <class Value>
class Bound {
  public:
    explicit Bound(int first) : next_(first) {}

    template <class From>
    std::string operator()(From&& value) {
        values.emplace_back(std::forward<From>(value));
        return fmt::format("?{}", next_++);
    }

    std::vector<Value> values;

  private:
    int next_;
};

using Values = Bound<SqlValue>;
using Texts = Bound<std::string>;  // of the query of a set

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
    std::transform(value.begin(), value.end(), value.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return value;
}

// `column` is `value`, or is like it.
template <class Value>
std::string is(const std::string& column, const std::string& value, Bound<Value>& bound) {
    const bool pattern = value.find('*') != std::string::npos;
    return pattern ? column + " GLOB " + bound(glob(value)) : column + " = " + bound(value);
}

// `condition` of each value, with OR between.
template <class Condition>
std::string any_value(const FilterTerm& term, Condition condition) {
    std::string any;
    for (const std::string& value : term.values) {
        if (!any.empty()) any += " OR ";
        any += condition(value);
    }
    return any;
}

// A pod's name stands in its ref, "namespace/name[Pod]".
std::string is_pod(const std::string& value, Texts& bound) {
    const bool with_ns = value.find('/') != std::string::npos;
    return "e.kind = 'Pod' AND e.ref GLOB " +
           bound((with_ns ? "" : "*/") + glob(value) + "[[]Pod]");
}

std::string is_workload_of(const std::string& ns, const std::string& kind, const std::string& name,
                           Texts& bound) {
    std::string condition = is("w.name", name, bound);
    if (!ns.empty()) condition += " AND " + is("n.name", ns, bound);
    if (!kind.empty()) condition += " AND " + is("upper(w.kind)", upper(kind), bound);
    return fmt::format(
        "e.workload IN (SELECT w.id FROM workload w LEFT JOIN namespace n "
        "ON n.run = w.run AND n.id = w.namespace WHERE w.run = ?1 AND {})",
        condition);
}

// name, namespace/name, namespace/kind/name or namespace/name[Kind].
std::string is_workload(const std::string& value, Texts& bound) {
    const std::size_t first = value.find('/');
    if (first == std::string::npos) return is_workload_of("", "", value, bound);
    const std::string ns = value.substr(0, first);
    const std::size_t second = value.find('/', first + 1);
    if (second != std::string::npos)
        return is_workload_of(ns, value.substr(first + 1, second - first - 1),
                              value.substr(second + 1), bound);
    const std::size_t bracket = value.find('[', first);
    if (bracket != std::string::npos && value.back() == ']')
        return is_workload_of(ns, value.substr(bracket + 1, value.size() - bracket - 2),
                              value.substr(first + 1, bracket - first - 1), bound);
    return is_workload_of(ns, "", value.substr(first + 1), bound);
}

std::string has_label(const std::string& value, Texts& bound) {
    const std::size_t equals = value.find('=');
    std::string condition = is("l.key", value.substr(0, equals), bound);
    if (equals != std::string::npos)
        condition += " AND " + is("l.value", value.substr(equals + 1), bound);
    return fmt::format("e.id IN (SELECT l.endpoint FROM endpoint_label l WHERE l.run = ?1 AND {})",
                       condition);
}

std::string is_ip(const std::string& value, Texts& bound) {
    const bool prefix = value.find('/') != std::string::npos;
    return prefix ? fmt::format("ip_within(e.ip, {})", bound(value)) : is("e.ip", value, bound);
}

// A condition on endpoint e.
std::string is_end(FilterKey key, const std::string& value, Texts& bound) {
    switch (key) {
        case FilterKey::Ns:
            return fmt::format("e.namespace IN (SELECT id FROM namespace WHERE run = ?1 AND {})",
                               is("name", value, bound));
        case FilterKey::Pod:
            return is_pod(value, bound);
        case FilterKey::Workload:
            return is_workload(value, bound);
        case FilterKey::Ref:
        case FilterKey::Backend:
            return is("e.ref", value, bound) + " OR e.ref GLOB " + bound(glob(value) + "[[]*]");
        case FilterKey::Ip:
            return is_ip(value, bound);
        default:
            return has_label(value, bound);
    }
}

// The set of what `select` gives where `condition` holds of any of the term's values.
template <class Condition>
SqlSet set_of(const char* select, const FilterTerm& term, Condition condition) {
    Texts bound(2);
    const std::string any =
        any_value(term, [&](const std::string& value) { return condition(value, bound); });
    return {fmt::format("{} ({})", select, any), std::move(bound.values)};
}

SqlSet set_where_is(const char* select, const char* column, const FilterTerm& term) {
    return set_of(select, term,
                  [&](const std::string& value, Texts& bound) { return is(column, value, bound); });
}

SqlSet ends(const FilterTerm& term) {
    return set_of(
        "SELECT e.id FROM endpoint e WHERE e.run = ?1 AND", term,
        [&](const std::string& value, Texts& bound) { return is_end(term.key, value, bound); });
}

// Of those that are parents only: theirs are few among a million names.
SqlSet parents(const FilterTerm& term) {
    return set_of(
        "SELECT p.id FROM flow p WHERE p.run = ?1 AND p.id IN "
        "(SELECT parent FROM flow WHERE run = ?1 AND parent IS NOT NULL) AND",
        term, [](const std::string& value, Texts& bound) {
            return is("p.name", value, bound) + " OR " + is("CAST(p.id AS TEXT)", value, bound);
        });
}

SqlSet cause_lists(const FilterTerm& term) {
    return set_of(
        "SELECT c.list FROM cause c JOIN rule r ON r.run = c.run AND r.id = c.rule "
        "WHERE c.run = ?1 AND",
        term, [](const std::string& value, Texts& bound) {
            const bool with_ns = value.find('/') != std::string::npos;
            return is(with_ns ? "r.namespace || '/' || r.name" : "r.name", value, bound);
        });
}

SqlSet words(FilterTerm term) {
    if (term.key == FilterKey::Protocol)
        for (std::string& value : term.values) value = upper(value);
    return set_where_is("SELECT id FROM word WHERE", "text", term);
}

std::string has_id(const std::string& set, const char* column) {
    return fmt::format("has_id({}, {})", set, column);
}

// A name has nothing but its ref.
std::string is_destination(const FilterTerm& term, const std::string& set) {
    const std::string of_dst = has_id(set, "f.dst");
    return term.key == FilterKey::Ref ? of_dst + " OR " + has_id(set, "f.asked") : of_dst;
}

std::string of_ends(const FilterTerm& term, Values& bound) {
    const std::string set = bound(ends(term));
    switch (term.side) {
        case Side::From:
            return has_id(set, "f.src");
        case Side::To:
            return is_destination(term, set);
        case Side::Either:
            break;
    }
    return has_id(set, "f.src") + " OR " + is_destination(term, set);
}

std::string of_ports(const FilterTerm& term, Values& bound) {
    return any_value(term, [&](const std::string& value) {
        const auto range = *parse_port_range(value);
        const std::string low = bound(range.first);
        return fmt::format("f.port BETWEEN {} AND {}", low, bound(range.second));
    });
}

std::string text_is(const char* column, const FilterTerm& term, Values& bound) {
    return any_value(term, [&](const std::string& value) { return is(column, value, bound); });
}

std::string condition_of(const FilterTerm& term, Values& bound) {
    switch (term.key) {
        case FilterKey::Name:
            return text_is("f.name", term, bound);
        case FilterKey::Verdict:
            return has_id(bound(words(term)), "f.verdict");
        case FilterKey::Outcome:
            return has_id(bound(words(term)), "f.outcome");
        case FilterKey::Hook:
            return has_id(bound(words(term)), "f.hook");
        case FilterKey::Protocol:
            return has_id(bound(words(term)), "f.protocol");
        case FilterKey::Expect:
            return has_id(bound(words(term)), "f.expect");
        case FilterKey::Reason:
            return has_id(
                bound(set_where_is("SELECT id FROM reason WHERE run = ?1 AND", "code", term)),
                "f.reason");
        case FilterKey::Port:
            return of_ports(term, bound);
        case FilterKey::Backend:
            return has_id(bound(ends(term)), "f.backend");
        case FilterKey::Parent:
            return has_id(bound(parents(term)), "f.parent");
        case FilterKey::Policy:
            return has_id(bound(cause_lists(term)), "f.causes");
        case FilterKey::Unexpected:
            return text_is("CASE WHEN f.as_expected THEN 'false' ELSE 'true' END", term, bound);
        default:
            return of_ends(term, bound);
    }
}

// A verdict alone finds its flows by flow_by_verdict; with other terms a scan is faster.
bool is_verdict_alone(const Filter& filter) {
    return filter.size() == 1 && filter[0].key == FilterKey::Verdict && !filter[0].negated;
}

std::string by_index(const FilterTerm& term, Values& bound) {
    return fmt::format("f.verdict IN (SELECT id FROM word WHERE {})", text_is("text", term, bound));
}

}  // namespace

SqlCondition to_sql(const Filter& filter, int first) {
    Values bound(first);
    if (is_verdict_alone(filter)) return {by_index(filter[0], bound), bound.values};
    std::string text = "TRUE";
    for (const FilterTerm& term : filter)
        text += fmt::format(" AND {}({})", term.negated ? "NOT " : "", condition_of(term, bound));
    return {std::move(text), std::move(bound.values)};
}

}  // namespace results
