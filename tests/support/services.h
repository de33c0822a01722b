// SPDX-License-Identifier: MIT
// Services, nodes and what a node's proxy makes of packets, as text.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/services/service_proxy.h"
#include "policy/services/service_table.h"
#include "tests/support/packets.h"
#include "tests/support/worlds.h"

namespace test_support {

inline policy::Node node(const std::string& name, const std::vector<std::string>& addresses) {
    policy::Node result;
    result.name = name;
    for (const std::string& text : addresses) result.addresses.push_back(address(text));
    return result;
}

// A pod that is ready, on a node.
inline policy::Pod pod_on(const std::string& node, const std::string& name,
                          const std::string& of_labels, const std::vector<std::string>& addresses) {
    WorldText text;
    policy::Pod result = text.pod(name, of_labels, addresses).world().pods[0];
    result.node = node;
    return result;
}

inline policy::ServicePort service_port(std::uint16_t port, std::uint16_t target,
                                        std::uint16_t node_port = 0,
                                        policy::Protocol protocol = policy::Protocol::TCP) {
    policy::ServicePort result;
    result.name = std::to_string(port);
    result.protocol = protocol;
    result.port = port;
    result.target = target;
    result.node_port = node_port;
    return result;
}

// In namespace x.
inline policy::Service service(const std::string& name, const std::string& select,
                               const std::vector<std::string>& cluster_ips,
                               std::vector<policy::ServicePort> of_ports) {
    policy::Service result;
    result.ns = "x";
    result.name = name;
    result.selector = labels(select);
    for (const std::string& text : cluster_ips) result.cluster_ips.push_back(address(text));
    result.ports = std::move(of_ports);
    return result;
}

inline std::string text(const policy::Tuple& tuple) {
    const auto end = [](const policy::IpAddress& address, std::uint16_t port) {
        const std::string plain = address.text();
        return (address.is_v4() ? plain : '[' + plain + ']') + ':' + std::to_string(port);
    };
    return end(tuple.source, tuple.source_port) + " > " +
           end(tuple.destination, tuple.destination_port);
}

// "forward 10.0.0.1:40000 > 10.0.0.11:8080": what the packet says from here on, and of an ICMP
// error, what its quote does.
inline std::string described(const policy::Translation& translation) {
    using Kind = policy::Translation::Kind;
    switch (translation.kind) {
        case Kind::Untouched:
            return "untouched";
        case Kind::Rejected:
            return "rejected " + std::string(code(translation.reason));
        case Kind::Dropped:
            return "dropped " + std::string(code(translation.reason));
        default:
            break;
    }
    std::string result = translation.kind == Kind::Forward ? "forward " : "reply ";
    result += text(translation.sent);
    if (translation.sent_quote) result += " about " + text(*translation.sent_quote);
    return result;
}

// One node's proxy, whose draws are given beforehand; what is not given is 0.
class ProxyTrial {
  public:
    ProxyTrial(const policy::World& world, std::uint32_t node)
        : proxy_(node, world.nodes[node].addresses) {
        apply(world);
    }

    void apply(const policy::World& world) {
        proxy_.replace(std::make_shared<policy::ServiceTable>(world, causes_));
    }
    ProxyTrial& draws(std::vector<std::uint32_t> numbers) {
        draws_ = std::move(numbers);
        return *this;
    }

    policy::Translation translate(const policy::Packet& packet, policy::Time now = policy::Time(0),
                                  policy::Origin origin = policy::Origin::Pod) {
        return proxy_.translate(packet, origin, now, [this](std::uint32_t bound) {
            if (draws_.empty()) return std::uint32_t{0};
            const std::uint32_t drawn = draws_.front() % bound;
            draws_.erase(draws_.begin());
            return drawn;
        });
    }
    void remember(const policy::Packet& packet, const policy::Translation& translation,
                  policy::Time now) {
        if (translation.opens) proxy_.remember(packet, translation, now);
    }

    // What the node makes of the packet, which nobody stops.
    std::string sees(const policy::Packet& packet, policy::Time now = policy::Time(0),
                     policy::Origin origin = policy::Origin::Pod) {
        const policy::Translation translation = translate(packet, now, origin);
        remember(packet, translation, now);
        const std::string result = described(translation);
        history_ += "  " + std::to_string(now.count() / 1000000) + " ms: " + text(packet.written) +
                    ": " + result + '\n';
        return result;
    }

    std::size_t connections() const { return proxy_.connections(); }
    const std::string& history() const { return history_; }

  private:
    policy::CauseBook causes_;
    policy::ServiceProxy proxy_;
    std::vector<std::uint32_t> draws_;
    std::string history_ = "\n";
};

}  // namespace test_support
