// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/workload_reader.h"

#include <algorithm>
#include <utility>

#include "policy/model/labels.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/objects/pod_reader.h"

namespace scenario {
namespace {

constexpr UnknownKeys ignore = UnknownKeys::Ignore;

// A Job's pods that run at once. A Job that is suspended or has ended makes none.
std::int64_t read_parallelism(ObjectReader& spec) {
    const auto parallelism = spec.integer("parallelism", 0, max_replicas).value_or(1);
    const auto completions = spec.integer("completions", 0, max_replicas).value_or(parallelism);
    const bool suspended = spec.boolean("suspend").value_or(false);
    return suspended ? 0 : std::min(parallelism, completions);
}

// An Indexed Job must say its completions.
std::int64_t read_indexes(ObjectReader& spec) {
    if (spec.string("completionMode") != "Indexed") return 0;
    return spec.integer("completions", 0, max_replicas).value_or(0);
}

std::int64_t read_replicas(ObjectReader& spec, const std::string& kind) {
    if (kind == "DaemonSet") return 1;  // where the nodes are not known
    if (kind == "Job") return read_parallelism(spec);
    return spec.integer("replicas", 0, max_replicas).value_or(1);
}

// Then it is the template's labels.
bool may_lack_selector(const std::string& api_version, const std::string& kind) {
    return kind == "ReplicationController" || api_version == "apps/v1beta1" ||
           api_version == "extensions/v1beta1";
}

// A ReplicationController's selector is a plain map; a Job's is made by the API server.
void check_selector(ObjectReader& spec, const WorkloadObject& workload, bool may_lack,
                    Findings& findings) {
    const Node* node = spec.find("selector");
    if (workload.kind == "Job" || workload.kind == "CronJob") return;
    const bool plain = workload.kind == "ReplicationController";
    if (node == nullptr) {
        if (!may_lack) findings.error(spec.place("selector"), "spec.selector: Required value");
        return;
    }
    policy::LabelSelector selector;
    if (plain) {
        selector.match_labels = read_labels(*node, findings);
    } else {
        selector = read_label_selector(*node, ignore, findings);
    }
    if (selector.empty()) {
        findings.error(node->place, "spec.selector: Invalid value: empty selector is invalid for " +
                                        workload.kind);
    } else if (!policy::matches(selector, workload.pod_labels)) {
        findings.error(spec.place("selector"),
                       "spec.template.metadata.labels: Invalid value: `selector` does not match "
                       "template `labels`",
                       "the selector is " + policy::text(selector));
    }
}

void read_template(ObjectReader& spec, WorkloadObject& workload, Findings& findings) {
    ObjectReader pod(or_null(spec.find("template")), findings, ignore);
    ObjectReader metadata(or_null(pod.find("metadata")), findings, ignore);
    if (const Node* labels = metadata.find("labels")) {
        workload.pod_labels = read_labels(*labels, findings);
        check_labels(workload.pod_labels, "spec.template.metadata.labels", *labels, findings);
    }
    workload.spec = read_pod_spec(or_null(pod.find("spec")), findings);
}

}  // namespace

std::optional<WorkloadObject> read_workload(const std::string& api_version, const std::string& kind,
                                            const Node& node, const std::string& default_namespace,
                                            Findings& findings) {
    ObjectReader reader(node, findings, ignore);
    auto metadata = read_metadata(reader, default_namespace, ignore, findings);
    const Node* outer = reader.require("spec");
    if (!metadata || outer == nullptr) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_subdomain, node, findings);
    WorkloadObject workload;
    workload.kind = kind;
    workload.metadata = std::move(*metadata);
    ObjectReader outer_spec(*outer, findings, ignore);
    const bool suspended = kind == "CronJob" && outer_spec.boolean("suspend").value_or(false);
    ObjectReader job(or_null(kind == "CronJob" ? outer_spec.find("jobTemplate") : nullptr),
                     findings, ignore);
    ObjectReader spec(kind == "CronJob" ? or_null(job.find("spec")) : *outer, findings, ignore);
    workload.replicas = suspended ? 0 : read_replicas(spec, kind == "CronJob" ? "Job" : kind);
    if (kind == "Job" || kind == "CronJob") workload.indexes = read_indexes(spec);
    if (const Node* ordinals = spec.find("ordinals")) {
        workload.first_ordinal =
            ObjectReader(*ordinals, findings, ignore).integer("start", 0, max_replicas).value_or(0);
    }
    ObjectReader status(or_null(reader.find("status")), findings, ignore);
    if (kind == "Job" && status.find("completionTime") != nullptr) workload.replicas = 0;
    if (kind == "StatefulSet") workload.service_name = spec.string("serviceName").value_or("");
    read_template(spec, workload, findings);
    check_selector(spec, workload, may_lack_selector(api_version, kind), findings);
    return workload;
}

}  // namespace scenario
