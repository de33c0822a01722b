// SPDX-License-Identifier: MIT
#include "policy/reach/groups.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "policy/model/lost.h"
#include "policy/model/unknown_labels.h"

namespace policy::reach {
namespace {

bool live(const Pod& pod) {
    return !pod.finished() && !pod.addresses.empty();
}

constexpr std::array<std::uint32_t, 2> family_flag = {v4_flag, v6_flag};

std::size_t place_of(const IpAddress& address) {
    return address.is_v4() ? 0 : 1;
}

// Namespaces by name, quickly where neighbours have the same.
class NamespaceFinder {
  public:
    explicit NamespaceFinder(const World& world) : world_(world) {
        for (const Namespace& ns : world.namespaces) {
            ids_.find_or_add(mix(0, ns.name), [](std::uint32_t) { return false; });
        }
    }
    NamespaceId operator()(const std::string& name) {
        if (last_ == none || world_.namespaces[last_].name != name) {
            last_ = ids_.find(mix(0, name),
                              [&](std::uint32_t id) { return world_.namespaces[id].name == name; });
        }
        return last_;
    }

  private:
    const World& world_;
    IdTable ids_;
    NamespaceId last_ = none;
};

}  // namespace

LabelIds::LabelIds(const Rulebook& rules) {
    const auto add = [&](const std::string& key) {
        const auto known = key_ids_.find_or_add(
            mix(0, key), [&](std::uint32_t other) { return keys_[other] == key; });
        if (known.second) keys_.emplace_back(key);
    };
    for (const LabelSelector* selector : rules.selectors()) {
        for (const auto& label : selector->match_labels) add(label.first);
        for (const LabelRequirement& each : selector->match_expressions) add(each.key);
    }
}

std::uint32_t LabelIds::key(std::string_view key) const {
    return key_ids_.find(mix(0, key), [&](std::uint32_t other) { return keys_[other] == key; });
}

std::uint32_t LabelIds::value(std::uint32_t key, std::string_view value) const {
    return value_ids_.find(mix(key, value), [&](std::uint32_t other) {
        return values_[other].first == key && values_[other].second == value;
    });
}

std::uint32_t LabelIds::add_value(std::uint32_t key, std::string_view value) {
    const auto [id, fresh] = value_ids_.find_or_add(mix(key, value), [&](std::uint32_t other) {
        return values_[other].first == key && values_[other].second == value;
    });
    if (fresh) values_.emplace_back(key, value);
    return id;
}

Groups::Groups(const World& world, const Settings& settings, const Rulebook& rules,
               const std::array<AddressLine, 2>& lines, PortNames& names)
    : world_(world), settings_(settings), label_ids_(rules) {
    NamespaceFinder namespace_of(world);
    for (const Pod& pod : world.pods) {
        if (!live(pod)) continue;
        for (const IpAddress& address : pod.addresses) {
            families_[place_of(address)] = true;
            if (pod.addresses_are != Addresses::StandIn) known_[place_of(address)] = true;
        }
    }
    of_pod_.assign(world.pods.size(), none);
    faces_ids_.find_or_add(0, [](std::uint32_t) { return true; });
    std::vector<std::uint32_t> labels;
    std::optional<AskedValues> asked;
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (!live(pod)) continue;
        GroupKey key = key_of(pod, lines, names);
        labels.clear();
        if ((key.flags & policed_flag) != 0) {
            key.ns = namespace_of(pod.ns);
            if (!pod.unknown_labels.empty() && !asked) asked.emplace(world);
            if (!pod.unknown_labels.empty() && !asked->asked_of(pod).empty()) {
                of_pod_[i] = add_choices(key, pod, asked->choices(pod));
                continue;
            }
            number_labels(pod.labels, labels);
        }
        of_pod_[i] = add(key, labels);
    }
    add_disputes(world);
}

void Groups::number_labels(const Labels& labels, std::vector<std::uint32_t>& numbers) {
    numbers.clear();
    for (const auto& [name, value] : labels) {
        const std::uint32_t label = label_ids_.key(name);
        if (label != none) numbers.push_back(label_ids_.add_value(label, value));
    }
}

// One whose labels may turn out to be any of these.
GroupId Groups::add_choices(GroupKey key, Pod pod, std::vector<Labels> choices) {
    std::vector<std::uint32_t> labels;
    Faces faces;
    pod.unknown_labels.clear();
    for (const Labels& choice : choices_.emplace_back(std::move(choices))) {
        number_labels(choice, labels);
        pod.labels = choice;
        key.flags = (key.flags & ~lost_flags) | lost_flags_of(pod);
        const GroupId group = add(key, labels);
        faces.push_back({group, group});
    }
    key.faces.fill(add_faces(faces));
    return add(key, labels);
}

GroupId Groups::add(const GroupKey& key, const std::vector<std::uint32_t>& labels) {
    std::uint64_t hash = key.hash();
    for (const std::uint32_t id : labels) hash = mix(hash, id);
    const auto [group, fresh] = ids_.find_or_add(hash, [&](std::uint32_t other) {
        const Lists::View own = labels_[other];
        return keys_[other] == key &&
               std::equal(own.begin(), own.end(), labels.begin(), labels.end());
    });
    if (fresh) {
        keys_.push_back(key);
        for (const std::uint32_t id : labels) labels_.push(id);
        labels_.close();
    }
    return group;
}

// Pods that claim one address are taken for each other wherever they are met by it. What is judged
// at a pod's own veth stays the pod's own.
void Groups::add_disputes(const World& world) {
    std::map<IpAddress, std::vector<GroupId>> claimants;
    std::vector<std::size_t> disputed;
    for (std::size_t i = 0; i < world.pods.size(); ++i) {
        const Pod& pod = world.pods[i];
        if (pod.addresses_are != Addresses::Disputed || of_pod_[i] == none) continue;
        if ((keys_[of_pod_[i]].flags & policed_flag) == 0) continue;
        disputed.push_back(i);
        for (const IpAddress& address : pod.addresses) claimants[address].push_back(of_pod_[i]);
    }
    for (auto& claim : claimants) {
        std::vector<GroupId>& groups = claim.second;
        std::sort(groups.begin(), groups.end());
        groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    }
    for (const std::size_t i : disputed) {
        GroupKey key = keys_[of_pod_[i]];
        for (const IpAddress& address : world.pods[i].addresses) {
            const std::vector<GroupId>& groups = claimants[address];
            if (groups.size() == 1) continue;  // all look alike
            for (const GroupId group : groups) key.flags |= keys_[group].flags & in_doubt_flag;
            Faces faces;
            for (const GroupId group : groups) faces.push_back({none, group});
            key.faces[place_of(address)] = add_faces(faces);
        }
        const Lists::View labels = labels_[of_pod_[i]];
        of_pod_[i] = add(key, {labels.begin(), labels.end()});
    }
}

FacesId Groups::add_faces(const Faces& faces) {
    std::uint64_t hash = faces.size();
    for (const Face& face : faces) hash = mix(mix(hash, face.subject), face.peer);
    const auto [id, fresh] =
        faces_ids_.find_or_add(hash, [&](std::uint32_t other) { return faces_[other] == faces; });
    if (fresh) faces_.push_back(faces);
    return id;
}

// A stand-in can be met over every family that known addresses are of, and so can a pod in doubt.
std::uint32_t Groups::family_flags(const Pod& pod, bool in_doubt) const {
    std::uint32_t flags = 0;
    const bool any_family = in_doubt || pod.addresses_are == Addresses::StandIn;
    if (any_family && (known_[0] || known_[1])) {
        for (std::size_t i = 0; i < known_.size(); ++i) {
            if (known_[i]) flags |= family_flag[i];
        }
        return flags;
    }
    for (const IpAddress& address : pod.addresses) flags |= family_flag[place_of(address)];
    return flags;
}

std::uint32_t Groups::lost_flags_of(const Pod& pod) const {
    std::uint32_t flags = 0;
    if (world_.lost.empty() || !policed(pod, settings_)) return flags;
    if (lost_policy(world_, pod, Direction::FromPod) != nullptr) flags |= lost_from_flag;
    if (lost_policy(world_, pod, Direction::ToPod) != nullptr) flags |= lost_to_flag;
    return flags;
}

GroupKey Groups::key_of(const Pod& pod, const std::array<AddressLine, 2>& lines, PortNames& names) {
    GroupKey key;
    const bool doubt = in_doubt(world_, pod);
    key.flags = family_flags(pod, doubt) | lost_flags_of(pod);
    if (doubt) key.flags |= in_doubt_flag;
    const bool selected = policed(pod, settings_);
    if (selected) {
        key.flags |= policed_flag;
        key.names = names.of(pod);
    } else {
        key.flags |= node_flag;
    }
    if (selected && !settings_.ip_block_matches_pods) return key;
    if (pod.addresses_are != Addresses::Known) {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const bool met = (key.flags & family_flag[i]) != 0;
            if (met && lines[i].views().size() > 1) key.flags |= doubtful_flag;
        }
        return key;
    }
    for (const IpAddress& address : pod.addresses) {
        key.view[place_of(address)] = lines[place_of(address)].view(address);
    }
    return key;
}

}  // namespace policy::reach
