// SPDX-License-Identifier: MIT
#include "sim/analysis/alike.h"

#include <set>

namespace analysis {
namespace {

using policy::ClassId;
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

// Equal sets have one number.
std::uint64_t number_of(const policy::AllowedTo& entry) {
    return (std::uint64_t{entry.certain} << 32U | entry.possible) * 4 +
           (entry.families_differ ? 1U : 0U) + (entry.all_on_own_node ? 2U : 0U);
}

}  // namespace

Alike::Alike(const Reachability& reach, const std::vector<ClassId>& candidates) {
    for (const ClassId id : candidates) prints_.emplace(id, Print{});
    print_rows(reach);
    if (any_rows_equal()) print_columns(reach);
}

void Alike::print_rows(const Reachability& reach) {
    for (auto& [id, print] : prints_) {
        std::uint64_t* const row = print.data();
        for (const policy::AllowedTo& entry : reach.row(id)) {
            feed(row, entry.to);
            feed(row, number_of(entry));
        }
    }
}

bool Alike::any_rows_equal() const {
    std::set<Print> rows;
    for (const auto& [id, print] : prints_) rows.insert(print);
    return rows.size() < prints_.size();
}

void Alike::print_columns(const Reachability& reach) {
    std::vector<std::uint64_t*> columns(reach.classes().size());
    for (auto& [id, print] : prints_) columns[id] = &print[2];
    for (ClassId from = 0; from < columns.size(); ++from) {
        for (const policy::AllowedTo& entry : reach.row(from)) {
            if (columns[entry.to] == nullptr) continue;
            feed(columns[entry.to], from);
            feed(columns[entry.to], number_of(entry));
        }
    }
}

}  // namespace analysis
