// SPDX-License-Identifier: MIT
// What the references in rows of flows and hops mean. Rows of these kinds never change once they
// are stored, so each is read once and kept.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "results/records.h"

namespace results {

// Of one run. An id that the store does not have gives an empty row.
class Lookup {
  public:
    Lookup(SQLite::Database& db, Id run);

    Id run() const { return run_; }
    const std::string& word(Id id);
    const std::string& reason(Id id);  // its code
    const Endpoint& endpoint(Id id);
    const std::vector<Rule>& causes(Id list);

  private:
    Endpoint read_endpoint(Id id);

    Id run_;
    SQLite::Statement word_, reason_, endpoint_, label_, cause_;
    std::unordered_map<Id, std::string> words_, reasons_;
    std::unordered_map<Id, Endpoint> endpoints_;
    std::unordered_map<Id, std::vector<Rule>> causes_;
};

// Columns of a statement's present row, from left to right.
class Columns {
  public:
    explicit Columns(SQLite::Statement& statement) : statement_(statement) {}

    std::int64_t number() { return statement_.getColumn(next_++).getInt64(); }
    std::string text() { return statement_.getColumn(next_++).getString(); }
    Id reference();

  private:
    SQLite::Statement& statement_;
    int next_ = 0;
};

// Columns kind, namespace, name, direction, path, rule, file, line.
void read_rule(Columns& columns, Rule& rule);

}  // namespace results
