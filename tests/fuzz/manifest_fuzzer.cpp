// SPDX-License-Identifier: MIT
// Any bytes as a Kubernetes manifest, YAML or JSON, and as a kustomization beside one: read without
// a crash, every finding can be printed, and a world that may be used holds together.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>

#include "sim/scenario/world_reader.h"
#include "tests/scenario/memory_files.h"

namespace {

const char* const pod = R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}})";

bool has_namespace(const policy::World& world, const std::string& name) {
    return std::any_of(world.namespaces.begin(), world.namespaces.end(),
                       [&](const policy::Namespace& ns) { return ns.name == name; });
}

void check(const scenario::WorldResult& result, bool keep_going) {
    bool errors = false;
    for (const scenario::Diagnostic& diagnostic : result.diagnostics) {
        errors = errors || diagnostic.severity == scenario::Diagnostic::Severity::Error;
        if (scenario::render(diagnostic, false).empty()) std::abort();
    }
    if (errors && result.usable && !keep_going) std::abort();
    for (const policy::Pod& each : result.world.pods) {
        if (!has_namespace(result.world, each.ns)) std::abort();
        if (!each.finished() && each.addresses.empty()) std::abort();
    }
    std::set<policy::IpAddress> cluster_ips;
    std::set<std::uint16_t> node_ports;
    for (const policy::Service& each : result.world.services) {
        if (!has_namespace(result.world, each.ns)) std::abort();
        for (const auto& address : each.cluster_ips) {
            if (!cluster_ips.insert(address).second) std::abort();
        }
        std::set<std::uint16_t> own;
        for (const policy::ServicePort& port : each.ports) own.insert(port.node_port);
        own.erase(0);
        for (const std::uint16_t port : own) {
            if (!node_ports.insert(port).second) std::abort();
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const scenario::MemoryFiles files({{"m.yaml", text},
                                       {"k/kustomization.yaml", text},
                                       {"k/base/kustomization.yaml", "resources: [a.yaml]"},
                                       {"k/base/a.yaml", pod},
                                       {"k/a.yaml", pod}});
    for (const bool keep_going : {false, true}) {
        scenario::WorldOptions options;
        options.keep_going = keep_going;
        check(scenario::read_world({"m.yaml"}, options, files), keep_going);
        check(scenario::read_world({"k"}, options, files), keep_going);
    }
    return 0;
}
