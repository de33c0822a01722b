// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/inputs.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "policy/model/pattern.h"

namespace scenario {
namespace {

bool is_manifest(const std::string& name) {
    constexpr std::array<std::string_view, 3> endings = {".yaml", ".yml", ".json"};
    return std::any_of(endings.begin(), endings.end(), [&name](std::string_view ending) {
        return name.size() > ending.size() &&
               name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
    });
}

// A pipe where the command line named it; a file where a scenario did, which cannot name a pipe.
std::string rendered(const std::string& command, bool on_command_line) {
    return "render it first: " + command + (on_command_line ? " | vethlab ... -" : " > FILE");
}

// "." for the folder that is named by nothing.
std::string shown_folder(const std::string& folder) {
    return folder.empty() ? "." : folder;
}

}  // namespace

void Inputs::fail(const std::string& path, const std::optional<Place>& place,
                  const std::string& message, const std::string& help, const Overlays& overlays,
                  Found& found) {
    const std::string shown = join(base_, path);
    lose(shown, place ? place->at : policy::Position{}, overlays, found);
    if (place) {
        findings_.error(*place, "cannot read \"" + shown + "\": " + message, help);
    } else {
        findings_.error_in(shown, message, help);
    }
}

// What a kustomization with a namespace names is in that, or is that namespace.
void Inputs::lose(const std::string& what, const policy::Position& position,
                  const Overlays& overlays, Found& found) {
    policy::Lost lost;
    lost.what = what;
    lost.position = position;
    for (const auto& overlay : overlays) {
        if (!overlay->ns.empty()) lost.ns = overlay->ns;
    }
    found.lost.push_back(std::move(lost));
}

std::string Inputs::identity(const std::string& path) const {
    return files_.identity(join(base_, path));
}

Inputs::Found Inputs::open(const std::string& path, const std::optional<Place>& place,
                           Again again) {
    if (!files_.is_directory(join(base_, path))) return open_file(path, place, again);
    Found found;
    std::set<std::string> visited;
    std::vector<Item> items;
    walk(path, place, visited, items, found);
    if (items.empty() && found.lost.empty()) {
        fail(path, place, "no *.yaml, *.yml or *.json file below it", "", {}, found);
    }
    open_items(items, place, again, found);
    return found;
}

Inputs::Found Inputs::open_matching(const std::string& pattern, const Place& place, Again again) {
    if (pattern.find_first_of("*?") == std::string::npos) return open(pattern, place, again);
    Found found;
    const std::string folder = directory_of(pattern);
    const Files::Listing listing = files_.list(join(base_, shown_folder(folder)));
    for (const std::string& name : listing.names) {
        if (!policy::fits_pattern(file_name(pattern), name)) continue;
        Found one = open(join(folder, name), place, again);
        std::move(one.parts.begin(), one.parts.end(), std::back_inserter(found.parts));
        std::move(one.lost.begin(), one.lost.end(), std::back_inserter(found.lost));
    }
    if (found.parts.empty() && found.lost.empty()) {
        findings_.error(place, "no file fits \"" + pattern + "\"",
                        "paths begin at the scenario's folder");
    }
    return found;
}

Inputs::Found Inputs::open_file(const std::string& path, const std::optional<Place>& place,
                                Again again) {
    Found found;
    const std::string name = file_name(path);
    open_items({{is_kustomization(name) ? directory_of(path) : path, is_kustomization(name)}},
               place, again, found);
    return found;
}

bool Inputs::has_kustomization(const std::string& folder) const {
    const auto names = files_.list(shown_folder(join(base_, folder))).names;
    return std::any_of(names.begin(), names.end(), is_kustomization);
}

void Inputs::walk(const std::string& path, const std::optional<Place>& place,
                  std::set<std::string>& visited, std::vector<Item>& items, Found& found) {
    const std::string directory = join(base_, path);
    if (!visited.insert(files_.identity(directory)).second) return;
    const Files::Listing listing = files_.list(directory);
    if (!listing.error.empty()) return fail(path, place, listing.error, "", {}, found);
    const auto& names = listing.names;
    if (std::any_of(names.begin(), names.end(), is_kustomization)) {
        items.push_back({path, true});
        return;
    }
    if (std::find(names.begin(), names.end(), "Chart.yaml") != names.end()) {
        return fail(path, place, "a Helm chart is not read",
                    rendered("helm template " + directory, !place), {}, found);
    }
    for (const std::string& name : names) {
        const std::string child = join(path, name);
        if (name[0] == '.') continue;
        if (files_.is_directory(join(base_, child))) {
            walk(child, place, visited, items, found);
        } else if (is_manifest(name)) {
            items.push_back({child, false});
        }
    }
}

void Inputs::open_items(const std::vector<Item>& items, const std::optional<Place>& place,
                        Again again, Found& found) {
    std::set<std::string> named;
    for (const Item& item : items) {
        if (item.kustomization) collect_named(item.path, item.path, place, named, found);
    }
    std::vector<std::string> round;  // kustomizations that others name
    for (const Item& item : items) {
        if (named.count(identity(shown_folder(item.path))) > 0) {
            if (item.kustomization) round.push_back(item.path);
        } else if (item.kustomization) {
            open_kustomization(item.path, item.path, place, {}, found);
        } else {
            add_file(item.path, place, again, {}, found);
        }
    }
    // What no outer one led to leads to itself.
    for (const std::string& folder : round) {
        if (opened_.count(identity(shown_folder(folder))) == 0) {
            open_kustomization(folder, folder, place, {}, found);
        }
    }
}

const Kustomization* Inputs::kustomization(const std::string& folder, const std::string& root,
                                           const std::optional<Place>& place, Found& found) {
    const auto [known, is_new] = kustomizations_.emplace(identity(shown_folder(folder)), nullptr);
    if (is_new) {
        std::vector<std::string> names;
        for (const auto& name : files_.list(shown_folder(join(base_, folder))).names) {
            if (is_kustomization(name)) names.push_back(name);
        }
        if (names.size() > 1) {
            fail(join(folder, names[1]), place, "a second kustomization in one folder", "", {},
                 found);
            return nullptr;
        }
        Found text;
        add_file(join(folder, names.empty() ? "kustomization.yaml" : names[0]), place,
                 Again::Return, {}, text);
        if (!text.parts.empty()) {
            const std::string advice =
                rendered("kubectl kustomize " + shown_folder(join(base_, root)), !place);
            known->second = std::make_unique<Kustomization>(
                read_kustomization(*text.parts.front().source, advice, findings_));
        }
    }
    if (known->second == nullptr || !known->second->complete) {
        lose("kustomization " + shown_folder(join(base_, folder)),
             known->second == nullptr ? policy::Position{} : known->second->fault.at, {}, found);
    }
    return known->second.get();
}

// All that the kustomization names, by identity, with what those that it names do.
void Inputs::collect_named(const std::string& folder, const std::string& root,
                           const std::optional<Place>& place, std::set<std::string>& named,
                           Found& found) {
    const Kustomization* read = kustomization(folder, root, place, found);
    if (read == nullptr) return;
    for (const KustomizationResource& resource : read->resources) {
        const std::string path = without_dots(join(folder, resource.path));
        const bool is_new = named.insert(identity(path)).second;
        if (is_new && files_.is_directory(join(base_, path)) && has_kustomization(path)) {
            collect_named(path, root, place, named, found);
        }
    }
}

void Inputs::open_kustomization(const std::string& folder, const std::string& root,
                                const std::optional<Place>& place, Overlays overlays,
                                Found& found) {
    const Kustomization* read = kustomization(folder, root, place, found);
    if (read == nullptr) return;
    const std::string self = identity(shown_folder(folder));
    opened_.insert(self);
    opening_.push_back(self);
    overlays.insert(overlays.begin(), read->overlay);
    for (const KustomizationResource& resource : read->resources) {
        add_resource(resource, folder, root, overlays, found);
    }
    opening_.pop_back();
}

void Inputs::add_resource(const KustomizationResource& resource, const std::string& folder,
                          const std::string& root, const Overlays& overlays, Found& found) {
    const std::string path = without_dots(join(folder, resource.path));
    if (!files_.is_directory(join(base_, path))) {
        return add_file(path, resource.place, Again::Return, overlays, found);
    }
    const std::string self = identity(path);
    if (std::find(opening_.begin(), opening_.end(), self) != opening_.end()) {
        lose("kustomization " + join(base_, path), resource.place.at, overlays, found);
        findings_.error(resource.place, "a kustomization that names itself, by way of others");
    } else if (has_kustomization(path)) {
        open_kustomization(path, root, resource.place, overlays, found);
    } else {
        fail(path, resource.place, "there is no kustomization in this folder",
             "kustomize reads files, and folders with a kustomization.yaml", overlays, found);
    }
}

void Inputs::add_file(const std::string& path, const std::optional<Place>& place, Again again,
                      const Overlays& overlays, Found& found) {
    const bool standard_input = base_.empty() && path == "-";
    const std::string shown = join(base_, path);
    const std::string self = files_.identity(shown);
    const auto known = read_.find(self);
    if (known != read_.end()) {
        if (again == Again::Return) found.parts.push_back({known->second, overlays});
        return;
    }
    Files::Text text = files_.read(shown);
    if (!text.error.empty()) return fail(path, place, text.error, "", overlays, found);
    const Source& source = standard_input
                               ? sources_.add(standard_input_name, standard_input_name, text.text)
                               : sources_.add(shown, path, std::move(text.text));
    read_.emplace(self, &source);
    found.parts.push_back({&source, overlays});
}

}  // namespace scenario
