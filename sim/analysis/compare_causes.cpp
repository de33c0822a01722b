// SPDX-License-Identifier: MIT
#include "sim/analysis/compare_causes.h"

#include <algorithm>

#include "sim/analysis/rows.h"

namespace analysis {
namespace {

using policy::Action;
using policy::Direction;
using policy::Family;
using policy::IpAddress;
using policy::Protocol;
using results::SidedCause;

constexpr std::size_t most_samples = 64;  // port intervals looked into for one row

bool same(const results::Cause& a, const results::Cause& b) {
    return a.ns == b.ns && a.name == b.name && a.direction == b.direction && a.path == b.path &&
           a.file == b.file && a.line == b.line;
}

std::optional<IpAddress> address_in(const policy::World& world, const CauseEnd& end,
                                    Family family) {
    if (!end.pod) {
        return end.address.family() == family ? std::make_optional(end.address) : std::nullopt;
    }
    for (const IpAddress& address : world.pods[*end.pod].addresses) {
        if (address.family() == family) return address;
    }
    return std::nullopt;
}

void add_bound(std::int64_t port, std::vector<std::uint16_t>& bounds) {
    if (port > 0 && port <= 65535) bounds.push_back(static_cast<std::uint16_t>(port));
}

}  // namespace

CompareCauses::CompareCauses(const policy::World& before, const policy::Settings& settings_before,
                             const policy::World& after, const policy::Settings& settings_after)
    : before_(before, settings_before), after_(after, settings_after) {}

CompareCauses::Judge::Both CompareCauses::Judge::judge(const CausePair& pair, Protocol protocol,
                                                       std::uint16_t port, Action action) {
    Both result;
    for (const Family family : {Family::V4, Family::V6}) {
        const auto source = address_in(world, pair.from, family);
        const auto destination = address_in(world, pair.to, family);
        if (!source || !destination) continue;
        result = {};
        if (pair.from.pod) {
            result.from = compiler.table(*pair.from.pod)
                              ->lookup(Direction::FromPod, *destination, protocol, port);
        }
        if (pair.to.pod) {
            result.to =
                compiler.table(*pair.to.pod)->lookup(Direction::ToPod, *source, protocol, port);
        }
        const bool drops = result.from.action == Action::Drop || result.to.action == Action::Drop;
        if (drops == (action == Action::Drop)) break;
    }
    return result;
}

const policy::FilterTable* CompareCauses::Judge::table(const CauseEnd& end) {
    return end.pod ? compiler.table(*end.pod).get() : nullptr;
}

CompareCauses::Tables CompareCauses::tables(const CausePair& before, const CausePair& after) {
    return {before_.table(before.from), before_.table(before.to), after_.table(after.from),
            after_.table(after.to)};
}

// The first ports of intervals that some rule of the namespace may tell apart.
const std::vector<std::uint16_t>& CompareCauses::Judge::bounds_in(const std::string& ns) {
    const auto [known, fresh] = bounds.try_emplace(ns);
    if (!fresh) return known->second;
    for (const policy::NetworkPolicy& policy : world.policies) {
        if (policy.ns != ns) continue;
        for (const auto* rules : {&policy.ingress, &policy.egress}) {
            for (const policy::PolicyRule& rule : *rules) {
                for (const policy::PolicyPort& port : rule.ports) {
                    const auto* number = std::get_if<std::int64_t>(&port.port);
                    if (number == nullptr) continue;
                    add_bound(*number, known->second);
                    add_bound(port.end_port.value_or(*number) + 1, known->second);
                }
            }
        }
    }
    return known->second;
}

// The first ports of intervals that some rule about one of the ends may tell apart.
void CompareCauses::Judge::add_bounds(const CausePair& pair, std::vector<std::uint16_t>& all) {
    for (const CauseEnd* end : {&pair.from, &pair.to}) {
        if (!end->pod) continue;
        const policy::Pod& pod = world.pods[*end->pod];
        for (const policy::ContainerPort& port : pod.ports) {
            add_bound(port.port, all);
            add_bound(port.port + 1, all);
        }
        const std::vector<std::uint16_t>& more = bounds_in(pod.ns);
        all.insert(all.end(), more.begin(), more.end());
    }
}

void CompareCauses::add_list(std::vector<SidedCause>& causes, const Judge& judge,
                             policy::CauseListId list, bool after) {
    for (const policy::Cause& cause : judge.book.at(list)) {
        const results::Cause row = cause_row(cause);
        const bool known = std::any_of(causes.begin(), causes.end(), [&](const SidedCause& other) {
            return other.after == after && same(other.cause, row);
        });
        if (!known) causes.push_back({after, row});
    }
}

void CompareCauses::add(std::vector<SidedCause>& causes, const CausePair& before,
                        const CausePair& after, Protocol protocol, std::uint16_t port,
                        bool dropped) {
    const Judge::Both was =
        before_.judge(before, protocol, port, dropped ? Action::Allow : Action::Drop);
    const Judge::Both is =
        after_.judge(after, protocol, port, dropped ? Action::Drop : Action::Allow);
    for (const auto& [then, now] : {std::make_pair(was.from, is.from), {was.to, is.to}}) {
        if ((dropped ? now : then).action != Action::Drop) continue;
        if (dropped) {
            add_list(causes, before_, then.causes, false);
            add_list(causes, after_, now.causes, true);
        } else if (now.causes != policy::no_causes) {
            add_list(causes, after_, now.causes, true);
        } else {
            add_list(causes, before_, then.causes, false);
        }
    }
}

std::vector<SidedCause> CompareCauses::of(const CausePair& before, const CausePair& after,
                                          const policy::ConnectionSet& set, bool dropped) {
    std::vector<SidedCause> causes;
    if (set.empty()) return causes;
    std::vector<std::uint16_t> bounds;
    before_.add_bounds(before, bounds);
    after_.add_bounds(after, bounds);
    std::sort(bounds.begin(), bounds.end());
    bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
    std::size_t samples = 0;
    for (const Protocol protocol : {Protocol::TCP, Protocol::UDP, Protocol::SCTP}) {
        for (const policy::PortInterval& ports : set.ports(protocol)) {
            add(causes, before, after, protocol, ports.first, dropped);
            auto bound = std::upper_bound(bounds.begin(), bounds.end(), ports.first);
            for (; bound != bounds.end() && *bound <= ports.last && samples < most_samples;
                 ++bound, ++samples) {
                add(causes, before, after, protocol, *bound, dropped);
            }
        }
    }
    if (set.has_portless()) add(causes, before, after, Protocol::ICMP, 0, dropped);
    return causes;
}

}  // namespace analysis
