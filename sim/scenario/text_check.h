// SPDX-License-Identifier: MIT
// Whether a file is text at all, before a parser sees it.
#pragma once

#include "sim/scenario/findings.h"
#include "sim/scenario/source.h"

namespace scenario {

// False, and reported, where the text is empty, holds bytes that YAML does not allow (NUL and other
// control characters, what is not UTF-8), or opens thousands of brackets without closing them.
bool is_text(const Source& source, Findings& findings);

}  // namespace scenario
