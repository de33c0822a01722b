// SPDX-License-Identifier: MIT
#include "sim/apps/dns_exchange.h"

#include <algorithm>

#include <ns3/inet-socket-address.h>
#include <ns3/simulator.h>
#include <ns3/udp-socket-factory.h>

#include "sim/apps/request.h"

namespace sim {

using ns3::MakeCallback;
using ns3::Ptr;
using ns3::Socket;

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
    if (socket_) {
        socket_->SetRecvCallback(ns3::MakeNullCallback<void, Ptr<Socket>>());
        socket_->SetAttribute("IcmpCallback", ns3::CallbackValue(ns3::CallbackBase()));
        socket_->Close();
    }
}

void DnsExchange::start() {
    socket_ = Socket::CreateSocket(client_.stack(), ns3::UdpSocketFactory::GetTypeId());
    socket_->SetAttribute("IcmpCallback",
                          ns3::CallbackValue(MakeCallback(&DnsExchange::icmp_error, this)));
    socket_->SetRecvCallback(MakeCallback(&DnsExchange::received, this));
    const int bound = socket_->Bind(ns3::InetSocketAddress(
        ns3::Ipv4Address(spec_.tuple.source.v4_bits()), spec_.tuple.source_port));
    if (bound != 0 ||
        socket_->Connect(ns3::InetSocketAddress(ns3::Ipv4Address(spec_.tuple.destination.v4_bits()),
                                                spec_.tuple.destination_port)) != 0) {
        conclude(Outcome::Unreachable);
        return;
    }
    ask();
}

void DnsExchange::ask() {
    ++attempt_;
    const DnsReply reply = reply_(names_[asked_]);
    const std::uint32_t question = question_bytes(names_[asked_]);
    socket_->Send(
        make_request(question, std::min(std::max(question, reply.bytes), largest_datagram)));
    timer_ = ns3::Simulator::Schedule(patience, &DnsExchange::no_answer, this);
}

void DnsExchange::no_answer() {
    if (attempt_ < attempts) {
        ask();
    } else {
        conclude(Outcome::TimedOut);
    }
}

void DnsExchange::received(Ptr<Socket> socket) {
    while (socket->Recv()) {
    }
    if (concluded_) {
        return;
    }
    timer_.Cancel();
    const DnsReply reply = reply_(names_[asked_]);
    if (reply.exists) {
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
void DnsExchange::icmp_error(ns3::Ipv4Address /*from*/, std::uint8_t /*ttl*/, std::uint8_t type,
                             std::uint8_t code, std::uint32_t /*info*/) {
    constexpr std::uint8_t unreachable = 3;
    constexpr std::uint8_t port = 3;
    if (type != unreachable || concluded_) {
        return;
    }
    timer_.Cancel();
    if (attempt_ < attempts) {
        ask();
    } else {
        conclude(code == port ? Outcome::Refused : Outcome::Unreachable);
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
