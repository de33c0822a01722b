// SPDX-License-Identifier: MIT
#include "policy/services/service_proxy.h"

#include <algorithm>
#include <cassert>

namespace policy {
namespace {

constexpr int swept_per_opening = 4;                       // more than openings can fill
constexpr Time fragments_live = std::chrono::seconds(30);  // net.ipv4.ipfrag_time

// MASQUERADE --random-fully: any port that no privileged service uses.
constexpr std::uint32_t first_port = 1024;
constexpr std::uint32_t ports = 65536 - first_port;

}  // namespace

ServiceProxy::ServiceProxy(std::uint32_t node, std::vector<IpAddress> addresses)
    : node_(node), addresses_(std::move(addresses)) {}

void ServiceProxy::replace(std::shared_ptr<const ServiceTable> table) {
    table_ = std::move(table);
    for (Index i = 0; i < connections_.size(); ++i) {
        const Connection& connection = connections_[i];
        if (connection.state == ConnectionState::None ||
            connection.written.protocol != Protocol::UDP) {
            continue;
        }
        // As the node itself, for whom no endpoint is out of bounds: it only matters who is there.
        const ServiceAnswer answer =
            table_->find(connection.written.destination, Protocol::UDP,
                         connection.written.destination_port, node_, Origin::Node);
        const bool there =
            std::any_of(answer.first, answer.first + answer.count, [&](const Endpoint& endpoint) {
                return endpoint.address == connection.translated.destination &&
                       endpoint.port == connection.translated.destination_port;
            });
        if (!there) forget(i);
    }
}

Translation ServiceProxy::translate(const Packet& packet, Origin origin, Time now,
                                    const Draw& draw) {
    assert(packet.written == packet.translated);
    if (by_opening_.empty() && table_->empty()) return {};
    if (packet.later_fragment) return fragment(packet, now);
    if (packet.quoted) return error(packet, now);
    Translation result;
    if (const auto index = find(by_opening_, packet.written, now);
        index && !reopens(connections_[*index].state, packet)) {
        result = known(*index, packet, true, now);
    } else if (index) {
        forget(*index);
        result = opening(packet, origin, now, draw);
    } else if (const auto reply = find(by_reply_, packet.written, now)) {
        result = known(*reply, packet, false, now);
    } else {
        result = opening(packet, origin, now, draw);
    }
    if (packet.more_fragments) remember_fragment(packet, result, now);
    return result;
}

Translation ServiceProxy::known(Index index, const Packet& packet, bool from_opener, Time now) {
    Connection& connection = connections_[index];
    connection.state = after(connection.state, packet, from_opener, now - connection.opened);
    connection.expires = now + timeout(connection.state);
    Translation result;
    result.at_opener = packet;
    result.reason = connection.reason;
    result.cause = connection.cause;
    if (from_opener) {
        result.kind = Translation::Kind::Forward;
        result.at_opener.translated = connection.translated;
        result.sent = connection.sent;
    } else {
        result.kind = Translation::Kind::Reply;
        result.at_opener.written = connection.translated.reversed();
        result.at_opener.translated = connection.written.reversed();
        result.sent = connection.written.reversed();
    }
    return result;
}

Translation ServiceProxy::opening(const Packet& packet, Origin origin, Time now, const Draw& draw) {
    if (opened_by(packet) == ConnectionState::None) return {};
    const Tuple& written = packet.written;
    const ServiceAnswer answer = table_->find(written.destination, written.protocol,
                                              written.destination_port, node_, origin);
    Translation result;
    result.cause = answer.cause;
    switch (answer.kind) {
        case ServiceAnswer::Kind::NotAService:
            return {};
        case ServiceAnswer::Kind::NoEndpoints:
            result.kind = Translation::Kind::Rejected;
            result.reason = Reason::ServiceNoEndpoints;
            return result;
        case ServiceAnswer::Kind::NoLocalEndpoints:
            result.kind = Translation::Kind::Dropped;
            result.reason = Reason::ServiceNoLocalEndpoints;
            return result;
        case ServiceAnswer::Kind::Backends:
            break;
    }
    const Endpoint& backend = choose(answer, written.source, now, draw);
    result.kind = Translation::Kind::Forward;
    result.opens = true;
    result.at_opener = packet;
    result.at_opener.translated.destination = backend.address;
    result.at_opener.translated.destination_port = backend.port;
    const bool meets_itself = backend.address == written.source;
    result.sent = masqueraded(result.at_opener.translated, answer.masquerade || meets_itself, draw);
    return result;
}

// kube-proxy's "recent" list: a client goes where it went last, if that is not too long ago and
// the backend is still one.
const Endpoint& ServiceProxy::choose(const ServiceAnswer& answer, const IpAddress& client, Time now,
                                     const Draw& draw) {
    const Endpoint* last = answer.first + answer.count;
    if (answer.affinity.count() == 0) {
        return answer.first[draw(static_cast<std::uint32_t>(answer.count))];
    }
    const auto found = stays_.find({answer.cause, client});
    if (found != stays_.end() && now - found->second.last <= answer.affinity) {
        const Stay& stay = found->second;
        const Endpoint* same = std::find_if(answer.first, last, [&](const Endpoint& endpoint) {
            return endpoint.address == stay.address && endpoint.port == stay.port;
        });
        if (same != last) return *same;
    }
    return answer.first[draw(static_cast<std::uint32_t>(answer.count))];
}

// Gives the tuple the node's address where it must, and another source port where its reply could
// not be told from that of another connection.
Tuple ServiceProxy::masqueraded(Tuple tuple, bool masquerade, const Draw& draw) {
    if (masquerade) {
        const auto own =
            std::find_if(addresses_.begin(), addresses_.end(), [&](const IpAddress& address) {
                return address.family() == tuple.destination.family();
            });
        if (own != addresses_.end()) {
            tuple.source = *own;
            tuple.source_port = static_cast<std::uint16_t>(first_port + draw(ports));
        }
    }
    for (std::uint32_t tries = 0; tries < ports && by_reply_.count(tuple.reversed()) != 0;
         ++tries) {
        tuple.source_port = static_cast<std::uint16_t>(first_port + draw(ports));
    }
    return tuple;
}

void ServiceProxy::remember(const Packet& packet, const Translation& translation, Time now) {
    assert(translation.kind == Translation::Kind::Forward && translation.opens);
    sweep_some(now);
    Index index = static_cast<Index>(connections_.size());
    if (free_.empty()) {
        connections_.emplace_back();
    } else {
        index = free_.back();
        free_.pop_back();
    }
    Connection& connection = connections_[index];
    connection.written = translation.at_opener.written;
    connection.translated = translation.at_opener.translated;
    connection.sent = translation.sent;
    connection.state = opened_by(packet);
    connection.opened = now;
    connection.expires = now + timeout(connection.state);
    connection.reason = translation.reason;
    connection.cause = translation.cause;
    by_opening_.emplace(connection.written, index);
    by_reply_.emplace(connection.sent.reversed(), index);
    stays_[{translation.cause, connection.written.source}] = {
        connection.translated.destination, connection.translated.destination_port, now};
}

// An ICMP error is translated as the packet it quotes was, backwards.
Translation ServiceProxy::error(const Packet& packet, Time now) {
    const Tuple& quoted = *packet.quoted;
    Translation result;
    result.at_opener = packet;
    if (const auto index = find(by_reply_, quoted.reversed(), now)) {  // about what we sent
        const Connection& connection = connections_[*index];
        result.kind = Translation::Kind::Reply;
        result.sent = packet.written;
        result.sent.source = connection.written.destination;
        result.sent.destination = connection.written.source;
        result.sent_quote = connection.written;
        result.at_opener.written.destination = connection.written.source;
        result.at_opener.translated = result.sent;
        result.at_opener.quoted = connection.translated;
    } else if (const auto opened = find(by_opening_, quoted.reversed(), now)) {  // about a reply
        const Connection& connection = connections_[*opened];
        result.kind = Translation::Kind::Forward;
        result.sent = packet.written;
        result.sent.source = connection.sent.source;
        result.sent.destination = connection.sent.destination;
        result.sent_quote = connection.sent.reversed();
        result.at_opener.translated.destination = connection.translated.destination;
        result.at_opener.quoted = connection.translated.reversed();
    } else {
        return {};
    }
    return result;
}

void ServiceProxy::remember_fragment(const Packet& first, const Translation& translation,
                                     Time now) {
    while (!fragment_deadlines_.empty() && fragment_deadlines_.front().first <= now) {
        const auto found = fragments_.find(fragment_deadlines_.front().second);
        if (found != fragments_.end() && found->second.second <= now) fragments_.erase(found);
        fragment_deadlines_.pop_front();
    }
    const FragmentKey key{first.written.source, first.written.destination, first.written.protocol,
                          first.fragment_id};
    fragments_[key] = {translation, now + fragments_live};
    fragment_deadlines_.emplace_back(now + fragments_live, key);
}

// A later fragment has no ports: its addresses become what its first fragment's became.
Translation ServiceProxy::fragment(const Packet& packet, Time now) {
    const auto found = fragments_.find({packet.written.source, packet.written.destination,
                                        packet.written.protocol, packet.fragment_id});
    if (found == fragments_.end() || found->second.second <= now) return {};
    Translation result = found->second.first;
    if (result.kind == Translation::Kind::Untouched) return {};
    const auto portless = [](Tuple tuple) {
        tuple.source_port = 0;
        tuple.destination_port = 0;
        return tuple;
    };
    const Packet first = result.at_opener;
    result.opens = false;
    if (result.kind == Translation::Kind::Rejected) {  // which was said of the first one
        result.kind = Translation::Kind::Dropped;
    }
    result.at_opener = packet;
    result.at_opener.written = portless(first.written);
    result.at_opener.translated = portless(first.translated);
    result.sent = portless(result.sent);
    return result;
}

std::optional<ServiceProxy::Index> ServiceProxy::find(
    const std::unordered_map<Tuple, Index, TupleHash>& by, const Tuple& tuple, Time now) {
    const auto found = by.find(tuple);
    if (found == by.end()) return std::nullopt;
    const Index index = found->second;
    if (now < connections_[index].expires) return index;
    forget(index);
    return std::nullopt;
}

void ServiceProxy::forget(Index index) {
    Connection& connection = connections_[index];
    by_opening_.erase(connection.written);
    by_reply_.erase(connection.sent.reversed());
    connection = {};
    free_.push_back(index);
}

void ServiceProxy::sweep_some(Time now) {
    for (int i = 0; i < swept_per_opening && !connections_.empty(); ++i) {
        cursor_ = (cursor_ + 1) % static_cast<Index>(connections_.size());
        const Connection& connection = connections_[cursor_];
        if (connection.state != ConnectionState::None && connection.expires <= now) forget(cursor_);
    }
}

}  // namespace policy
