// SPDX-License-Identifier: MIT
#include "tests/conformance/check.h"

#include <algorithm>

namespace conformance {
namespace {

std::string name(const policy::World& world, std::size_t pod) {
    return world.pods[pod].ns + "/" + world.pods[pod].name;
}

bool expected(const Step& step, const Probe& probe, const Cell& cell, Loopback loopback) {
    if (cell.from == cell.to && loopback == Loopback::Passes) return true;
    return probe.expected.allows(name(step.world, cell.from), name(step.world, cell.to), cell.port);
}

// What happened up to this step.
std::string history(const Case& of, std::size_t step) {
    std::string text = of.suite + " " + of.id + ": " + of.title + "\n";
    for (std::size_t i = 0; i <= step; ++i) {
        text += "step " + std::to_string(i + 1) + "\n";
        for (const std::string& action : of.steps[i].actions) text += "    " + action + "\n";
    }
    return text;
}

std::string difference(const Step& step, const Cell& cell, bool expected) {
    return "  " + name(step.world, cell.from) + " -> " + name(step.world, cell.to) + " " +
           text(cell.port) + (expected ? ": must pass, does not\n" : ": passes, must not\n");
}

std::string differences_at(const Case& of, const Step& at, const Judge& judge, Loopback loopback) {
    std::string found;
    for (const Probe& probe : at.probes) {
        const std::vector<Cell> asked = cells(of, at, probe);
        const Answers answers = judge(at.world, asked);
        for (std::size_t i = 0; i < asked.size(); ++i) {
            const bool wanted = expected(at, probe, asked[i], loopback);
            if (answers.at(i) != wanted) found += difference(at, asked[i], wanted);
        }
    }
    return found;
}

}  // namespace

std::string differences(const Case& of, const Judge& judge, Loopback loopback) {
    std::string found;
    for (std::size_t step = 0; step < of.steps.size(); ++step) {
        const std::string here = differences_at(of, of.steps[step], judge, loopback);
        if (!here.empty()) found += history(of, step) + here;
    }
    return found;
}

std::string wrong_checksums(const Case& of) {
    std::string found;
    for (std::size_t i = 0; i < of.steps.size(); ++i) {
        const Step& step = of.steps[i];
        for (const Probe& probe : step.probes) {
            if (!probe.checksum) continue;
            const Probe full{parse_ports("all"), probe.expected, {}};
            const std::vector<Cell> all = cells(of, step, full);
            const auto count = [&](Loopback loopback) {
                return static_cast<std::size_t>(std::count_if(
                    all.begin(), all.end(),
                    [&](const Cell& cell) { return expected(step, full, cell, loopback); }));
            };
            const std::size_t strict = count(Loopback::Judged);
            const std::size_t loop = count(Loopback::Passes);
            if (strict == probe.checksum->strict && loop == probe.checksum->loop) continue;
            found += of.id + " step " + std::to_string(i + 1) + ": " + std::to_string(strict) +
                     " " + std::to_string(loop) + " cells\n";
        }
    }
    return found;
}

}  // namespace conformance
