// SPDX-License-Identifier: MIT
// Cause lists, each kept once, so that a verdict can carry its causes in four bytes.
#pragma once

#include <map>
#include <vector>

#include "policy/model/verdict.h"

namespace policy {

// Lists are never forgotten: an id stays valid for as long as the book lives, though the policies
// it names may be gone. Equal lists have equal ids; ids count up in the order of first use.
class CauseBook {
  public:
    CauseBook();
    CauseBook(const CauseBook&) = delete;  // lists_ points into ids_
    CauseBook& operator=(const CauseBook&) = delete;
    CauseBook(CauseBook&&) = default;
    CauseBook& operator=(CauseBook&&) = default;
    ~CauseBook() = default;

    CauseListId intern(std::vector<Cause> causes);
    const std::vector<Cause>& at(CauseListId id) const { return *lists_[id]; }  // REQUIRES: known
    std::size_t size() const { return lists_.size(); }

  private:
    std::map<std::vector<Cause>, CauseListId> ids_;
    std::vector<const std::vector<Cause>*> lists_;
};

}  // namespace policy
