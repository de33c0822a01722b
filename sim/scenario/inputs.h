// SPDX-License-Identifier: MIT
// Finds and reads the files that a scenario names.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/files.h"
#include "sim/scenario/findings.h"
#include "sim/scenario/source.h"

namespace scenario {

// Paths are relative to `base`, the scenario's folder, and stay so in what is stored.
class Inputs {
  public:
    Inputs(const Files& files, std::string base, Sources& sources, Findings& findings)
        : files_(files), base_(std::move(base)), sources_(sources), findings_(findings) {}

    // The texts behind `path`: the file itself, or all *.yaml, *.yml and *.json below the folder,
    // sorted by name, hidden ones and links that lead round in a circle aside. A file is read once,
    // and `again` tells whether one that was read before is wanted again. Kustomizations and Helm
    // charts are refused. `place` is where the path was written; none: on the command line.
    enum class Again : std::uint8_t { Skip, Return };
    struct Found {
        std::vector<const Source*> sources;
        bool complete = true;  // false where something could not be read
    };
    Found open(const std::string& path, const std::optional<Place>& place, Again again);
    // As open(), for what cannot be a folder.
    Found open_file(const std::string& path, const std::optional<Place>& place, Again again);

  private:
    void open_directory(const std::string& path, const std::optional<Place>& place, Again again,
                        std::set<std::string>& visited, Found& found);
    void add_file(const std::string& path, const std::optional<Place>& place, Again again,
                  Found& found);
    void fail(const std::string& path, const std::optional<Place>& place,
              const std::string& message, const std::string& help, Found& found);

    const Files& files_;
    std::string base_;
    Sources& sources_;
    Findings& findings_;
    std::map<std::string, const Source*> read_;  // by Files::identity
};

}  // namespace scenario
