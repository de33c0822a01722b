// SPDX-License-Identifier: MIT
// Finds and reads the files that a scenario or a command line names.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/objects/kustomization.h"
#include "sim/scenario/text/files.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/source.h"

namespace scenario {

// Paths are relative to `base`, the scenario's folder, and stay so in what is stored.
class Inputs {
  public:
    Inputs(const Files& files, std::string base, Sources& sources, Findings& findings)
        : files_(files), base_(std::move(base)), sources_(sources), findings_(findings) {}

    // A text, and what the kustomizations that name it do to its objects.
    struct Part {
        const Source* source = nullptr;
        Overlays overlays;
    };
    struct Found {
        std::vector<Part> parts;
        std::vector<policy::Lost> lost;  // what could not be read, as far as is known
    };

    // The texts behind `path`: the file itself, or all *.yaml, *.yml and *.json below the folder,
    // sorted by name, hidden ones and links that lead round in a circle aside. A file is read once,
    // and `again` tells whether one that was read before is wanted again. A folder with a
    // kustomization stands for what that names, and for nothing else below it; what one
    // kustomization below the folder names is not read on its own. Helm charts are refused. `place`
    // is where the path was written; none: on the command line, where "-" is the standard input.
    enum class Again : std::uint8_t { Skip, Return };
    Found open(const std::string& path, const std::optional<Place>& place, Again again);
    // As open(), of each path that fits: `*` and `?` in a pattern's last part stand for characters
    // of a name. One that nothing fits is an error.
    Found open_matching(const std::string& pattern, const Place& place, Again again);
    // As open(), for what cannot be a folder.
    Found open_file(const std::string& path, const std::optional<Place>& place, Again again);

  private:
    // What a walk finds, in order: files, and folders with a kustomization.
    struct Item {
        std::string path;
        bool kustomization = false;
    };
    void walk(const std::string& path, const std::optional<Place>& place,
              std::set<std::string>& visited, std::vector<Item>& items, Found& found);
    void open_items(const std::vector<Item>& items, const std::optional<Place>& place, Again again,
                    Found& found);
    void add_file(const std::string& path, const std::optional<Place>& place, Again again,
                  const Overlays& overlays, Found& found);

    // A folder's kustomization, read once; null where it cannot be read. `root` is the outermost
    // one, which the advice names.
    const Kustomization* kustomization(const std::string& folder, const std::string& root,
                                       const std::optional<Place>& place, Found& found);
    void open_kustomization(const std::string& folder, const std::string& root,
                            const std::optional<Place>& place, Overlays overlays, Found& found);
    void add_resource(const KustomizationResource& resource, const std::string& folder,
                      const std::string& root, const Overlays& overlays, Found& found);
    void collect_named(const std::string& folder, const std::string& root,
                       const std::optional<Place>& place, std::set<std::string>& named,
                       Found& found);

    bool has_kustomization(const std::string& folder) const;
    std::string identity(const std::string& path) const;
    void fail(const std::string& path, const std::optional<Place>& place,
              const std::string& message, const std::string& help, const Overlays& overlays,
              Found& found);
    static void lose(const std::string& what, const policy::Position& position,
                     const Overlays& overlays, Found& found);

    const Files& files_;
    std::string base_;
    Sources& sources_;
    Findings& findings_;
    std::map<std::string, const Source*> read_;  // by identity, as the two below
    std::map<std::string, std::unique_ptr<Kustomization>> kustomizations_;
    std::set<std::string> opened_;      // kustomizations
    std::vector<std::string> opening_;  // those around the one that is being opened
};

}  // namespace scenario
