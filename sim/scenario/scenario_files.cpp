// SPDX-License-Identifier: MIT
#include "sim/scenario/scenario_files.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {
namespace {

bool has_manifest_ending(const std::string& path) {
    static const char* const endings[] = {".yaml", ".yml", ".json"};
    return std::any_of(std::begin(endings), std::end(endings), [&](const std::string& ending) {
        return path.size() > ending.size() &&
               path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
    });
}

bool is_scenario_file(const std::string& path, const Files& files) {
    Files::Text read = files.read(path);
    if (!read.error.empty()) return false;
    Sources sources;
    return is_scenario(sources.add(path, path, std::move(read.text)));
}

void search(const std::string& path, const Files& files, std::set<std::string>& visited,
            std::vector<std::string>& found) {
    if (!visited.insert(files.identity(path)).second) {
        return;
    }
    if (!files.is_directory(path)) {
        if (has_manifest_ending(path) && is_scenario_file(path, files)) {
            found.push_back(path);
        }
        return;
    }
    for (const std::string& name : files.list(path).names) {
        if (name.front() != '.') {
            search(join(path, name), files, visited, found);
        }
    }
}

}  // namespace

bool is_scenario(const Source& source) {
    if (source.text().find("Scenario") == std::string::npos) return false;
    Sources sources;
    Findings ignored(sources);
    const YamlFile yaml = read_yaml(sources.add("", "", source.text()), ignored);
    if (yaml.documents.empty()) return false;
    const Entry* kind = yaml.documents.front()->find("kind");
    return kind != nullptr && kind->value->text == "Scenario";
}

std::vector<std::string> scenario_files(const std::string& path, const Files& files) {
    std::set<std::string> visited;
    std::vector<std::string> found;
    search(path, files, visited, found);
    return found;
}

}  // namespace scenario
