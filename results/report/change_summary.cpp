// SPDX-License-Identifier: MIT
#include "results/report/change_summary.h"

#include <fmt/format.h>

namespace results {
namespace {

std::string counted(const ComparisonHead& head, std::int64_t count) {
    const char* noun = head.runs ? "flow" : "connection";
    return fmt::format("{} {}{}", with_thousands(count), noun, count == 1 ? "" : "s");
}

bool none_differs(const ChangeCounts& counts) {
    return counts.newly_dropped == 0 && counts.newly_allowed == 0 && counts.changed_reason == 0 &&
           counts.uncertain == 0 && counts.added == 0 && counts.removed == 0;
}

// "2 newly dropped, 1 only in the run after"; empty where none differs.
std::string child_remark(const ChangeCounts& counts) {
    std::string text;
    const auto add = [&](std::int64_t count, const char* what) {
        if (count > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", with_thousands(count), what);
    };
    add(counts.newly_dropped, "newly dropped");
    add(counts.newly_allowed, "newly allowed");
    add(counts.changed_reason, "changed reason");
    add(counts.uncertain, "uncertain");
    add(counts.removed, "only in the run before");
    add(counts.added, "only in the run after");
    return text;
}

}  // namespace

std::string with_thousands(std::int64_t number) {
    std::string text = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    for (std::size_t at = text.size(); at > first + 3;) text.insert(at -= 3, ",");
    return text;
}

std::string change_summary(const ComparisonHead& head, const ChangeCounts& counts) {
    return fmt::format(
        "{} newly dropped, {} newly allowed, {} changed reason, {} uncertain ({} unchanged)",
        counted(head, counts.newly_dropped), with_thousands(counts.newly_allowed),
        with_thousands(counts.changed_reason), with_thousands(counts.uncertain),
        with_thousands(counts.unchanged));
}

std::vector<std::string> change_remarks(const ComparisonHead& head, const FlowComparison& result) {
    std::vector<std::string> remarks;
    const ChangeCounts& counts = result.counts;
    for (const auto& [before, after] : head.renamed)
        remarks.push_back(fmt::format("renamed: {} is now {}", before, after));
    const char* where = head.runs ? "only in the run" : "with workloads that only exist";
    if (counts.removed > 0)
        remarks.push_back(fmt::format("{} {} before", counted(head, counts.removed), where));
    if (counts.added > 0)
        remarks.push_back(fmt::format("{} {} after", counted(head, counts.added), where));
    if (counts.uncertain_on_both > 0)
        remarks.push_back(fmt::format("{} uncertain both before and after",
                                      counted(head, counts.uncertain_on_both)));
    if (result.other_outcome > 0)
        remarks.push_back(fmt::format("{} with the same verdict and another outcome",
                                      counted(head, result.other_outcome)));
    const std::string children = child_remark(result.children);
    if (!children.empty()) remarks.push_back("child flows: " + children);
    if (none_differs(counts) && children.empty() && result.other_outcome == 0 &&
        head.renamed.empty())
        remarks.emplace_back("no differences");
    return remarks;
}

}  // namespace results
