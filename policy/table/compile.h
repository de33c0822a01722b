// SPDX-License-Identifier: MIT
// From a world to the filter table of each of its pods.
#pragma once

#include <cstddef>
#include <memory>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "policy/table/cause_book.h"
#include "policy/table/filter_table.h"

namespace policy {

// Compiles one state of the world. Selectors are resolved once each; pods that no rule tells apart
// share one table. Where a verdict depends on the value of a label of Pod::unknown_labels, of the
// pod's own or the other end's, it is Uncertain; causes are those of a value that no selector asks
// for.
//
// REQUIRES: the world is valid (validate.h), defaulted, and outlives the compiler unchanged. The
// book may serve several compilers in turn, so that ids stay comparable across states of a world.
class Compiler {
  public:
    Compiler(const World& world, CauseBook& book, const Settings& settings = {});
    ~Compiler();

    // The table for World::pods[pod]. A pod that is not policed has the table that allows all.
    std::shared_ptr<const FilterTable> table(std::size_t pod);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace policy
