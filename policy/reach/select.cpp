// SPDX-License-Identifier: MIT
#include "policy/reach/select.h"

#include <algorithm>
#include <string>
#include <utility>

#include "policy/model/lost.h"

namespace policy::reach {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// Namespaces by label: few selectors of namespaces go beyond one of these lists.
class NamespaceIndex {
  public:
    explicit NamespaceIndex(const World& world) : world_(world) {
        Pairs pairs;
        for (std::uint32_t ns = 0; ns < world.namespaces.size(); ++ns) {
            for (const auto& label : world.namespaces[ns].labels) {
                const auto known =
                    ids_.find_or_add(hash(label.first, label.second),
                                     [&](std::uint32_t other) { return *labels_[other] == label; });
                if (known.second) labels_.push_back(&label);
                pairs.emplace_back(known.first, ns);
            }
        }
        lists_ = Lists::of(pairs, labels_.size());
    }

    // Calls visit(namespace) for each that matches, ascending.
    template <class Visit>
    void match(const LabelSelector& selector, Visit visit) const {
        std::uint32_t list = none;
        for (const auto& label : selector.match_labels) {
            const std::uint32_t found =
                ids_.find(hash(label.first, label.second),
                          [&](std::uint32_t other) { return *labels_[other] == label; });
            if (found == none) return;
            if (list == none || lists_[found].size() < lists_[list].size()) list = found;
        }
        const auto test = [&](std::uint32_t ns) {
            if (policy::match(selector, world_.namespaces[ns]) == Match::Yes) visit(ns);
        };
        if (list == none) {
            for (std::uint32_t ns = 0; ns < world_.namespaces.size(); ++ns) test(ns);
        } else {
            for (const std::uint32_t ns : lists_[list]) test(ns);
        }
    }

  private:
    static std::uint64_t hash(const std::string& key, const std::string& value) {
        return mix(mix(0, key), value);
    }
    const World& world_;
    IdTable ids_;
    std::vector<const Labels::value_type*> labels_;
    Lists lists_;
};

}  // namespace

Selection::Selection(const World& world, const Rulebook& rules, const Groups& groups)
    : world_(world), rules_(rules), groups_(groups) {
    Pairs by_namespace;
    Pairs by_value;
    for (GroupId group = 0; group < groups.size(); ++group) {
        if (groups.key(group).ns == none) continue;
        by_namespace.emplace_back(groups.key(group).ns, group);
        for (const std::uint32_t value : groups.labels(group)) by_value.emplace_back(value, group);
    }
    by_namespace_ = Lists::of(by_namespace, world.namespaces.size());
    by_value_ = Lists::of(by_value, groups.label_ids().values());
    for (const LabelSelector* selector : rules.selectors()) {
        selectors_.push_back(compile(*selector));
    }
    match_namespaces();
}

void Selection::match_namespaces() {
    namespace_list_.assign(rules_.selectors().size(), none);
    const NamespaceIndex index(world_);
    std::vector<std::uint32_t> in_error;
    for (std::uint32_t ns = 0; ns < world_.namespaces.size(); ++ns) {
        if (world_.namespaces[ns].in_error) in_error.push_back(ns);
    }
    for (const Atom& atom : rules_.atoms()) {
        if (atom.namespaces == none || namespace_list_[atom.namespaces] != none) continue;
        namespace_list_[atom.namespaces] = static_cast<std::uint32_t>(namespaces_.size());
        index.match(*rules_.selectors()[atom.namespaces],
                    [&](std::uint32_t ns) { namespaces_.push(ns); });
        namespaces_.close();
        for (const std::uint32_t ns : in_error) {
            const auto& selector = *rules_.selectors()[atom.namespaces];
            if (policy::match(selector, world_.namespaces[ns]) == Match::Maybe) {
                perhaps_namespaces_.push(ns);
            }
        }
        perhaps_namespaces_.close();
    }
}

Selection::Selector Selection::compile(const LabelSelector& written) const {
    const LabelIds& ids = groups_.label_ids();
    Selector result;
    const auto narrow = [&](std::uint32_t value) {
        if (result.narrowest == none ||
            by_value_[value].size() < by_value_[result.narrowest].size()) {
            result.narrowest = value;
        }
    };
    for (const auto& [key, value] : written.match_labels) {
        const std::uint32_t id = ids.value(ids.key(key), value);
        if (id == none) {
            result.never = true;
            return result;
        }
        narrow(id);
        result.terms.push_back({Term::Op::In, ids.key(key), {id}});
    }
    for (const LabelRequirement& each : written.match_expressions) {
        Term term;
        term.key = ids.key(each.key);
        if (each.op == "NotIn") term.op = Term::Op::NotIn;
        if (each.op == "Exists") term.op = Term::Op::Exists;
        if (each.op == "DoesNotExist") term.op = Term::Op::DoesNotExist;
        for (const std::string& value : each.values) {
            const std::uint32_t id = ids.value(term.key, value);
            if (id != none) term.values.push_back(id);
        }
        result.never |= term.op == Term::Op::In && term.values.empty();
        result.terms.push_back(std::move(term));
    }
    return result;
}

bool Selection::meets(const Term& term, Lists::View labels) const {
    const auto has_key = [&](std::uint32_t value) {
        return groups_.label_ids().key_of(value) == term.key;
    };
    const auto has_value = [&](std::uint32_t value) {
        return std::find(term.values.begin(), term.values.end(), value) != term.values.end();
    };
    switch (term.op) {
        case Term::Op::In:
            return std::any_of(labels.begin(), labels.end(), has_value);
        case Term::Op::NotIn:
            return std::none_of(labels.begin(), labels.end(), has_value);
        case Term::Op::Exists:
            return std::any_of(labels.begin(), labels.end(), has_key);
        case Term::Op::DoesNotExist:
            break;
    }
    return std::none_of(labels.begin(), labels.end(), has_key);
}

bool Selection::meets(const Selector& selector, Lists::View labels) const {
    return std::all_of(selector.terms.begin(), selector.terms.end(),
                       [&](const Term& term) { return meets(term, labels); });
}

void Selection::match(const Atom& atom, std::vector<GroupId>& found) const {
    const Lists::View own{&atom.ns, &atom.ns + 1};
    match_in(atom.ns != none ? own : namespaces_[namespace_list_[atom.namespaces]], atom, found);
}

void Selection::match_perhaps(const Atom& atom, std::vector<GroupId>& found) const {
    found.clear();
    if (atom.ns == none) {
        match_in(perhaps_namespaces_[namespace_list_[atom.namespaces]], atom, found);
    }
}

void Selection::match_in(Lists::View scope, const Atom& atom, std::vector<GroupId>& found) const {
    found.clear();
    const Selector* selector = atom.pods == none ? nullptr : &selectors_[atom.pods];
    if (selector != nullptr && selector->never) return;
    std::size_t in_scope = 0;
    for (const NamespaceId ns : scope) in_scope += by_namespace_[ns].size();
    if (selector != nullptr && selector->narrowest != none &&
        by_value_[selector->narrowest].size() < in_scope) {
        for (const GroupId group : by_value_[selector->narrowest]) {
            if (std::binary_search(scope.begin(), scope.end(), groups_.key(group).ns) &&
                meets(*selector, groups_.labels(group))) {
                found.push_back(group);
            }
        }
        return;
    }
    for (const NamespaceId ns : scope) {
        for (const GroupId group : by_namespace_[ns]) {
            if (selector == nullptr || meets(*selector, groups_.labels(group))) {
                found.push_back(group);
            }
        }
    }
    if (scope.size() > 1) std::sort(found.begin(), found.end());
}

}  // namespace policy::reach
