// SPDX-License-Identifier: MIT
#include "policy/table/combined_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace policy {
namespace {

using Tables = std::vector<std::shared_ptr<const DirectionTable>>;
using Classes = std::vector<std::optional<AddressClass>>;  // by table; none where nothing isolates

Cells cells_of(const DirectionTable& table, std::optional<AddressClass> address_class,
               Plane plane) {
    return address_class ? table.cells(*address_class, plane) : Cells{{0, Verdict{}}};
}

Verdict agreed(const std::vector<Verdict>& verdicts) {
    const Verdict& first = verdicts.front();
    const bool agree = std::all_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
        return verdict.action == first.action;
    });
    return agree ? first : Verdict{Action::Uncertain, Reason::LabelUnknown, first.causes};
}

Cells combined(const std::vector<Cells>& lists) {
    std::set<std::uint16_t> ports;
    for (const Cells& cells : lists) {
        for (const Cell& cell : cells) ports.insert(cell.first_port);
    }
    Cells result;
    for (const std::uint16_t port : ports) {
        std::vector<Verdict> verdicts;
        for (const Cells& cells : lists) {
            const auto after =
                std::upper_bound(cells.begin(), cells.end(), port,
                                 [](std::uint16_t p, const Cell& c) { return p < c.first_port; });
            verdicts.push_back(std::prev(after)->verdict());
        }
        const Verdict verdict = agreed(verdicts);
        if (result.empty() || !(result.back().verdict() == verdict)) {
            result.emplace_back(port, verdict);
        }
    }
    return result;
}

class Combiner {
  public:
    explicit Combiner(const Tables& tables) : tables_(tables) {
        for (const Family family : {Family::V4, Family::V6}) add_family(family);
        for (const auto& [classes, number] : numbers_) in_order_[number] = &classes;
        for (const auto& entry : in_order_) made_->add_class(cells_of_class(*entry.second));
        for (const auto& [first, number] : intervals_) made_->add_interval(first, number);
        made_->finish();
    }

    std::shared_ptr<const DirectionTable> take() { return std::move(made_); }

  private:
    void add_family(Family family) {
        std::map<IpAddress, std::vector<std::pair<std::size_t, AddressClass>>> begin;
        const IpAddress lowest = family == Family::V4 ? IpAddress::v4(0) : IpAddress::v6(0, 0);
        begin[lowest];
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (!tables_[i]->isolated()) continue;
            for (const DirectionTable::Interval& interval : tables_[i]->intervals(family)) {
                begin[interval.first].emplace_back(i, interval.address_class);
            }
        }
        Classes classes(tables_.size());
        for (const auto& [first, changes] : begin) {
            for (const auto& [table, address_class] : changes) classes[table] = address_class;
            const auto next = static_cast<AddressClass>(numbers_.size());
            intervals_.emplace_back(first, numbers_.try_emplace(classes, next).first->second);
        }
    }

    PlaneCells cells_of_class(const Classes& classes) const {
        PlaneCells planes;
        for (const Plane plane : all_planes) {
            std::vector<Cells> lists;
            for (std::size_t i = 0; i < tables_.size(); ++i) {
                lists.push_back(cells_of(*tables_[i], classes[i], plane));
            }
            planes[static_cast<std::size_t>(plane)] = combined(lists);
        }
        return planes;
    }

    const Tables& tables_;
    std::map<Classes, AddressClass> numbers_;
    std::map<AddressClass, const Classes*> in_order_;
    std::vector<std::pair<IpAddress, AddressClass>> intervals_;
    std::shared_ptr<DirectionTable> made_ = std::make_shared<DirectionTable>();
};

}  // namespace

std::shared_ptr<const DirectionTable> combined(const Tables& tables) {
    const bool open = std::none_of(tables.begin(), tables.end(),
                                   [](const auto& table) { return table->isolated(); });
    return open ? tables.front() : Combiner(tables).take();
}

}  // namespace policy
