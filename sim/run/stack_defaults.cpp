// SPDX-License-Identifier: MIT
#include "sim/run/stack_defaults.h"

#include <ns3/config.h>
#include <ns3/double.h>
#include <ns3/nstime.h>
#include <ns3/uinteger.h>

namespace sim {

void set_stack_defaults() {
    using ns3::Config::SetDefault;
    // 9001 less 20 bytes of IPv4, 20 of TCP and 12 of timestamps: jumbo frames within the VPC.
    SetDefault("ns3::TcpSocket::SegmentSize", ns3::UintegerValue(8949));
    // Linux sends its first SYN again after one second, then doubles (RFC 6298); six times.
    SetDefault("ns3::TcpSocket::ConnTimeout", ns3::TimeValue(ns3::Seconds(1)));
    SetDefault("ns3::TcpSocket::ConnCount", ns3::UintegerValue(6));
    // ns-3's 128 kB would cap a connection at a few Gb/s.
    SetDefault("ns3::TcpSocket::SndBufSize", ns3::UintegerValue(4U << 20U));
    SetDefault("ns3::TcpSocket::RcvBufSize", ns3::UintegerValue(4U << 20U));
    // TIME_WAIT lasts twice this. Nothing here delays a segment by more than milliseconds, and a
    // socket in TIME_WAIT costs 9 kB and a place in a list that ns-3 searches from end to end.
    SetDefault("ns3::TcpSocketBase::MaxSegLifetime", ns3::DoubleValue(0.005));
}

}  // namespace sim
