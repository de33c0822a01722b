// SPDX-License-Identifier: MIT
#include "results/id_set.h"

#include <sqlite3.h>

namespace results {
namespace {

void has_id(sqlite3_context* context, int /*count*/, sqlite3_value** arguments) {
    int result = 0;
    if (sqlite3_value_type(arguments[1]) == SQLITE_INTEGER) {
        const auto* bytes = static_cast<const unsigned char*>(sqlite3_value_blob(arguments[0]));
        const Id id = sqlite3_value_int64(arguments[1]);
        if (id >= 0 && id / 8 < sqlite3_value_bytes(arguments[0]))
            result = (bytes[id / 8] >> (id % 8)) & 1;
    }
    sqlite3_result_int(context, result);
}

}  // namespace

void IdSet::insert(Id id) {
    if (id < 0) return;
    const auto byte = static_cast<std::size_t>(id / 8);
    if (byte >= bytes_.size()) bytes_.resize(byte + 1);
    bytes_[byte] = static_cast<char>(static_cast<unsigned char>(bytes_[byte]) | (1U << (id % 8)));
}

void define_has_id(SQLite::Database& db) {
    db.createFunction("has_id", 2, true, nullptr, has_id);
}

}  // namespace results
