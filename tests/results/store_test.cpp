// SPDX-License-Identifier: MIT
// The file: what it is at each moment, who may share it, and which files are refused.
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "results/database.h"
#include "results/reader.h"
#include "tests/results/made_run.h"

namespace results_test {
namespace {

using namespace results;
namespace fs = std::filesystem;

std::string bytes_of(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

void put(const std::string& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
}

// Files of this store, beside each other, without their folder.
std::set<std::string> files_of(const std::string& file) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(fs::path(file).parent_path())) {
        const std::string name = entry.path().filename().string();
        if (name.rfind(fs::path(file).filename().string(), 0) == 0) names.insert(name);
    }
    return names;
}

std::string error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const StoreError& error) {
        return error.what();
    }
    return "no error";
}

// The exit status of a process that does `work`: 0, or 9 where it threw.
int in_process(const std::function<void()>& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        try {
            work();
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            ::_exit(9);
        }
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Permissions say nothing to root, so a process without them asks.
int without_privileges(const std::function<void()>& work) {
    return in_process([&] {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(8);
        work();
    });
}

TEST(Store, finished_file_is_one_file) {
    const std::string file = shop_store();
    EXPECT_EQ(files_of(file), std::set<std::string>{fs::path(file).filename().string()});
    const std::string header = bytes_of(file).substr(0, 100);
    EXPECT_EQ(header[18], 1) << "1: rollback journal, 2: WAL (SQLite's file format, section 1.3)";
    EXPECT_EQ(header.substr(68, 4), "Vtlb");
    EXPECT_EQ(header[63], 2) << "user version";
}

TEST(Store, interrupted_run_is_one_file_too) {
    const std::string file = fresh_file();
    Writer(file, shop_run()).finish(State::Interrupted, 1);
    EXPECT_EQ(files_of(file).size(), 1U);
    EXPECT_EQ(Reader(file).latest()->state, State::Interrupted);
}

TEST(Store, reading_leaves_nothing_behind) {
    const std::string file = shop_store();
    const std::string before = bytes_of(file);
    EXPECT_EQ(Reader(file).count(1, ""), 6);
    EXPECT_EQ(files_of(file).size(), 1U);
    EXPECT_TRUE(bytes_of(file) == before);
}

TEST(Store, readable_while_written) {
    const std::string file = fresh_file();
    Writer writer(file, shop_run());
    const Reader reader(file);
    EXPECT_EQ(reader.latest()->state, State::Running);
    EXPECT_EQ(reader.latest()->flows, 0);
    add_shop(writer);
    for (Id id = 100; id < 20'100; ++id) writer.add(Sample{id * 1'000'000'000, 1, 0, 0});
    EXPECT_EQ(reader.latest()->flows, 6) << "the first batches are there";
    EXPECT_EQ(reader.count(1, "verdict=drop"), 2);
    writer.finish(State::Done, 1);
    EXPECT_EQ(reader.latest()->state, State::Done) << "the same reader sees the end";
}

TEST(Store, killed_writer_leaves_a_running_run) {
    const std::string file = fresh_file();
    ASSERT_EQ(in_process([&] {
                  Writer writer(file, shop_run());
                  add_shop(writer);
                  for (Id id = 100; id < 10'100; ++id)
                      writer.add(Sample{id * 1'000'000'000, 1, 0, 0});
                  ::_exit(0);  // no destructor runs
              }),
              0);
    const Reader reader(file);
    EXPECT_EQ(reader.latest()->state, State::Running);
    EXPECT_EQ(reader.latest()->flows, 6);
    EXPECT_EQ(reader.count(1, ""), 6);
    Writer(file, shop_run()).finish(State::Done, 0);
    EXPECT_EQ(Reader(file).runs().size(), 2U) << "and the file can be written again";
}

TEST(Store, unfinished_run_stays_running) {
    const std::string file = fresh_file();
    { const Writer writer(file, shop_run()); }
    EXPECT_EQ(Reader(file).latest()->state, State::Running);
}

void write_numbered_run(const std::string& file, int number) {
    results::Run run = shop_run();
    run.name = "run " + std::to_string(number);
    Writer writer(file, run);
    for (Id id = 0; id < 30'000; ++id) {
        Flow flow;
        flow.id = id;
        flow.protocol = "P" + std::to_string(number);
        flow.verdict = "allow";
        flow.outcome = "outcome " + std::to_string(id % 7);
        flow.hook = "hook";
        writer.add(flow);
    }
    writer.finish(State::Done, number);
}

TEST(Store, processes_take_turns) {
    const std::string file = fresh_file();
    constexpr int writers = 4;
    std::vector<pid_t> children;
    for (int i = 0; i < writers; ++i) {
        children.push_back(::fork());
        if (children.back() != 0) continue;
        try {
            write_numbered_run(file, i);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "writer %d: %s\n", i, error.what());
            ::_exit(9);
        }
        ::_exit(0);
    }
    for (const pid_t child : children) {
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    const Reader reader(file);
    ASSERT_EQ(reader.runs().size(), std::size_t{writers});
    for (const RunSummary& run : reader.runs()) {
        EXPECT_EQ(run.state, State::Done) << run.run.name;
        EXPECT_EQ(run.flows, 30'000) << run.run.name;
        const std::string protocol = "P" + run.run.name.substr(4);
        EXPECT_EQ(reader.count(run.id, "protocol=" + protocol), 30'000) << run.run.name;
    }
}

TEST(Store, last_of_several_writers_makes_it_one_file) {
    const std::string file = fresh_file();
    Writer first(file, shop_run());
    Writer second(file, shop_run());
    first.finish(State::Done, 0);
    EXPECT_EQ(Reader(file).runs().size(), 2U);
    second.finish(State::Done, 0);
    // `first` still has the file open here, as a process that lives on would.
    EXPECT_EQ(Reader(file).run(2)->state, State::Done);
}

TEST(Store, finished_file_opens_where_nothing_can_be_written) {
    const std::string folder = fresh_file("");
    fs::create_directory(folder);
    const std::string file = folder + "/a b?c#d%e.db";
    fs::rename(shop_store(), file);
    ::chmod(file.c_str(), 0444);
    ::chmod(folder.c_str(), 0555);
    EXPECT_EQ(without_privileges([&] {
                  if (Reader(file).count(1, "") != 6) ::_exit(1);
              }),
              0);
    ::chmod(folder.c_str(), 0755);
}

// A reader that stayed open kept the writer from sealing: WAL mode, but nothing beside it.
TEST(Store, file_in_wal_mode_opens_where_nothing_can_be_written) {
    const std::string folder = fresh_file("");
    fs::create_directory(folder);
    const std::string file = folder + "/a b?c#d%e.db";
    fs::rename(shop_store(), file);
    SQLite::Database(file, SQLite::OPEN_READWRITE).execAndGet("PRAGMA journal_mode = WAL");
    ASSERT_EQ(bytes_of(file)[18], 2);
    ASSERT_EQ(files_of(file).size(), 1U);
    ::chmod(file.c_str(), 0444);
    ::chmod(folder.c_str(), 0555);
    EXPECT_EQ(without_privileges([&] {
                  if (Reader(file).count(1, "") != 6) ::_exit(1);
              }),
              0);
    ::chmod(folder.c_str(), 0755);
}

TEST(Store, read_only_file_is_refused) {
    const std::string file = shop_store();
    const std::string before = bytes_of(file);
    ::chmod(file.c_str(), 0444);
    EXPECT_EQ(without_privileges([&] {
                  const std::string said = error_of([&] { Writer(file, shop_run()); });
                  if (said != "'" + file + "' is read-only: no run can be added") {
                      std::fprintf(stderr, "said: %s\n", said.c_str());
                      ::_exit(1);
                  }
              }),
              0);
    EXPECT_TRUE(bytes_of(file) == before);
    EXPECT_EQ(files_of(file).size(), 1U);
}

TEST(Store, folder_that_cannot_be_written) {
    const std::string folder = fresh_file("");
    fs::create_directory(folder);
    ::chmod(folder.c_str(), 0555);
    const std::string file = folder + "/x.db";
    EXPECT_EQ(without_privileges([&] {
                  const std::string said = error_of([&] { Writer(file, shop_run()); });
                  if (said != "cannot make '" + file + "': Permission denied") ::_exit(1);
              }),
              0);
    EXPECT_FALSE(fs::exists(file));
}

struct NotOurs {
    const char* name;
    std::function<void(const std::string&)> make;
    std::string said;  // after the file's name in quotes
};

const std::string newer =
    "was written by a newer Vethlab: its schema is version 99, this program knows up to version 2; "
    "nothing was changed";

std::vector<NotOurs> files_not_ours() {
    return {
        {"text", [](auto& file) { put(file, "apiVersion: v1\n"); }, "is not a Vethlab database"},
        {"binary", [](auto& file) { put(file, std::string(5000, '\xfe')); },
         "is not a Vethlab database"},
        {"header only", [](auto& file) { put(file, std::string("SQLite format 3\0", 16)); },
         "is not a Vethlab database"},
        {"another program's",
         [](auto& file) {
             SQLite::Database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
                 .exec("CREATE TABLE bookmarks (url TEXT)");
         },
         "is a SQLite database of another program, not of Vethlab"},
        {"newer",
         [](auto& file) {
             fs::rename(shop_store(), file);
             SQLite::Database(file, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
         },
         newer},
        {"folder", [](auto& file) { fs::create_directory(file); },
         "is a folder, not a Vethlab database"},
        {"pipe", [](auto& file) { ::mkfifo(file.c_str(), 0600); }, "is not a regular file"},
    };
}

TEST(Store, files_that_are_not_ours_are_refused_and_not_changed) {
    for (const NotOurs& row : files_not_ours()) {
        const std::string file = fresh_file();
        row.make(file);
        const bool regular = fs::is_regular_file(file);
        const std::string before = regular ? bytes_of(file) : "";
        const std::string sentence = "'" + file + "' " + row.said;
        EXPECT_EQ(error_of([&] { Writer(file, shop_run()); }), sentence) << row.name;
        EXPECT_EQ(error_of([&] { Reader{file}; }), sentence) << row.name;
        EXPECT_TRUE(!regular || bytes_of(file) == before) << row.name;
        EXPECT_EQ(files_of(file).size(), 1U) << row.name;
    }
}

TEST(Store, reading_what_is_not_there) {
    const std::string file = fresh_file();
    EXPECT_EQ(error_of([&] { Reader{file}; }), "there is no database '" + file + "'");
    EXPECT_FALSE(fs::exists(file));
    put(file, "");
    EXPECT_EQ(error_of([&] { Reader{file}; }), "'" + file + "' is empty, not a Vethlab database");
}

TEST(Store, folder_that_does_not_exist) {
    const std::string file = fresh_file("") + "/x.db";
    EXPECT_EQ(error_of([&] { Writer(file, shop_run()); }),
              "cannot make '" + file + "': No such file or directory");
}

TEST(Store, empty_file_becomes_a_store) {
    const std::string file = fresh_file();
    put(file, "");
    Writer(file, shop_run()).finish(State::Done, 0);
    EXPECT_EQ(Reader(file).runs().size(), 1U);
}

TEST(Store, file_that_was_made_and_not_used_is_taken_away) {
    const std::string file = fresh_file();
    { const ClaimedFile claimed(file); }
    EXPECT_FALSE(fs::exists(file));
    put(file, "");
    { const ClaimedFile claimed(file); }
    EXPECT_TRUE(fs::exists(file)) << "it was there before";
}

TEST(Store, damaged_file_is_an_error) {
    const std::string file = shop_store();
    std::string bytes = bytes_of(file);
    bytes.replace(4096, bytes.size() - 4096, bytes.size() - 4096, '\x5a');
    put(file, bytes);
    const std::string said = error_of([&] { Reader(file).count(1, ""); });
    EXPECT_EQ(said.rfind("'" + file + "' is damaged: ", 0), 0U) << said;
}

}  // namespace
}  // namespace results_test
