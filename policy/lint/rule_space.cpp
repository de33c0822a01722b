// SPDX-License-Identifier: MIT
#include "policy/lint/rule_space.h"

#include <algorithm>

#include "policy/table/rule_ports.h"

namespace policy {
namespace {

Protocol protocol_of(const PolicyPort& item) {
    if (item.protocol == "UDP") return Protocol::UDP;
    if (item.protocol == "SCTP") return Protocol::SCTP;
    return Protocol::TCP;
}

PortInterval interval_of(const PolicyPort& item) {
    const auto* first = std::get_if<std::int64_t>(&item.port);
    if (first == nullptr) return {};
    return {static_cast<std::uint16_t>(*first),
            static_cast<std::uint16_t>(item.end_port.value_or(*first))};
}

}  // namespace

PeerSpace::PeerSpace(const std::string& ns, const Peer& peer) {
    if (peer.ip_block) {
        is_block_ = true;
        block_ = ranges_of(*peer.ip_block);
        return;
    }
    const LabelSelector own{{{"kubernetes.io/metadata.name", ns}}, {}};
    namespaces_ = SelectorSpace(peer.namespace_selector.value_or(own));
    if (peer.pod_selector) pods_ = SelectorSpace(*peer.pod_selector);
}

bool PeerSpace::empty() const {
    return is_block_ ? block_.empty() : namespaces_.empty() || pods_.empty();
}

bool PeerSpace::within(const PeerSpace& other) const {
    if (is_block_ != other.is_block_) return false;
    if (is_block_) return difference(block_, other.block_).empty();
    return namespaces_.within(other.namespaces_) && pods_.within(other.pods_);
}

PortSpace::PortSpace(const std::vector<PolicyPort>& items) : anything_(items.empty()) {
    for (const PolicyPort& item : items) {
        if (const auto name = asked_name(item)) {
            names_.insert(*name);
        } else {
            numbers_ = numbers_ | ConnectionSet::of(protocol_of(item), interval_of(item));
        }
    }
}

bool PortSpace::within(const PortSpace& other) const {
    if (other.anything_) return true;
    if (anything_ || !other.numbers_.contains(numbers_)) return false;
    return std::all_of(names_.begin(), names_.end(), [&](const PortName& name) {
        return other.names_.count(name) > 0 ||
               other.numbers_.contains(ConnectionSet::of(name.protocol, {}));
    });
}

RuleSpace::RuleSpace(const std::string& ns, const PolicyRule& rule) : ports(rule.ports) {
    for (const Peer& peer : rule.peers) peers.emplace_back(ns, peer);
}

bool RuleSpace::within(const RuleSpace& other) const {
    if (!ports.within(other.ports)) return false;
    if (other.peers.empty()) return true;
    return !peers.empty() && std::all_of(peers.begin(), peers.end(), [&](const PeerSpace& peer) {
        return std::any_of(other.peers.begin(), other.peers.end(),
                           [&](const PeerSpace& wider) { return peer.within(wider); });
    });
}

}  // namespace policy
