// SPDX-License-Identifier: MIT
#include "sim/scenario/selection.h"

#include <algorithm>
#include <set>
#include <utility>

#include "policy/model/pattern.h"
#include "sim/scenario/load_balancers.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr const char* forms =
    "write it like namespace/name, namespace/kind/name, namespace/*, host/name or node/name";

// The number of what has this index.
std::uint32_t number(const std::vector<std::uint32_t>* numbers, std::uint32_t index) {
    return numbers == nullptr ? index : (*numbers)[index];
}

std::size_t index_of(const std::vector<std::uint32_t>* numbers, std::uint32_t number) {
    if (numbers == nullptr) return number;
    const auto found = std::lower_bound(numbers->begin(), numbers->end(), number);
    return static_cast<std::size_t>(found - numbers->begin());
}

std::string shown(const Reference& reference) {
    const std::string kind = reference.kind.empty() ? "workload or pod" : reference.kind;
    return kind + " \"" + reference.name + "\"";
}

}  // namespace

Selection::Selection(const policy::World& world, const std::vector<Host>& hosts,
                     const Objects& objects, Findings& findings)
    : world_(world), hosts_(hosts), complete_(objects.complete), findings_(findings) {
    add_groups(objects);
}

Selection::Selection(const Moment& moment, std::vector<std::string>& names,
                     const std::vector<Host>& hosts, const Objects& objects, Findings& findings)
    : world_(moment.world),
      hosts_(hosts),
      complete_(objects.complete),
      findings_(findings),
      pod_numbers_(&moment.pods),
      service_numbers_(&moment.services),
      names_(&names) {
    add_groups(objects);
}

void Selection::add_groups(const Objects& objects) {
    for (const policy::Namespace& ns : world_.namespaces) namespaces_[ns.name];
    for (const WorkloadObject& workload : objects.workloads) {
        group(workload.metadata.ns, workload.metadata.name, workload.kind);
    }
    for (std::uint32_t i = 0; i < world_.pods.size(); ++i) {
        const policy::Pod& pod = world_.pods[i];
        group(pod.ns, pod.name, "Pod").pods.push_back(i);
        if (pod.workload.kind == "Pod") continue;
        group(pod.ns, pod.workload.name, pod.workload.kind).pods.push_back(i);
    }
}

Selection::Group& Selection::group(const std::string& ns, const std::string& name,
                                   const std::string& kind) {
    auto& groups = namespaces_[ns][name];
    const auto found = std::find_if(groups.begin(), groups.end(),
                                    [&kind](const Group& known) { return known.kind == kind; });
    return found == groups.end() ? groups.emplace_back(Group{kind, {}}) : *found;
}

bool Selection::fits_use(const Reference& reference, const Place& place, Use use) const {
    if (use == Use::Destination) return true;
    if (reference.kind == "Service") {
        findings_.error(place,
                        use == Use::Source ? "a Service sends nothing"
                                           : "services are not available in this version",
                        "name the workload behind it, and its target port");
        return false;
    }
    if (reference.to == Reference::To::LoadBalancer) {
        findings_.error(place, "a load balancer opens connections of its own accord only",
                        "it may stand after `to`");
        return false;
    }
    if (reference.to == Reference::To::Name) {
        findings_.error(place, "a DNS name is no place", "it may stand after `to`");
        return false;
    }
    if (reference.to == Reference::To::Node && use == Use::Pods) {
        findings_.error(place, "a node is no pod", "name its address, or a hostNetwork pod on it");
        return false;
    }
    return true;
}

std::vector<End> Selection::find(const std::string& text, const Place& place, Use use) {
    const auto reference = parse_reference(text);
    if (!reference) {
        findings_.error(place, "\"" + text + "\" is not a reference", forms);
        return {};
    }
    if (!fits_use(*reference, place, use)) return {};
    switch (reference->to) {
        case Reference::To::Host:
            return find_hosts(*reference, place);
        case Reference::To::Node:
            return find_nodes(*reference, place);
        case Reference::To::Name:
            return find_name(*reference, place);
        case Reference::To::LoadBalancer:
            return find_load_balancers(*reference, place);
        case Reference::To::Object:
            break;
    }
    return reference->kind == "Service" ? find_services(*reference, place)
                                        : find_pods(*reference, place);
}

std::vector<End> Selection::find(const Node& node, Use use) {
    std::vector<End> ends;
    std::set<std::pair<End::Kind, std::uint32_t>> seen;
    for (const Node* item : read_one_or_more(node, findings_)) {
        const auto text = read_string(*item, findings_);
        if (!text) continue;
        Place place = item->place;
        if (item->quoted && place.length == characters(*text) + 2) {
            place = part_of(place, 1, place.length - 2);
        }
        for (const End& end : find(*text, place, use)) {
            if (seen.emplace(end.kind, end.index).second) ends.push_back(end);
        }
    }
    return ends;
}

std::vector<End> Selection::find_hosts(const Reference& reference, const Place& place) const {
    std::vector<End> ends;
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < hosts_.size(); ++i) {
        names.push_back(hosts_[i].name);
        if (policy::fits_pattern(reference.name, hosts_[i].name))
            ends.push_back({End::Kind::Host, i});
    }
    if (ends.empty()) {
        std::string help = did_you_mean(reference.name, names);
        if (help.empty()) help = "hosts are named under network.hosts";
        findings_.error(part_of(place, 5, characters(reference.name)),
                        "unknown host \"" + reference.name + "\"", help);
    }
    return ends;
}

std::vector<End> Selection::find_pods(const Reference& reference, const Place& place) const {
    if (reference.is_pattern()) return match(reference, place);
    const Group* found = find_one(reference, place);
    if (found == nullptr) return {};
    std::vector<End> ends = live(found->pods);
    if (ends.empty()) report_nothing_live(reference, *found, place);
    return ends;
}

const Selection::Group* Selection::find_one(const Reference& reference, const Place& place) const {
    const auto ns = namespaces_.find(reference.ns);
    if (ns == namespaces_.end()) {
        report_namespace(reference, place);
        return nullptr;
    }
    std::vector<const Group*> fitting;
    std::string kinds;
    if (const auto name = ns->second.find(reference.name); name != ns->second.end()) {
        for (const Group& candidate : name->second) {
            if (!reference.kind.empty() && candidate.kind != reference.kind) continue;
            fitting.push_back(&candidate);
            kinds += (kinds.empty() ? "" : ", ") + reference.ns + "/" + candidate.kind + "/" +
                     reference.name;
        }
    }
    if (fitting.empty()) report_name(reference, place);
    if (fitting.size() > 1) {
        findings_.error(place, "\"" + reference.name + "\" is the name of several things",
                        "name its kind: " + kinds);
    }
    return fitting.size() == 1 ? fitting[0] : nullptr;
}

std::vector<End> Selection::match(const Reference& reference, const Place& place) const {
    std::set<std::uint32_t> pods;
    bool any_namespace = false;
    for (const auto& [ns, names] : namespaces_) {
        if (!policy::fits_pattern(reference.ns, ns)) continue;
        any_namespace = true;
        for (const auto& [name, groups] : names) {
            if (!policy::fits_pattern(reference.name, name)) continue;
            for (const Group& candidate : groups) {
                if (!reference.kind.empty() && candidate.kind != reference.kind) continue;
                pods.insert(candidate.pods.begin(), candidate.pods.end());
            }
        }
    }
    if (!any_namespace) {
        report_namespace(reference, place);
        return {};
    }
    std::vector<End> ends = live({pods.begin(), pods.end()});
    if (ends.empty()) {
        report_not_found(place, "\"" + reference.ns + "/" + reference.name + "\" stands for no pod",
                         pods.empty() ? "" : "those there have finished or have no address");
    }
    return ends;
}

std::vector<End> Selection::live(const std::vector<std::uint32_t>& pods) const {
    std::vector<End> ends;
    for (const std::uint32_t index : pods) {
        const policy::Pod& pod = world_.pods[index];
        if (pod.finished() || pod.addresses.empty()) continue;
        ends.push_back({End::Kind::Pod, number(pod_numbers_, index)});
    }
    return ends;
}

void Selection::report_not_found(const Place& place, const std::string& message,
                                 const std::string& help) const {
    if (complete_) findings_.error(place, message, help);
}

void Selection::report_namespace(const Reference& reference, const Place& place) const {
    std::vector<std::string> names;
    for (const auto& [name, content] : namespaces_) names.push_back(name);
    report_not_found(part_of(place, 0, characters(reference.ns)),
                     "unknown namespace \"" + reference.ns + "\"",
                     did_you_mean(reference.ns, names));
}

void Selection::report_name(const Reference& reference, const Place& place) const {
    const Names& names = namespaces_.at(reference.ns);
    const std::string text = "no " + shown(reference) + " in namespace \"" + reference.ns + "\"";
    if (const auto other = names.find(reference.name); other != names.end()) {
        return report_not_found(place, text, "it is a " + other->second.front().kind);
    }
    std::vector<std::string> near;
    for (const auto& [name, groups] : names) near.push_back(name);
    std::string help = did_you_mean(reference.name, near);
    for (const policy::Service& service : world_.services) {
        if (!reference.kind.empty() || service.ns != reference.ns) continue;
        if (service.name != reference.name) continue;
        help = "of the Service write " + service.ns + "/service/" + service.name;
    }
    for (const auto& [ns, content] : namespaces_) {
        if (!help.empty()) break;
        if (content.count(reference.name) > 0) {
            help = "did you mean \"" + ns + "/" + reference.name + "\"?";
        }
    }
    if (is_at_another_time(reference)) help = at_another_time;
    const std::size_t length = characters(reference.name);
    const bool at_end = place.length >= length;
    report_not_found(part_of(place, at_end ? place.length - length : 0, length), text, help);
}

void Selection::report_nothing_live(const Reference& reference, const Group& group,
                                    const Place& place) const {
    const std::string who =
        shown({Reference::To::Object, reference.ns, group.kind, reference.name});
    if (group.pods.empty()) {
        report_not_found(
            place, who + " has no pods",
            is_at_another_time(reference) ? at_another_time : "a flow needs one that runs");
    } else {
        const bool finished = world_.pods[group.pods.front()].finished();
        report_not_found(place, who + (finished ? " has finished" : " has no address"),
                         "a flow needs a pod that runs");
    }
}

bool Selection::is_at_another_time(const Reference& reference) const {
    if (ever_ == nullptr) return false;
    const auto& services = ever_->world_.services;
    if (reference.kind == "Service") {
        return std::any_of(services.begin(), services.end(), [&](const policy::Service& service) {
            return service.ns == reference.ns && service.name == reference.name;
        });
    }
    const auto ns = ever_->namespaces_.find(reference.ns);
    if (ns == ever_->namespaces_.end()) return false;
    const auto name = ns->second.find(reference.name);
    if (name == ns->second.end()) return false;
    return std::any_of(name->second.begin(), name->second.end(), [&](const Group& group) {
        return !group.pods.empty() && (reference.kind.empty() || group.kind == reference.kind);
    });
}

const policy::Service& Selection::service(const End& end) const {
    return world_.services[index_of(service_numbers_, end.index)];
}

std::string Selection::name(const End& end) const {
    switch (end.kind) {
        case End::Kind::Host:
            return "host/" + hosts_[end.index].name;
        case End::Kind::Node:
            return "node/" + world_.nodes[end.index].name;
        case End::Kind::Service: {
            const policy::Service& service = this->service(end);
            return service.ns + "/" + service.name + "[Service]";
        }
        case End::Kind::Name:
            return "dns/" + (*names_)[end.index];
        case End::Kind::LoadBalancer:
            return load_balancer_ref(world_.load_balancers[end.index]);
        case End::Kind::Pod:
            break;
    }
    const policy::Pod& pod = world_.pods[index_of(pod_numbers_, end.index)];
    return pod.ns + "/" + pod.name;
}

}  // namespace scenario
