// SPDX-License-Identifier: MIT
// Sets of connections by number: equal sets have one, and what is made of two is made once. Inside
// of policy/.
#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "policy/model/connection_set.h"
#include "policy/reach/intern.h"
#include "policy/reach/ports.h"

namespace policy::reach {

using SetId = std::uint32_t;

class PortSets {
  public:
    static constexpr SetId nothing = 0, all = 1;

    explicit PortSets(const PortMasks& masks);

    SetId least() const { return least_; }      // what every isolated pod passes
    SetId most() const { return numbered(0); }  // what one may pass by a rule
    // What a list of ports holds by number, and what besides by name towards a destination.
    SetId numbered(PortsId ports) const { return numbered_[ports]; }
    SetId named(PortsId ports, NamesId destination) {
        const std::uint32_t asked = masks_.asked(ports);
        if (asked == 0 || destination == 0) return nothing;
        const SetId known = named_[asked * masks_.destinations() + destination];
        return known != unknown ? known : resolve(asked, destination);
    }
    bool has_names(PortsId ports) const { return masks_.asked(ports) != 0; }

    SetId unite(SetId a, SetId b) {
        if (a == b || b == nothing || a == all) return a;
        if (a == nothing || b == all) return b;
        return remembered(unions_, a, b, [](Word x, Word y) { return x | y; });
    }
    SetId common(SetId a, SetId b) {
        if (a == b || b == all || a == nothing) return a;
        if (a == all || b == nothing) return b;
        return remembered(commons_, a, b, [](Word x, Word y) { return x & y; });
    }

    const ConnectionSet& set(SetId id);  // lives as long as this
    std::size_t size() const { return ids_.size(); }
    std::size_t bytes() const;

  private:
    static constexpr SetId unknown = IdTable::none;

    // Of the pairs asked for last, one for each hash.
    struct Made {
        SetId a = unknown;
        SetId b = unknown;
        SetId result = nothing;
    };
    static constexpr std::size_t remembered_bits = 13;

    template <class Operation>
    SetId remembered(std::vector<Made>& made, SetId a, SetId b, Operation operation) {
        if (b < a) std::swap(a, b);
        const std::uint64_t hash = (std::uint64_t{a} << 32U | b) * 0x9E3779B97F4A7C15ULL;
        Made& place = made[hash >> (64U - remembered_bits)];
        if (place.a != a || place.b != b) place = {a, b, make(a, b, operation)};
        return place.result;
    }
    // Most often it is one of the two, or nothing.
    template <class Operation>
    SetId make(SetId a, SetId b, Operation operation) {
        const Word* const x = words_of_.data() + a * words_;
        const Word* const y = words_of_.data() + b * words_;
        Word any = 0;
        Word not_a = 0;
        Word not_b = 0;
        for (std::size_t i = 0; i < words_; i += 2) {  // an even number
            for (const std::size_t at : {i, i + 1}) {
                const Word word = operation(x[at], y[at]);
                scratch_[at] = word;
                any |= word;
                not_a |= word ^ x[at];
                not_b |= word ^ y[at];
            }
        }
        if (not_a == 0) return a;
        if (not_b == 0) return b;
        return any == 0 ? nothing : number(scratch_);
    }
    SetId number(const std::vector<Word>& mask);
    SetId resolve(std::uint32_t asked, NamesId destination);

    const PortMasks& masks_;
    std::size_t words_;
    std::vector<Word> words_of_;  // of each set, one after the other
    IdTable ids_;
    std::vector<const ConnectionSet*> sets_;  // null: not asked for yet
    std::deque<ConnectionSet> made_;
    SetId least_ = nothing;
    std::vector<SetId> numbered_;
    std::vector<SetId> named_;  // [asked][destination]
    std::vector<Made> unions_, commons_;
    std::vector<Word> scratch_;
};

}  // namespace policy::reach
