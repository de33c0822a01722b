// SPDX-License-Identifier: MIT
// Rows into tables: one prepared statement per table, references and words translated.
#pragma once

#include <string>
#include <unordered_map>

#include <SQLiteCpp/SQLiteCpp.h>

#include "results/records.h"

namespace results {

// How many flows a rule decided.
struct Hits {
    Id rule = none;
    std::int64_t flows = 0;
};

// A statement that is run again and again with new values.
class Insert {
  public:
    Insert(SQLite::Database& db, const char* sql) : statement_(db, sql) {}

    template <class... Values>
    void operator()(const Values&... values) {
        int index = 0;
        (bind(++index, values), ...);
        statement_.exec();
        statement_.reset();
    }

    // Ids are passed as Reference so that none becomes NULL, texts that may be missing as Optional.
    struct Reference {
        Id id;
    };
    struct Optional {
        const std::string& text;
    };

  private:
    void bind(int index, std::int64_t value) { statement_.bind(index, value); }
    void bind(int index, const std::string& value) { statement_.bindNoCopy(index, value); }
    void bind(int index, Reference value);
    void bind(int index, Optional value);

    SQLite::Statement statement_;
};

// The table `word`: each text once, by a number.
class Words {
  public:
    explicit Words(SQLite::Database& db);

    // REQUIRES: a write transaction is open.
    Id operator[](const std::string& text);
    // After a rollback: what was learnt may not be there.
    void forget() { ids_.clear(); }

  private:
    Id learn(const std::string& text);

    Insert insert_;
    SQLite::Statement select_;
    std::unordered_map<std::string, Id> ids_;
};

// Inserts rows of one run. REQUIRES of each call: a write transaction is open.
class Inserter {
  public:
    Inserter(SQLite::Database& db, Id run);

    void operator()(const Input& row);
    void operator()(const Namespace& row);
    void operator()(const Subnet& row);
    void operator()(const Node& row);
    void operator()(const Workload& row);
    void operator()(const Endpoint& row);
    void operator()(const Rule& row);
    void operator()(const Reason& row);
    void operator()(const CauseList& row);
    void operator()(const Path& row);
    void operator()(const Event& row);
    void operator()(const Flow& row);
    void operator()(const Sample& row);
    void operator()(const Hits& row);

    void forget_words() { words_.forget(); }

  private:
    Id run_;
    Words words_;
    Insert content_, input_, namespace_, namespace_label_, subnet_, node_, workload_, endpoint_,
        endpoint_label_, rule_, reason_, cause_, hop_, event_, flow_, sample_, hits_;
};

}  // namespace results
