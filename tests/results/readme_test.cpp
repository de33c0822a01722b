// SPDX-License-Identifier: MIT
// The queries that README.md promises run and say what they should.
#include <fstream>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "results/writer.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

// The statements between ```sql and ```.
std::vector<std::string> queries_of_the_readme() {
    std::ifstream in(VETHLAB_RESULTS_README);
    std::vector<std::string> queries;
    std::string query;
    bool inside = false;
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("```", 0) == 0) inside = line == "```sql";
        if (!inside || line.rfind("```", 0) == 0) continue;
        query += line + "\n";
        if (line.empty() || line.back() != ';') continue;
        queries.push_back(query);
        query.clear();
    }
    return queries;
}

// Rows as text, columns joined by '|', as the sqlite3 shell prints them.
std::vector<std::string> rows_of(SQLite::Database& db, const std::string& query) {
    SQLite::Statement statement(db, query);
    std::vector<std::string> rows;
    while (statement.executeStep()) {
        std::string row;
        for (int i = 0; i < statement.getColumnCount(); ++i)
            row += (i == 0 ? "" : "|") + statement.getColumn(i).getString();
        rows.push_back(row);
    }
    return rows;
}

using Rows = std::vector<std::string>;

TEST(Readme, five_queries) {
    const std::string file = shop_store();
    {
        results::Writer again(file, shop_run());
        add_shop(again);
        again.finish(results::State::Done, 0);
    }
    SQLite::Database db(file, SQLite::OPEN_READWRITE);
    db.exec("UPDATE flow SET verdict = 1 WHERE run = 2 AND id = 3");
    const auto queries = queries_of_the_readme();
    ASSERT_EQ(queries.size(), 5U);
    EXPECT_EQ(rows_of(db, queries[0]),
              (Rows{"2|jobs/batch[Pod]|shop/db-0[Pod]|TCP|5432|NP_INGRESS_NO_RULE_MATCH|"
                    "policies/db.yaml:6 shop/db spec.podSelector",
                    "3|jobs/batch[Pod]|shop/db-0[Pod]|TCP|6379|NP_PORT_MISMATCH|"
                    "policies/db.yaml:6 shop/db spec.podSelector"}));
    EXPECT_EQ(rows_of(db, queries[1]),
              (Rows{"0|forward|veth-egress|shop/web-0[Pod]|allow|NP_NOT_ISOLATED",
                    "1|forward|veth-ingress|shop/db-0[Pod]|drop|NP_INGRESS_NO_RULE_MATCH"}));
    EXPECT_EQ(rows_of(db, queries[2]), Rows{}) << "rule 0 has hits, the others only isolate";
    EXPECT_EQ(rows_of(db, queries[3]), (Rows{"jobs/batch[Pod]|shop/db-0[Pod]|5432|1",
                                             "jobs/batch[Pod]|shop/db-0[Pod]|6379|1"}));
    EXPECT_EQ(rows_of(db, queries[4]),
              (Rows{"batch to db, 1|jobs/batch[Pod]|shop/db-0[Pod]|6379|drop|allow|"
                    "NP_PORT_MISMATCH"}));
}

}  // namespace
}  // namespace results_test
