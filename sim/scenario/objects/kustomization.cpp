// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/kustomization.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "policy/validate/validate.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr std::array<std::string_view, 8> honoured = {
    "apiVersion", "kind", "metadata", "resources", "bases", "namespace", "labels", "commonLabels"};

bool says_something(const Node& value) {
    switch (value.kind) {
        case Node::Kind::Null:
            return false;
        case Node::Kind::Map:
            return !value.entries.empty();
        case Node::Kind::Sequence:
            return !value.items.empty();
        case Node::Kind::Scalar:
            return true;
    }
    return true;
}

// A URL, or a repository as kustomize names them: github.com/owner/repo//folder?ref=v1.
bool is_remote(std::string_view path) {
    return path.find("://") != std::string_view::npos || path.substr(0, 4) == "git@" ||
           path.substr(0, 5) == "git::" || path.substr(0, 11) == "github.com/" ||
           path.find("?ref=") != std::string_view::npos;
}

class KustomizationReader {
  public:
    KustomizationReader(const std::string& advice, Findings& findings)
        : advice_(advice), findings_(findings) {}

    Kustomization read(const Node& node) {
        ObjectReader reader(node, findings_, UnknownKeys::Ignore);
        refuse_others(node);
        read_resources(reader, "resources");
        read_resources(reader, "bases");
        read_namespace(reader);
        for (const Node* item : reader.items("labels")) read_labels_entry(*item);
        if (const Node* labels = reader.find("commonLabels")) {
            add_labels(*labels, "commonLabels", {{}, true, true});
        }
        result_.overlay = std::make_shared<Overlay>(std::move(overlay_));
        return std::move(result_);
    }

  private:
    void refuse(const Place& place, const std::string& message) {
        findings_.error(place, message, advice_);
        result_.complete = false;
    }

    void refuse_others(const Node& node) {
        for (const Entry& entry : node.entries) {
            const bool known =
                std::find(honoured.begin(), honoured.end(), entry.key) != honoured.end();
            if (known || !says_something(*entry.value)) continue;
            refuse(entry.place,
                   "\"" + std::string(entry.key) + "\" of a kustomization is not honoured");
        }
        const Entry* kind = node.find("kind");
        if (kind != nullptr && kind->value->text != "Kustomization") {
            refuse(kind->place, "a kustomization of kind \"" + std::string(kind->value->text) +
                                    "\" is not honoured");
        }
    }

    void read_resources(ObjectReader& reader, std::string_view key) {
        for (const Node* item : reader.items(key)) {
            auto path = read_string(*item, findings_);
            if (!path) continue;
            if (is_remote(*path)) {
                refuse(item->place, "a remote resource is not fetched");
            } else {
                result_.resources.push_back({std::move(*path), item->place});
            }
        }
    }

    void read_namespace(ObjectReader& reader) {
        overlay_.ns = reader.string("namespace").value_or("");
        if (overlay_.ns.empty()) return;
        for (const std::string& message : policy::check_dns1123_label(overlay_.ns)) {
            findings_.error(reader.find("namespace")->place,
                            "namespace: Invalid value: \"" + overlay_.ns + "\": " + message);
        }
    }

    void read_labels_entry(const Node& node) {
        ObjectReader entry(node, findings_);
        LabelAddition addition;
        addition.selectors = entry.boolean("includeSelectors").value_or(false);
        addition.templates = entry.boolean("includeTemplates").value_or(false);
        entry.ignore({"includeVolumeClaimTemplates"});
        if (const Node* fields = entry.find("fields"); fields && says_something(*fields)) {
            refuse(entry.place("fields"), "\"fields\" of a kustomization's labels is not honoured");
        }
        if (const Node* pairs = entry.find("pairs")) {
            add_labels(*pairs, "labels.pairs", std::move(addition));
        }
        entry.finish();
    }

    void add_labels(const Node& node, const char* path, LabelAddition addition) {
        addition.pairs = read_labels(node, findings_);
        check_labels(addition.pairs, path, node, findings_);
        overlay_.labels.push_back(std::move(addition));
    }

    const std::string& advice_;
    Findings& findings_;
    Overlay overlay_;
    Kustomization result_;
};

}  // namespace

bool is_kustomization(const std::string& file_name) {
    return file_name == "kustomization.yaml" || file_name == "kustomization.yml" ||
           file_name == "Kustomization";
}

Kustomization read_kustomization(const Source& source, const std::string& advice,
                                 Findings& findings) {
    const std::size_t errors_before = findings.errors();
    const YamlFile file = read_yaml(source, findings);
    Kustomization result;
    result.overlay = std::make_shared<Overlay>();
    if (file.documents.empty()) {
        if (findings.errors() == errors_before) {
            findings.error(source.whole(), "the kustomization says nothing");
        }
    } else {
        result = KustomizationReader(advice, findings).read(*file.documents.front());
    }
    result.complete = findings.errors() == errors_before;
    result.fault = findings.last_error();
    return result;
}

}  // namespace scenario
