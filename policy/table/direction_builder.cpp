// SPDX-License-Identifier: MIT
// Addresses are swept first: every clause (a rule and one of its peer items) covers some ranges,
// and so does every number that pods give to a port name of an egress rule. Stretches with the
// same covering elements are of one class. Then each class's ports are swept, once per plane.
#include "policy/table/direction_builder.h"

#include <algorithm>
#include <map>
#include <optional>

#include "policy/model/sweep.h"
#include "policy/table/cell_builder.h"
#include "policy/table/rule_ports.h"

namespace policy {
namespace {

const AddressRanges& everywhere() {
    static const AddressRanges ranges = [] {
        const auto whole = [](const char* cidr) {
            const Prefix prefix = *Prefix::parse(cidr);
            return AddressRange{prefix.first(), prefix.last()};
        };
        return AddressRanges{whole("0.0.0.0/0"), whole("::/0")};
    }();
    return ranges;
}

class DirectionBuilder {
  public:
    DirectionBuilder(const BuildInputs& inputs, const DirectionView& view)
        : world_(inputs.world),
          inventory_(inputs.inventory),
          causes_(inputs.causes),
          portless_(inputs.settings.portless),
          view_(view) {
        list_clauses();
        list_named_ports();
    }

    std::shared_ptr<const DirectionTable> build() {
        sweep(v4_, std::uint32_t{0}, [&](std::uint32_t first, const Elements& covering) {
            table_->add_interval(IpAddress::v4(first), class_of(covering));
        });
        sweep(v6_, IpAddress::v6(0, 0), [&](const IpAddress& first, const Elements& covering) {
            table_->add_interval(first, class_of(covering));
        });
        table_->finish();
        return table_;
    }

  private:
    using Elements = std::vector<std::uint32_t>;

    void add_spans(const AddressRanges& ranges, std::size_t element) {
        const auto id = static_cast<std::uint32_t>(element);
        for (const AddressRange& range : ranges) {
            if (range.first.is_v4()) {
                v4_.push_back({range.first.v4_bits(), range.last.v4_bits(), id});
            } else {
                v6_.push_back({range.first, range.last, id});
            }
        }
    }

    void add_clause(std::size_t rule, std::optional<std::size_t> peer,
                    const AddressRanges& ranges) {
        add_spans(ranges, clauses_.size());
        clauses_.push_back({rule, peer});
    }

    void list_clauses() {
        for (std::size_t at = 0; at < view_.isolating.size(); ++at) {
            const NetworkPolicy& policy = world_.policies[view_.isolating[at]];
            const std::vector<PolicyRule>& written = rules_of(policy, view_.direction);
            for (std::size_t i = 0; i < written.size(); ++i) {
                const std::vector<Peer>& peers = written[i].peers;
                if (peers.empty()) add_clause(rules_.size(), std::nullopt, everywhere());
                for (std::size_t j = 0; j < peers.size(); ++j) {
                    add_clause(rules_.size(), j, inventory_.addresses(policy.ns, peers[j]));
                }
                rules_.push_back({at, i, &written[i]});
            }
        }
    }

    // Egress: which numbers a name has depends on the destination, so that pods which declare a
    // name that the rules ask for are elements too. Ingress: the protected pod's own numbers.
    void list_named_ports() {
        for (const OwnPort& own : view_.own_ports) own_numbers_[own.first].push_back(own.second);
        if (view_.direction == Direction::ToPod) return;
        std::map<PortName, bool> asked;
        for (const BuiltRule& rule : rules_) {
            for (const PolicyPort& item : rule.written->ports) {
                if (const auto name = asked_name(item)) asked[*name] = true;
            }
        }
        for (const auto& [name, unused] : asked) {
            for (const NamedPort& port : inventory_.named_ports(name)) {
                add_spans(port.pods, clauses_.size() + declared_.size());
                declared_.emplace_back(name, port.number);
            }
        }
    }

    // Of each rule only the first matching item matters.
    Elements first_items(const Elements& covering) const {
        Elements kept;
        for (const std::uint32_t element : covering) {
            const bool clause = element < clauses_.size();
            const bool repeated =
                clause && !kept.empty() && clauses_[kept.back()].rule == clauses_[element].rule;
            if (!repeated) kept.push_back(element);
        }
        return kept;
    }

    AddressClass class_of(const Elements& covering) {
        const auto known = by_covering_.find(covering);
        if (known != by_covering_.end()) return known->second;
        const AddressClass found = class_of_first_items(first_items(covering));
        by_covering_.emplace(covering, found);
        return found;
    }

    AddressClass class_of_first_items(const Elements& elements) {
        const auto names = std::lower_bound(elements.begin(), elements.end(),
                                            static_cast<std::uint32_t>(clauses_.size()));
        std::vector<Clause> matching;
        for (auto it = elements.begin(); it != names; ++it) matching.push_back(clauses_[*it]);
        const ResolvedRules& rules = resolved(Elements(names, elements.end()));
        const PlaneCells cells = build_cells({view_, rules_, rules, causes_, portless_}, matching);
        const auto [known, fresh] = by_cells_.try_emplace(cells, 0);
        if (fresh) known->second = table_->add_class(cells);
        return known->second;
    }

    const ResolvedRules& resolved(const Elements& names) {
        const auto [entry, fresh] = resolved_.try_emplace(names);
        if (fresh) {
            PortNumbers numbers = own_numbers_;
            for (const std::uint32_t element : names) {
                const auto& [name, number] = declared_[element - clauses_.size()];
                numbers[name].push_back(number);
            }
            entry->second = resolve_rules(view_.isolating.size(), rules_, numbers);
        }
        return entry->second;
    }

    const World& world_;
    Inventory& inventory_;
    CauseCache& causes_;
    PortlessTraffic portless_;
    const DirectionView& view_;

    std::vector<BuiltRule> rules_;
    std::vector<Clause> clauses_;    // elements [0, size)
    std::vector<OwnPort> declared_;  // elements after the clauses; egress only
    PortNumbers own_numbers_;
    std::vector<Span<std::uint32_t>> v4_;
    std::vector<Span<IpAddress>> v6_;

    std::map<Elements, AddressClass> by_covering_;
    std::map<Elements, ResolvedRules> resolved_;
    std::map<PlaneCells, AddressClass> by_cells_;
    std::shared_ptr<DirectionTable> table_ = std::make_shared<DirectionTable>();
};

}  // namespace

std::shared_ptr<const DirectionTable> build_direction(const BuildInputs& inputs,
                                                      const DirectionView& view) {
    return DirectionBuilder(inputs, view).build();
}

}  // namespace policy
