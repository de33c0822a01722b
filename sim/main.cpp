// SPDX-License-Identifier: MIT
// vethlab: does one verb and turns every failure into one sentence.
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "results/store_error.h"
#include "sim/cli/program.h"
#include "sim/cli/verbs.h"

int main(int argc, char** argv) {
    try {
        return cli::run_program(argc, argv);
    } catch (const results::StoreError& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return cli::status_wrong_input;
    } catch (const std::exception& error) {
        fmt::print(stderr, "internal error: {}\n", error.what());
        return cli::status_internal;
    }
}
