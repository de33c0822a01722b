// SPDX-License-Identifier: MIT
#include "sim/apps/dns_exchange.h"

#include <algorithm>

#include <ns3/simulator.h>

#include "sim/apps/request.h"

namespace sim {

namespace {

const ns3::Time patience = ns3::Seconds(5);
constexpr int attempts = 2;
constexpr std::uint32_t largest_datagram = 512;  // RFC 1035 section 2.3.4

// RFC 1035 section 4.1: a header of 12 bytes, the name as labels, type and class.
std::uint32_t question_bytes(const std::string& name) {
    return 12 + static_cast<std::uint32_t>(name.size()) + 2 + 4;
}

}  // namespace

DnsExchange::~DnsExchange() {
    timer_.Cancel();
}

void DnsExchange::start() {
    if (udp_.open(client_, spec_.tuple)) {
        ask();
    } else {
        conclude(Outcome::Unreachable);
    }
}

void DnsExchange::ask() {
    ++attempt_;
    const DnsReply reply = reply_(names_[asked_]);
    const std::uint32_t question = question_bytes(names_[asked_]);
    udp_.send(make_request(question, std::min(std::max(question, reply.bytes), largest_datagram)));
    timer_ = ns3::Simulator::Schedule(patience, &DnsExchange::no_answer, this);
}

void DnsExchange::no_answer() {
    if (attempt_ < attempts) {
        ask();
    } else {
        conclude(Outcome::TimedOut);
    }
}

void DnsExchange::answered() {
    if (concluded_) {
        return;
    }
    timer_.Cancel();
    const DnsReply reply = reply_(names_[asked_]);
    if (reply.failed) {
        refused(Outcome::Answered);
    } else if (reply.exists) {
        found_ = true;
        truncated_ = reply.bytes > largest_datagram;
        conclude(Outcome::Answered);
    } else if (asked_ + 1 == names_.size()) {
        conclude(Outcome::Answered);
    } else {
        ++asked_;
        attempt_ = 0;
        ask();
    }
}

// A refusal uses up an attempt at once, as with one nameserver it does in glibc.
void DnsExchange::refused(Outcome outcome) {
    if (concluded_) {
        return;
    }
    timer_.Cancel();
    if (attempt_ < attempts) {
        ask();
    } else {
        conclude(outcome);
    }
}

void DnsExchange::conclude(Outcome outcome) {
    if (!concluded_) {
        concluded_ = true;
        listener_.outcome_known(spec_.flow, outcome);
        listener_.closed(spec_.flow);
    }
}

}  // namespace sim
