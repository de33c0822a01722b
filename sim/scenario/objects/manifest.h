// SPDX-License-Identifier: MIT
// Documents of Kubernetes YAML or JSON, sorted into objects.
#pragma once

#include <string>
#include <unordered_map>
#include <utility>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/objects/overlay.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Which kinds a file may hold.
enum class Admit : std::uint8_t { AllKinds, PoliciesOnly };

// Collects the objects of many files. `kind: List` and typed lists (`PodList`) are opened. Read are
// v1 Namespace, Node, Pod, Service and Endpoints, discovery.k8s.io/v1 EndpointSlice, the workloads
// of workload_reader.h, and networking.k8s.io/v1 NetworkPolicy; other documents are skipped and
// counted, with a warning for the first of each kind of policies of other APIs, since they would
// change the traffic. Two objects of one kind, namespace and name are an error; one that two
// kustomizations name is one.
class ManifestReader {
  public:
    explicit ManifestReader(Findings& findings, Admit admit = Admit::AllKinds,
                            std::string default_namespace = "default")
        : findings_(findings), admit_(admit), default_namespace_(std::move(default_namespace)) {}

    void read(const Source& source, const Overlays& overlays = {});
    // Something was not read; nothing more is known of it unless `lost` says so.
    void mark_incomplete();
    void mark_incomplete(const Lost& lost);

    Objects take() { return std::move(objects_); }

  private:
    struct Type {
        std::string api_version;
        std::string kind;
    };
    void read_document(const Node& node, const Type& inherited);
    void read_list(const Node& node, const Type& type);
    void read_item(const Node& item, const Type& inherited);
    void read_object(const Node& node, const Type& type);
    void read_policy(const Node& node);
    void skip(const Node& node, const Type& type);
    enum class Seen : std::uint8_t { New, Same, Twice };
    Seen seen(const std::string& kind, const Metadata& metadata);
    void lose(const Node& node, const std::string& kind);
    template <typename Object, typename Read>
    void keep(std::vector<Object>& list, const Node& node, const std::string& kind, Read read);

    Findings& findings_;
    Admit admit_;
    std::string default_namespace_;
    Objects objects_;
    Overlays overlays_;
    std::unordered_map<std::string, Place> first_;  // by kind, namespace and name
};

}  // namespace scenario
