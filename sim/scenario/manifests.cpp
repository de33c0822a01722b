// SPDX-License-Identifier: MIT
#include "sim/scenario/manifests.h"

#include <optional>

#include "sim/scenario/objects/inputs.h"
#include "sim/scenario/objects/manifest.h"

namespace scenario {

std::vector<std::string> skipped_notes(const Objects& objects) {
    std::vector<std::string> notes;
    for (const auto& [kind, skipped] : objects.skipped) {
        if (skipped.warned_of && skipped.count == 1) continue;
        notes.push_back(std::to_string(skipped.count) + " skipped: " + kind);
    }
    return notes;
}

ManifestResult read_manifests(const std::vector<std::string>& paths) {
    return read_manifests(paths, DiskFiles());
}

ManifestResult read_manifests(const std::vector<std::string>& paths, const Files& files) {
    Sources sources;
    Findings findings(sources);
    Inputs inputs(files, "", sources, findings);
    ManifestReader reader(findings);
    for (const std::string& path : paths) {
        const auto found = inputs.open(path, std::nullopt, Inputs::Again::Skip);
        reader.lose(found.lost);
        for (const auto& part : found.parts) reader.read(*part.source, part.overlays);
    }
    ManifestResult result;
    result.objects = reader.take();
    result.notes = skipped_notes(result.objects);
    result.diagnostics = findings.sorted();
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
        result.inputs.push_back({sources.at(i).relative(), sources.at(i).take_text()});
    }
    return result;
}

}  // namespace scenario
