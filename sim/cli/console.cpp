// SPDX-License-Identifier: MIT
#include "sim/cli/console.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

namespace cli {

bool use_color(ColorMode mode, int descriptor) {
    if (mode != ColorMode::Auto) {
        return mode == ColorMode::Always;
    }
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool refused = (no_color != nullptr && *no_color != '\0') ||
                         (term != nullptr && std::strcmp(term, "dumb") == 0);
    return !refused && isatty(descriptor) != 0;
}

int terminal_width(int descriptor) {
    winsize size{};
    if (isatty(descriptor) == 0 || ioctl(descriptor, TIOCGWINSZ, &size) != 0) {
        return 0;
    }
    return size.ws_col;
}

void print_diagnostics(const std::vector<scenario::Diagnostic>& diagnostics, ColorMode mode) {
    const bool color = use_color(mode, STDERR_FILENO);
    for (const scenario::Diagnostic& diagnostic : diagnostics) {
        fmt::print(stderr, "{}\n", scenario::render(diagnostic, color));
    }
    const auto errors = std::count_if(
        diagnostics.begin(), diagnostics.end(), [](const scenario::Diagnostic& diagnostic) {
            return diagnostic.severity == scenario::Diagnostic::Severity::Error;
        });
    if (errors > 0) {
        fmt::print(stderr, "{} error{}\n", errors, errors == 1 ? "" : "s");
    }
}

}  // namespace cli
