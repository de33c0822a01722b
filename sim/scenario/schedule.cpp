// SPDX-License-Identifier: MIT
#include "sim/scenario/schedule.h"

#include <map>
#include <set>
#include <utility>

namespace scenario {
namespace {

constexpr std::size_t usual_limit = 110;

bool takes_place(const PlannedPod& planned) {
    return !planned.pod.finished() && !planned.pending;
}

struct UnknownNode {
    Place place;
    std::size_t pods = 0;
};

void report(const std::map<std::string, UnknownNode>& unknown,
            const std::map<std::string, std::size_t>& known, Findings& findings) {
    std::vector<std::string> names;
    names.reserve(known.size());
    for (const auto& [name, index] : known) names.push_back(name);
    for (const auto& [name, where] : unknown) {
        std::string help = did_you_mean(name, names);
        if (help.empty()) help = "name it under cluster.nodes, or add its Node object";
        std::string message = "unknown node \"";
        message.append(name).append("\"");
        if (where.pods > 1) {
            message.append(" (and of ")
                .append(std::to_string(where.pods - 1))
                .append(" more pods)");
        }
        findings.error(where.place, message, help);
    }
}

}  // namespace

void schedule(std::vector<PlannedPod>& pods, const std::vector<PlannedNode>& nodes,
              std::vector<std::string>& notes, Findings& findings) {
    std::map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < nodes.size(); ++i) index.emplace(nodes[i].node.name, i);
    std::vector<std::size_t> load(nodes.size(), 0);
    std::map<std::string, UnknownNode> unknown;
    for (const PlannedPod& planned : pods) {
        if (planned.pod.node.empty() || !takes_place(planned)) continue;
        const auto found = index.find(planned.pod.node);
        if (found != index.end()) {
            ++load[found->second];
        } else if (unknown[planned.pod.node].pods++ == 0) {
            unknown[planned.pod.node].place = planned.node_place;
        }
    }
    report(unknown, index, findings);

    std::set<std::pair<std::size_t, std::size_t>> by_load;
    for (std::size_t i = 0; i < nodes.size(); ++i) by_load.emplace(load[i], i);
    for (PlannedPod& planned : pods) {
        if (!planned.pod.node.empty() || !takes_place(planned) || by_load.empty()) continue;
        const auto [count, node] = *by_load.begin();
        planned.pod.node = nodes[node].node.name;
        by_load.erase(by_load.begin());
        by_load.emplace(count + 1, node);
        load[node] = count + 1;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (load[i] <= usual_limit) continue;
        notes.push_back("node \"" + nodes[i].node.name + "\" runs " + std::to_string(load[i]) +
                        " pods; Kubernetes' default limit is " + std::to_string(usual_limit));
    }
}

}  // namespace scenario
