// SPDX-License-Identifier: MIT
// From "which policy, which rule, which peer item" to the id of the written-out causes. Inside of
// policy/: the compiler names the same few causes in very many cells.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "policy/model/model.h"
#include "policy/model/packet.h"
#include "policy/table/cause_book.h"

namespace policy {

using PolicyIndex = std::size_t;  // into World::policies

class CauseCache {
  public:
    CauseCache(const World& world, CauseBook& book) : world_(world), book_(book) {}

    // A rule that admitted; `peer` is its first matching item, none where it has no items.
    CauseListId allowed(Direction direction, PolicyIndex policy, std::size_t rule,
                        std::optional<std::size_t> peer);

    // The policies that isolate the pod and did not admit, nearest miss first.
    CauseListId dropped(Direction direction, const std::vector<PolicyIndex>& policies);

  private:
    Cause cause(Direction direction, PolicyIndex policy, const Position& position) const;

    const World& world_;
    CauseBook& book_;
    std::map<std::tuple<Direction, PolicyIndex, std::size_t, std::optional<std::size_t>>,
             CauseListId>
        allowed_;
    std::map<std::pair<Direction, std::vector<PolicyIndex>>, CauseListId> dropped_;
};

}  // namespace policy
