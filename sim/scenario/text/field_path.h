// SPDX-License-Identifier: MIT
// The API's field paths, as places in what was written.
#pragma once

#include <string_view>

#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Where the API's field path ("spec.ingress[0].ports[1].endPort") leads; where it goes on past
// what is written, the last place on its way.
Place place_of_path(const Node& object, std::string_view path);

}  // namespace scenario
