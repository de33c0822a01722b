// SPDX-License-Identifier: MIT
#include "sim/analysis/lost_words.h"

#include <set>
#include <utility>

#include <fmt/format.h>

namespace analysis {
namespace {

using policy::Lost;
using policy::Position;
using policy::World;

std::string with_place(const World& world, const std::string& what, const Position& position) {
    if (position.line == 0 || position.file >= world.files.size()) return what;
    return fmt::format("{} ({}:{})", what, world.files[position.file], position.line);
}

std::string what_it_may_change(const Lost& lost) {
    const std::string where = lost.ns ? "namespace " + *lost.ns : "any namespace";
    if (lost.kind == Lost::Kind::Anything) return lost.ns ? "anything in " + where : "anything";
    const char* way = !lost.egress ? "ingress" : !lost.ingress ? "egress" : "ingress and egress";
    if (!lost.pod_selector || lost.pod_selector->empty()) {
        return fmt::format("{} of every pod in {}", way, where);
    }
    return fmt::format("{} of pods {} in {}", way, text(*lost.pod_selector), where);
}

}  // namespace

std::string words(const World& world, const Lost& lost) {
    return with_place(world, lost.what, lost.position);
}

std::string object_of(const World& world, const policy::Pod& pod) {
    return with_place(world, fmt::format("{} {}/{}", pod.workload.kind, pod.ns, pod.workload.name),
                      pod.position);
}

std::string object_of(const World& world, const policy::Namespace& ns) {
    return with_place(world, "Namespace " + ns.name, ns.position);
}

std::vector<std::string> lost_notes(const World& world) {
    std::vector<std::string> notes;
    for (const Lost& lost : world.lost) {
        const std::string what = words(world, lost);
        notes.push_back(lost.kind == Lost::Kind::Other
                            ? fmt::format("{} could not be read; nothing is said of it", what)
                            : fmt::format("{} could not be read; it may change {}", what,
                                          what_it_may_change(lost)));
    }
    std::set<std::string> told;
    for (const policy::Pod& pod : world.pods) {
        const std::string object = pod.in_error ? object_of(world, pod) : "";
        if (!pod.in_error || !told.insert(object).second) continue;
        notes.push_back(
            fmt::format("{} is in error; the connections of its pods are uncertain", object));
    }
    for (const policy::Namespace& ns : world.namespaces) {
        if (!ns.in_error) continue;
        notes.push_back(fmt::format("{} {}; of its labels only that of its name is known",
                                    object_of(world, ns),
                                    ns.assumed ? "may be what could not be read" : "is in error"));
    }
    return notes;
}

}  // namespace analysis
