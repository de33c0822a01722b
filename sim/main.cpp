// SPDX-License-Identifier: MIT
// vethlab: does one verb and turns every failure into one sentence.
#include <cerrno>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include "results/store_error.h"
#include "sim/cli/program.h"
#include "sim/cli/verbs.h"
#include "sim/run/capture_options.h"

namespace {

// What a verb printed has arrived, or the status says that it has not: a full disk must not leave
// half a report behind a 0.
int after_output(int status) {
    errno = 0;
    const bool streamed = static_cast<bool>(std::cout.flush());
    const bool flushed = std::fflush(stdout) == 0;
    if (streamed && flushed && std::ferror(stdout) == 0) {
        return status;
    }
    const std::string why = errno == 0 ? "" : ": " + std::generic_category().message(errno);
    fmt::print(stderr, "error: cannot write to standard output{}\n", why);
    return cli::status_internal;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return after_output(cli::run_program(argc, argv));
    } catch (const results::StoreError& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return cli::status_wrong_input;
    } catch (const sim::CaptureError& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return cli::status_wrong_input;
    } catch (const std::exception& error) {
        fmt::print(stderr, "internal error: {}\n", error.what());
        return cli::status_internal;
    }
}
