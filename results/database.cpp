// SPDX-License-Identifier: MIT
#include "results/database.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "results/schema.h"

namespace results {
namespace {

namespace fs = std::filesystem;

constexpr int turn_ms = 60'000;   // how long a writer waits for its turn
constexpr int glance_ms = 1'000;  // how long seal() waits for others to let go
constexpr std::size_t header_size = 100;

enum class FileKind { Absent, Empty, Store };

std::int64_t big_endian(const std::array<unsigned char, header_size>& bytes, std::size_t at) {
    std::int64_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) value = value << 8U | bytes.at(i);
    return value;
}

[[noreturn]] void refuse_newer(const std::string& file, std::int64_t version) {
    throw StoreError(fmt::format(
        "'{}' was written by a newer Vethlab: its schema is version {}, this program knows up to "
        "version {}; nothing was changed",
        file, version, schema_steps().size()));
}

// What stands in the first hundred bytes of a SQLite file: https://sqlite.org/fileformat.html,
// section 1.3 (the magic string, user version at 60, application id at 68).
void check_header(const std::string& file) {
    std::array<unsigned char, header_size> bytes{};
    std::ifstream in(file, std::ios::binary);
    if (!in) throw StoreError(fmt::format("cannot open '{}': {}", file, std::strerror(errno)));
    in.read(reinterpret_cast<char*>(bytes.data()), header_size);
    static const char magic[] = "SQLite format 3";
    if (in.gcount() < static_cast<std::streamsize>(header_size) ||
        std::memcmp(bytes.data(), magic, sizeof magic) != 0)
        throw StoreError(fmt::format("'{}' is not a Vethlab database", file));
    if (big_endian(bytes, 68) != application_id)
        throw StoreError(
            fmt::format("'{}' is a SQLite database of another program, not of Vethlab", file));
    const auto version = big_endian(bytes, 60);
    if (version > static_cast<std::int64_t>(schema_steps().size())) refuse_newer(file, version);
}

FileKind look_at(const std::string& file) {
    std::error_code error;
    const auto status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found) return FileKind::Absent;
    if (error) throw StoreError(fmt::format("cannot open '{}': {}", file, error.message()));
    if (fs::is_directory(status))
        throw StoreError(fmt::format("'{}' is a folder, not a Vethlab database", file));
    if (!fs::is_regular_file(status))
        throw StoreError(fmt::format("'{}' is not a regular file", file));
    if (fs::file_size(file, error) == 0) return FileKind::Empty;
    check_header(file);
    return FileKind::Store;
}

std::int64_t pragma(SQLite::Database& db, const std::string& name) {
    return db.execAndGet("PRAGMA " + name).getInt64();
}

// "file:" and an absolute path, escaped as https://sqlite.org/uri.html wants it.
std::string uri(const std::string& file, const std::string& query) {
    std::string result = "file:";
    for (const char c : fs::absolute(file).string()) {
        if (c == '?' || c == '#' || c == '%')
            result += fmt::format("%{:02x}", static_cast<unsigned char>(c));
        else
            result += c;
    }
    return result + "?" + query;
}

SQLite::Database open_checked(const std::string& name, int flags) {
    SQLite::Database db(name, flags, turn_ms);
    db.execAndGet("SELECT count(*) FROM sqlite_master");  // the file is first read here
    return db;
}

bool has_journal(const std::string& file) {
    std::error_code error;
    const auto size = fs::file_size(file + "-wal", error);
    return !error && size > 0;
}

// A store that was sealed, or left in WAL mode with everything checkpointed, needs no lock and no
// shared-memory file where nobody can write it.
SQLite::Database open_unlocked(const std::string& file) {
    if (has_journal(file))
        throw StoreError(fmt::format(
            "'{}' was not closed by its writer and its folder cannot be written; copy it together "
            "with '{}-wal' to a folder of your own",
            file, file));
    return open_checked(uri(file, "immutable=1"), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
}

}  // namespace

void rethrow(const SQLite::Exception& error, const std::string& file) {
    switch (error.getErrorCode()) {
        case SQLITE_READONLY:
            throw StoreError(fmt::format("'{}' is read-only", file));
        case SQLITE_BUSY:
            throw StoreError(fmt::format("'{}' is locked by another process", file));
        case SQLITE_NOTADB:
            throw StoreError(fmt::format("'{}' is not a Vethlab database", file));
        case SQLITE_CORRUPT:
            throw StoreError(fmt::format("'{}' is damaged: {}", file, error.what()));
        case SQLITE_FULL:
            throw StoreError(fmt::format("cannot write '{}': the disk is full", file));
        case SQLITE_CANTOPEN:
            throw StoreError(
                fmt::format("cannot open '{}', or cannot make its journal beside it", file));
        default:
            throw StoreError(fmt::format("'{}': {}", file, error.what()));
    }
}

ClaimedFile::ClaimedFile(std::string file) : file_(std::move(file)) {
    if (look_at(file_) != FileKind::Absent) return;
    const int descriptor = ::open(file_.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno != EEXIST)
        throw StoreError(fmt::format("cannot make '{}': {}", file_, std::strerror(errno)));
    if (descriptor >= 0) ::close(descriptor);
    made_here_ = descriptor >= 0;
}

ClaimedFile::~ClaimedFile() {
    std::error_code error;
    if (made_here_ && fs::file_size(file_, error) == 0 && !error) fs::remove(file_, error);
}

SQLite::Database open_for_writing(const ClaimedFile& file) {
    return guarded(file.name(), [&] {
        auto db = open_checked(file.name(), SQLite::OPEN_READWRITE);
        if (sqlite3_db_readonly(db.getHandle(), "main") != 0)
            throw StoreError(fmt::format("'{}' is read-only: no run can be added", file.name()));
        return db;
    });
}

SQLite::Database open_for_reading(const std::string& file) {
    switch (look_at(file)) {
        case FileKind::Absent:
            throw StoreError(fmt::format("there is no database '{}'", file));
        case FileKind::Empty:
            throw StoreError(fmt::format("'{}' is empty, not a Vethlab database", file));
        case FileKind::Store:
            break;
    }
    return guarded(file, [&] {
        try {
            return open_checked(file, SQLite::OPEN_READONLY);
        } catch (const SQLite::Exception& error) {
            const int code = error.getErrorCode();
            if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY) throw;
            return open_unlocked(file);
        }
    });
}

void migrate(SQLite::Database& db, const std::string& file, const std::vector<std::string>& steps) {
    const auto from = pragma(db, "user_version");
    const auto to = static_cast<std::int64_t>(steps.size());
    if (from > to) refuse_newer(file, from);
    if (from == to) return;
    for (auto version = from; version < to; ++version)
        db.exec(steps[static_cast<std::size_t>(version)]);
    db.exec(fmt::format("PRAGMA application_id = {}", application_id));
    db.exec(fmt::format("PRAGMA user_version = {}", to));
}

void check_version(SQLite::Database& db, const std::string& file) {
    const auto version = pragma(db, "user_version");
    const auto known = static_cast<std::int64_t>(schema_steps().size());
    if (version > known) refuse_newer(file, version);
    if (version < known)
        throw StoreError(fmt::format(
            "'{}' has schema version {}, this program reads version {}; the next run stored in it "
            "brings it up to date",
            file, version, known));
}

void seal(SQLite::Database& db) {
    db.setBusyTimeout(glance_ms);
    try {
        db.execAndGet("PRAGMA wal_checkpoint(TRUNCATE)");
        db.execAndGet("PRAGMA journal_mode = DELETE");
    } catch (const SQLite::Exception& error) {
        if (error.getErrorCode() != SQLITE_BUSY) throw;
    }
    db.setBusyTimeout(turn_ms);
}

}  // namespace results
