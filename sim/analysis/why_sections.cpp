// SPDX-License-Identifier: MIT
#include "sim/analysis/why_sections.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "policy/reach/reachability.h"

namespace analysis {
namespace {

using policy::Family;
using policy::IpAddress;
using policy::Pod;

// Pods of an end that nothing tells apart; none where the end is an address.
using Unit = std::vector<std::uint32_t>;

// An address of `family`; nothing where the pod has none. A stand-in is of every family: over the
// one that it was not made of, one out of the discard-only block.
std::optional<IpAddress> address_of(const Pod& pod, Family family) {
    for (const IpAddress& address : pod.addresses) {
        if (address.family() == family) return address;
    }
    if (pod.addresses_are != policy::Addresses::StandIn) return std::nullopt;
    return family == Family::V6 ? IpAddress::v6(0x0100ULL << 48U, 1) : pod.addresses.front();
}

bool is_made_up(const policy::World& world, const Unit& unit) {
    return !unit.empty() && world.pods[unit.front()].addresses_are == policy::Addresses::StandIn;
}

class Sections {
  public:
    Sections(const policy::World& world, const policy::Settings& settings, const Question& question)
        : world_(world), settings_(settings), question_(question) {
        if (question.from.pods.size() > 1 || question.to.pods.size() > 1) {
            classes_.emplace(world, settings);
        }
    }

    std::vector<Section> all() const {
        const std::vector<Unit> from = units(question_.from);
        const std::vector<Unit> to = units(question_.to);
        std::map<std::string, std::size_t> known;  // a row of answers -> its first in `sections`
        std::vector<std::vector<Section>> rows;
        for (const Unit& unit : from) {
            std::string key;
            std::vector<Section> row = row_of(unit, to, key);
            const auto [same, is_new] = known.try_emplace(key, rows.size());
            if (is_new) {
                rows.push_back(std::move(row));
                continue;
            }
            for (Section& section : rows[same->second]) {
                section.from_pods.insert(section.from_pods.end(), unit.begin(), unit.end());
            }
        }
        return joined(std::move(rows));
    }

  private:
    std::vector<Section> joined(std::vector<std::vector<Section>> rows) const {
        std::vector<Section> sections;
        for (std::vector<Section>& row : rows) {
            for (Section& section : row) {
                std::sort(section.from_pods.begin(), section.from_pods.end());
                std::sort(section.to_pods.begin(), section.to_pods.end());
                sections.push_back(std::move(section));
            }
        }
        if (sections.empty()) {
            Section itself;
            itself.itself = true;
            itself.from_pods = question_.from.pods;
            itself.to_pods = question_.to.pods;
            sections.push_back(std::move(itself));
        }
        return sections;
    }

    // From one unit to all: a section for each distinct answer.
    std::vector<Section> row_of(const Unit& from, const std::vector<Unit>& to,
                                std::string& key) const {
        std::vector<Section> row;
        std::map<std::string, std::size_t> known;
        for (const Unit& unit : to) {
            Section section;
            const std::string answers = fill(section, from, unit);
            key += answers + '\n';
            if (section.itself) continue;
            const auto [same, is_new] = known.try_emplace(answers, row.size());
            if (is_new) {
                section.from_pods = from;
                section.to_pods = unit;
                row.push_back(std::move(section));
            } else {
                std::vector<std::uint32_t>& pods = row[same->second].to_pods;
                pods.insert(pods.end(), unit.begin(), unit.end());
            }
        }
        return row;
    }

    // Returns what tells the answers from others.
    std::string fill(Section& section, const Unit& from, const Unit& to) const {
        std::optional<std::uint32_t> source;
        std::optional<std::uint32_t> target;
        if (!from.empty()) source = from.front();
        if (!to.empty()) target = to.front();
        if (source && source == target) {
            if (to.size() > 1) {
                target = to[1];
            } else if (from.size() > 1) {
                source = from[1];
            } else {
                section.itself = true;
                return "itself " + std::to_string(*source);
            }
        }
        std::string keys;
        for (const Family family : {Family::V4, Family::V6}) {
            const auto source_address = address_at(question_.from, source, family);
            const auto target_address = address_at(question_.to, target, family);
            if (!source_address || !target_address) continue;
            FamilyAnswers answers{family == Family::V4 ? "IPv4" : "IPv6",
                                  {source, *source_address},
                                  {target, *target_address},
                                  {}};
            answers.answers = answers_between(world_, settings_, question_.network, answers.from,
                                              answers.to, question_.service);
            section.families.push_back(std::move(answers));
            if (is_made_up(world_, from) && is_made_up(world_, to)) break;
        }
        join_families(section);
        for (const FamilyAnswers& family : section.families) {
            keys += family.family + key_of(family.answers);
        }
        return keys;
    }

    static std::string key_of(const std::vector<SameAnswer>& answers) {
        std::string key;
        for (const SameAnswer& answer : answers) {
            key += fmt::format("[{}: {}]", answer.services.text(), answer.key);
        }
        return key;
    }

    static void join_families(Section& section) {
        if (section.families.size() == 2 &&
            key_of(section.families[0].answers) == key_of(section.families[1].answers)) {
            section.families.pop_back();
        }
        if (section.families.size() == 1) section.families[0].family.clear();
    }

    std::optional<IpAddress> address_at(const Endpoint& end, std::optional<std::uint32_t> pod,
                                        Family family) const {
        if (pod) return address_of(world_.pods[*pod], family);
        if (end.address->family() != family) return std::nullopt;
        return end.address;
    }

    // Nodes tell pods apart where the other end may be one's own, or a network lies between.
    bool nodes_matter() const {
        const auto may_be_node = [this](const Endpoint& end) {
            return end.address ||
                   std::any_of(end.pods.begin(), end.pods.end(),
                               [this](std::uint32_t pod) { return world_.pods[pod].host_network; });
        };
        return question_.network != nullptr || may_be_node(question_.from) ||
               may_be_node(question_.to);
    }

    std::vector<Unit> units(const Endpoint& end) const {
        if (end.pods.empty()) return {{}};
        if (!classes_) return {end.pods};
        const bool by_node = nodes_matter();
        std::map<std::tuple<std::optional<policy::ClassId>, int, std::string, bool, bool>,
                 std::size_t>
            known;
        std::vector<Unit> units;
        for (const std::uint32_t index : end.pods) {
            const Pod& pod = world_.pods[index];
            const auto [same, is_new] =
                known.try_emplace({classes_->class_of(index), static_cast<int>(pod.addresses_are),
                                   by_node ? pod.node : "", address_of(pod, Family::V4).has_value(),
                                   address_of(pod, Family::V6).has_value()},
                                  units.size());
            if (is_new) units.emplace_back();
            units[same->second].push_back(index);
        }
        return units;
    }

    const policy::World& world_;
    const policy::Settings& settings_;
    const Question& question_;
    std::optional<policy::Reachability> classes_;
};

}  // namespace

std::vector<Section> sections_of(const policy::World& world, const policy::Settings& settings,
                                 const Question& question) {
    return Sections(world, settings, question).all();
}

}  // namespace analysis
