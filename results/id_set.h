// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

#include "results/records.h"

namespace results {

// Ids as a bitmap: bit i % 8 of byte i / 8 is set where id i is in it.
class IdSet {
  public:
    // Ids are small and without gaps (records.h); a negative one is not taken.
    void insert(Id id);
    const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

// Gives `db` the SQL function has_id(set, id), `set` being an IdSet's bytes as a blob: 1 or 0, and
// 0 where id is NULL.
void define_has_id(SQLite::Database& db);

}  // namespace results
