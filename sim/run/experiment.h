// SPDX-License-Identifier: MIT
// Exactly one run of a scenario.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "results/records.h"
#include "results/writer.h"
#include "sim/run/capture_options.h"
#include "sim/scenario/scenario.h"

namespace sim {

struct Watch {
    // Called now and then, in real time, with the flows that have ended and all there are.
    std::function<void(std::size_t done, std::size_t total)> progress;
    // Asked now and then; a run that is asked to stop ends what it has as interrupted.
    std::function<bool()> interrupted;
};

struct RunReport {
    std::size_t captures_left_out = 0;  // places of which there is no file; see captures.h
    results::State state = results::State::Done;
    std::int64_t unexpected = 0;  // flows that met something else than they expect
    std::uint64_t events = 0;     // ns-3 events executed
};

// Builds the scenario's cluster, lets time pass until the last flow and the last timeline event,
// or the scenario's duration, and writes everything that happened, sealing the run. Throws
// CaptureError, and leaves the run open, where packets were to be captured and cannot be.
//
// ns-3 keeps its clock and nodes in globals: one run at a time in a process.
RunReport run_experiment(const scenario::Scenario& scenario, results::Writer& writer,
                         const Watch& watch, const CaptureOptions& captures = {});

}  // namespace sim
