// SPDX-License-Identifier: MIT
// A store as a SQLite file: which files are ours, how they are opened, and how their schema comes
// up to date. All functions throw StoreError; only this folder includes this header.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "results/store_error.h"

namespace results {

// PRAGMA application_id of every store: "Vtlb".
constexpr std::int64_t application_id = 0x56746C62;

// Makes `file`, empty, where nothing has that name, and takes it away again in its destructor if
// it is still empty: what is stored first is stored in one transaction, so an empty file means
// that no process has begun a run in it.
class ClaimedFile {
  public:
    // Throws where the name is taken by something that is neither empty nor a store, before
    // anything is made or changed.
    explicit ClaimedFile(std::string file);
    ~ClaimedFile();
    ClaimedFile(const ClaimedFile&) = delete;
    ClaimedFile& operator=(const ClaimedFile&) = delete;

    const std::string& name() const { return file_; }

  private:
    std::string file_;
    bool made_here_ = false;
};

// Opens for writing; waits its turn (up to a minute) where another process writes.
SQLite::Database open_for_writing(const ClaimedFile& file);

// Opens a finished store, also where neither it nor its folder can be written, or one that is
// being written.
SQLite::Database open_for_reading(const std::string& file);

// Brings an empty database or an older store up to the version steps.size(); see schema.h.
// REQUIRES: a write transaction is open. Throws, having changed nothing, on a newer store.
void migrate(SQLite::Database& db, const std::string& file, const std::vector<std::string>& steps);

// Throws where the store's version is not the one this program reads.
void check_version(SQLite::Database& db, const std::string& file);

// Makes a store that no other process has open one file again: without a journal beside it, for
// readers that cannot write. Where another process has it open, the last writer will do it.
void seal(SQLite::Database& db);

// The sentence for what SQLite says about `file`.
[[noreturn]] void rethrow(const SQLite::Exception& error, const std::string& file);

// Calls `work` and returns its result; what SQLite throws becomes a StoreError on `file`.
template <class Work>
auto guarded(const std::string& file, Work work) {
    try {
        return work();
    } catch (const SQLite::Exception& error) {
        rethrow(error, file);
    }
}

}  // namespace results
