// SPDX-License-Identifier: MIT
#include "sim/analysis/reach_answers.h"

#include <string>
#include <utility>
#include <vector>

#include "sim/analysis/rows.h"

namespace analysis {
namespace {

using policy::AllowedTo;
using policy::ConnectionSet;
using results::ReachAnswer;

// What of the answer beside the sets decides how it is printed.
unsigned circumstances(const AllowedTo& entry, SharedNode shared, const Doubts& doubts) {
    unsigned bits = entry.families_differ ? 1U : 0U;
    if (entry.all_on_own_node) bits |= static_cast<unsigned>(shared) << 1U;
    if (entry.certain != entry.possible) bits |= doubts.bits() << 3U;
    return bits;
}

std::vector<std::string> codes_of(const Doubts& doubts) {
    std::vector<std::string> codes;
    for (const CaveatInfo& each : all_caveats()) {
        if (doubts.has(each.caveat)) codes.emplace_back(each.code);
        // These say enough of what differs for lack of knowledge.
        const bool of_all = each.caveat == Caveat::InputLost || each.caveat == Caveat::PodInError;
        if (of_all && !codes.empty()) return codes;
    }
    return codes;
}

}  // namespace

std::size_t Answers::KeyHash::operator()(const Key& key) const noexcept {
    const auto [certain, possible, circumstances] = key;
    const std::uint64_t mixed =
        ((std::uint64_t{certain} << 32U | possible) ^ std::uint64_t{circumstances} << 20U) *
        0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29U));
}

Answers::Answers(const policy::Reachability& reach) : reach_(reach) {
    numbered_.emplace_back(results::Connections(), results::Connections(),
                           std::vector<std::string>());
}

Answers::Number Answers::look_up_plain(const AllowedTo& entry) {
    if (entry.certain >= plain_.size()) plain_.resize(entry.certain + 1, unknown);
    return plain_[entry.certain] = make(entry, SharedNode::None, {});
}

Answers::Number Answers::of(const AllowedTo& entry, SharedNode shared, const Doubts& doubts) {
    if (is_plain(entry)) return of_plain(entry);
    const Key key{entry.certain, entry.possible, circumstances(entry, shared, doubts)};
    const auto [known, is_new] = asked_.try_emplace(key, nothing);
    if (is_new) known->second = make(entry, shared, doubts);
    return known->second;
}

Answers::Number Answers::make(const AllowedTo& entry, SharedNode shared, const Doubts& doubts) {
    if (!entry.all_on_own_node) shared = SharedNode::None;
    if (shared == SharedNode::All) return everything();
    const ConnectionSet& certain = reach_.set(entry.certain);
    const ConnectionSet possible =
        shared == SharedNode::Some ? ConnectionSet::all() : reach_.set(entry.possible);
    if (possible.empty()) return nothing;
    Doubts why;
    if (entry.certain != entry.possible) why.add(doubts);
    std::vector<std::string> codes = codes_of(why);
    // What is known of families and nodes is true besides.
    if (entry.families_differ) codes.emplace_back(code(Caveat::DualStackDiffers));
    if (shared == SharedNode::Some) codes.emplace_back(code(Caveat::HostNetworkOwnNode));
    return keep({row_of(certain), row_of(possible - certain), std::move(codes)});
}

Answers::Number Answers::everything() {
    return keep({row_of(ConnectionSet::all()), {}, {}});
}

Answers::Number Answers::of_sets(const ConnectionSet& certain, const ConnectionSet& possible,
                                 const Doubts& doubts) {
    if (possible.empty()) return nothing;
    if (certain == possible) return keep({row_of(certain), {}, {}});
    return keep({row_of(certain), row_of(possible - certain), codes_of(doubts)});
}

Answers::Number Answers::keep(ReachAnswer answer) {
    const auto next = static_cast<Number>(numbered_.size());
    const auto known = kept_.find(answer.text);
    if (known != kept_.end()) return known->second;
    numbered_.push_back(std::move(answer));
    kept_.emplace(numbered_.back().text, next);
    return next;
}

}  // namespace analysis
