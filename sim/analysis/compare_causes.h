// SPDX-License-Identifier: MIT
// Why ports of a pair are newly dropped or newly allowed: the policies and rules that made it so.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/connection_set.h"
#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "policy/table/cause_book.h"
#include "policy/table/compile.h"
#include "results/report/compare_report.h"

namespace analysis {

// One end of a connection in one world: a pod, or an address outside.
struct CauseEnd {
    std::optional<std::uint32_t> pod;  // World::pods
    policy::IpAddress address;         // where it is no pod
};

// A pair in one world.
struct CausePair {
    CauseEnd from;
    CauseEnd to;
};

class CompareCauses {
  public:
    // REQUIRES: the worlds outlive this.
    CompareCauses(const policy::World& before, const policy::Settings& settings_before,
                  const policy::World& after, const policy::Settings& settings_after);

    // What decided on the side that made it so, for every port interval of `ports` that rules tell
    // apart. Of what was allowed before and is dropped after: the rule that admitted before, and
    // the policies that isolate after, nearest first.
    std::vector<results::SidedCause> of_dropped(const CausePair& before, const CausePair& after,
                                                const policy::ConnectionSet& ports) {
        return of(before, after, ports, true);
    }
    // Of the reverse: the rules that admit after, or the policies whose isolation was lifted.
    std::vector<results::SidedCause> of_allowed(const CausePair& before, const CausePair& after,
                                                const policy::ConnectionSet& ports) {
        return of(before, after, ports, false);
    }

    // Which tables judge this pair. Causes are the same of pairs that have the same tables and are
    // of the same classes.
    using Tables = std::array<const policy::FilterTable*, 4>;
    Tables tables(const CausePair& before, const CausePair& after);

  private:
    struct Judge {
        Judge(const policy::World& world_, const policy::Settings& settings)
            : world(world_), compiler(world_, book, settings) {}
        // Both directions, in the family in which the whole is `action`.
        struct Both {
            policy::Verdict from, to;
        };
        Both judge(const CausePair& pair, policy::Protocol protocol, std::uint16_t port,
                   policy::Action action);
        const policy::FilterTable* table(const CauseEnd& end);
        void add_bounds(const CausePair& pair, std::vector<std::uint16_t>& bounds);
        const std::vector<std::uint16_t>& bounds_in(const std::string& ns);

        const policy::World& world;
        policy::CauseBook book;
        policy::Compiler compiler;
        std::map<std::string, std::vector<std::uint16_t>> bounds;  // by namespace
    };

    std::vector<results::SidedCause> of(const CausePair& before, const CausePair& after,
                                        const policy::ConnectionSet& ports, bool dropped);
    void add(std::vector<results::SidedCause>& causes, const CausePair& before,
             const CausePair& after, policy::Protocol protocol, std::uint16_t port, bool dropped);
    static void add_list(std::vector<results::SidedCause>& causes, const Judge& judge,
                         policy::CauseListId list, bool after);

    Judge before_;
    Judge after_;
};

}  // namespace analysis
