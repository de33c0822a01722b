// SPDX-License-Identifier: MIT
#include "sim/scenario/timeline_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/scenario/objects/manifest.h"
#include "sim/scenario/reference.h"
#include "sim/scenario/text/duration.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

struct Event {
    TimelineEvent event;
    Place place;  // of the policy's name, where it is a deletion
};

class TimelineReader {
  public:
    TimelineReader(const std::string& default_namespace, Inputs& inputs, Findings& findings)
        : default_namespace_(default_namespace), inputs_(inputs), findings_(findings) {}

    void read(const Node& node);
    std::vector<TimelineEvent> finish(const std::vector<policy::NetworkPolicy>& at_start);

  private:
    void read_change(ObjectReader& reader, Event& event);
    void read_apply(const Node& node, Event& event);
    void read_delete(const Node& node, Event& event);
    void check_deletions(const std::vector<policy::NetworkPolicy>& at_start);

    const std::string& default_namespace_;
    Inputs& inputs_;
    Findings& findings_;
    std::vector<Event> events_;
    bool complete_ = true;
};

void TimelineReader::read(const Node& node) {
    ObjectReader reader(node, findings_);
    Event event;
    event.place = node.place;
    event.event.position = node.place.at;
    if (const Node* at = reader.require("at")) {
        event.event.at = read_duration(*at, findings_).value_or(policy::Time(0));
    }
    read_change(reader, event);
    reader.not_yet({"scale", "restart", "drain", "set"});
    reader.finish();
    events_.push_back(std::move(event));
}

void TimelineReader::read_change(ObjectReader& reader, Event& event) {
    const Node* apply = reader.find("apply");
    const Node* remove = reader.find("delete");
    if (reader.is_map() && (apply == nullptr) == (remove == nullptr)) {
        findings_.error(reader.node().place,
                        apply == nullptr ? R"(missing key "apply" or "delete")"
                                         : R"("apply" and "delete" in one entry)",
                        apply == nullptr ? "" : "write two entries with the same time");
        return;
    }
    if (apply != nullptr) read_apply(*apply, event);
    if (remove != nullptr) read_delete(*remove, event);
}

void TimelineReader::read_apply(const Node& node, Event& event) {
    const std::size_t errors_before = findings_.errors();
    ManifestReader manifests(findings_, Admit::PoliciesOnly, default_namespace_);
    std::string text = "apply";
    for (const Node* item : read_one_or_more(node, findings_)) {
        const auto path = read_string(*item, findings_);
        if (!path) continue;
        text += (text == "apply" ? " " : ", ") + *path;
        for (const auto& part : inputs_.open(*path, item->place, Inputs::Again::Return).parts) {
            manifests.read(*part.source, part.overlays);
        }
    }
    ApplyPolicies change;
    for (PolicyObject& object : manifests.take().policies) {
        change.policies.push_back(std::move(object.policy));
    }
    const bool read_all = findings_.errors() == errors_before;
    complete_ = complete_ && read_all;
    if (read_all && change.policies.empty()) {
        findings_.error(node.place, "there is no NetworkPolicy to apply");
    }
    event.event.change = std::move(change);
    event.event.text = std::move(text);
}

void TimelineReader::read_delete(const Node& node, Event& event) {
    const auto text = read_string(node, findings_);
    if (!text) return;
    const auto reference = parse_reference(*text);
    const bool is_policy = reference && reference->to == Reference::To::Object &&
                           !reference->is_pattern() &&
                           (reference->kind.empty() || reference->kind == "NetworkPolicy");
    if (!is_policy) {
        findings_.error(node.place, "\"" + *text + "\" is not a reference to a policy",
                        "write it like namespace/networkpolicy/name");
        return;
    }
    event.event.change = DeletePolicy{reference->ns, reference->name};
    event.event.text = "delete " + *text;
    event.place = node.place;
}

// A policy of nearly this name, or of this name in another namespace.
std::string near_policy(const std::string& full_name, const std::string& name,
                        const std::set<std::string>& present) {
    std::string help = did_you_mean(full_name, {present.begin(), present.end()});
    for (const std::string& other : present) {
        if (!help.empty()) break;
        if (file_name(other) == name) help = "did you mean \"" + other + "\"?";
    }
    return help;
}

// Plays the changes through on names alone.
void TimelineReader::check_deletions(const std::vector<policy::NetworkPolicy>& at_start) {
    std::set<std::string> present;
    for (const auto& policy : at_start) present.insert(policy.ns + "/" + policy.name);
    for (const Event& event : events_) {
        if (const auto* apply = std::get_if<ApplyPolicies>(&event.event.change)) {
            for (const auto& policy : apply->policies)
                present.insert(policy.ns + "/" + policy.name);
            continue;
        }
        const auto& gone = std::get<DeletePolicy>(event.event.change);
        const std::string name = gone.ns + "/" + gone.name;
        if (present.erase(name) > 0 || !complete_) continue;
        findings_.error(event.place, "there is no policy \"" + name + "\" to delete at that time",
                        near_policy(name, gone.name, present));
    }
}

std::vector<TimelineEvent> TimelineReader::finish(
    const std::vector<policy::NetworkPolicy>& at_start) {
    std::stable_sort(events_.begin(), events_.end(),
                     [](const Event& a, const Event& b) { return a.event.at < b.event.at; });
    check_deletions(at_start);
    std::vector<TimelineEvent> result;
    result.reserve(events_.size());
    for (Event& event : events_) result.push_back(std::move(event.event));
    return result;
}

}  // namespace

std::vector<TimelineEvent> read_timeline(const Span<const Node*>& entries,
                                         const std::string& default_namespace,
                                         const std::vector<policy::NetworkPolicy>& at_start,
                                         Inputs& inputs, Findings& findings) {
    TimelineReader reader(default_namespace, inputs, findings);
    for (const Node* entry : entries) reader.read(*entry);
    return reader.finish(at_start);
}

}  // namespace scenario
