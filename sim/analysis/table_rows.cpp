// SPDX-License-Identifier: MIT
#include "sim/analysis/table_rows.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "policy/table/compile.h"
#include "sim/analysis/rows.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using policy::Direction;

class TableRows {
  public:
    TableRows(const policy::World& world, const policy::CauseBook& book)
        : world_(world), book_(book) {
        for (std::size_t i = 0; i < world.pods.size(); ++i) {
            if (world.pods[i].finished()) continue;
            for (const policy::IpAddress& address : world.pods[i].addresses) {
                holders_.emplace(address, i);
            }
        }
    }

    results::TableSide side(const policy::FilterTable& table, Direction direction) const {
        results::TableSide side;
        side.isolated = table.isolated(direction);
        const std::vector<policy::TableRow> cells = table.rows(direction);
        for (std::size_t begin = 0; begin < cells.size();) {
            std::size_t end = begin;
            while (end < cells.size() && cells[end].peers == cells[begin].peers) ++end;
            add_range(cells, begin, end, side.rows);
            begin = end;
        }
        return side;
    }

  private:
    void add_range(const std::vector<policy::TableRow>& cells, std::size_t begin, std::size_t end,
                   std::vector<results::TableRow>& rows) const {
        std::vector<std::pair<policy::TableRow, results::TableRow>> merged;
        for (std::size_t i = begin; i < end; ++i) {
            const policy::TableRow& cell = cells[i];
            auto same = std::find_if(merged.begin(), merged.end(), [&](const auto& row) {
                return row.first.protocol == cell.protocol && row.first.verdict == cell.verdict;
            });
            if (same == merged.end()) same = merged.emplace(merged.end(), cell, begin_row(cell));
            add_ports(cell, same->second.ports);
        }
        std::stable_sort(merged.begin(), merged.end(), [](const auto& a, const auto& b) {
            return (a.first.verdict.action == policy::Action::Allow) >
                   (b.first.verdict.action == policy::Action::Allow);
        });
        for (auto& [cell, row] : merged) rows.push_back(std::move(row));
    }

    results::TableRow begin_row(const policy::TableRow& cell) const {
        results::TableRow row;
        row.first = cell.peers.first.text();
        row.last = cell.peers.last.text();
        row.range = policy::text(cell.peers);
        const auto stop = holders_.upper_bound(cell.peers.last);
        for (auto held = holders_.lower_bound(cell.peers.first); held != stop; ++held) {
            row.pods.push_back(pod_name(world_.pods[held->second]));
        }
        row.protocol = cell.protocol;
        row.verdict = text(cell.verdict.action);
        row.reason = code(cell.verdict.reason);
        for (const policy::Cause& cause : book_.at(cell.verdict.causes)) {
            row.causes.push_back(cause_row(cause));
        }
        return row;
    }

    static void add_ports(const policy::TableRow& cell, std::vector<results::PortPair>& ports) {
        if (cell.protocol == "any" || cell.protocol == "other" || cell.last_port == 0) return;
        ports.emplace_back(std::max<std::uint16_t>(cell.first_port, 1), cell.last_port);
    }

    const policy::World& world_;
    const policy::CauseBook& book_;
    std::multimap<policy::IpAddress, std::size_t> holders_;
};

}  // namespace

results::PodTable table_rows(const policy::World& world, const policy::Settings& settings,
                             std::size_t pod) {
    policy::CauseBook book;
    policy::Compiler compiler(world, book, settings);
    const auto table = compiler.table(pod);
    const TableRows rows(world, book);
    results::PodTable result;
    result.pod = pod_name(world.pods[pod]);
    for (const policy::IpAddress& address : world.pods[pod].addresses) {
        result.addresses.push_back(address.text());
    }
    result.node = world.pods[pod].node;
    result.ingress = rows.side(*table, Direction::ToPod);
    result.egress = rows.side(*table, Direction::FromPod);
    return result;
}

}  // namespace analysis
