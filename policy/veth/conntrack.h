// SPDX-License-Identifier: MIT
// The connections of one pod: which packets continue, answer or are about one that was let in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <tuple>

#include "policy/model/packet.h"
#include "policy/model/verdict.h"
#include "policy/veth/connection_state.h"
#include "policy/veth/flow_map.h"

namespace policy {

// What is known of a connection that a packet belongs to.
struct Tracked {
    bool from_opener = false;
    CauseListId causes = no_causes;  // of the verdict that let the opening pass
};

// Entries are made by open() only, so that a denied opening leaves none. They end by their timeout
// (see connection_state.h), lazily: what has expired is not found, and a little of the table is
// swept at each opening. Nothing is allocated unless the table grows.
//
// Keyed from the pod's view: both directions of a connection are one entry, found by one lookup.
// An ICMP exchange is keyed by its identifier and by who asks; other types of ICMP have no entry.
// REQUIRES everywhere: `now` never goes back between calls.
class Conntrack {
  public:
    // How long a state is remembered: Linux' times, or another tracker's.
    using TimeoutOf = Time (*)(ConnectionState);
    explicit Conntrack(TimeoutOf timeout_of = timeout) : timeout_of_(timeout_of) {}

    // The connection that `packet` continues or answers, which remembers the packet. Nothing when
    // the packet opens one: when there is no entry, or it ended and its tuple is used again.
    std::optional<Tracked> follow(const Packet& packet, Direction direction, Time now);

    // The connection that an ICMP error is about: `quoted` is a tuple of it. Remembers nothing.
    std::optional<Tracked> related(const Packet& error, Direction direction, Time now);

    // Remembers a connection that was let in. A packet that can open nothing leaves no entry; see
    // opened_by(). REQUIRES: follow() has just found nothing.
    void open(const Packet& packet, Direction direction, Time now, CauseListId causes);

    // Asks of every connection, with the tuple and direction of its opening as if it were new: its
    // causes from now on, or nothing to forget it.
    using Judge = std::function<std::optional<CauseListId>(const Tuple&, Direction)>;
    void judge_again(const Judge& judge);

    std::size_t size() const { return entries_.size(); }  // expired ones not yet swept included

  private:
    struct Key {
        std::uint64_t remote_high = 0, remote_low = 0, local_high = 0, local_low = 0;
        std::uint16_t remote_port = 0, local_port = 0;
        Protocol protocol = Protocol::TCP;
        Family family = Family::V4;
        bool asked_by_pod = false;  // ICMP only

        friend bool operator==(const Key& a, const Key& b) {
            return a.remote_low == b.remote_low && a.remote_port == b.remote_port &&
                   a.local_port == b.local_port && a.local_low == b.local_low &&
                   a.remote_high == b.remote_high && a.local_high == b.local_high &&
                   a.protocol == b.protocol && a.family == b.family &&
                   a.asked_by_pod == b.asked_by_pod;
        }
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };
    struct alignas(64) Entry {  // a cache line: one lookup, one miss
        Key key;
        Time opened{0};
        Time expires{0};
        CauseListId causes = no_causes;
        ConnectionState state = ConnectionState::None;
        Direction opener = Direction::FromPod;
        bool in_use() const { return state != ConnectionState::None; }
    };

    static Tuple opening_of(const Entry& entry);
    static Key key_of(const Tuple& tuple, Direction direction, bool asked_by_pod);
    static bool asked_by_pod(const Packet& packet, Direction direction);
    Entry* find(const Key& key, Time now);
    Entry* find_for(const Packet& packet, Direction direction, Time now);
    void sweep_some(Time now);

    TimeoutOf timeout_of_;
    FlowMap<Entry, KeyHash> entries_;
    std::size_t cursor_ = 0;  // where sweeping goes on
};

}  // namespace policy
