// SPDX-License-Identifier: MIT
#include "results/writer.h"

#include <array>
#include <cassert>
#include <tuple>
#include <unistd.h>
#include <vector>

#include "results/database.h"
#include "results/inserter.h"
#include "results/schema.h"

namespace results {
namespace {

// Rows that wait for their turn, by table; tables in the order of who refers to whom.
using Batch =
    std::tuple<std::vector<Input>, std::vector<Namespace>, std::vector<Subnet>, std::vector<Node>,
               std::vector<Workload>, std::vector<Endpoint>, std::vector<Rule>, std::vector<Reason>,
               std::vector<CauseList>, std::vector<Path>, std::vector<Event>, std::vector<Flow>,
               std::vector<Sample>, std::vector<Hits>>;
constexpr std::size_t batch_rows = 10'000;

struct Immediate : SQLite::Transaction {
    explicit Immediate(SQLite::Database& db)
        : SQLite::Transaction(db, SQLite::TransactionBehavior::IMMEDIATE) {}
};

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Id insert_run(SQLite::Database& db, const Run& run) {
    Insert row(db,
               "INSERT INTO run (name, seed, dataplane, tool_version, state) "
               "VALUES (?, ?, ?, ?, 'running')");
    row(run.name, static_cast<std::int64_t>(run.seed), run.dataplane, run.tool_version);
    const Id id = db.getLastInsertRowid();
    Insert execution(db,
                     "INSERT INTO execution (run, scenario, host, pid, started) "
                     "VALUES (?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))");
    execution(id, run.scenario, host_name(), Id{::getpid()});
    return id;
}

// The schema and the run, at once: a file has both or is empty.
Id begin_run(SQLite::Database& db, const std::string& file, const Run& run) {
    return guarded(file, [&] {
        Immediate turn(db);
        migrate(db, file, schema_steps());
        const Id id = insert_run(db, run);
        turn.commit();
        return id;
    });
}

// From now on readers do not hold up the writer. Another process may be in the way: then the
// journal is an ordinary one, which is slower and as safe.
void prefer_wal(SQLite::Database& db) {
    try {
        db.execAndGet("PRAGMA journal_mode = WAL");
    } catch (const SQLite::Exception&) {
        return;
    }
}

void tune(SQLite::Database& db) {
    prefer_wal(db);
    db.exec("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
    db.exec("PRAGMA wal_autocheckpoint = 16384");
}

}  // namespace

struct Writer::Impl {
    Impl(const std::string& name, const Run& row)
        : file(name),
          db(open_for_writing(file)),
          run(begin_run(db, name, row)),
          insert(guarded(name, [&] { return Inserter(db, run); })) {
        guarded(name, [&] { tune(db); });
    }

    template <class Row>
    void add(const Row& row) {
        assert(!finished);
        std::get<std::vector<Row>>(batch).push_back(row);
        if (++waiting >= batch_rows) flush();
    }

    void flush();
    void store_batch();
    void count(const std::vector<Flow>& flows);
    void finish(State state, Nanoseconds simulated);

    ClaimedFile file;
    SQLite::Database db;
    Id run;
    Inserter insert;
    Batch batch;
    std::size_t waiting = 0;
    bool finished = false;
};

// After a failure the rows still wait, so that the caller may try again.
void Writer::Impl::flush() {
    guarded(file.name(), [&] {
        try {
            Immediate turn(db);
            store_batch();
            turn.commit();
        } catch (const SQLite::Exception&) {
            insert.forget_words();
            throw;
        }
    });
    std::apply([](auto&... rows) { (rows.clear(), ...); }, batch);
    waiting = 0;
}

void Writer::Impl::store_batch() {
    const auto store = [&](const auto& rows) {
        for (const auto& row : rows) insert(row);
    };
    std::apply([&](const auto&... rows) { (store(rows), ...); }, batch);
    count(std::get<std::vector<Flow>>(batch));
}

void Writer::Impl::count(const std::vector<Flow>& flows) {
    if (flows.empty()) return;
    Id all = 0;
    Id allowed = 0;
    Id dropped = 0;
    Id expected = 0;
    Id unexpected = 0;
    for (const Flow& flow : flows) {
        if (flow.parent != none) continue;
        ++all;
        allowed += Id{flow.verdict == "allow"};
        dropped += Id{flow.verdict == "drop"};
        expected += Id{!flow.expect.empty()};
        unexpected += Id{!flow.expect.empty() && !flow.as_expected};
    }
    Insert update(
        db,
        "UPDATE run SET flows = flows + ?, allowed = allowed + ?, dropped = dropped + ?, "
        "uncertain = uncertain + ?, expected = expected + ?, unexpected = unexpected + ?, "
        "children = children + ? WHERE id = ?");
    update(all, allowed, dropped, all - allowed - dropped, expected, unexpected,
           static_cast<Id>(flows.size()) - all, run);
}

void Writer::Impl::finish(State state, Nanoseconds simulated) {
    assert(!finished);
    flush();
    guarded(file.name(), [&] {
        Immediate turn(db);
        Insert update(db, "UPDATE run SET state = ?, simulated_ns = ? WHERE id = ?");
        update(std::string(text(state)), simulated, run);
        Insert ended(db,
                     "UPDATE execution SET ended = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') "
                     "WHERE run = ?");
        ended(run);
        turn.commit();
        finished = true;
        seal(db);
    });
}

Writer::Writer(const std::string& file, const Run& run)
    : impl_(std::make_unique<Impl>(file, run)) {}
Writer::~Writer() = default;

Id Writer::run_id() const {
    return impl_->run;
}

void Writer::add(const Input& row) {
    impl_->add(row);
}
void Writer::add(const Namespace& row) {
    impl_->add(row);
}
void Writer::add(const Subnet& row) {
    impl_->add(row);
}
void Writer::add(const Node& row) {
    impl_->add(row);
}
void Writer::add(const Workload& row) {
    impl_->add(row);
}
void Writer::add(const Endpoint& row) {
    impl_->add(row);
}
void Writer::add(const Rule& row) {
    impl_->add(row);
}
void Writer::add(const Reason& row) {
    impl_->add(row);
}
void Writer::add(const CauseList& row) {
    impl_->add(row);
}
void Writer::add(const Path& row) {
    impl_->add(row);
}
void Writer::add(const Event& row) {
    impl_->add(row);
}
void Writer::add(const Flow& row) {
    impl_->add(row);
}
void Writer::add(const Sample& row) {
    impl_->add(row);
}
void Writer::set_hits(Id rule, std::int64_t flows) {
    impl_->add(Hits{rule, flows});
}

void Writer::finish(State state, Nanoseconds simulated) {
    impl_->finish(state, simulated);
}

}  // namespace results
