// SPDX-License-Identifier: MIT
// Stores of older versions: what becomes of them, and that steps are taken wholly or not at all.
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "results/database.h"
#include "results/reader.h"
#include "results/schema.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

using namespace results;

std::int64_t version_of(const SQLite::Database& db) {
    return const_cast<SQLite::Database&>(db).execAndGet("PRAGMA user_version").getInt64();
}

TEST(Migration, steps_run_from_the_version_of_the_file) {
    SQLite::Database db(":memory:", SQLite::OPEN_READWRITE);
    const std::vector<std::string> one = {"CREATE TABLE a (x)"};
    const std::vector<std::string> three = {"CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y",
                                            "INSERT INTO a VALUES (1, 2)"};
    migrate(db, "f", one);
    EXPECT_EQ(version_of(db), 1);
    migrate(db, "f", three);
    EXPECT_EQ(version_of(db), 3);
    EXPECT_EQ(db.execAndGet("SELECT x + y FROM a").getInt(), 3);
    migrate(db, "f", three);
    EXPECT_EQ(db.execAndGet("SELECT count(*) FROM a").getInt(), 1) << "nothing left to do";
    EXPECT_EQ(db.execAndGet("PRAGMA application_id").getInt64(), application_id);
    EXPECT_THROW(migrate(db, "f", one), StoreError) << "a newer file";
}

TEST(Migration, step_that_fails_changes_nothing) {
    SQLite::Database db(":memory:", SQLite::OPEN_READWRITE);
    migrate(db, "f", {"CREATE TABLE a (x)"});
    EXPECT_THROW(
        {
            SQLite::Transaction turn(db);
            migrate(db, "f", {"", "CREATE TABLE b (x)", "no SQL"});
        },
        SQLite::Exception);
    EXPECT_EQ(version_of(db), 1);
    EXPECT_FALSE(db.tableExists("b"));
}

// A store as version 1 left it: one run of one flow that was dropped.
std::string store_of_version_1() {
    std::string file = fresh_file();
    SQLite::Database db(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    migrate(db, file, {schema_steps().front()});
    db.exec("INSERT INTO word VALUES (4, 'TCP'), (5, 'timed-out'), (6, 'veth-ingress')");
    db.exec(
        "INSERT INTO run VALUES (1, 'old', 7, 'kubernetes', '0.1.0', 'done', 9, 1, 0, 1, 0, 0, 0)");
    db.exec("INSERT INTO execution VALUES (1, 'old.yaml', '2026-01-01T00:00:00Z', NULL, 'h', 1)");
    db.exec("INSERT INTO endpoint VALUES (1, 0, 'Host', 'host/a', '10.0.0.1', NULL, NULL, NULL)");
    db.exec("INSERT INTO endpoint VALUES (1, 1, 'Host', 'host/b', '10.0.0.2', NULL, NULL, NULL)");
    db.exec("INSERT INTO reason VALUES (1, 0, 'NP_PORT_MISMATCH', 'm')");
    db.exec(
        "INSERT INTO flow VALUES (1, 0, 'a to b', 0, 1, 4, 80, 40000, 1, 2, 2, 5, 6, 0, NULL, "
        "NULL, "
        "3, 4, NULL, NULL, 1)");
    return file;
}

std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

TEST(Migration, older_store_is_not_read_and_not_changed) {
    const std::string file = store_of_version_1();
    const std::string before = bytes_of(file);
    try {
        Reader{file};
        ADD_FAILURE() << "it was read";
    } catch (const StoreError& error) {
        EXPECT_EQ(error.what(), "'" + file +
                                    "' has schema version 1, this program reads version 2; the "
                                    "next run stored in it brings it up to date");
    }
    EXPECT_TRUE(bytes_of(file) == before);
}

TEST(Migration, next_run_brings_version_1_up_to_date) {
    const std::string file = store_of_version_1();
    {
        Writer writer(file, shop_run());
        add_shop(writer);
        writer.finish(State::Done, 5);
    }
    const Reader reader(file);
    EXPECT_EQ(reader.runs().size(), 2U);
    EXPECT_EQ(reader.run(1)->dropped, 1);
    EXPECT_EQ(reader.run(1)->children, 0);
    const FlowView old = reader.page(1, "verdict=drop", none, 10).at(0);
    EXPECT_EQ(old.flow.name, "a to b");
    EXPECT_EQ(old.dst.ref, "host/b");
    EXPECT_EQ(old.reason, "NP_PORT_MISMATCH");
    EXPECT_EQ(old.flow.parent, none);
    EXPECT_EQ(old.flow.backend, none);
    EXPECT_EQ(old.flow.backend_port, 0);
    EXPECT_EQ(old.backend.id, none);
    EXPECT_EQ(reader.drops_by_reason(1).at(0).second, 1);
    EXPECT_EQ(reader.count(2, ""), 6);
}

TEST(Migration, migrated_and_fresh_stores_have_the_same_schema) {
    const auto schema = [](const std::string& file) {
        SQLite::Database db(file);
        SQLite::Statement rows(db, "SELECT type, name, sql FROM sqlite_master ORDER BY name");
        std::vector<std::string> lines;
        while (rows.executeStep())
            lines.push_back(rows.getColumn(0).getString() + " " + rows.getColumn(1).getString() +
                            " " + rows.getColumn(2).getString());
        return lines;
    };
    const std::string file = store_of_version_1();
    Writer(file, shop_run()).finish(State::Done, 0);
    EXPECT_EQ(schema(file), schema(shop_store()));
}

}  // namespace
}  // namespace results_test
