// SPDX-License-Identifier: MIT
#include "policy/services/service_proxy.h"

#include <algorithm>
#include <cassert>

namespace policy {
namespace {

constexpr int swept_per_opening = 4;                       // more than openings can fill
constexpr Time fragments_live = std::chrono::seconds(30);  // net.ipv4.ipfrag_time

// The ports among which Linux chooses another one for a source port: of its own kind
// (nf_nat_l4proto_unique_tuple() in net/netfilter/nf_nat_core.c).
struct PortRange {
    std::uint32_t first;
    std::uint32_t count;
};

PortRange alternatives(std::uint16_t port) {
    if (port < 512) return {1, 511};
    if (port < 1024) return {600, 424};
    return {1024, 64512};
}

}  // namespace

ServiceProxy::ServiceProxy(std::uint32_t node, std::vector<IpAddress> addresses)
    : node_(node), addresses_(std::move(addresses)) {}

void ServiceProxy::replace(std::shared_ptr<const TranslationRules> rules) {
    rules_ = std::move(rules);
    for (Index i = 0; i < connections_.size(); ++i) {
        const Connection& connection = connections_[i];
        const Tuple& written = connection.written;
        if (connection.state != ConnectionState::None && written.protocol == Protocol::UDP &&
            !rules_->keeps_udp(written.destination, written.destination_port, node_,
                               connection.translated.destination)) {
            forget(i);
        }
    }
}

Translation ServiceProxy::translate(const Packet& packet, Origin origin, Time now,
                                    const Draw& draw) {
    assert(packet.written == packet.translated);
    if (connections() == 0 && rules_->empty()) return {};
    if (packet.later_fragment) return fragment(packet, now);
    if (!packet.more_fragments) return whole(packet, origin, now, draw);
    Translation result = whole(packet, origin, now, draw);
    remember_fragment(packet, result, now);
    return result;
}

// Whether it is whole, or a first fragment that stands for the others.
Translation ServiceProxy::whole(const Packet& packet, Origin origin, Time now, const Draw& draw) {
    if (packet.quoted) return error(packet, now);
    const Flow* flow = find(packet.written, now);
    if (flow == nullptr) return opening(packet, origin, now, draw);
    if (!reopens(connections_[flow->connection].state, packet)) return known(*flow, packet, now);
    forget(flow->connection);
    return opening(packet, origin, now, draw);
}

Translation ServiceProxy::known(const Flow& flow, const Packet& packet, Time now) {
    Connection& connection = connections_[flow.connection];
    connection.state = after(connection.state, packet, flow.from_opener, now - connection.opened);
    connection.expires = now + timeout(connection.state);
    Translation result;
    result.at_opener = packet;
    result.cause = connection.cause;
    if (flow.from_opener) {
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
    const ServiceAnswer answer = rules_->find(written, node_, origin);
    Translation result;
    result.cause = answer.cause;
    result.reason = answer.reason;
    switch (answer.kind) {
        case ServiceAnswer::Kind::NotAService:
            return {};
        case ServiceAnswer::Kind::NoEndpoints:
            result.kind = Translation::Kind::Rejected;
            return result;
        case ServiceAnswer::Kind::NoLocalEndpoints:
        case ServiceAnswer::Kind::Dropped:
            result.kind = Translation::Kind::Dropped;
            return result;
        case ServiceAnswer::Kind::Backends:
            break;
    }
    const Endpoint& backend = choose(answer, written.source, now, draw);
    const Hairpin hairpin = rules_->hairpin(written.source, backend);
    if (hairpin == Hairpin::Lost && !answer.masquerade) {
        result.kind = Translation::Kind::Dropped;
        result.reason = Reason::LoadBalancerHairpin;
        return result;
    }
    result.kind = Translation::Kind::Forward;
    result.opens = true;
    result.stays = answer.affinity.count() != 0;
    result.at_opener = packet;
    Tuple chosen = written;
    chosen.destination = backend.address;
    chosen.destination_port = backend.port;
    if (!answer.written_at_gate) result.at_opener.translated = chosen;
    const bool masquerade = answer.masquerade || hairpin == Hairpin::Masquerade;
    const IpAddress* own = own_address(answer, backend.address.family());
    result.sent = masqueraded(chosen, masquerade ? own : nullptr, draw);
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

const IpAddress* ServiceProxy::own_address(const ServiceAnswer& answer, Family family) const {
    if (answer.masquerade_as) return &*answer.masquerade_as;
    const auto own =
        std::find_if(addresses_.begin(), addresses_.end(),
                     [&](const IpAddress& address) { return address.family() == family; });
    return own == addresses_.end() ? nullptr : &*own;
}

// Gives the tuple another source where there is one, and another source port there, and where its
// replies could not be told from those of another connection.
Tuple ServiceProxy::masqueraded(Tuple tuple, const IpAddress* source, const Draw& draw) {
    if (source != nullptr) tuple.source = *source;  // MASQUERADE --random-fully
    if (source == nullptr && flows_.find(tuple.reversed()) == nullptr) return tuple;
    const PortRange range = alternatives(tuple.source_port);
    const std::uint32_t start = draw(range.count);
    for (std::uint32_t i = 0; i < range.count; ++i) {
        tuple.source_port = static_cast<std::uint16_t>(range.first + (start + i) % range.count);
        if (flows_.find(tuple.reversed()) == nullptr) break;
    }
    return tuple;
}

void ServiceProxy::remember(const Packet& packet, const Translation& translation, Time now) {
    assert(translation.kind == Translation::Kind::Forward && translation.opens);
    sweep_some(now);
    auto index = static_cast<Index>(connections_.size());
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
    connection.cause = translation.cause;
    add_flow({connection.written, index, true});
    add_flow({connection.sent.reversed(), index, false});
    if (!translation.stays) return;
    stays_[{translation.cause, connection.written.source}] = {
        connection.translated.destination, connection.translated.destination_port, now};
}

// Where every source port is taken, the connection that had this one makes room.
void ServiceProxy::add_flow(const Flow& flow) {
    if (const Flow* other = flows_.find(flow.key)) {
        if (other->connection == flow.connection) return;
        forget(other->connection);
    }
    if (!flows_.room()) flows_.grow();
    flows_.insert(flow);
}

// An ICMP error is translated as the packet it quotes was, backwards. As Linux has it, one about
// what the service's end was sent comes from the service, whichever router reports it.
Translation ServiceProxy::error(const Packet& packet, Time now) {
    const Flow* flow = find(packet.quoted->reversed(), now);
    if (flow == nullptr) return {};
    const Connection& connection = connections_[flow->connection];
    Translation result;
    result.at_opener = packet;
    result.cause = connection.cause;
    result.sent = packet.written;
    if (!flow->from_opener) {  // it quotes what was sent to the backend
        result.kind = Translation::Kind::Reply;
        result.sent.source = connection.written.destination;
        result.sent.destination = connection.written.source;
        result.sent_quote = connection.written;
        result.at_opener.written.destination = connection.written.source;
        result.at_opener.translated = result.sent;
        result.at_opener.quoted = connection.translated;
    } else {  // it quotes a reply
        const bool masqueraded = connection.sent != connection.translated;
        result.kind = Translation::Kind::Forward;
        if (masqueraded) result.sent.source = connection.sent.source;
        result.sent.destination = connection.sent.destination;
        result.sent_quote = connection.sent.reversed();
        result.at_opener.translated.destination = connection.translated.destination;
        result.at_opener.quoted = connection.translated.reversed();
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
    if (translation.kind == Translation::Kind::Untouched) {
        fragments_.erase(key);
        return;
    }
    fragments_[key] = {translation, now + fragments_live};
    fragment_deadlines_.emplace_back(now + fragments_live, key);
}

// A later fragment has no ports: its addresses become what its first fragment's became.
Translation ServiceProxy::fragment(const Packet& packet, Time now) {
    const auto found = fragments_.find({packet.written.source, packet.written.destination,
                                        packet.written.protocol, packet.fragment_id});
    if (found == fragments_.end() || found->second.second <= now) return {};
    Translation result = found->second.first;
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

// The flow that packets with this tuple belong to; an error's belongs to that of the reversed.
const ServiceProxy::Flow* ServiceProxy::find(const Tuple& tuple, Time now) {
    const Flow* flow = flows_.find(tuple);
    if (flow == nullptr || now < connections_[flow->connection].expires) return flow;
    forget(flow->connection);
    return nullptr;
}

void ServiceProxy::forget(Index index) {
    Connection& connection = connections_[index];
    for (const Tuple& key : {connection.written, connection.sent.reversed()}) {
        const Flow* flow = flows_.find(key);
        if (flow != nullptr && flow->connection == index) flows_.erase(flow);
    }
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
