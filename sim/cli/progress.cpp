// SPDX-License-Identifier: MIT
#include "sim/cli/progress.h"

#include <cstdio>

#include <fmt/format.h>

namespace cli {
namespace {

constexpr int bar_cells = 24;
constexpr auto bar_interval = std::chrono::milliseconds(200);
constexpr auto line_interval = std::chrono::seconds(10);

std::string left_text(double seconds) {
    if (seconds < 90) {
        return fmt::format("{:.0f} s left", seconds);
    }
    return fmt::format("{:.0f} min left", seconds / 60);
}

}  // namespace

Progress::Progress(std::string title, bool terminal)
    : title_(std::move(title)), terminal_(terminal) {}

Progress::~Progress() {
    if (drawn_) {
        fmt::print(stderr, "\r\x1b[K");
        std::fflush(stderr);
    }
}

void Progress::update(std::size_t done, std::size_t total) {
    const auto now = Clock::now();
    if (total == 0 || (terminal_ ? now - shown_ < bar_interval : now - shown_ < line_interval)) {
        return;
    }
    shown_ = now;
    const double elapsed = std::chrono::duration<double>(now - started_).count();
    const double share = static_cast<double>(done) / static_cast<double>(total);
    const double rate = static_cast<double>(done) / elapsed;
    const std::string rest =
        done == 0 ? "" : ", " + left_text(static_cast<double>(total - done) / rate);
    const std::string text =
        fmt::format("{} {} of {} flows, {:.0f} a second{}", title_, done, total, rate, rest);
    if (!terminal_) {
        fmt::print(stderr, "{}\n", text);
        return;
    }
    const auto full = static_cast<int>(share * bar_cells);
    fmt::print(stderr, "\r\x1b[K[{:#<{}}{:.<{}}] {}", "", full, "", bar_cells - full, text);
    std::fflush(stderr);
    drawn_ = true;
}

}  // namespace cli
