// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_answers.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sim/analysis/rows.h"

namespace analysis {
namespace {

using policy::Allowed;
using policy::ConnectionSet;
using results::ReachAnswer;

std::size_t hashed(const ConnectionSet* set) {
    const auto number = static_cast<std::uint64_t>(std::hash<const void*>()(set));
    return static_cast<std::size_t>(number * 0x9E3779B97F4A7C15ULL >> 40U);
}

// What of the answer beside the sets decides how it is printed.
unsigned circumstances(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    unsigned bits = allowed.families_differ ? 1U : 0U;
    if (allowed.all_on_own_node) bits |= static_cast<unsigned>(shared) << 1U;
    if (allowed.certain != allowed.possible) bits |= doubts.bits() << 3U;
    return bits;
}

std::vector<Caveat> caveats_of(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    std::vector<Caveat> caveats;
    if (allowed.certain != allowed.possible) {
        for (const Caveat caveat :
             {Caveat::InputLost, Caveat::PodInError, Caveat::PolicyLost, Caveat::NamespaceInError,
              Caveat::AddressUnknown, Caveat::AddressDisputed, Caveat::LabelUnknown}) {
            if (doubts.has(caveat)) caveats.push_back(caveat);
            // These say enough.
            const bool of_all = caveat == Caveat::InputLost || caveat == Caveat::PodInError;
            if (of_all && !caveats.empty()) break;
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

Answers::Answers() : recent_(most_recent) {
    numbered_.emplace_back();
}

Answers::Number Answers::of(const Allowed& plain) {
    Recent& recent = recent_[hashed(plain.certain) % most_recent];
    if (recent.set != plain.certain) {
        recent = {plain.certain, look_up(plain, SharedNode::None, {})};
    }
    return recent.number;
}

Answers::Number Answers::of(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    return is_plain(allowed) ? of(allowed) : look_up(allowed, shared, doubts);
}

Answers::Number Answers::look_up(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    const Key key{allowed.certain, allowed.possible, circumstances(allowed, shared, doubts)};
    const auto [known, is_new] = asked_.try_emplace(key, nothing);
    if (is_new) known->second = make(allowed, shared, doubts);
    return known->second;
}

Answers::Number Answers::make(const Allowed& allowed, SharedNode shared, const Doubts& doubts) {
    if (!allowed.all_on_own_node) shared = SharedNode::None;
    if (shared == SharedNode::All) return everything();
    const ConnectionSet possible =
        shared == SharedNode::Some ? ConnectionSet::all() : *allowed.possible;
    if (possible.empty()) return nothing;
    ReachAnswer answer{row_of(*allowed.certain), row_of(possible - *allowed.certain), {}};
    for (const Caveat caveat : caveats_of(allowed, shared, doubts)) {
        answer.caveats.emplace_back(code(caveat));
    }
    return keep(std::move(answer));
}

Answers::Number Answers::everything() {
    return keep({row_of(ConnectionSet::all()), {}, {}});
}

Answers::Number Answers::keep(ReachAnswer answer) {
    const auto next = static_cast<Number>(numbered_.size());
    const auto [known, is_new] = kept_.try_emplace(text(answer), next);
    if (is_new) numbered_.push_back(std::move(answer));
    return known->second;
}

}  // namespace analysis
