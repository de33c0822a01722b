// SPDX-License-Identifier: MIT
// The end of an alias bomb: nine aliases to nine aliases nine times over are 400 million values.
#pragma once

#include <cstddef>
#include <string>

#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Thrown after the reason was reported: nothing that follows in this document can be read, or in
// the whole text.
struct Stop {
    bool text = false;
};

// Counts the values of one document that are there by alias or merge only.
class AliasBudget {
  public:
    explicit AliasBudget(Findings& findings) : findings_(findings) {}

    void reset() { spent_ = 0; }

    // Throws Stop, with a finding at `place`, where more than max_aliased were spent.
    void spend(std::size_t values, const Place& place) {
        spent_ += values;
        if (spent_ <= max_aliased) return;
        findings_.error(place,
                        "aliases stand for more than " + std::to_string(max_aliased) + " values",
                        "write the document without aliases of aliases");
        throw Stop{};
    }

  private:
    Findings& findings_;
    std::size_t spent_ = 0;
};

}  // namespace scenario
