// SPDX-License-Identifier: MIT
// The parts that all Kubernetes objects share: metadata and label selectors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/labels.h"
#include "policy/validate/validate.h"
#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// Reads `metadata` of an object. Nothing where it gives no usable name (reported). An object that
// names no namespace is in `default_namespace`; where that is empty, the kind has none. `unknown`
// says whether keys that ObjectMeta does not have are errors. Names and labels are not checked
// against the API's rules here.
std::optional<Metadata> read_metadata(ObjectReader& object, const std::string& default_namespace,
                                      UnknownKeys unknown, Findings& findings);

// The annotation's value, and where it stands; null where it is not written.
const Annotation* annotation(const Metadata& metadata, std::string_view key);

// Whether the object was read from a cluster, whose API server has admitted it: it has a uid.
bool is_live(const Node& object);

// Reports a name, namespace or labels that the API server would refuse, in its words, where they
// stand: in `object`, in the map `written`. Which names it takes depends on the kind: one of
// policy/validate/validate.h's checks.
using NameCheck = std::vector<std::string> (*)(const std::string& name);
void check_metadata(const Metadata& metadata, NameCheck check_name, const Node& object,
                    Findings& findings);
void check_labels(const policy::Labels& labels, const char* path, const Node& written,
                  Findings& findings);

// Each problem where its path leads in `object`.
void report(const std::vector<policy::Problem>& problems, const Node& object, Findings& findings);

policy::LabelSelector read_label_selector(const Node& node, UnknownKeys unknown,
                                          Findings& findings);

}  // namespace scenario
