// SPDX-License-Identifier: MIT
// The API's field paths, as places in what was written.
#pragma once

#include <string_view>

#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Where the API's field path ("spec.ingress[0].ports[1].endPort") leads; where it goes on past
// what is written, the last place on its way.
Place place_of_path(const Node& object, std::string_view path);

// Of labels the API names the map, and quotes the key or the value that it refuses: where that
// stands; the map's place where nothing in it reads so.
Place place_of_label(const Node& map, std::string_view key_or_value);
Place place_of_label(const Node& object, std::string_view path, std::string_view key_or_value);

}  // namespace scenario
