// SPDX-License-Identifier: MIT
// A file system in memory: path -> text. A folder is there when a file is below it.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "sim/scenario/text/files.h"

namespace scenario {

class MemoryFiles final : public Files {
  public:
    explicit MemoryFiles(std::map<std::string, std::string> files) : files_(std::move(files)) {}

    Text read(const std::string& path) const override {
        const auto found = files_.find(tidy(path));
        if (found == files_.end()) return {"", "no such file or directory"};
        return {found->second, ""};
    }
    bool is_directory(const std::string& path) const override { return !list(path).names.empty(); }
    Listing list(const std::string& directory) const override {
        const std::string prefix = tidy(directory) + "/";
        std::set<std::string> names;
        for (const auto& [path, text] : files_) {
            if (path.compare(0, prefix.size(), prefix) != 0) continue;
            const std::string rest = path.substr(prefix.size());
            names.insert(rest.substr(0, rest.find('/')));
        }
        return {{names.begin(), names.end()}, ""};
    }
    std::string identity(const std::string& path) const override { return tidy(path); }

  private:
    static std::string tidy(std::string path) {
        while (!path.empty() && path.back() == '/') path.pop_back();
        return path;
    }

    std::map<std::string, std::string> files_;
};

}  // namespace scenario
