// SPDX-License-Identifier: MIT
// kustomization.yaml, as far as it can be honoured without building it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/scenario/objects/overlay.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/source.h"

namespace scenario {

struct KustomizationResource {
    std::string path;  // relative to the kustomization's folder
    Place place;
};

struct Kustomization {
    std::vector<KustomizationResource> resources;  // `bases` last, as kustomize takes them
    std::shared_ptr<const Overlay> overlay;
    bool complete = true;  // false where something cannot be honoured; it was reported
    Place fault;           // a place where that stands
};

// Whether kustomize takes a file of this name for a kustomization.
bool is_kustomization(const std::string& file_name);

// Honoured are `resources`, `bases`, `namespace`, `commonLabels` and `labels` (but for its
// `fields`). Any other field that says something is an error with `advice`, and so are remote
// resources.
Kustomization read_kustomization(const Source& source, const std::string& advice,
                                 Findings& findings);

}  // namespace scenario
