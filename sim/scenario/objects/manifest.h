// SPDX-License-Identifier: MIT
// Documents of Kubernetes YAML or JSON, sorted into objects.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/objects/overlay.h"
#include "sim/scenario/objects/policy_reader.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Collects the objects of many files. `kind: List` and typed lists (`PodList`) are opened. Read are
// the kinds of kinds.h; other documents are skipped and counted, with a warning for the first of
// each kind of policies of other APIs, since they would change the traffic. Two objects of one
// kind, namespace and name are an error; one that two kustomizations name is one.
class ManifestReader {
  public:
    explicit ManifestReader(Findings& findings, std::string default_namespace = "default")
        : findings_(findings), default_namespace_(std::move(default_namespace)) {}

    void read(const Source& source, const Overlays& overlays = {});
    // Something was not read, of which this much is known.
    void lose(policy::Lost lost);
    void lose(const std::vector<policy::Lost>& lost);

    Objects take();

  private:
    struct Type {
        std::string api_version;
        std::string kind;
    };
    void read_document(const Node& node, const Type& inherited);
    void read_list(const Node& node, const Type& type);
    void read_item(const Node& item, const Type& inherited);
    void read_object(const Node& node, const Type& type);
    void check_type(const Node& node, const Type& type, const std::string& meant);
    void read_object_of(const Node& node, const Type& type, std::size_t errors_before);
    void read_policy(const Node& node, std::size_t errors_before);
    void skip(const Node& node, const Type& type);
    enum class Seen : std::uint8_t { New, Same, Twice };
    Seen seen(const std::string& kind, const Metadata& metadata);
    void drop_doubtful_services();
    void lose_document(const Source& source);
    void lose_document(const Node& node);
    void lose_policy(PartOfPolicy part, const Node& node);
    void lose_policy(const Metadata& metadata);
    void lose_object(const Node& node, const std::string& kind);
    template <typename Object>
    void keep(std::vector<Object>& list, std::optional<Object> object, const Node& node,
              const std::string& kind, std::size_t errors_before);

    Findings& findings_;
    std::string default_namespace_;
    Objects objects_;
    Overlays overlays_;
    std::set<std::string> warned_;                  // of an older version
    std::unordered_map<std::string, Place> first_;  // by kind, namespace and name
    // Namespaces of pods of which it is not known whose they are; no value: it may be any.
    std::set<std::optional<std::string>> owners_lost_in_;
    bool slices_lost_anywhere_ = false;
};

}  // namespace scenario
