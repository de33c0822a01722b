// SPDX-License-Identifier: MIT
// Whether a file is text at all, before a parser sees it.
#pragma once

#include <string_view>

#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/source.h"

namespace scenario {

// False, and reported, where the text is empty or holds bytes that YAML does not allow (NUL and
// other control characters, what is not UTF-8).
bool is_text(const Source& source, Findings& findings);

// Whether thousands of brackets are opened without being closed. yaml-cpp reads them ahead without
// a limit of its own. Brackets in comments and strings count too: there are no honest files near
// the limit.
bool nests_too_deeply(std::string_view text);

}  // namespace scenario
