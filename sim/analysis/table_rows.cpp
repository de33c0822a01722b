// SPDX-License-Identifier: MIT
#include "sim/analysis/table_rows.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/model/address_range.h"
#include "policy/table/compile.h"
#include "sim/analysis/rows.h"
#include "sim/analysis/table_doubt.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using policy::Direction;
using policy::IpAddress;
using policy::Pod;
using Cells = std::vector<TableCell>;  // of one range

bool is_stand_in(const Pod& pod) {
    return pod.addresses_are == policy::Addresses::StandIn;
}

// ---- Cells to rows --------------------------------------------------------------------------

void add_ports(const TableCell& cell, std::vector<results::PortPair>& ports) {
    if (cell.protocol == "any" || cell.protocol == "other" || cell.last_port == 0) return;
    ports.emplace_back(std::max<std::uint16_t>(cell.first_port, 1), cell.last_port);
}

results::TableRow begin_row(const TableCell& cell) {
    results::TableRow row;
    row.protocol = cell.protocol;
    row.verdict = text(cell.action);
    row.reason = code(cell.reason);
    row.causes = cause_rows(cell.causes);
    if (cell.caveat) row.caveats.emplace_back(code(*cell.caveat));
    return row;
}

bool same_cause(const results::Cause& a, const results::Cause& b) {
    return a.ns == b.ns && a.name == b.name && a.path == b.path;
}

// All but the ports and whose packets these are.
bool same_verdict(const results::TableRow& a, const results::TableRow& b) {
    return a.protocol == b.protocol && a.verdict == b.verdict && a.reason == b.reason &&
           a.caveats == b.caveats &&
           std::equal(a.causes.begin(), a.causes.end(), b.causes.begin(), b.causes.end(),
                      same_cause);
}

bool same_verdicts(const std::vector<results::TableRow>& a,
                   const std::vector<results::TableRow>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const results::TableRow& x, const results::TableRow& y) {
                          return same_verdict(x, y) && x.ports == y.ports;
                      });
}

// Ports of one verdict are one row; what is allowed comes first, what may be allowed next.
std::vector<results::TableRow> merged(const Cells& cells) {
    std::vector<results::TableRow> rows;
    for (const TableCell& cell : cells) {
        results::TableRow row = begin_row(cell);
        auto same = std::find_if(rows.begin(), rows.end(),
                                 [&](const auto& other) { return same_verdict(row, other); });
        if (same == rows.end()) same = rows.insert(rows.end(), std::move(row));
        add_ports(cell, same->ports);
    }
    for (const policy::Action action : {policy::Action::Uncertain, policy::Action::Allow}) {
        std::stable_partition(rows.begin(), rows.end(), [&](const results::TableRow& row) {
            return row.verdict == text(action);
        });
    }
    return rows;
}

// ---- One pod's tables -----------------------------------------------------------------------

// Pods without an address are in no table: their stand-ins are nowhere. But for the subject's.
policy::World without_stand_ins(policy::World world, std::size_t subject) {
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        if (i != subject && is_stand_in(world.pods[i])) world.pods[i].addresses.clear();
    }
    return world;
}

class TableRows {
  public:
    TableRows(const policy::World& world, const policy::Settings& settings, std::size_t subject)
        : world_(world), subject_(subject), doubt_(world, settings, subject) {
        const policy::World known = without_stand_ins(world, subject);
        table_ = policy::Compiler(known, book_, settings).table(subject);
        for (std::size_t i = 0; i < known.pods.size(); ++i) {
            if (known.pods[i].finished() || is_stand_in(world.pods[i])) continue;
            for (const IpAddress& address : known.pods[i].addresses) holders_.emplace(address, i);
        }
    }

    results::TableSide side(Direction direction) {
        results::TableSide side;
        side.isolated = table_->isolated(direction);
        if (!side.isolated) return side;
        blocks_.clear();
        for (const auto& [range, cells] : ranges(direction)) add_range(range, cells, direction);
        std::vector<Block> named = without_address(direction);
        std::move(named.begin(), named.end(), std::back_inserter(blocks_));
        for (const Block& block : blocks_) append(block, side.rows);
        return side;
    }

  private:
    struct Range {
        policy::AddressRange peers;
        Cells cells;
    };
    struct Block {
        std::optional<policy::AddressRange> peers;  // none: not known
        std::vector<std::string> pods;
        std::vector<results::TableRow> rows;
    };

    std::vector<Range> ranges(Direction direction) const {
        std::vector<Range> found;
        for (const policy::TableRow& row : table_->rows(direction)) {
            if (found.empty() || !(found.back().peers == row.peers)) {
                found.push_back({row.peers, {}});
            }
            TableCell cell{row.protocol,       row.first_port,     row.last_port,
                           row.verdict.action, row.verdict.reason, book_.at(row.verdict.causes),
                           std::nullopt};
            if (cell.action == policy::Action::Uncertain) cell.caveat = Caveat::LabelUnknown;
            found.back().cells.push_back(std::move(cell));
        }
        return found;
    }

    // Pods of which nobody knows which of them has the address.
    std::vector<std::size_t> claimants(const IpAddress& address) const {
        std::vector<std::size_t> found;
        const auto [begin, end] = holders_.equal_range(address);
        for (auto held = begin; held != end; ++held) {
            if (doubt_.of(world_.pods[held->second])) found.push_back(held->second);
        }
        return found;
    }

    void add_range(const policy::AddressRange& range, const Cells& cells, Direction direction) {
        const Pod& subject = world_.pods[subject_];
        if (is_stand_in(subject) && range.first == subject.addresses.front()) {
            if (!blocks_.empty()) blocks_.back().peers->last = range.last;
            return;
        }
        std::vector<IpAddress> apart;
        const auto stop = holders_.upper_bound(range.last);
        for (auto held = holders_.lower_bound(range.first); held != stop; ++held) {
            if (doubt_.of(world_.pods[held->second])) apart.push_back(held->first);
        }
        policy::AddressRanges parts = difference({range}, policy::ranges_of(apart));
        std::sort(apart.begin(), apart.end());
        apart.erase(std::unique(apart.begin(), apart.end()), apart.end());
        for (const IpAddress& address : apart) parts.push_back({address, address});
        std::sort(parts.begin(), parts.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const policy::AddressRange& part : parts) {
            const bool in_doubt = std::binary_search(apart.begin(), apart.end(), part.first);
            add_block(part, in_doubt ? doubt_.cells(direction, part.first, claimants(part.first))
                                     : cells);
        }
    }

    // Neighbours that are judged alike are one.
    void add_block(const policy::AddressRange& peers, const Cells& cells) {
        Block block{peers, {}, merged(cells)};
        const auto stop = holders_.upper_bound(peers.last);
        for (auto held = holders_.lower_bound(peers.first); held != stop; ++held) {
            block.pods.push_back(pod_name(world_.pods[held->second]));
        }
        if (!blocks_.empty() && blocks_.back().peers->first.family() == peers.first.family() &&
            same_verdicts(blocks_.back().rows, block.rows)) {
            blocks_.back().peers->last = peers.last;
            auto& pods = blocks_.back().pods;
            pods.insert(pods.end(), block.pods.begin(), block.pods.end());
        } else {
            blocks_.push_back(std::move(block));
        }
    }

    // Pods that nobody has given an address yet, those together that are judged alike.
    std::vector<Block> without_address(Direction direction) {
        std::vector<Block> blocks;
        std::map<std::string, std::size_t> known;  // by what policies may ask of a pod
        for (std::size_t i = 0; i < world_.pods.size(); ++i) {
            const Pod& pod = world_.pods[i];
            if (!is_stand_in(pod) || i == subject_ || pod.finished()) continue;
            const auto [asked, is_new] = known.emplace(looks(pod), 0);
            if (is_new) {
                std::vector<results::TableRow> rows =
                    merged(doubt_.cells(direction, pod.addresses.front(), {i}));
                auto same = std::find_if(blocks.begin(), blocks.end(), [&](const Block& block) {
                    return same_verdicts(block.rows, rows);
                });
                asked->second = static_cast<std::size_t>(same - blocks.begin());
                if (same == blocks.end()) blocks.push_back({std::nullopt, {}, std::move(rows)});
            }
            blocks[asked->second].pods.push_back(pod_name(pod));
        }
        return blocks;
    }

    static std::string looks(const Pod& pod) {
        std::string key = pod.ns + (pod.host_network ? "!" : "/");
        for (const auto& [name, value] : pod.labels)
            key.append(name).append("=").append(value) += ' ';
        for (const std::string& name : pod.unknown_labels) key.append(name) += "? ";
        for (const policy::ContainerPort& port : pod.ports) {
            key.append(port.name).append(text(port.protocol)) += std::to_string(port.port) + ' ';
        }
        return key;
    }

    static void append(const Block& block, std::vector<results::TableRow>& rows) {
        for (results::TableRow row : block.rows) {
            if (block.peers) {
                row.first = block.peers->first.text();
                row.last = block.peers->last.text();
                row.range = policy::text(*block.peers);
            }
            row.pods = block.pods;
            rows.push_back(std::move(row));
        }
    }

    const policy::World& world_;
    std::size_t subject_;
    TableDoubt doubt_;
    policy::CauseBook book_;
    std::shared_ptr<const policy::FilterTable> table_;
    std::multimap<IpAddress, std::size_t> holders_;  // without stand-ins
    std::vector<Block> blocks_;                      // of the direction at hand
};

}  // namespace

results::PodTable table_rows(const policy::World& world, const policy::Settings& settings,
                             std::size_t pod) {
    TableRows rows(world, settings, pod);
    results::PodTable result;
    result.pod = pod_name(world.pods[pod]);
    if (!is_stand_in(world.pods[pod])) {
        for (const IpAddress& address : world.pods[pod].addresses) {
            result.addresses.push_back(address.text());
        }
    }
    result.node = world.pods[pod].node;
    result.ingress = rows.side(Direction::ToPod);
    result.egress = rows.side(Direction::FromPod);
    return result;
}

}  // namespace analysis
