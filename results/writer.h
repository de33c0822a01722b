// SPDX-License-Identifier: MIT
// Appends one run to a store.
#pragma once

#include <memory>
#include <string>

#include "results/records.h"
#include "results/store_error.h"

namespace results {

// Writes one run. Rows may come in any order as long as what they refer to has come before; they
// reach the file in batches, so that a killed process leaves a readable store whose run says
// "running". Several processes may write to one file: each batch takes its turn.
//
// Not thread-safe. Every method throws StoreError.
class Writer {
  public:
    // Opens or makes the store and begins a run in it. A file made here is removed again if the
    // run cannot begin.
    Writer(const std::string& file, const Run& run);
    ~Writer();  // a run that was not finished stays "running"
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    Id run_id() const;

    void add(const Input& row);  // computes sha256
    void add(const Namespace& row);
    void add(const Subnet& row);
    void add(const Node& row);
    void add(const Workload& row);
    void add(const Endpoint& row);
    void add(const Rule& row);
    void add(const Reason& row);
    void add(const CauseList& row);
    void add(const Path& row);
    void add(const Event& row);
    void add(const Flow& row);
    void add(const Sample& row);
    // How many flows a rule decided (rules with none need no call).
    void set_hits(Id rule, std::int64_t flows);

    // Seals the run. After Done the file is one file, journal checkpointed, that opens read-only
    // anywhere. `simulated` is the simulated time at the end.
    void finish(State state, Nanoseconds simulated);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace results
