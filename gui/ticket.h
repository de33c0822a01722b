// SPDX-License-Identifier: MIT
// Who asks again before the answer has come wants only the last answer. A Topic gives a ticket to
// each question; renewing it makes all tickets before stale, also those already on another thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>

namespace gui {

using Generation = std::shared_ptr<std::atomic<std::uint64_t>>;

// Copied freely between threads.
class Ticket {
  public:
    Ticket(Generation newest, std::uint64_t number) : newest_(std::move(newest)), number_(number) {}

    bool is_current() const { return *newest_ == number_; }

  private:
    Generation newest_;
    std::uint64_t number_;
};

class Topic {
  public:
    Ticket renew() { return {newest_, ++*newest_}; }
    Ticket same() const { return {newest_, *newest_}; }

  private:
    Generation newest_ = std::make_shared<std::atomic<std::uint64_t>>(0);
};

}  // namespace gui
