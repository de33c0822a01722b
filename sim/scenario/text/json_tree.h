// SPDX-License-Identifier: MIT
// JSON as the tree of yaml_tree.h, an item at a time: dumps of large clusters are large.
#pragma once

#include <functional>

#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/source.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Where the values of a text go. Nodes are there until the call returns.
struct JsonSink {
    // An item of a list, `items` at the top, that says its own apiVersion and kind.
    std::function<void(const Node&)> item;
    // A document of the text; `items` without those that went before.
    std::function<void(const Node&)> document;
};

struct JsonResult {
    enum class End : std::uint8_t {
        Whole,   // all of it was read
        Broken,  // no JSON from some place on, in the midst of a list; that is reported
        Other,   // what follows is not JSON; it may be YAML
    };
    End end = End::Whole;
    std::size_t documents = 0;  // that were read before that
};

// Reads one or several JSON documents, with or without `---` between them. REQUIRES: is_text().
// Maps and lists below keys that no reader of manifests asks for (managedFields, env,
// volumes ...) are there, but empty.
JsonResult read_json(const Source& source, Findings& findings, const JsonSink& sink);

}  // namespace scenario
