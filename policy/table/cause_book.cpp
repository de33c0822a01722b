// SPDX-License-Identifier: MIT
#include "policy/table/cause_book.h"

#include <utility>

namespace policy {

CauseBook::CauseBook() {
    intern({});
}

CauseListId CauseBook::intern(std::vector<Cause> causes) {
    const auto [entry, fresh] =
        ids_.emplace(std::move(causes), static_cast<CauseListId>(lists_.size()));
    if (fresh) lists_.push_back(&entry->first);  // a map's keys stay where they are
    return entry->second;
}

}  // namespace policy
