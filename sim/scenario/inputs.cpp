// SPDX-License-Identifier: MIT
#include "sim/scenario/inputs.h"

#include <algorithm>
#include <array>
#include <utility>

namespace scenario {
namespace {

bool is_kustomization(const std::string& name) {
    return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

bool is_manifest(const std::string& name) {
    constexpr std::array<std::string_view, 3> endings = {".yaml", ".yml", ".json"};
    return std::any_of(endings.begin(), endings.end(), [&name](std::string_view ending) {
        return name.size() > ending.size() &&
               name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
    });
}

}  // namespace

void Inputs::fail(const std::string& path, const std::optional<Place>& place,
                  const std::string& message, const std::string& help, Found& found) {
    found.complete = false;
    const std::string shown = join(base_, path);
    if (place) {
        findings_.error(*place, "cannot read \"" + shown + "\": " + message, help);
    } else {
        findings_.error_in(shown, message, help);
    }
}

Inputs::Found Inputs::open(const std::string& path, const std::optional<Place>& place,
                           Again again) {
    Found found;
    if (!files_.is_directory(join(base_, path))) return open_file(path, place, again);
    std::set<std::string> visited;
    const std::size_t known = read_.size();
    open_directory(path, place, again, visited, found);
    if (found.sources.empty() && found.complete && read_.size() == known) {
        fail(path, place, "no *.yaml, *.yml or *.json file below it", "", found);
    }
    return found;
}

void Inputs::open_directory(const std::string& path, const std::optional<Place>& place, Again again,
                            std::set<std::string>& visited, Found& found) {
    const std::string directory = join(base_, path);
    if (!visited.insert(files_.identity(directory)).second) return;
    const Files::Listing listing = files_.list(directory);
    if (!listing.error.empty()) return fail(path, place, listing.error, "", found);
    const auto& names = listing.names;
    if (std::any_of(names.begin(), names.end(), is_kustomization)) {
        return fail(path, place, "a kustomization is not read",
                    "build it first: kubectl kustomize " + directory + " > FILE", found);
    }
    if (std::find(names.begin(), names.end(), "Chart.yaml") != names.end()) {
        return fail(path, place, "a Helm chart is not read",
                    "render it first: helm template " + directory + " > FILE", found);
    }
    for (const std::string& name : names) {
        const std::string child = join(path, name);
        if (name[0] == '.') continue;
        if (files_.is_directory(join(base_, child))) {
            open_directory(child, place, again, visited, found);
        } else if (is_manifest(name)) {
            add_file(child, place, again, found);
        }
    }
}

Inputs::Found Inputs::open_file(const std::string& path, const std::optional<Place>& place,
                                Again again) {
    Found found;
    add_file(path, place, again, found);
    return found;
}

void Inputs::add_file(const std::string& path, const std::optional<Place>& place, Again again,
                      Found& found) {
    const bool standard_input = base_.empty() && path == "-";
    const std::string shown = join(base_, path);
    if (is_kustomization(file_name(path))) {
        return fail(path, place, "a kustomization is not read",
                    "build it first: kubectl kustomize DIR > FILE", found);
    }
    const std::string identity = files_.identity(shown);
    const auto known = read_.find(identity);
    if (known != read_.end()) {
        if (again == Again::Return) found.sources.push_back(known->second);
        return;
    }
    Files::Text text = files_.read(shown);
    if (!text.error.empty()) return fail(path, place, text.error, "", found);
    const Source& source =
        sources_.add(standard_input ? "<stdin>" : shown, path, std::move(text.text));
    read_.emplace(identity, &source);
    found.sources.push_back(&source);
}

}  // namespace scenario
