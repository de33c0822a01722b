// SPDX-License-Identifier: MIT
#include "results/canonical.h"

#include <nlohmann/json.hpp>

namespace results {
namespace {

using Json = nlohmann::ordered_json;

struct Query {
    const char* table;
    const char* sql;  // its columns' names become keys; ?1 is the run
};

const Query queries[] = {
    {"run",
     "SELECT name, seed, dataplane, tool_version, state, simulated_ns, flows, allowed, dropped, "
     "uncertain, expected, unexpected, children FROM run WHERE id = ?1"},
    {"input", "SELECT path, sha256 FROM input WHERE run = ?1 ORDER BY path"},
    {"namespace", "SELECT id, name FROM namespace WHERE run = ?1 ORDER BY id"},
    {"namespace_label",
     "SELECT namespace, key, value FROM namespace_label WHERE run = ?1 ORDER BY namespace, key"},
    {"subnet",
     "SELECT id, vpc, name, cidr, zone, is_public FROM subnet WHERE run = ?1 ORDER BY id"},
    {"node", "SELECT id, name, ip, instance_type, subnet FROM node WHERE run = ?1 ORDER BY id"},
    {"workload", "SELECT id, namespace, kind, name FROM workload WHERE run = ?1 ORDER BY id"},
    {"endpoint",
     "SELECT id, kind, ref, ip, namespace, workload, node FROM endpoint WHERE run = ?1 "
     "ORDER BY id"},
    {"endpoint_label",
     "SELECT endpoint, key, value FROM endpoint_label WHERE run = ?1 ORDER BY endpoint, key"},
    {"rule",
     "SELECT id, kind, namespace, name, direction, path, rule, file, line, hits FROM rule "
     "WHERE run = ?1 ORDER BY id"},
    {"reason", "SELECT id, code, meaning FROM reason WHERE run = ?1 ORDER BY id"},
    {"cause", "SELECT list, position, rule FROM cause WHERE run = ?1 ORDER BY list, position"},
    {"hop",
     "SELECT h.path, h.position, l.text AS leg, k.text AS hook, h.at, v.text AS verdict, h.reason, "
     "h.causes FROM hop h JOIN word l ON l.id = h.leg JOIN word k ON k.id = h.hook "
     "JOIN word v ON v.id = h.verdict WHERE h.run = ?1 ORDER BY h.path, h.position"},
    {"event", "SELECT id, at_ns, text FROM event WHERE run = ?1 ORDER BY id"},
    {"flow",
     "SELECT f.id, f.name, f.src, f.dst, p.text AS protocol, f.port, f.source_port, f.start_ns, "
     "f.end_ns, v.text AS verdict, o.text AS outcome, h.text AS hook, f.reason, f.causes, f.path, "
     "f.drops, f.packets, f.caveats, e.text AS expect, f.as_expected, f.parent, f.asked, "
     "f.backend, f.backend_port FROM flow f "
     "JOIN word p ON p.id = f.protocol JOIN word v ON v.id = f.verdict "
     "JOIN word o ON o.id = f.outcome JOIN word h ON h.id = f.hook "
     "LEFT JOIN word e ON e.id = f.expect WHERE f.run = ?1 ORDER BY f.id"},
    {"sample",
     "SELECT at_ns, width_ns, allowed, dropped FROM sample WHERE run = ?1 ORDER BY at_ns"},
};

Json value(const SQLite::Column& column) {
    if (column.isNull()) return nullptr;
    if (column.isInteger()) return std::int64_t{column.getInt64()};
    return column.getString();
}

std::string line(const char* table, SQLite::Statement& row) {
    Json json = {{"table", table}};
    for (int i = 0; i < row.getColumnCount(); ++i)
        json[row.getColumnName(i)] = value(row.getColumn(i));
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

void write_canonical(SQLite::Database& db, Id run,
                     const std::function<void(const std::string& line)>& each) {
    for (const Query& query : queries) {
        SQLite::Statement rows(db, query.sql);
        rows.bind(1, run);
        while (rows.executeStep()) each(line(query.table, rows));
    }
}

}  // namespace results
