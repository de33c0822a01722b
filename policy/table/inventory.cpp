// SPDX-License-Identifier: MIT
#include "policy/table/inventory.h"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace policy {

Inventory::Inventory(const World& world, const Settings& settings)
    : world_(world), blocks_match_pods_(settings.ip_block_matches_pods) {
    std::unordered_map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < world.namespaces.size(); ++i) index[world.namespaces[i].name] = i;
    namespace_of_.resize(world.pods.size());
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (!policed(pod, settings)) continue;
        assert(index.count(pod.ns) == 1 && "a pod in a namespace that the world lacks");
        namespace_of_[i] = index[pod.ns];
        by_namespace_[pod.ns].push_back(i);
        for (const auto& [key, value] : pod.labels) by_label_[{key, value}].push_back(i);
        for (const IpAddress& address : pod.addresses) owner_.emplace(address, i);
    }
}

const Inventory::Pods& Inventory::pods_in(const std::string& ns) const {
    static const Pods none;
    const auto found = by_namespace_.find(ns);
    return found == by_namespace_.end() ? none : found->second;
}

// The shortest list of pods among those of the selector's matchLabels; null where it has none.
const Inventory::Pods* Inventory::fewest_with_label(const LabelSelector& selector) const {
    static const Pods none;
    const Pods* fewest = nullptr;
    for (const auto& [key, value] : selector.match_labels) {
        const auto found = by_label_.find({key, value});
        const Pods& pods = found == by_label_.end() ? none : found->second;
        if (fewest == nullptr || pods.size() < fewest->size()) fewest = &pods;
    }
    return fewest;
}

Inventory::Pods Inventory::select(const Pods& scope, const LabelSelector* selector) const {
    if (selector == nullptr) return scope;
    Pods selected;
    for (const std::size_t pod : scope) {
        if (matches(*selector, world_.pods[pod].labels)) selected.push_back(pod);
    }
    return selected;
}

Inventory::Pods Inventory::select_in(const std::string& ns, const LabelSelector& selector) const {
    const Pods& all = pods_in(ns);
    const Pods* labelled = fewest_with_label(selector);
    if (labelled == nullptr || labelled->size() >= all.size()) return select(all, &selector);
    Pods inside;
    const auto is_inside = [&](std::size_t pod) { return world_.pods[pod].ns == ns; };
    std::copy_if(labelled->begin(), labelled->end(), std::back_inserter(inside), is_inside);
    return select(inside, &selector);
}

std::vector<std::size_t> Inventory::subjects(const NetworkPolicy& policy) const {
    return select_in(policy.ns, policy.pod_selector);
}

const std::vector<bool>& Inventory::matching_namespaces(const LabelSelector& selector) {
    const auto [entry, fresh] = namespaces_.try_emplace(selector);
    if (fresh) {
        for (const Namespace& ns : world_.namespaces) {
            entry->second.push_back(matches(selector, ns.labels));
        }
    }
    return entry->second;
}

Inventory::Pods Inventory::select_across(const LabelSelector& namespaces,
                                         const LabelSelector* selector) {
    const std::vector<bool>& matching = matching_namespaces(namespaces);
    Pods inside;
    const Pods* labelled = selector == nullptr ? nullptr : fewest_with_label(*selector);
    std::size_t total = 0;
    for (std::size_t i = 0; i < matching.size(); ++i) {
        if (matching[i]) total += pods_in(world_.namespaces[i].name).size();
    }
    if (labelled != nullptr && labelled->size() < total) {
        const auto is_inside = [&](std::size_t pod) { return matching[namespace_of_[pod]]; };
        std::copy_if(labelled->begin(), labelled->end(), std::back_inserter(inside), is_inside);
        return select(inside, selector);
    }
    for (std::size_t i = 0; i < matching.size(); ++i) {
        if (!matching[i]) continue;
        const Pods& pods = pods_in(world_.namespaces[i].name);
        inside.insert(inside.end(), pods.begin(), pods.end());
    }
    return select(inside, selector);
}

AddressRanges Inventory::addresses_of(const Pods& pods) const {
    std::vector<IpAddress> addresses;
    for (const std::size_t pod : pods) {
        const std::vector<IpAddress>& own = world_.pods[pod].addresses;
        addresses.insert(addresses.end(), own.begin(), own.end());
    }
    return ranges_of(std::move(addresses));
}

AddressRanges Inventory::addresses_in(const IpBlock& block) const {
    if (blocks_match_pods_) return ranges_of(block);
    std::vector<IpAddress> pods;
    pods.reserve(owner_.size());
    for (const auto& owned : owner_) pods.push_back(owned.first);
    return difference(ranges_of(block), ranges_of(std::move(pods)));
}

Inventory::Pods Inventory::selected(const std::string& ns, const Peer& peer) {
    const LabelSelector* pods = peer.pod_selector ? &*peer.pod_selector : nullptr;
    if (peer.namespace_selector) {
        return select_across(*peer.namespace_selector, pods);
    }
    assert(pods != nullptr && "a peer that validate() refuses");
    return select_in(ns, *pods);
}

const AddressRanges& Inventory::addresses(const std::string& ns, const Peer& peer) {
    const AddressRanges*& known = peers_[&peer];
    if (known != nullptr) return *known;
    if (peer.ip_block) {
        known = &blocks_.emplace(&peer, addresses_in(*peer.ip_block)).first->second;
        return *known;
    }
    PeerKey key{peer.namespace_selector ? std::string() : ns,
                {peer.namespace_selector, peer.pod_selector}};
    const auto [entry, fresh] = selected_.try_emplace(std::move(key));
    if (fresh) entry->second = addresses_of(selected(ns, peer));
    known = &entry->second;
    return *known;
}

const std::vector<NamedPort>& Inventory::named_ports(const PortName& name) {
    if (!named_ports_listed_) {
        std::map<PortName, std::map<std::uint16_t, std::vector<IpAddress>>> listed;
        for (const auto& [address, pod] : owner_) {
            for (const ContainerPort& port : world_.pods[pod].ports) {
                if (port.name.empty()) continue;
                listed[{port.name, port.protocol}][port.port].push_back(address);
            }
        }
        for (auto& [declared, by_number] : listed) {
            std::vector<NamedPort>& ports = named_ports_[declared];
            for (auto& [number, pods] : by_number) ports.push_back({number, ranges_of(pods)});
        }
        named_ports_listed_ = true;
    }
    return named_ports_[name];
}

}  // namespace policy
