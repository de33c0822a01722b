// SPDX-License-Identifier: MIT
// Pods that look alike to whatever rules there may be with these words: of one namespace, with the
// same labels as far as selectors know their keys, the same port names as far as rules ask for
// them, and addresses in the same ipBlocks. Inside of policy/.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "policy/model/address_range.h"
#include "policy/model/model.h"
#include "policy/model/settings.h"
#include "policy/reach/intern.h"
#include "policy/reach/ports.h"
#include "policy/reach/rules.h"

namespace policy::reach {

using GroupId = std::uint32_t;
using ViewId = std::uint32_t;  // of the addresses that the same blocks match; 0: none does
using FacesId = std::uint32_t;

// The addresses of one family, cut where a block begins or ends.
class AddressLine {
  public:
    AddressLine(Family family, const std::vector<AddressRanges>& blocks);
    ViewId view(const IpAddress& address) const;   // REQUIRES: of this family
    const Lists& views() const { return views_; }  // of each view: the blocks, ascending
    // The addresses of each view without `taken`, those of pods.
    std::vector<AddressRanges> outside(const AddressRanges& taken) const;

  private:
    bool is_v4_;
    std::vector<std::uint32_t> v4_;  // where a stretch begins, ascending, from 0 on
    std::vector<IpAddress> v6_;
    std::vector<ViewId> view_of_;  // of each stretch
    Lists views_;
};

// What is known of a group beside its labels.
enum GroupFlag : std::uint32_t {
    policed_flag = 1,   // policies select it
    node_flag = 2,      // a hostNetwork pod whose packets are its node's
    in_doubt_flag = 4,  // in_doubt() of lost.h: everything is
    doubtful_flag = 8,  // policed or not, its addresses are not Known
    v4_flag = 16,       // it can be met over IPv4
    v6_flag = 32,
    lost_from_flag = 64,  // policed, and a policy that was lost may isolate it, FromPod or ToPod
    lost_to_flag = 128,
    lost_flags = lost_from_flag | lost_to_flag,
    any_doubt = in_doubt_flag | doubtful_flag | lost_flags,
};

// What a pod of which not everything is known may turn out to be: judged by the policies of one
// group, and taken by the other end for a pod of another. none: of its own.
struct Face {
    GroupId subject = none;
    GroupId peer = none;
    friend bool operator==(const Face& a, const Face& b) {
        return a.subject == b.subject && a.peer == b.peer;
    }
};
using Faces = std::vector<Face>;

// Equal values are one group.
struct GroupKey {
    std::uint32_t flags = 0;
    NamespaceId ns = none;                // none: not policed
    std::array<ViewId, 2> view = {0, 0};  // IPv4, IPv6
    NamesId names = 0;
    std::array<FacesId, 2> faces = {0, 0};  // by family
    std::uint64_t hash() const {
        const std::uint64_t seen = mix(mix(mix(flags, view[0]), view[1]), names);
        return mix(mix(seen, std::uint64_t{faces[0]} << 32U | faces[1]), ns);
    }
    friend bool operator==(const GroupKey& a, const GroupKey& b) {
        return a.flags == b.flags && a.ns == b.ns && a.view == b.view && a.names == b.names &&
               a.faces == b.faces;
    }
};

// Keys and values of labels as numbers. A value's number is of key and value together.
class LabelIds {
  public:
    explicit LabelIds(const Rulebook& rules);
    std::uint32_t key(std::string_view key) const;  // none: no selector knows it
    std::uint32_t value(std::uint32_t key, std::string_view value) const;  // none: no pod has it
    std::uint32_t add_value(std::uint32_t key, std::string_view value);
    std::uint32_t values() const { return value_ids_.size(); }
    std::uint32_t key_of(std::uint32_t value) const { return values_[value].first; }

  private:
    std::vector<std::string_view> keys_;
    IdTable key_ids_;
    std::vector<std::pair<std::uint32_t, std::string_view>> values_;
    IdTable value_ids_;
};

class Groups {
  public:
    Groups(const World& world, const Settings& settings, const Rulebook& rules,
           const std::array<AddressLine, 2>& lines, PortNames& names);

    std::size_t size() const { return keys_.size(); }
    const GroupKey& key(GroupId group) const { return keys_[group]; }
    Lists::View labels(GroupId group) const { return labels_[group]; }  // numbers of values
    const std::vector<GroupId>& of_pod() const { return of_pod_; }      // none: in no class
    const LabelIds& label_ids() const { return label_ids_; }
    // 0: it is what it looks like, the list is empty. A group in another's list may have no pods.
    const std::vector<Faces>& faces() const { return faces_; }
    std::array<bool, 2> families() const { return families_; }  // that some pod has

  private:
    GroupKey key_of(const Pod& pod, const std::array<AddressLine, 2>& lines, PortNames& names);
    GroupId add(const GroupKey& key, const std::vector<std::uint32_t>& labels);
    GroupId add_choices(GroupKey key, Pod pod, std::vector<Labels> choices);
    void number_labels(const Labels& labels, std::vector<std::uint32_t>& numbers);
    void add_disputes(const World& world);
    FacesId add_faces(const Faces& faces);
    std::uint32_t family_flags(const Pod& pod, bool in_doubt) const;
    std::uint32_t lost_flags_of(const Pod& pod) const;

    const World& world_;
    Settings settings_;
    LabelIds label_ids_;
    std::array<bool, 2> families_ = {false, false}, known_ = {false, false};
    std::vector<GroupKey> keys_;
    Lists labels_;
    IdTable ids_;
    std::vector<GroupId> of_pod_;
    std::deque<std::vector<Labels>> choices_;  // label_ids_ has views of them
    std::vector<Faces> faces_ = {{}};
    IdTable faces_ids_;
};

}  // namespace policy::reach
