// SPDX-License-Identifier: MIT
// The schema as steps from version to version.
#pragma once

#include <string>
#include <vector>

namespace results {

// The SQL that brings a store of version n to version n + 1 is element n; element 0 is schema.sql
// and makes an empty file into a store, element 1 is schema_2.sql, and so on. The size is the
// version this program reads and writes (PRAGMA user_version). To change the schema, append a step;
// steps once released never change.
const std::vector<std::string>& schema_steps();

}  // namespace results
