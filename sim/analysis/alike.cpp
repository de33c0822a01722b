// SPDX-License-Identifier: MIT
#include "sim/analysis/alike.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace analysis {
namespace {

using policy::Allowed;
using policy::ClassId;
using policy::ConnectionSet;
using policy::Reachability;

// The finalizer of SplitMix64, which spreads each bit of its input over all of its output.
std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31U);
}

void feed(std::uint64_t* halves, std::uint64_t value) {
    halves[0] = mix(halves[0] + value + 0x9E3779B97F4A7C15ULL);
    halves[1] = mix((halves[1] ^ value) + 0xC2B2AE3D27D4EB4FULL);
}

// Numbers for sets: equal sets have one.
class SetNumbers {
  public:
    std::uint64_t of(const Allowed& allowed) {
        return number(allowed.certain) << 33U | number(allowed.possible) << 2U |
               (allowed.families_differ ? 1U : 0U) | (allowed.all_on_own_node ? 2U : 0U);
    }

  private:
    std::uint64_t number(const ConnectionSet* set) {
        const auto [known, is_new] = by_address_.try_emplace(set, 0);
        if (is_new) known->second = by_value_.try_emplace(*set, by_value_.size()).first->second;
        return known->second;
    }

    std::unordered_map<const ConnectionSet*, std::uint64_t> by_address_;
    std::map<ConnectionSet, std::uint64_t> by_value_;
};

}  // namespace

Alike::Alike(const Reachability& reach, const std::vector<ClassId>& candidates) {
    for (const ClassId id : candidates) prints_.emplace(id, Print{});
    print_rows(reach);
    if (any_rows_equal()) print_columns(reach);
}

void Alike::print_rows(const Reachability& reach) {
    SetNumbers numbers;
    for (auto& [id, print] : prints_) {
        std::uint64_t* const row = print.data();
        reach.for_each_allowed(id, [&](ClassId to, const Allowed& allowed) {
            feed(row, to);
            feed(row, numbers.of(allowed));
        });
    }
}

bool Alike::any_rows_equal() const {
    std::set<Print> rows;
    for (const auto& [id, print] : prints_) rows.insert(print);
    return rows.size() < prints_.size();
}

void Alike::print_columns(const Reachability& reach) {
    SetNumbers numbers;
    std::vector<std::uint64_t*> columns(reach.classes().size());
    for (auto& [id, print] : prints_) columns[id] = &print[2];
    for (ClassId from = 0; from < columns.size(); ++from) {
        reach.for_each_allowed(from, [&](ClassId to, const Allowed& allowed) {
            if (columns[to] == nullptr) return;
            feed(columns[to], from);
            feed(columns[to], numbers.of(allowed));
        });
    }
}

}  // namespace analysis
