// SPDX-License-Identifier: MIT
#include "tests/conformance/case_cluster.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "sim/scenario/manifests.h"
#include "tests/conformance/words.h"
#include "tests/scenario/memory_files.h"

namespace conformance {
namespace {

std::pair<std::string, std::string> parts(const std::string& name) {
    const std::size_t slash = name.find('/');
    if (slash == std::string::npos) throw std::invalid_argument("no namespace/name: " + name);
    return {name.substr(0, slash), name.substr(slash + 1)};
}

template <typename Objects>
auto find(Objects& objects, const std::string& name) {
    const auto wanted = parts(name);
    return std::find_if(objects.begin(), objects.end(), [&](const auto& object) {
        return object.ns == wanted.first && object.name == wanted.second;
    });
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

// As any manifest of a policy, through the program's own reader.
policy::NetworkPolicy read_policy(const std::string& name, const std::string& spec) {
    const auto [ns, of] = parts(name);
    const std::string text =
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: \"" + ns +
        "\", name: \"" + of + "\"}\nspec: " + spec + "\n";
    const auto result =
        scenario::read_manifests({"case.yaml"}, scenario::MemoryFiles({{"case.yaml", text}}));
    for (const scenario::Diagnostic& diagnostic : result.diagnostics) {
        if (diagnostic.severity == scenario::Diagnostic::Severity::Error) {
            throw std::invalid_argument(diagnostic.message);
        }
    }
    return result.objects.policies.at(0).policy;
}

}  // namespace

CaseCluster::CaseCluster() : next_address_(0x0A640001) {  // 10.100.0.1
    world_.files = {"case.yaml"};
    for (std::uint32_t index = 0; index < 2; ++index) {
        policy::Node node;
        node.name = "node-" + std::to_string(index + 1);
        node.addresses = {policy::IpAddress::v4(0x0A000004 + index)};  // 10.0.0.4
        world_.nodes.push_back(node);
    }
}

void CaseCluster::serve(const std::vector<ProtocolPort>& ports) {
    ports_.clear();
    for (const ProtocolPort& port : ports) {
        ports_.push_back(
            {"serve-" + std::to_string(port.port) + "-" + lower(policy::text(port.protocol)),
             port.protocol, port.port});
    }
}

void CaseCluster::set_namespace(const std::string& name, const policy::Labels& labels) {
    policy::Namespace made;
    made.name = name;
    made.labels = labels;
    policy::ensure_name_label(made);
    for (policy::Namespace& ns : world_.namespaces) {
        if (ns.name == name) {
            ns = made;
            return;
        }
    }
    world_.namespaces.push_back(made);
}

policy::Pod& CaseCluster::pod(const std::string& name) {
    const auto found = find(world_.pods, name);
    if (found != world_.pods.end()) return *found;
    policy::Pod made;
    std::tie(made.ns, made.name) = parts(name);
    made.ports = ports_;
    made.node = world_.nodes[created_++ % world_.nodes.size()].name;
    made.workload = {"Pod", made.name};
    world_.pods.push_back(made);
    return world_.pods.back();
}

void CaseCluster::set_pod(const std::string& name, const std::vector<std::string>& words) {
    policy::Pod& of = pod(name);
    of.labels.clear();
    std::vector<policy::IpAddress> addresses;
    bool own_ports = false;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        const std::size_t colon = word.find(':');
        if (word.front() == '@') {
            const auto parsed = policy::IpAddress::parse(word.substr(1));
            if (!parsed) throw std::invalid_argument("no address: " + word);
            addresses.push_back(*parsed);
        } else if (word == "hostNetwork") {
            of.host_network = true;
        } else if (word == "Succeeded") {
            of.phase = policy::Phase::Succeeded;
        } else if (word == "Failed") {
            of.phase = policy::Phase::Failed;
        } else if (word.rfind("on=", 0) == 0) {
            of.node = word.substr(3);
        } else if (equals != std::string::npos) {
            of.labels[word.substr(0, equals)] = word.substr(equals + 1);
        } else if (colon != std::string::npos) {
            if (!std::exchange(own_ports, true)) of.ports.clear();
            const ProtocolPort port = parse_ports(word.substr(colon + 1)).at(0);
            of.ports.push_back({word.substr(0, colon), port.protocol, port.port});
        } else {
            throw std::invalid_argument("not understood: " + word);
        }
    }
    if (!addresses.empty()) of.addresses = addresses;
    place(of);
}

void CaseCluster::place(policy::Pod& pod) {
    if (pod.host_network) {
        for (const policy::Node& node : world_.nodes) {
            if (node.name == pod.node) pod.addresses = node.addresses;
        }
    }
    if (pod.addresses.empty()) pod.addresses = {policy::IpAddress::v4(next_address_++)};
}

void CaseCluster::apply(const std::string& name, const std::string& spec) {
    const policy::NetworkPolicy policy = read_policy(name, spec);
    const auto found = find(world_.policies, name);
    if (found == world_.policies.end()) {
        world_.policies.push_back(policy);
    } else {
        *found = policy;
    }
}

void CaseCluster::delete_namespace(const std::string& name) {
    const auto gone = [&](const auto& object) { return object.ns == name; };
    auto& pods = world_.pods;
    pods.erase(std::remove_if(pods.begin(), pods.end(), gone), pods.end());
    auto& policies = world_.policies;
    policies.erase(std::remove_if(policies.begin(), policies.end(), gone), policies.end());
    auto& namespaces = world_.namespaces;
    namespaces.erase(std::remove_if(namespaces.begin(), namespaces.end(),
                                    [&](const auto& ns) { return ns.name == name; }),
                     namespaces.end());
}

void CaseCluster::delete_pod(const std::string& name) {
    const auto found = find(world_.pods, name);
    if (found == world_.pods.end()) throw std::invalid_argument("no pod " + name);
    world_.pods.erase(found);
}

void CaseCluster::delete_policy(const std::string& name) {
    const auto found = find(world_.policies, name);
    if (found == world_.policies.end()) throw std::invalid_argument("no policy " + name);
    world_.policies.erase(found);
}

}  // namespace conformance
