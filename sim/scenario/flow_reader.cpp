// SPDX-License-Identifier: MIT
#include "sim/scenario/flow_reader.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "sim/scenario/dns_names.h"
#include "sim/scenario/expect.h"
#include "sim/scenario/load_balancers.h"
#include "sim/scenario/text/duration.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr std::int64_t max_bytes = 1 << 30;
constexpr std::uint32_t default_request = 100;
constexpr std::uint32_t default_response = 200;
constexpr policy::Time default_timeout = std::chrono::seconds(5);

// Where a flow goes: an end, and the port there.
struct Target {
    End end;
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;
};

// One entry of `flows`, before it is written out.
struct Pattern {
    Flow flow;
    std::optional<policy::Protocol> protocol;  // as written
    std::optional<std::uint16_t> port;
    std::vector<End> from;
    std::vector<Target> to;
    std::int64_t count = 1;
    policy::Time every{0};
};

bool has_family(const std::vector<policy::IpAddress>& addresses, policy::Family family) {
    return std::any_of(addresses.begin(), addresses.end(),
                       [family](const auto& address) { return address.family() == family; });
}

// A reference or a list of them, as written.
std::string written(const Node& node) {
    if (node.kind != Node::Kind::Sequence) return std::string(node.text);
    std::string text;
    for (const Node* item : node.items) text.append(text.empty() ? "" : ", ").append(item->text);
    return text;
}

class FlowReader {
  public:
    FlowReader(const Scenario& scenario, Selections& selections, Findings& findings)
        : scenario_(scenario), selections_(selections), findings_(findings) {}

    void read(const Node& node);
    std::vector<Flow> take() { return std::move(flows_); }

  private:
    void read_protocol(ObjectReader& reader, Pattern& pattern);
    void read_port(ObjectReader& reader, Pattern& pattern);
    void read_ends(ObjectReader& reader, Pattern& pattern);
    std::optional<Target> target(const End& end, const Place& place, ObjectReader& reader,
                                 const Pattern& pattern);
    std::optional<Target> service_target(const End& end, const Place& place, ObjectReader& reader,
                                         const Pattern& pattern);
    void check_name(const End& end, const Pattern& pattern, const Place& place);
    void check_node_port(const Target& target, const Place& place);
    void read_times(ObjectReader& reader, Pattern& pattern);
    void read_repeat(ObjectReader& reader, Pattern& pattern);
    void read_name(ObjectReader& reader, Pattern& pattern);
    void check_families(const Pattern& pattern, const Place& place);
    void write_out(const Pattern& pattern, std::int64_t first_turn, std::int64_t last_turn,
                   const Place& place);
    bool reaches(const End& end, policy::Family family) const;
    std::string name(const End& end) const { return state_->selection().name(end); }

    const Scenario& scenario_;
    Selections& selections_;
    ClusterState* state_ = nullptr;  // when the flows that are read begin
    Findings& findings_;
    std::vector<Flow> flows_;
};

void FlowReader::read(const Node& node) {
    const std::size_t errors_before = findings_.errors();
    ObjectReader reader(node, findings_);
    Pattern pattern;
    Flow& flow = pattern.flow;
    flow.position = node.place.at;
    read_protocol(reader, pattern);
    read_port(reader, pattern);
    read_times(reader, pattern);
    read_repeat(reader, pattern);
    if (reader.boolean("probe").value_or(false)) flow.exchange = Exchange::Probe;
    flow.request_bytes = static_cast<std::uint32_t>(
        reader.integer("request", 0, max_bytes).value_or(default_request));
    flow.response_bytes = static_cast<std::uint32_t>(
        reader.integer("response", 0, max_bytes).value_or(default_response));
    read_request(reader, flow, findings_);
    if (const Node* expect = reader.find("expect")) flow.expect = read_expect(*expect, findings_);
    // What the ends stand for depends on when the flow begins.
    const auto time_of = [&](std::int64_t turn) { return flow.at + pattern.every * turn; };
    for (std::int64_t first = 0; first < pattern.count;) {
        state_ = &selections_.at(time_of(first));
        std::int64_t last = first + 1;
        while (last < pattern.count && time_of(last) < state_->until()) ++last;
        pattern.from.clear();
        pattern.to.clear();
        read_ends(reader, pattern);
        read_name(reader, pattern);
        const bool good =
            findings_.errors() == errors_before && !pattern.from.empty() && !pattern.to.empty();
        if (!good) break;
        check_families(pattern, node.place);
        write_out(pattern, first, last, node.place);
        first = last;
    }
    reader.finish();
}

void FlowReader::read_protocol(ObjectReader& reader, Pattern& pattern) {
    constexpr std::array<policy::Protocol, 4> protocols = {
        policy::Protocol::TCP, policy::Protocol::UDP, policy::Protocol::SCTP,
        policy::Protocol::ICMP};
    const Node* node = reader.find("protocol");
    const auto word = node == nullptr ? std::nullopt : read_string(*node, findings_);
    if (!word) return;
    const auto* found = std::find_if(
        protocols.begin(), protocols.end(),
        [&word](policy::Protocol protocol) { return policy::text(protocol) == *word; });
    if (found == protocols.end()) {
        findings_.error(node->place, "unknown protocol \"" + *word + "\"",
                        "one of TCP, UDP, SCTP, ICMP");
    } else {
        pattern.protocol = *found;
    }
}

void FlowReader::read_port(ObjectReader& reader, Pattern& pattern) {
    const Node* port = reader.find("port");
    if (port == nullptr) return;
    if (pattern.protocol == policy::Protocol::ICMP) {
        findings_.error(reader.place("port"), "ICMP has no ports");
    } else {
        pattern.port =
            static_cast<std::uint16_t>(read_integer(*port, 1, 65535, findings_).value_or(1));
    }
}

void FlowReader::read_ends(ObjectReader& reader, Pattern& pattern) {
    if (const Node* from = reader.require("from")) {
        pattern.from = state_->selection().find(*from, Use::Source);
    }
    const Node* to = reader.require("to");
    if (to == nullptr && !pattern.port) reader.require("port");
    if (to == nullptr) return;
    std::set<std::pair<End::Kind, std::uint32_t>> seen;
    for (const Node* item : read_one_or_more(*to, findings_)) {
        if (!read_string(*item, findings_)) continue;
        for (const End& end : state_->selection().find(*item, Use::Destination)) {
            if (!seen.emplace(end.kind, end.index).second) continue;
            const auto found = target(end, item->place, reader, pattern);
            if (!found) return;  // the others have the same fault
            pattern.to.push_back(*found);
            if (end.kind == End::Kind::Name) check_name(end, pattern, item->place);
            if (end.kind == End::Kind::Node) check_node_port(*found, reader.place("port"));
        }
    }
}

// A destination with its port; nothing, and reported, where it has none.
std::optional<Target> FlowReader::target(const End& end, const Place& place, ObjectReader& reader,
                                         const Pattern& pattern) {
    if (end.kind == End::Kind::LoadBalancer) {
        const auto& balancer = scenario_.world.load_balancers[end.index];
        const auto found = listener_asked(balancer, pattern.protocol, pattern.port, pattern.from,
                                          place, findings_);
        if (!found) return std::nullopt;
        return Target{end, found->protocol, found->port};
    }
    const auto protocol = pattern.protocol.value_or(policy::Protocol::TCP);
    if (protocol == policy::Protocol::ICMP) return Target{end, protocol, 0};
    if (end.kind == End::Kind::Service) return service_target(end, place, reader, pattern);
    if (!pattern.port) {
        reader.require("port");
        return std::nullopt;
    }
    return Target{end, protocol, *pattern.port};
}

std::optional<Target> FlowReader::service_target(const End& end, const Place& place,
                                                 ObjectReader& reader, const Pattern& pattern) {
    const policy::Service& service = state_->service(end);
    const auto asked = [&](const policy::ServicePort& port) {
        if (pattern.port && port.port != *pattern.port) return false;
        // A port that is written without a protocol is TCP's.
        if (!pattern.protocol) return !pattern.port || port.protocol == policy::Protocol::TCP;
        return port.protocol == *pattern.protocol;
    };
    std::vector<const policy::ServicePort*> found;
    std::string all;
    for (const policy::ServicePort& port : service.ports) {
        if (asked(port)) found.push_back(&port);
        all += (all.empty() ? "" : ", ") + policy::text(port.protocol) + "/" +
               std::to_string(port.port) + (port.name.empty() ? "" : " (" + port.name + ")");
    }
    if (found.size() == 1) return Target{end, found[0]->protocol, found[0]->port};
    const Node* port = reader.find("port");
    const std::string who = "Service \"" + service.ns + "/" + service.name + "\"";
    const std::string help = "it has " + all;
    if (!found.empty()) {
        findings_.error(place, who + " has several ports: which?", help);
    } else if (port == nullptr) {
        findings_.error(reader.place("protocol"),
                        who + " has no " + policy::text(*pattern.protocol) + " port", help);
    } else {
        const auto protocol = pattern.protocol.value_or(policy::Protocol::TCP);
        findings_.error(
            port->place,
            who + " has no port " + policy::text(protocol) + "/" + std::to_string(*pattern.port),
            help);
    }
    return std::nullopt;
}

// A warning only: a scenario may be about a name that is not there.
void FlowReader::check_name(const End& end, const Pattern& pattern, const Place& place) {
    const std::string& name = state_->names()[end.index];
    const auto* balancer = load_balancer_named(scenario_.world, name);
    if (balancer && !is_met_from_outside(*balancer, pattern.from, place, findings_)) return;
    const DnsNames& dns = state_->dns();
    std::set<std::string> namespaces;
    for (const End& from : pattern.from) {
        const bool pod = from.kind == End::Kind::Pod;
        namespaces.insert(pod ? scenario_.pod(from.index).ns : "");
    }
    for (const std::string& ns : namespaces) {
        if (dns.exist(name, ns)) continue;
        std::string message = "there is no name \"" + name + "\"";
        message.append(ns.empty() ? " outside the cluster" : " for pods of namespace \"");
        if (!ns.empty()) message.append(ns).append("\"");
        return findings_.warning(
            place, message, ns.empty() ? "only pods ask for the cluster's names" : dns.help(name));
    }
}

void FlowReader::check_node_port(const Target& target, const Place& place) {
    if (target.port < 30000 || target.port > 32767) return;
    std::string all;
    for (const policy::Service& service : state_->world().services) {
        for (const policy::ServicePort& port : service.ports) {
            if (port.node_port == 0) continue;
            if (port.node_port == target.port && port.protocol == target.protocol) return;
            all.append(all.empty() ? "" : ", ").append(policy::text(port.protocol)).append("/");
            all.append(std::to_string(port.node_port)).append(" of ");
            all.append(service.ns).append("/").append(service.name);
        }
    }
    findings_.warning(place,
                      "no Service has the node port " + policy::text(target.protocol) + "/" +
                          std::to_string(target.port),
                      all.empty() ? "" : "there are " + all);
}

void FlowReader::read_times(ObjectReader& reader, Pattern& pattern) {
    Flow& flow = pattern.flow;
    flow.timeout = default_timeout;
    if (const Node* at = reader.find("at")) {
        flow.at = read_duration(*at, findings_).value_or(policy::Time(0));
    }
    if (const Node* timeout = reader.find("timeout")) {
        flow.timeout = read_duration(*timeout, findings_).value_or(default_timeout);
        if (flow.timeout.count() == 0) findings_.error(timeout->place, "a timeout is above zero");
    }
}

void FlowReader::read_repeat(ObjectReader& reader, Pattern& pattern) {
    const Node* every = reader.find("every");
    const Node* count = reader.find("count");
    if ((every == nullptr) != (count == nullptr)) {
        findings_.error(reader.place(every == nullptr ? "count" : "every"),
                        R"("every" and "count" go together)",
                        "five times, a second apart: every: 1s, count: 5");
        return;
    }
    if (every == nullptr) return;
    pattern.every = read_duration(*every, findings_).value_or(policy::Time(0));
    pattern.count =
        read_integer(*count, 1, static_cast<std::int64_t>(max_flows), findings_).value_or(1);
}

void FlowReader::read_name(ObjectReader& reader, Pattern& pattern) {
    if (const auto name = reader.string("name")) {
        pattern.flow.name = *name;
        return;
    }
    const Node* from = reader.find("from");
    const Node* to = reader.find("to");
    if (from == nullptr || to == nullptr || pattern.to.empty()) return;
    const Target& target = pattern.to.front();
    const bool one_port =
        std::all_of(pattern.to.begin(), pattern.to.end(), [&](const Target& other) {
            return other.port == target.port && other.protocol == target.protocol;
        });
    std::string& name = pattern.flow.name;
    name = written(*from) + " to " + written(*to);
    if (!one_port) return;
    if (target.port != 0) name += ":" + std::to_string(target.port);
    if (target.protocol != policy::Protocol::TCP) name += "/" + policy::text(target.protocol);
}

bool FlowReader::reaches(const End& end, policy::Family family) const {
    switch (end.kind) {
        case End::Kind::Host:
            return scenario_.hosts[end.index].address.family() == family;
        case End::Kind::Node:
            return has_family(scenario_.world.nodes[end.index].addresses, family);
        case End::Kind::Service:
            return has_family(state_->service(end).cluster_ips, family);
        case End::Kind::Name:
            return true;  // not known before it is looked up
        case End::Kind::LoadBalancer:
            return family == policy::Family::V4;
        case End::Kind::Pod:
            break;
    }
    return has_family(scenario_.pod(end.index).addresses, family);
}

void FlowReader::check_families(const Pattern& pattern, const Place& place) {
    for (const End& from : pattern.from) {
        for (const Target& target : pattern.to) {
            const End& to = target.end;
            if (from == to) continue;
            const bool v4 = reaches(from, policy::Family::V4) && reaches(to, policy::Family::V4);
            if (v4) continue;
            const bool v6 = reaches(from, policy::Family::V6) && reaches(to, policy::Family::V6);
            findings_.error(place, name(from) + " and " + name(to) +
                                       (v6 ? " have only IPv6 in common, which is not sent in "
                                             "this version"
                                           : " have no address family in common"));
            return;
        }
    }
}

void FlowReader::write_out(const Pattern& pattern, std::int64_t first_turn, std::int64_t last_turn,
                           const Place& place) {
    const std::size_t all = pattern.from.size() * pattern.to.size();
    if (all > max_flows ||
        flows_.size() + all * static_cast<std::size_t>(last_turn - first_turn) > max_flows) {
        findings_.error(place, "more than " + std::to_string(max_flows) + " flows");
        return;
    }
    std::size_t pairs = 0;
    for (const End& from : pattern.from) {
        const auto itself = [&](const Target& to) { return to.end == from; };
        pairs += pattern.to.size() - static_cast<std::size_t>(std::count_if(
                                         pattern.to.begin(), pattern.to.end(), itself));
    }
    if (pairs == 0) {
        findings_.error(
            place, "a flow from " + name(pattern.from.front()) + " to itself does not leave it");
        return;
    }
    for (std::int64_t turn = first_turn; turn < last_turn; ++turn) {
        for (const End& from : pattern.from) {
            for (const Target& to : pattern.to) {
                if (from == to.end) continue;
                Flow flow = pattern.flow;
                flow.from = from;
                flow.to = to.end;
                flow.protocol = to.protocol;
                flow.port = to.port;
                flow.at += pattern.every * turn;
                if (pairs > 1) {
                    flow.name += " (" + name(from) + " -> " + name(to.end) + ")";
                }
                if (turn > 0) flow.name += " #" + std::to_string(turn + 1);
                flows_.push_back(std::move(flow));
            }
        }
    }
}

}  // namespace

std::vector<Flow> read_flows(const Span<const Node*>& entries, const Scenario& scenario,
                             Selections& selections, Findings& findings) {
    FlowReader reader(scenario, selections, findings);
    for (const Node* entry : entries) reader.read(*entry);
    return reader.take();
}

}  // namespace scenario
