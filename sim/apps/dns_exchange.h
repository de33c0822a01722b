// SPDX-License-Identifier: MIT
// A look-up, as the C library's resolver makes it: one question after the other over UDP.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <ns3/event-id.h>

#include "sim/apps/exchange.h"
#include "sim/apps/udp_client.h"
#include "sim/cluster/endpoint.h"

namespace sim {

// What the server said to a question: nothing where the name does not exist.
struct DnsReply {
    bool exists = false;
    std::uint32_t bytes = 0;  // of the whole answer
    bool failed = false;      // the server could not find out (SERVFAIL)
};

// Asks `names` in order from one socket until one exists. A question that is not answered within
// five seconds is asked once more; after that the look-up has failed, and no further name is tried
// (resolv.conf(5): timeout:5, attempts:2; glibc's res_search).
//
// The packets carry no text: `reply` says what the server knows when its answer arrives. An answer
// of more than 512 bytes arrives truncated, as one without EDNS does; the listener then asks by
// TCP.
//
// A server's failure uses up an attempt at once, like a refusal.
//
// Outcome: Answered where a name exists, none does or the server failed; TimedOut, Refused or
// Unreachable where the server could not be asked.
class DnsExchange final : public Exchange {
  public:
    using Reply = std::function<DnsReply(const std::string& name)>;

    DnsExchange(const ExchangeSpec& spec, std::vector<std::string> names, Reply reply,
                Endpoint& client, ExchangeListener& listener)
        : spec_(spec),
          names_(std::move(names)),
          reply_(std::move(reply)),
          client_(client),
          listener_(listener),
          udp_([this] { answered(); }, [this](Outcome outcome) { refused(outcome); }) {}
    ~DnsExchange() override;

    void start() override;

    // The name that exists, once the outcome is Answered; null where none does.
    const std::string* found() const { return found_ ? &names_[asked_] : nullptr; }
    bool truncated() const { return truncated_; }
    const std::string& asking() const { return names_[asked_]; }

  private:
    void ask();
    void no_answer();
    void answered();
    void refused(Outcome outcome);
    void conclude(Outcome outcome);

    ExchangeSpec spec_;
    std::vector<std::string> names_;
    Reply reply_;
    Endpoint& client_;
    ExchangeListener& listener_;
    UdpClient udp_;
    ns3::EventId timer_;
    std::size_t asked_ = 0;  // into names_
    int attempt_ = 0;        // of this name
    bool found_ = false;
    bool truncated_ = false;
    bool concluded_ = false;
};

}  // namespace sim
