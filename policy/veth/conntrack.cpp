// SPDX-License-Identifier: MIT
#include "policy/veth/conntrack.h"

#include "policy/model/icmp.h"

namespace policy {
namespace {

// Slots looked at per opening. Four times as many as openings fill at most, so that expired
// entries go faster than new ones come.
constexpr int swept_per_opening = 4;

bool is_icmp(Protocol protocol) {
    return protocol == Protocol::ICMP || protocol == Protocol::ICMPv6;
}

}  // namespace

std::size_t Conntrack::KeyHash::operator()(const Key& key) const {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15ULL;  // 2^64 / golden ratio
    const std::uint64_t ports = (std::uint64_t{key.remote_port} << 16U) | key.local_port;
    std::uint64_t mixed = (key.remote_low ^ (ports << 32U) ^ ports) * odd;
    mixed ^= (mixed >> 32U) ^ key.remote_high ^ key.local_low;
    mixed *= odd;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29U));
}

// Of a packet's own tuple. `direction` is the packet's.
Conntrack::Key Conntrack::key_of(const Tuple& tuple, Direction direction, bool asked_by_pod) {
    const bool from_pod = direction == Direction::FromPod;
    const IpAddress& local = from_pod ? tuple.source : tuple.destination;
    const IpAddress& remote = from_pod ? tuple.destination : tuple.source;
    Key key;
    key.remote_high = remote.high();
    key.remote_low = remote.low();
    key.local_high = local.high();
    key.local_low = local.low();
    key.remote_port = from_pod ? tuple.destination_port : tuple.source_port;
    key.local_port = from_pod ? tuple.source_port : tuple.destination_port;
    key.protocol = tuple.protocol;
    key.family = remote.family();
    key.asked_by_pod = asked_by_pod;
    return key;
}

// The reverse of key_of(), in the direction of the end that opened.
Tuple Conntrack::opening_of(const Entry& entry) {
    const Key& key = entry.key;
    const auto address = [&](std::uint64_t high, std::uint64_t low) {
        return key.family == Family::V4 ? IpAddress::v4(static_cast<std::uint32_t>(low))
                                        : IpAddress::v6(high, low);
    };
    const Tuple from_pod{address(key.local_high, key.local_low),
                         address(key.remote_high, key.remote_low), key.protocol, key.local_port,
                         key.remote_port};
    return entry.opener == Direction::FromPod ? from_pod : from_pod.reversed();
}

// Both ends may ask with one identifier at the same time: these are two exchanges.
bool Conntrack::asked_by_pod(const Packet& packet, Direction direction) {
    if (!is_icmp(packet.translated.protocol)) return false;
    return (icmp_role(packet) == IcmpRole::Reply) == (direction == Direction::ToPod);
}

Conntrack::Entry* Conntrack::find(const Key& key, Time now) {
    Entry* entry = entries_.find(key);
    if (entry == nullptr || now < entry->expires) return entry;
    entries_.erase(entry);
    return nullptr;
}

// A reply on its way back through service translation has the service as its translated source.
// Its sender wrote the reverse of what the opening was translated to.
Conntrack::Entry* Conntrack::find_for(const Packet& packet, Direction direction, Time now) {
    const bool has_entries =
        !is_icmp(packet.translated.protocol) || icmp_role(packet) != IcmpRole::Other;
    if (!has_entries) return nullptr;
    const bool asked = asked_by_pod(packet, direction);
    Entry* entry = find(key_of(packet.translated, direction, asked), now);
    if (entry != nullptr || packet.written == packet.translated) return entry;
    entry = find(key_of(packet.written, direction, asked), now);
    return entry != nullptr && entry->opener != direction ? entry : nullptr;
}

std::optional<Tracked> Conntrack::follow(const Packet& packet, Direction direction, Time now) {
    Entry* entry = find_for(packet, direction, now);
    if (entry == nullptr) return std::nullopt;
    if (reopens(entry->state, packet)) {
        entries_.erase(entry);
        return std::nullopt;
    }
    const bool from_opener = direction == entry->opener;
    entry->state = after(entry->state, packet, from_opener, now - entry->opened);
    entry->expires = now + timeout_of_(entry->state);
    return Tracked{from_opener, entry->causes};
}

std::optional<Tracked> Conntrack::related(const Packet& error, Direction direction, Time now) {
    if (!error.quoted) return std::nullopt;
    const Direction quoted = direction == Direction::ToPod ? Direction::FromPod : Direction::ToPod;
    const Entry* entry = find(key_of(*error.quoted, quoted, false), now);
    if (entry == nullptr && is_icmp(error.quoted->protocol)) {
        entry = find(key_of(*error.quoted, quoted, true), now);
    }
    if (entry == nullptr) return std::nullopt;
    return Tracked{direction == entry->opener, entry->causes};
}

void Conntrack::open(const Packet& packet, Direction direction, Time now, CauseListId causes) {
    const ConnectionState state = opened_by(packet);
    if (state == ConnectionState::None) return;
    sweep_some(now);
    if (!entries_.room()) entries_.grow();
    Entry entry;
    entry.key = key_of(packet.translated, direction, asked_by_pod(packet, direction));
    entry.opened = now;
    entry.expires = now + timeout_of_(state);
    entry.causes = causes;
    entry.state = state;
    entry.opener = direction;
    entries_.insert(entry);
}

void Conntrack::judge_again(const Judge& judge) {
    for (std::size_t i = 0; i < entries_.capacity();) {
        Entry& entry = entries_.slot(i);
        if (!entry.in_use()) {
            ++i;
            continue;
        }
        if (const auto causes = judge(opening_of(entry), entry.opener)) {
            entry.causes = *causes;
            ++i;
        } else {
            entries_.erase_slot(i);  // and look again: another may have moved in
        }
    }
}

void Conntrack::sweep_some(Time now) {
    for (int i = 0; i < swept_per_opening && entries_.capacity() > 0; ++i) {
        cursor_ &= entries_.capacity() - 1;
        const Entry& entry = entries_.slot(cursor_);
        if (entry.in_use() && entry.expires <= now) {
            entries_.erase_slot(cursor_);  // and look again: another may have moved in
        } else {
            ++cursor_;
        }
    }
}

}  // namespace policy
