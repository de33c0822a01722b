// SPDX-License-Identifier: MIT
// Kubernetes manifests alone, without a scenario: what `vethlab validate PATH...` reads.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/diagnostics.h"
#include "sim/scenario/text/files.h"

namespace scenario {

struct ManifestResult {
    Objects objects;            // what could be read; all of it iff no diagnostic is an error
    std::vector<Input> inputs;  // Position::file of the objects indexes these
    std::vector<std::string> notes;
    std::vector<Diagnostic> diagnostics;  // by file in order of reading, then by position
};

// Reads files, and folders with all that is below them. Never throws on input, never stops at the
// first error.
ManifestResult read_manifests(const std::vector<std::string>& paths);
ManifestResult read_manifests(const std::vector<std::string>& paths, const Files& files);

// `3 skipped: Service (v1)`, one for each kind, but for the single one that was warned of.
std::vector<std::string> skipped_notes(const Objects& objects);

}  // namespace scenario
