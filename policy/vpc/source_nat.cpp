// SPDX-License-Identifier: MIT
#include "policy/vpc/source_nat.h"

#include "policy/model/icmp.h"

namespace policy {
namespace {

constexpr int swept_per_opening = 4;  // see veth/conntrack.cpp

bool is_icmp(Protocol protocol) {
    return protocol == Protocol::ICMP || protocol == Protocol::ICMPv6;
}

Packet with(const Packet& packet, const Tuple& tuple) {
    Packet changed = packet;
    changed.written = tuple;
    changed.translated = tuple;
    return changed;
}

}  // namespace

SourceNat::SourceNat(const IpAddress& outside, const NatPorts& ports, TimeoutOf timeout_of)
    : outside_(outside), ports_(ports), timeout_of_(timeout_of) {}

std::size_t SourceNat::DestinationHash::operator()(const Destination& d) const noexcept {
    return TupleHash()({d.address, d.address, d.protocol, d.port, d.port});
}

// An echo's identifier says nothing of its destination.
SourceNat::Destination SourceNat::destination_of(const Tuple& tuple) {
    const bool portless = is_icmp(tuple.protocol);
    return {tuple.destination, portless ? std::uint16_t{0} : tuple.destination_port,
            tuple.protocol};
}

SourceNat::Connection* SourceNat::find(const Tuple& inside, Time now) {
    Connection* connection = inside_.find(inside);
    if (connection == nullptr || now < connection->expires) return connection;
    forget(connection);
    return nullptr;
}

void SourceNat::forget(Connection* connection) {
    answers_.erase(answers_.find(connection->outside.reversed()));
    const auto towards = towards_.find(destination_of(connection->outside));
    if (--towards->second == 0) towards_.erase(towards);
    inside_.erase(connection);
}

void SourceNat::sweep_some(Time now) {
    for (int i = 0; i < swept_per_opening && inside_.capacity() > 0; ++i) {
        cursor_ &= inside_.capacity() - 1;
        Connection& connection = inside_.slot(cursor_);
        if (connection.in_use() && connection.expires <= now) {
            forget(&connection);  // and look again: another may have moved in
        } else {
            ++cursor_;
        }
    }
}

// The tuple that it goes on with: one whose answers no other connection has.
std::optional<Tuple> SourceNat::choose(const Tuple& inside, const DrawBelow& draw) {
    const auto counted = towards_.find(destination_of(inside));
    if (counted != towards_.end() && counted->second >= ports_.per_destination) {
        return std::nullopt;
    }
    Tuple tuple = inside;
    tuple.source = outside_;
    const auto free_with = [&](std::uint16_t port) {
        tuple.source_port = port;
        if (is_icmp(tuple.protocol)) tuple.destination_port = port;
        return answers_.find(tuple.reversed()) == nullptr;
    };
    if (ports_.keep && free_with(inside.source_port)) return tuple;
    const std::uint32_t count = std::uint32_t{ports_.last} - ports_.first + 1;
    const std::uint32_t start = draw(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t port = ports_.first + (start + i) % count;
        if (free_with(static_cast<std::uint16_t>(port))) return tuple;
    }
    return std::nullopt;
}

SourceNat::Connection* SourceNat::open(const Packet& packet, Time now, const DrawBelow& draw,
                                       bool& exhausted) {
    const ConnectionState state = opened_by(packet);
    const bool loose = packet.translated.protocol == Protocol::TCP && !packet.tcp.syn;
    if (state == ConnectionState::None || loose) return nullptr;
    sweep_some(now);
    const auto outside = choose(packet.translated, draw);
    exhausted = !outside;
    if (!outside) return nullptr;
    if (!inside_.room()) inside_.grow();
    if (!answers_.room()) answers_.grow();
    inside_.insert({packet.translated, *outside, now, now + timeout_of_(state), state});
    answers_.insert({outside->reversed(), packet.translated, true});
    ++towards_[destination_of(*outside)];
    return inside_.find(packet.translated);
}

void SourceNat::touch(Connection& connection, const Packet& packet, bool from_inside,
                      Time now) const {
    connection.state = after(connection.state, packet, from_inside, now - connection.opened);
    connection.expires = now + timeout_of_(connection.state);
}

SourceNat::Result SourceNat::out(const Packet& packet, Time now, const DrawBelow& draw) {
    const Tuple& tuple = packet.translated;
    if (packet.quoted) {  // an error about an answer that arrived: its quote is as inside saw it
        const Connection* connection = find(packet.quoted->reversed(), now);
        if (connection == nullptr) return {};
        Packet sent = with(packet, tuple);
        sent.written.source = sent.translated.source = outside_;
        sent.quoted = connection->outside.reversed();
        return {Result::Kind::Translated, sent};
    }
    Connection* connection = find(tuple, now);
    if (connection != nullptr && reopens(connection->state, packet)) {
        forget(connection);
        connection = nullptr;
    }
    if (connection != nullptr) {
        touch(*connection, packet, true, now);
        return {Result::Kind::Translated, with(packet, connection->outside)};
    }
    bool exhausted = false;
    connection = open(packet, now, draw, exhausted);
    if (exhausted) return {Result::Kind::PortsExhausted, packet};
    if (connection == nullptr) return {};
    return {Result::Kind::Translated, with(packet, connection->outside)};
}

SourceNat::Result SourceNat::back(const Packet& packet, Time now) {
    // An error's quote is of a packet that went on from here; an answer is the reverse of one.
    const Tuple answer = packet.quoted ? packet.quoted->reversed() : packet.translated;
    const Answer* known = answers_.find(answer);
    if (known == nullptr) return {};
    const Tuple inside = known->inside;
    Connection* connection = find(inside, now);
    if (connection == nullptr) return {};
    Packet sent = with(packet, packet.translated);
    if (packet.quoted) {
        sent.quoted = inside;
        sent.written.destination = sent.translated.destination = inside.source;
    } else {
        touch(*connection, packet, false, now);
        sent = with(packet, inside.reversed());
    }
    return {Result::Kind::Translated, sent};
}

}  // namespace policy
