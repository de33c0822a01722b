// SPDX-License-Identifier: MIT
#include "sim/analysis/why_pair.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace analysis {
namespace {

using policy::Direction;
using policy::Opening;
using policy::Protocol;

// Where ports begin that may be judged otherwise than those below them.
using Edges = std::set<std::uint32_t>;

void add_edges(const policy::World& world, const policy::Explanation& told, Direction direction,
               Edges& edges) {
    for (const policy::PolicyStory& story : told.policies) {
        const policy::NetworkPolicy& policy = world.policies[story.policy];
        const auto& rules = direction == Direction::ToPod ? policy.ingress : policy.egress;
        for (const policy::PolicyRule& rule : rules) {
            for (const policy::PolicyPort& item : rule.ports) {
                const auto* first = std::get_if<std::int64_t>(&item.port);
                if (first == nullptr) continue;  // a name: the destination's declared ports
                edges.insert(static_cast<std::uint32_t>(*first));
                edges.insert(static_cast<std::uint32_t>(item.end_port.value_or(*first)) + 1);
            }
        }
    }
}

std::string key_of(const std::optional<policy::Explanation>& told) {
    if (!told) return "-";
    std::string key = fmt::format("{} {} {}", static_cast<int>(told->action),
                                  static_cast<int>(told->reason), static_cast<int>(told->doubt));
    key += told->unknown_label;
    if (told->rival) key += fmt::format(" {}", *told->rival);
    for (const policy::Cause& cause : told->causes) {
        key += fmt::format(" {}/{}:{}", cause.ns, cause.name, cause.path);
    }
    return key;
}

class Pair {
  public:
    Pair(const policy::World& world, const policy::Settings& settings, const NetworkWays* network,
         const Party& from, const Party& to)
        : world_(world), settings_(settings), network_(network), from_(from), to_(to) {
        if (!from.address.is_v4() || !to.address.is_v4()) network_ = nullptr;
    }

    void ask(const Service& service) {
        for (const Protocol protocol :
             {Protocol::TCP, Protocol::UDP, Protocol::SCTP, Protocol::ICMP}) {
            if (service.protocol && *service.protocol != protocol) continue;
            if (protocol == Protocol::ICMP) {
                add(judge(protocol, 0), policy::ConnectionSet::portless());
            } else if (service.port) {
                add(judge(protocol, *service.port),
                    policy::ConnectionSet::of(protocol, {*service.port, *service.port}));
            } else {
                ask_every_port(protocol);
            }
        }
    }

    std::vector<SameAnswer> take() { return std::move(answers_); }

  private:
    void ask_every_port(Protocol protocol) {
        const Judged first = judge(protocol, 1);
        Edges edges = {1, 65536};
        if (first.out_told) add_edges(world_, *first.out_told, Direction::FromPod, edges);
        if (first.in_told) add_edges(world_, *first.in_told, Direction::ToPod, edges);
        if (to_.pod) {
            for (const policy::ContainerPort& port : world_.pods[*to_.pod].ports) {
                edges.insert(port.port);
                edges.insert(port.port + 1U);
            }
        }
        if (network_ != nullptr) network_->add_edges(protocol, edges);
        for (auto edge = edges.begin(); std::next(edge) != edges.end(); ++edge) {
            if (*edge == 0) continue;
            const auto low = static_cast<std::uint16_t>(*edge);
            const auto high = static_cast<std::uint16_t>(*std::next(edge) - 1);
            add(judge(protocol, low), policy::ConnectionSet::of(protocol, {low, high}));
        }
    }

    Judged judge(Protocol protocol, std::uint16_t port) const {
        Judged judged;
        judged.protocol = protocol;
        judged.port = port;
        if (is_policed(from_)) {
            judged.out =
                Opening{*from_.pod, Direction::FromPod, to_.address, index_of(to_), protocol, port};
            judged.out_told = explain(world_, *judged.out, settings_);
        }
        if (is_policed(to_)) {
            judged.in =
                Opening{*to_.pod, Direction::ToPod, from_.address, index_of(from_), protocol, port};
            judged.in_told = explain(world_, *judged.in, settings_);
        }
        if (network_ != nullptr) {
            judged.between = network_->between(from_.address, index_of(from_), to_.address,
                                               index_of(to_), protocol, port);
        }
        return judged;
    }

    void add(Judged judged, const policy::ConnectionSet& services) {
        const std::string key = key_of(judged.out_told) + " | " + key_of(judged.in_told) + " | " +
                                (judged.between ? judged.between->key : "");
        const bool declared = is_declared(judged);
        const auto known = std::find_if(answers_.begin(), answers_.end(),
                                        [&key](const SameAnswer& one) { return one.key == key; });
        if (known == answers_.end()) {
            answers_.push_back({key, services, std::move(judged), declared});
            return;
        }
        known->services = known->services | services;
        if (declared && !known->example_is_declared) {
            known->example = std::move(judged);
            known->example_is_declared = true;
        }
    }

    bool is_declared(const Judged& judged) const {
        if (!to_.pod) return false;
        const auto& ports = world_.pods[*to_.pod].ports;
        return std::any_of(ports.begin(), ports.end(), [&](const policy::ContainerPort& port) {
            return port.protocol == judged.protocol && port.port == judged.port;
        });
    }

    bool is_policed(const Party& party) const {
        return party.pod && policy::policed(world_.pods[*party.pod], settings_);
    }

    static std::optional<std::size_t> index_of(const Party& party) {
        if (!party.pod) return std::nullopt;
        return *party.pod;
    }

    const policy::World& world_;
    const policy::Settings& settings_;
    const NetworkWays* network_;
    const Party& from_;
    const Party& to_;
    std::vector<SameAnswer> answers_;
};

}  // namespace

std::vector<SameAnswer> answers_between(const policy::World& world,
                                        const policy::Settings& settings,
                                        const NetworkWays* network, const Party& from,
                                        const Party& to, const Service& service) {
    Pair pair(world, settings, network, from, to);
    pair.ask(service);
    return pair.take();
}

}  // namespace analysis
