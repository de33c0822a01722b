// SPDX-License-Identifier: MIT
#include "sim/scenario/timeline_reader.h"

#include <algorithm>
#include <utility>

#include "sim/scenario/manifests.h"
#include "sim/scenario/network/network_change.h"
#include "sim/scenario/objects/manifest.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/objects/workload_reader.h"
#include "sim/scenario/text/duration.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

bool is_empty(const Objects& objects) {
    return objects.namespaces.empty() && objects.pods.empty() && objects.workloads.empty() &&
           objects.policies.empty() && objects.services.empty() &&
           objects.endpoint_slices.empty() && objects.endpoints.empty() &&
           objects.service_accounts.empty() && objects.security_group_policies.empty();
}

class TimelineReader {
  public:
    TimelineReader(const std::string& default_namespace, const Network& network, Inputs& inputs,
                   std::vector<std::string>& notes, Findings& findings)
        : default_namespace_(default_namespace),
          network_(network),
          inputs_(inputs),
          notes_(notes),
          findings_(findings) {}

    void read(const Node& node);
    std::vector<TimelineEntry> take();

  private:
    struct Verb {
        std::string_view key;
        bool (TimelineReader::*read)(ObjectReader& reader, const Node& node, TimelineEntry& entry);
    };
    const Verb* find_verb(ObjectReader& reader);
    bool read_apply(ObjectReader& reader, const Node& node, TimelineEntry& entry);
    bool read_delete(ObjectReader& reader, const Node& node, TimelineEntry& entry);
    bool read_scale(ObjectReader& reader, const Node& node, TimelineEntry& entry);
    bool read_set(ObjectReader& reader, const Node& node, TimelineEntry& entry);
    bool read_network(ObjectReader& reader, const Node& node, TimelineEntry& entry);
    bool read_labels_to_set(const Node& node, SetEntry& set, std::string& text);
    std::optional<Reference> read_reference(const Node& node, const char* example,
                                            TimelineEntry& entry);

    const std::string& default_namespace_;
    const Network& network_;
    Inputs& inputs_;
    std::vector<std::string>& notes_;
    Findings& findings_;
    std::vector<TimelineEntry> entries_;
};

void TimelineReader::read(const Node& node) {
    ObjectReader reader(node, findings_);
    TimelineEntry entry;
    entry.place = node.place;
    if (const Node* at = reader.require("at")) {
        entry.at = read_duration(*at, findings_).value_or(Time(0));
    }
    const Verb* verb = find_verb(reader);
    if (verb != nullptr) {
        const std::string_view key = verb->key;
        if (const Node* grace = key == "set" || key == "network" ? nullptr : reader.find("grace")) {
            entry.grace = read_duration(*grace, findings_).value_or(Time(0));
        }
        if ((this->*verb->read)(reader, *reader.find(key), entry)) {
            entries_.push_back(std::move(entry));
        }
    }
    reader.not_yet({"restart", "drain"});
    reader.finish();
}

// The one thing that an entry does; null, and reported, where it does none or two.
const TimelineReader::Verb* TimelineReader::find_verb(ObjectReader& reader) {
    static constexpr Verb verbs[] = {{"apply", &TimelineReader::read_apply},
                                     {"delete", &TimelineReader::read_delete},
                                     {"scale", &TimelineReader::read_scale},
                                     {"set", &TimelineReader::read_set},
                                     {"network", &TimelineReader::read_network}};
    const Verb* found = nullptr;
    for (const Verb& verb : verbs) {
        if (reader.find(verb.key) == nullptr) continue;
        if (found != nullptr) {
            findings_.error(reader.node().place,
                            "\"" + std::string(found->key) + "\" and \"" + std::string(verb.key) +
                                "\" in one entry",
                            "write two entries with the same time");
            reader.ignore({"apply", "delete", "scale", "set", "network", "grace", "replicas",
                           "ready", "labels"});
            return nullptr;
        }
        found = &verb;
    }
    if (found == nullptr && reader.is_map()) {
        findings_.error(reader.node().place,
                        R"(missing key "apply", "delete", "scale", "set" or "network")");
    }
    return found;
}

bool TimelineReader::read_apply(ObjectReader& /*reader*/, const Node& node, TimelineEntry& entry) {
    const std::size_t errors_before = findings_.errors();
    ManifestReader manifests(findings_, default_namespace_);
    entry.text = "apply";
    for (const Node* item : read_one_or_more(node, findings_)) {
        const auto path = read_string(*item, findings_);
        if (!path) continue;
        entry.text += (entry.text == "apply" ? " " : ", ") + *path;
        for (const auto& part : inputs_.open(*path, item->place, Inputs::Again::Return).parts) {
            manifests.read(*part.source, part.overlays);
        }
    }
    ApplyEntry change{manifests.take()};
    entry.complete = findings_.errors() == errors_before;
    const std::vector<std::string> skipped = skipped_notes(change.objects);
    if (entry.complete && is_empty(change.objects) && change.objects.nodes.empty()) {
        findings_.error(node.place, "there is nothing to apply",
                        skipped.empty() ? "" : skipped.front());
    }
    for (const std::string& note : skipped) notes_.push_back(entry.text + ": " + note);
    entry.change = std::move(change);
    return true;
}

std::optional<Reference> TimelineReader::read_reference(const Node& node, const char* example,
                                                        TimelineEntry& entry) {
    const auto text = read_string(node, findings_);
    if (!text) return std::nullopt;
    auto reference = parse_reference(*text);
    entry.place = node.place;
    entry.text += *text;
    if (reference && reference->to == Reference::To::Object && !reference->is_pattern()) {
        return reference;
    }
    findings_.error(node.place, "\"" + *text + "\" is not a reference to an object",
                    std::string("write it like ") + example);
    return std::nullopt;
}

bool TimelineReader::read_delete(ObjectReader& /*reader*/, const Node& node, TimelineEntry& entry) {
    entry.text = "delete ";
    const auto what = read_reference(node, "namespace/networkpolicy/name", entry);
    if (what) entry.change = DeleteEntry{*what};
    return what.has_value();
}

bool TimelineReader::read_scale(ObjectReader& reader, const Node& node, TimelineEntry& entry) {
    entry.text = "scale ";
    const auto what = read_reference(node, "namespace/deployment/name", entry);
    if (reader.require("replicas") == nullptr) return false;
    const auto replicas = reader.integer("replicas", 0, max_replicas);
    if (!what || !replicas) return false;
    entry.text += " to " + std::to_string(*replicas);
    entry.change = ScaleEntry{*what, *replicas};
    return true;
}

bool TimelineReader::read_set(ObjectReader& reader, const Node& node, TimelineEntry& entry) {
    entry.text = "set ";
    const auto what = read_reference(node, "namespace/pod/name", entry);
    SetEntry set;
    if (reader.find("ready") != nullptr) {
        set.ready = reader.boolean("ready");
        entry.text += set.ready.value_or(false) ? " ready" : " not ready";
    }
    const Node* labels = reader.find("labels");
    if (labels != nullptr && !read_labels_to_set(*labels, set, entry.text)) return false;
    if (!what) return false;
    if (!set.ready && set.labels.empty()) {
        findings_.error(reader.node().place, R"(missing key "ready" or "labels")");
        return false;
    }
    set.what = *what;
    entry.change = std::move(set);
    return true;
}

bool TimelineReader::read_network(ObjectReader& /*reader*/, const Node& node,
                                  TimelineEntry& entry) {
    std::string names;
    auto change = read_network_change(node, network_, names, findings_);
    entry.text = "change " + names;
    if (change) entry.change = std::move(*change);
    return change.has_value();
}

bool TimelineReader::read_labels_to_set(const Node& node, SetEntry& set, std::string& text) {
    const std::size_t errors_before = findings_.errors();
    policy::Labels given = read_labels(node, findings_);
    for (const Entry& entry : node.entries) {
        const std::string key(entry.key);
        const auto found = given.find(key);
        if (is_null(*entry.value)) {
            text += " " + key + "-";
            set.labels[key] = std::nullopt;
            given.erase(key);
        } else if (found != given.end()) {
            text += " " + key + "=" + found->second;
            set.labels[key] = found->second;
        }
    }
    check_labels(given, "labels", node, findings_);
    return findings_.errors() == errors_before;
}

std::vector<TimelineEntry> TimelineReader::take() {
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
    return std::move(entries_);
}

}  // namespace

std::vector<TimelineEntry> read_timeline(const Span<const Node*>& entries,
                                         const std::string& default_namespace,
                                         const Network& network, Inputs& inputs,
                                         std::vector<std::string>& notes, Findings& findings) {
    TimelineReader reader(default_namespace, network, inputs, notes, findings);
    for (const Node* entry : entries) reader.read(*entry);
    return reader.take();
}

}  // namespace scenario
