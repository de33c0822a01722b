// SPDX-License-Identifier: MIT
#include "policy/table/cell_builder.h"

#include <algorithm>
#include <array>

#include "policy/model/sweep.h"

namespace policy {
namespace {

// How near a policy came to admitting, nearest first.
enum class Miss : std::uint8_t { Port, Peer, PeerAndPort, NoRules };
constexpr std::array<Miss, 4> nearest_first = {Miss::Port, Miss::Peer, Miss::PeerAndPort,
                                               Miss::NoRules};

class CellBuilder {
  public:
    CellBuilder(const CellInputs& inputs, const std::vector<Clause>& matching)
        : in_(inputs), matching_(matching), misses_(inputs.view.isolating.size(), Miss::NoRules) {
        for (const BuiltRule& rule : in_.rules) misses_[rule.policy] = Miss::PeerAndPort;
        only_unresolved_names_ = true;
        for (const Clause& clause : matching_) {
            misses_[in_.rules[clause.rule].policy] = Miss::Port;
            only_unresolved_names_ &= in_.resolved.rules[clause.rule].only_unresolved_names;
        }
    }

    Cells build(Plane plane) const {
        Cells cells;
        const auto visit = [&](std::uint16_t first, const std::vector<std::uint32_t>& covering) {
            Verdict verdict = judge(covering);
            if (plane == Plane::Other) verdict = by_settings(verdict);
            if (cells.empty() || !(cells.back().verdict() == verdict)) {
                cells.emplace_back(first, verdict);
            }
        };
        sweep(spans(static_cast<std::size_t>(plane)), std::uint16_t{0}, visit);
        return cells;
    }

  private:
    // Elements: the matching clauses, then the policies whose misses their ports set apart.
    std::vector<Span<std::uint16_t>> spans(std::size_t plane) const {
        std::vector<Span<std::uint16_t>> result;
        const auto add = [&](const std::vector<PortRange>& ranges, std::size_t element) {
            for (const PortRange& range : ranges) {
                result.push_back({range.first, range.last, static_cast<std::uint32_t>(element)});
            }
        };
        for (std::size_t i = 0; i < matching_.size(); ++i) {
            add(in_.resolved.rules[matching_[i].rule].matching[plane], i);
        }
        if (order_depends_on_ports()) {
            for (std::size_t i = 0; i < misses_.size(); ++i) {
                if (misses_[i] != Miss::PeerAndPort) continue;
                add(in_.resolved.policies[i][plane], matching_.size() + i);
            }
        }
        return result;
    }

    // Miss::Peer and Miss::PeerAndPort have one reason and differ only in the order of causes.
    bool order_depends_on_ports() const {
        return std::count(misses_.begin(), misses_.end(), Miss::PeerAndPort) > 1;
    }

    Verdict judge(const std::vector<std::uint32_t>& covering) const {
        if (covering.empty() || covering.front() >= matching_.size()) return drop(covering);
        const Clause& clause = matching_[covering.front()];
        const BuiltRule& rule = in_.rules[clause.rule];
        const PolicyIndex policy = in_.view.isolating[rule.policy];
        return {Action::Allow, Reason::RuleMatch,
                in_.causes.allowed(in_.view.direction, policy, rule.index, clause.peer)};
    }

    // REQUIRES: of traffic without ports.
    Verdict by_settings(const Verdict& verdict) const {
        if (verdict.action == Action::Drop && in_.portless == PortlessTraffic::Allow) {
            return {Action::Allow, Reason::PortlessAllowed, no_causes};
        }
        if (verdict.action == Action::Allow && in_.portless == PortlessTraffic::Drop) {
            return {Action::Drop, Reason::PortlessDropped,
                    in_.causes.dropped(in_.view.direction, in_.view.isolating)};
        }
        return verdict;
    }

    Verdict drop(const std::vector<std::uint32_t>& covering) const {
        std::vector<Miss> misses = misses_;
        for (const std::uint32_t element : covering) {
            misses[element - matching_.size()] = Miss::Peer;
        }
        std::vector<PolicyIndex> policies;
        for (const Miss miss : nearest_first) {
            for (std::size_t i = 0; i < misses.size(); ++i) {
                if (misses[i] == miss) policies.push_back(in_.view.isolating[i]);
            }
        }
        const Miss nearest = *std::min_element(misses.begin(), misses.end());
        return {Action::Drop, reason(nearest), in_.causes.dropped(in_.view.direction, policies)};
    }

    Reason reason(Miss nearest) const {
        const bool egress = in_.view.direction == Direction::FromPod;
        switch (nearest) {
            case Miss::Port:
                return only_unresolved_names_ ? Reason::NamedPortUnresolved : Reason::PortMismatch;
            case Miss::Peer:
            case Miss::PeerAndPort:
                return egress ? Reason::EgressNoRuleMatch : Reason::IngressNoRuleMatch;
            case Miss::NoRules:
                break;
        }
        return egress ? Reason::EgressDefaultDeny : Reason::IngressDefaultDeny;
    }

    const CellInputs& in_;
    const std::vector<Clause>& matching_;
    std::vector<Miss> misses_;  // by position in isolating; never Miss::Peer, which is a port's
    bool only_unresolved_names_ = false;
};

}  // namespace

ResolvedRules resolve_rules(std::size_t policies, const std::vector<BuiltRule>& rules,
                            const PortNumbers& destination) {
    ResolvedRules result;
    result.policies.resize(policies);
    for (const BuiltRule& rule : rules) {
        result.rules.push_back(resolve_ports(*rule.written, destination));
        const PlanePorts& ports = result.rules.back().matching;
        for (std::size_t plane = 0; plane < ports.size(); ++plane) {
            auto& all = result.policies[rule.policy][plane];
            all.insert(all.end(), ports[plane].begin(), ports[plane].end());
        }
    }
    for (PlanePorts& policy : result.policies) {
        for (auto& plane : policy) normalize(plane);
    }
    return result;
}

PlaneCells build_cells(const CellInputs& inputs, const std::vector<Clause>& matching) {
    const CellBuilder builder(inputs, matching);
    PlaneCells cells;
    for (const Plane plane : all_planes) {
        cells[static_cast<std::size_t>(plane)] = builder.build(plane);
    }
    return cells;
}

}  // namespace policy
