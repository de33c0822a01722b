// SPDX-License-Identifier: MIT
// How far a run is, on stderr.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace cli {

// A bar with rate and time left on a terminal; elsewhere a line every ten seconds. Nothing at all
// for what is over sooner than anyone could read it.
class Progress {
  public:
    // `title` stands before the bar.
    Progress(std::string title, bool terminal);
    ~Progress();  // clears the bar
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void update(std::size_t done, std::size_t total);

  private:
    using Clock = std::chrono::steady_clock;

    std::string title_;
    bool terminal_;
    bool drawn_ = false;
    Clock::time_point started_ = Clock::now();
    Clock::time_point shown_ = started_;
};

}  // namespace cli
