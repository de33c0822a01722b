// SPDX-License-Identifier: MIT
#include "policy/veth/connection_state.h"

#include <array>

#include "policy/model/icmp.h"

namespace policy {
namespace {

using State = ConnectionState;
using std::chrono::hours;
using std::chrono::seconds;

bool plain_syn(const TcpFlags& flags) {
    return flags.syn && !flags.ack && !flags.rst;
}

State after_fin(State state) {
    switch (state) {
        case State::TcpSynReceived:
        case State::TcpEstablished:
            return State::TcpFinWait;
        case State::TcpFinWait:
        case State::TcpCloseWait:
            return State::TcpLastAck;
        default:
            return state;
    }
}

State after_ack(State state, bool from_opener) {
    switch (state) {
        case State::TcpSynReceived:
            return from_opener ? State::TcpEstablished : state;
        case State::TcpFinWait:
            return State::TcpCloseWait;
        case State::TcpLastAck:
            return State::TcpTimeWait;
        default:
            return state;
    }
}

State after_tcp(State state, const TcpFlags& flags, bool from_opener) {
    if (flags.rst) return State::TcpClosed;
    if (flags.syn) {
        const bool answers = flags.ack && !from_opener && state == State::TcpSynSent;
        return answers ? State::TcpSynReceived : state;
    }
    if (flags.fin) return after_fin(state);
    return flags.ack ? after_ack(state, from_opener) : state;
}

// The first answer does not lengthen the time yet; whoever still talks two seconds later has a
// stream, not a question.
State after_udp(State state, bool from_opener, Time age) {
    if (state == State::UdpUnreplied) return from_opener ? state : State::UdpReplied;
    return age > seconds(2) ? State::UdpAssured : state;
}

// RFC 9260 section 3.2: chunk types.
enum SctpChunk : std::uint8_t {
    Init = 1,
    Abort = 6,
    Shutdown = 7,
    ShutdownAck = 8,
    CookieEcho = 10,
    CookieAck = 11,
    ShutdownComplete = 14,
};

State after_sctp(State state, std::uint8_t chunk) {
    switch (chunk) {
        case Abort:
            return State::SctpClosed;
        case CookieEcho:
            return state == State::SctpCookieWait ? State::SctpCookieEchoed : state;
        case CookieAck:
            return state == State::SctpCookieEchoed ? State::SctpEstablished : state;
        case Shutdown:
            return state == State::SctpEstablished ? State::SctpShutdownSent : state;
        case ShutdownAck:
            return state == State::SctpShutdownSent ? State::SctpShutdownAckSent : state;
        case ShutdownComplete:
            return state == State::SctpShutdownAckSent ? State::SctpClosed : state;
        default:
            return state;
    }
}

State opened_by_tcp(const TcpFlags& flags) {
    if (plain_syn(flags)) return State::TcpSynSent;
    const bool plain_ack = flags.ack && !flags.syn && !flags.fin && !flags.rst;
    return plain_ack ? State::TcpEstablished : State::None;
}

}  // namespace

ConnectionState opened_by(const Packet& packet) {
    switch (packet.translated.protocol) {
        case Protocol::TCP:
            return opened_by_tcp(packet.tcp);
        case Protocol::UDP:
            return State::UdpUnreplied;
        case Protocol::SCTP:
            return packet.sctp_chunk == Init ? State::SctpCookieWait : State::None;
        case Protocol::ICMP:
        case Protocol::ICMPv6:
            return icmp_role(packet) == IcmpRole::Request ? State::IcmpEcho : State::None;
    }
    return State::Other;
}

ConnectionState after(ConnectionState state, const Packet& packet, bool from_opener, Time age) {
    switch (packet.translated.protocol) {
        case Protocol::TCP:
            return after_tcp(state, packet.tcp, from_opener);
        case Protocol::UDP:
            return after_udp(state, from_opener, age);
        case Protocol::SCTP:
            return after_sctp(state, packet.sctp_chunk);
        default:
            return state;
    }
}

bool reopens(ConnectionState state, const Packet& packet) {
    switch (state) {
        case State::TcpTimeWait:
        case State::TcpClosed:
            return plain_syn(packet.tcp);
        case State::SctpClosed:
            return packet.sctp_chunk == Init;
        default:
            return false;
    }
}

Time timeout(ConnectionState state) {
    switch (state) {
        case State::None:
            return seconds(0);
        case State::TcpSynSent:
        case State::TcpFinWait:
        case State::TcpTimeWait:
        case State::UdpAssured:
            return seconds(120);
        case State::TcpSynReceived:
        case State::TcpCloseWait:
            return seconds(60);
        case State::TcpEstablished:
            return hours(5 * 24);
        case State::TcpLastAck:
        case State::UdpUnreplied:
        case State::UdpReplied:
        case State::IcmpEcho:
            return seconds(30);
        case State::TcpClosed:
        case State::SctpClosed:
            return seconds(10);
        case State::SctpCookieWait:
        case State::SctpCookieEchoed:
        case State::SctpShutdownSent:
        case State::SctpShutdownAckSent:
            return seconds(3);
        case State::SctpEstablished:
            return seconds(210);
        case State::Other:
            return seconds(600);
    }
    return seconds(0);
}

}  // namespace policy
