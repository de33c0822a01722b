// SPDX-License-Identifier: MIT
// The flows of a run in order of id, child flows apart, read at the speed of SQLite. Inside of
// results/: comparison.h is for users.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "results/database.h"
#include "results/lookup.h"

struct sqlite3_stmt;

namespace results {

// Texts by number, so that rows of two stores compare as numbers.
class Names {
  public:
    Id number(const std::string& text);
    const std::string& text(Id number) const;  // "" of none

  private:
    std::unordered_map<std::string, Id> numbers_;
    std::vector<const std::string*> texts_;
};

// What a flow is and what became of it. Numbers of Names, where a member is not of the store.
struct CursorRow {
    Id id = none;  // of the store
    std::string name;
    Id src = none;   // an endpoint's ref
    Id goal = none;  // likewise: the name, where the flow asks for one, else its dst
    Id protocol = none;
    Id port = 0;
    Id start = 0;
    Id verdict = none;
    Id outcome = none;
    Id hook = none;
    Id reason = none;
    Id causes = none;   // of the store: cause.list
    Id backend = none;  // an endpoint's ref
    Id backend_port = 0;
};

struct CursorEndpoint {
    Endpoint endpoint;     // without labels
    std::string workload;  // "shop/web[Deployment]"; the ref where it has none
};

class FlowCursor {
  public:
    // REQUIRES: `names` outlives this.
    FlowCursor(const std::string& file, Id run, Names& names);

    // The next row in order of id that is no child flow; false where there is none. Rows are `row`,
    // until the next call.
    bool next();
    const CursorRow& row() const { return row_; }

    // Comes to stand on each of these flows in turn. next() does not go on from there.
    // REQUIRES: ascending; the run has them and they are no child flows.
    void visit(const std::vector<Id>& flows, const std::function<void()>& each);

    bool has_children(Id flow) const { return parents_.count(flow) != 0; }
    std::vector<CursorRow> children(Id flow);  // in order of id

    const CursorEndpoint& endpoint(Id ref) const;  // by its number in Names
    std::vector<Rule> causes(Id list);

  private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

    Statement prepare(const std::string& sql);
    bool step(sqlite3_stmt* statement);  // to row_
    void seek(Id flow);
    void read_names(Names& names);
    void read_endpoints(Names& names);
    void read_parents();

    std::string file_;
    SQLite::Database db_;
    Id run_;
    std::vector<Id> words_;  // number in Names, by id; likewise the next two
    std::vector<Id> reasons_;
    std::vector<Id> refs_;
    std::unordered_map<Id, CursorEndpoint> endpoints_;  // by number in Names
    std::optional<Lookup> lookup_;                      // from when the version was checked
    std::unordered_set<Id> parents_;
    Statement all_, one_, children_;
    CursorRow row_;
};

}  // namespace results
