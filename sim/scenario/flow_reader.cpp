// SPDX-License-Identifier: MIT
#include "sim/scenario/flow_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/scenario/text/duration.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr std::int64_t max_bytes = 1 << 30;
constexpr std::uint32_t default_request = 100;
constexpr std::uint32_t default_response = 200;
constexpr policy::Time default_timeout = std::chrono::seconds(5);

// One entry of `flows`, before it is written out.
struct Pattern {
    Flow flow;
    std::vector<End> from;
    std::vector<End> to;
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
    FlowReader(const Scenario& scenario, const Selection& selection, Findings& findings)
        : scenario_(scenario), selection_(selection), findings_(findings) {}

    void read(const Node& node);
    std::vector<Flow> take() { return std::move(flows_); }

  private:
    void read_ends(ObjectReader& reader, Pattern& pattern);
    void read_protocol(ObjectReader& reader, Flow& flow);
    void read_port(ObjectReader& reader, Flow& flow);
    void read_times(ObjectReader& reader, Pattern& pattern);
    void read_repeat(ObjectReader& reader, Pattern& pattern);
    void read_expect(ObjectReader& reader, Flow& flow);
    void read_name(ObjectReader& reader, Flow& flow);
    void check_families(const Pattern& pattern, const Place& place);
    void write_out(const Pattern& pattern, const Place& place);
    bool reaches(const End& end, policy::Family family) const;

    const Scenario& scenario_;
    const Selection& selection_;
    Findings& findings_;
    std::vector<Flow> flows_;
};

void FlowReader::read(const Node& node) {
    const std::size_t errors_before = findings_.errors();
    ObjectReader reader(node, findings_);
    Pattern pattern;
    Flow& flow = pattern.flow;
    flow.position = node.place.at;
    read_ends(reader, pattern);
    read_protocol(reader, flow);
    read_port(reader, flow);
    read_times(reader, pattern);
    read_repeat(reader, pattern);
    if (reader.boolean("probe").value_or(false)) flow.exchange = Exchange::Probe;
    flow.request_bytes = static_cast<std::uint32_t>(
        reader.integer("request", 0, max_bytes).value_or(default_request));
    flow.response_bytes = static_cast<std::uint32_t>(
        reader.integer("response", 0, max_bytes).value_or(default_response));
    read_expect(reader, flow);
    read_name(reader, flow);
    reader.finish();
    if (findings_.errors() != errors_before || pattern.from.empty() || pattern.to.empty()) return;
    check_families(pattern, node.place);
    write_out(pattern, node.place);
}

void FlowReader::read_ends(ObjectReader& reader, Pattern& pattern) {
    if (const Node* from = reader.require("from")) pattern.from = selection_.find(*from);
    if (const Node* to = reader.require("to")) pattern.to = selection_.find(*to);
}

void FlowReader::read_protocol(ObjectReader& reader, Flow& flow) {
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
        flow.protocol = *found;
    }
}

void FlowReader::read_port(ObjectReader& reader, Flow& flow) {
    if (flow.protocol == policy::Protocol::ICMP) {
        if (reader.find("port") != nullptr) {
            findings_.error(reader.place("port"), "ICMP has no ports");
        }
    } else if (const Node* port = reader.require("port")) {
        flow.port =
            static_cast<std::uint16_t>(read_integer(*port, 1, 65535, findings_).value_or(1));
    }
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

void FlowReader::read_expect(ObjectReader& reader, Flow& flow) {
    constexpr std::array<Expect, 9> words = {
        Expect::Allow,   Expect::Drop,     Expect::Connected, Expect::Answered,
        Expect::Refused, Expect::TimedOut, Expect::Reset,     Expect::Unreachable, Expect::Unresolved};
    const Node* node = reader.find("expect");
    const auto word = node == nullptr ? std::nullopt : read_string(*node, findings_);
    if (!word) return;
    std::string list;
    for (const Expect expect : words) {
        if (text(expect) == *word) flow.expect = expect;
        list.append(list.empty() ? "" : ", ").append(text(expect));
    }
    if (!flow.expect) {
        findings_.error(node->place, "unknown expectation \"" + *word + "\"", "one of " + list);
    }
}

void FlowReader::read_name(ObjectReader& reader, Flow& flow) {
    if (const auto name = reader.string("name")) {
        flow.name = *name;
        return;
    }
    const Node* from = reader.find("from");
    const Node* to = reader.find("to");
    if (from == nullptr || to == nullptr) return;
    flow.name = written(*from) + " to " + written(*to);
    if (flow.port != 0) flow.name += ":" + std::to_string(flow.port);
    if (flow.protocol != policy::Protocol::TCP) flow.name += "/" + policy::text(flow.protocol);
}

bool FlowReader::reaches(const End& end, policy::Family family) const {
    return end.kind == End::Kind::Host
               ? scenario_.hosts[end.index].address.family() == family
               : has_family(scenario_.world.pods[end.index].addresses, family);
}

void FlowReader::check_families(const Pattern& pattern, const Place& place) {
    for (const End& from : pattern.from) {
        for (const End& to : pattern.to) {
            if (from == to) continue;
            const bool v4 = reaches(from, policy::Family::V4) && reaches(to, policy::Family::V4);
            if (v4) continue;
            const bool v6 = reaches(from, policy::Family::V6) && reaches(to, policy::Family::V6);
            findings_.error(place, selection_.name(from) + " and " + selection_.name(to) +
                                       (v6 ? " have only IPv6 in common, which is not sent in "
                                             "this version"
                                           : " have no address family in common"));
            return;
        }
    }
}

void FlowReader::write_out(const Pattern& pattern, const Place& place) {
    const std::size_t all = pattern.from.size() * pattern.to.size();
    if (all > max_flows ||
        flows_.size() + all * static_cast<std::size_t>(pattern.count) > max_flows) {
        findings_.error(place, "more than " + std::to_string(max_flows) + " flows");
        return;
    }
    std::size_t pairs = 0;
    for (const End& from : pattern.from) {
        pairs += pattern.to.size() -
                 static_cast<std::size_t>(std::count(pattern.to.begin(), pattern.to.end(), from));
    }
    if (pairs == 0) {
        findings_.error(place, "a flow from " + selection_.name(pattern.from.front()) +
                                   " to itself does not leave it");
        return;
    }
    for (std::int64_t turn = 0; turn < pattern.count; ++turn) {
        for (const End& from : pattern.from) {
            for (const End& to : pattern.to) {
                if (from == to) continue;
                Flow flow = pattern.flow;
                flow.from = from;
                flow.to = to;
                flow.at += pattern.every * turn;
                if (pairs > 1) {
                    flow.name += " (" + selection_.name(from) + " -> " + selection_.name(to) + ")";
                }
                if (turn > 0) flow.name += " #" + std::to_string(turn + 1);
                flows_.push_back(std::move(flow));
            }
        }
    }
}

}  // namespace

std::vector<Flow> read_flows(const Span<const Node*>& entries, const Scenario& scenario,
                             const Selection& selection, Findings& findings) {
    FlowReader reader(scenario, selection, findings);
    for (const Node* entry : entries) reader.read(*entry);
    return reader.take();
}

}  // namespace scenario
