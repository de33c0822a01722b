// SPDX-License-Identifier: MIT
// The directions of each pod's table, in a world of which all labels are known. Inside of policy/:
// users see compile.h.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "policy/table/cause_book.h"
#include "policy/table/cause_cache.h"
#include "policy/table/direction_builder.h"
#include "policy/table/direction_table.h"
#include "policy/table/inventory.h"

namespace policy {

class WorldTables {
  public:
    // REQUIRES: the world outlives this unchanged.
    WorldTables(const World& world, CauseBook& book, const Settings& settings);

    // Equal directions are one table.
    std::shared_ptr<const DirectionTable> table(std::size_t pod, Direction direction);
    // Were these its labels. Other pods meet it by those that it has.
    std::shared_ptr<const DirectionTable> table(std::size_t pod, Direction direction,
                                                const Labels& labels);

  private:
    std::shared_ptr<const DirectionTable> table(std::size_t pod, Direction direction,
                                                std::vector<PolicyIndex> isolating);

    const World& world_;
    Settings settings_;
    Inventory inventory_;
    CauseCache causes_;
    std::vector<PolicyIndex> by_name_;
    std::vector<std::array<std::vector<PolicyIndex>, 2>> isolating_;  // by pod and direction
    std::map<PolicyIndex, std::set<PortName>> asked_;
    std::map<DirectionView, std::shared_ptr<const DirectionTable>> tables_;
};

}  // namespace policy
