// SPDX-License-Identifier: MIT
#include "results/inserter.h"

#include "results/sha256.h"

namespace results {
namespace {

using Ref = Insert::Reference;
using Optional = Insert::Optional;

}  // namespace

void Insert::bind(int index, Reference value) {
    if (value.id == none)
        statement_.bind(index);
    else
        statement_.bind(index, value.id);
}

void Insert::bind(int index, Optional value) {
    if (value.text.empty())
        statement_.bind(index);
    else
        statement_.bindNoCopy(index, value.text);
}

Words::Words(SQLite::Database& db)
    : insert_(db, "INSERT OR IGNORE INTO word (text) VALUES (?)"),
      select_(db, "SELECT id FROM word WHERE text = ?") {}

Id Words::operator[](const std::string& text) {
    const auto found = ids_.find(text);
    return found != ids_.end() ? found->second : learn(text);
}

Id Words::learn(const std::string& text) {
    insert_(text);
    select_.bindNoCopy(1, text);
    select_.executeStep();
    const Id id = select_.getColumn(0).getInt64();
    select_.reset();
    ids_.emplace(text, id);
    return id;
}

Inserter::Inserter(SQLite::Database& db, Id run)
    : run_(run),
      words_(db),
      content_(db, "INSERT OR IGNORE INTO content VALUES (?, ?)"),
      input_(db, "INSERT INTO input VALUES (?, ?, ?)"),
      namespace_(db, "INSERT INTO namespace VALUES (?, ?, ?)"),
      namespace_label_(db, "INSERT INTO namespace_label VALUES (?, ?, ?, ?)"),
      subnet_(db, "INSERT INTO subnet VALUES (?, ?, ?, ?, ?, ?, ?)"),
      node_(db, "INSERT INTO node VALUES (?, ?, ?, ?, ?, ?)"),
      workload_(db, "INSERT INTO workload VALUES (?, ?, ?, ?, ?)"),
      endpoint_(db, "INSERT INTO endpoint VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
      endpoint_label_(db, "INSERT INTO endpoint_label VALUES (?, ?, ?, ?)"),
      rule_(db, "INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"),
      reason_(db, "INSERT INTO reason VALUES (?, ?, ?, ?)"),
      cause_(db, "INSERT INTO cause VALUES (?, ?, ?, ?)"),
      hop_(db, "INSERT INTO hop VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      event_(db, "INSERT INTO event VALUES (?, ?, ?, ?)"),
      flow_(db,
            "INSERT INTO flow VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?, ?, ?, ?)"),
      sample_(db, "INSERT INTO sample VALUES (?, ?, ?, ?, ?)"),
      hits_(db, "UPDATE rule SET hits = ?3 WHERE run = ?1 AND id = ?2") {}

void Inserter::operator()(const Input& row) {
    const std::string hash = sha256(row.text);
    content_(hash, row.text);
    input_(run_, row.path, hash);
}

void Inserter::operator()(const Namespace& row) {
    namespace_(run_, row.id, row.name);
    for (const auto& [key, value] : row.labels) namespace_label_(run_, row.id, key, value);
}

void Inserter::operator()(const Subnet& row) {
    subnet_(run_, row.id, row.vpc, row.name, row.cidr, row.zone, Id{row.is_public});
}

void Inserter::operator()(const Node& row) {
    node_(run_, row.id, row.name, row.ip, row.instance_type, Ref{row.subnet});
}

void Inserter::operator()(const Workload& row) {
    workload_(run_, row.id, Ref{row.ns}, row.kind, row.name);
}

void Inserter::operator()(const Endpoint& row) {
    endpoint_(run_, row.id, row.kind, row.ref, row.ip, Ref{row.ns}, Ref{row.workload},
              Ref{row.node});
    for (const auto& [key, value] : row.labels) endpoint_label_(run_, row.id, key, value);
}

void Inserter::operator()(const Rule& row) {
    rule_(run_, row.id, row.kind, row.ns, row.name, row.direction, row.path, Ref{row.rule},
          row.file, row.line);
}

void Inserter::operator()(const Reason& row) {
    reason_(run_, row.id, row.code, row.meaning);
}

void Inserter::operator()(const CauseList& row) {
    std::int64_t position = 0;
    for (const Id rule : row.rules) cause_(run_, row.id, position++, rule);
}

void Inserter::operator()(const Path& row) {
    std::int64_t position = 0;
    for (const Hop& hop : row.hops)
        hop_(run_, row.id, position++, words_[hop.leg], words_[hop.hook], hop.at,
             words_[hop.verdict], Ref{hop.reason}, Ref{hop.causes});
}

void Inserter::operator()(const Event& row) {
    event_(run_, row.id, row.at, row.text);
}

void Inserter::operator()(const Flow& row) {
    flow_(run_, row.id, row.name, Ref{row.src}, Ref{row.dst}, words_[row.protocol], row.port,
          row.source_port, row.start, row.end, words_[row.verdict], words_[row.outcome],
          words_[row.hook], Ref{row.reason}, Ref{row.causes}, Ref{row.path}, row.drops, row.packets,
          Optional{row.caveats}, Ref{row.expect.empty() ? none : words_[row.expect]},
          Id{row.as_expected}, Ref{row.parent}, Ref{row.asked}, Ref{row.backend},
          Ref{row.backend == none ? none : row.backend_port});
}

void Inserter::operator()(const Sample& row) {
    sample_(run_, row.at, row.width, row.allowed, row.dropped);
}

void Inserter::operator()(const Hits& row) {
    hits_(run_, row.rule, row.flows);
}

}  // namespace results
