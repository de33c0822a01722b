// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_answers.h"

#include <functional>
#include <string>

#include "sim/analysis/rows.h"

namespace analysis {
namespace {

using policy::Allowed;
using policy::ConnectionSet;
using results::Connections;
using results::ReachAnswer;

auto tied(const Connections& c) {
    return std::tie(c.tcp, c.udp, c.sctp, c.portless);
}

// What of the answer beside the sets decides how it is printed.
unsigned circumstances(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    unsigned bits = allowed.families_differ ? 1U : 0U;
    if (allowed.all_on_own_node) bits |= static_cast<unsigned>(shared) << 1U;
    if (allowed.certain == allowed.possible) return bits;
    if (doubts.namespace_incomplete) bits |= 8U;
    if (doubts.address_unknown) bits |= 16U;
    if (doubts.address_disputed) bits |= 32U;
    return bits;
}

std::vector<Caveat> caveats_of(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    std::vector<Caveat> caveats;
    if (allowed.certain != allowed.possible) {
        if (doubts.namespace_incomplete) {
            caveats.push_back(Caveat::NamespaceIncomplete);  // says enough
        } else {
            if (doubts.address_unknown) caveats.push_back(Caveat::AddressUnknown);
            if (doubts.address_disputed) caveats.push_back(Caveat::AddressDisputed);
        }
    }
    if (allowed.families_differ) caveats.push_back(Caveat::DualStackDiffers);
    if (shared == SharedNode::Some) caveats.push_back(Caveat::HostNetworkOwnNode);
    return caveats;
}

}  // namespace

std::size_t Answers::KeyHash::operator()(const Key& key) const noexcept {
    const auto number = [](const ConnectionSet* set) { return std::hash<const void*>()(set); };
    const std::size_t mixed = number(std::get<0>(key)) * 0x9E3779B97F4A7C15ULL +
                              number(std::get<1>(key)) * 31 + std::get<2>(key);
    return mixed ^ (mixed >> 29U);
}

bool Answers::Less::operator()(const ReachAnswer& a, const ReachAnswer& b) const {
    if (!(a.connections == b.connections)) return tied(a.connections) < tied(b.connections);
    if (!(a.uncertain == b.uncertain)) return tied(a.uncertain) < tied(b.uncertain);
    return a.caveats < b.caveats;
}

const ReachAnswer* Answers::of(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    const Key key{allowed.certain, allowed.possible, circumstances(allowed, shared, doubts)};
    const auto [known, is_new] = asked_.try_emplace(key, nullptr);
    if (is_new) known->second = make(allowed, shared, doubts);
    return known->second;
}

const ReachAnswer* Answers::make(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    if (!allowed.all_on_own_node) shared = SharedNode::None;
    if (shared == SharedNode::All) return everything();
    const ConnectionSet possible =
        shared == SharedNode::Some ? ConnectionSet::all() : *allowed.possible;
    if (possible.empty()) return nullptr;
    ReachAnswer answer{row_of(*allowed.certain), row_of(possible - *allowed.certain), {}};
    for (const Caveat caveat : caveats_of(allowed, shared, doubts)) {
        answer.caveats.emplace_back(code(caveat));
    }
    return keep(answer);
}

const ReachAnswer* Answers::keep(const ReachAnswer& answer) {
    return &*kept_.insert(answer).first;
}

}  // namespace analysis
