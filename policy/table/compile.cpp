// SPDX-License-Identifier: MIT
#include "policy/table/compile.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "policy/model/unknown_labels.h"
#include "policy/table/combined_table.h"
#include "policy/table/world_tables.h"

namespace policy {
namespace {

// What each pod's labels may be, if several: of the others none.
std::vector<std::vector<Labels>> choices(const World& world, const Settings& settings) {
    std::vector<std::vector<Labels>> found;
    std::optional<AskedValues> asked;
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (pod.unknown_labels.empty() || !policed(pod, settings)) continue;
        if (!asked) asked.emplace(world);
        if (asked->asked_of(pod).empty()) continue;
        found.resize(world.pods.size());
        found[i] = asked->choices(pod);
    }
    return found;
}

}  // namespace

struct Compiler::State {
    using TablePtr = std::shared_ptr<const DirectionTable>;

    // Pods are what they are each for itself, so that a world for each choice, with all pods that
    // have so many, has each pair of a subject and one peer, given the subject's choices too.
    State(const World& world, CauseBook& book, const Settings& settings)
        : choices_(choices(world, settings)) {
        std::size_t most = 0;
        for (const auto& labels : choices_) most = std::max(most, labels.size());
        if (most == 0) worlds_.emplace_back(world, book, settings);
        for (std::size_t choice = 0; choice < most; ++choice) {
            World& made = made_.emplace_back(world);
            for (std::size_t pod = 0; pod < choices_.size(); ++pod) {
                const auto& labels = choices_[pod];
                if (!labels.empty()) made.pods[pod].labels = labels[choice % labels.size()];
            }
            worlds_.emplace_back(made, book, settings);
        }
    }

    TablePtr direction_table(std::size_t pod, Direction direction) {
        if (made_.empty()) return worlds_.front().table(pod, direction);
        std::vector<TablePtr> tables;
        const auto add = [&](TablePtr table) {
            const bool known = std::find(tables.begin(), tables.end(), table) != tables.end();
            if (!known) tables.push_back(std::move(table));
        };
        for (WorldTables& world : worlds_) {
            if (choices_[pod].empty()) add(world.table(pod, direction));
            for (const Labels& labels : choices_[pod]) add(world.table(pod, direction, labels));
        }
        TablePtr& table = combined_[tables];
        if (table == nullptr) table = tables.size() == 1 ? tables.front() : combined(tables);
        return table;
    }

    std::vector<std::vector<Labels>> choices_;  // by pod; empty where all labels are known
    std::deque<World> made_;
    std::deque<WorldTables> worlds_;
    std::map<std::vector<TablePtr>, TablePtr> combined_;  // looked up, never walked
    using Halves = std::pair<TablePtr, TablePtr>;
    std::map<Halves, std::shared_ptr<const FilterTable>> tables_;  // likewise
};

Compiler::Compiler(const World& world, CauseBook& book, const Settings& settings)
    : state_(std::make_unique<State>(world, book, settings)) {}

Compiler::~Compiler() = default;

std::shared_ptr<const FilterTable> Compiler::table(std::size_t pod) {
    State::Halves halves{state_->direction_table(pod, Direction::FromPod),
                         state_->direction_table(pod, Direction::ToPod)};
    std::shared_ptr<const FilterTable>& table = state_->tables_[halves];
    if (table == nullptr) {
        table.reset(new FilterTable(std::move(halves.first), std::move(halves.second)));
    }
    return table;
}

}  // namespace policy
