// SPDX-License-Identifier: MIT
// vethlab init: a scenario out of a dump, which expects what holds today.
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/analysis/init_flows.h"
#include "sim/analysis/init_network.h"
#include "sim/analysis/init_text.h"
#include "sim/cli/verbs.h"
#include "sim/cli/world_input.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_files.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

const char* const init_footer =
    R"(DUMP is what kubectl prints, or manifests. The scenario names it by its path, expects the verdicts
of today, and passes: run it again after a change, or beside changed policies, to see what the
change did. What the dump does not decide is in it without an expectation.

Examples:
  vethlab init dump.yaml -o lab/scenario.yaml
  vethlab run lab/scenario.yaml)";

struct InitVerb {
    WorldInput input;
    std::string output;
    bool force = false;
};

// The disk, and one file that is not on it yet.
class WithDraft : public scenario::Files {
  public:
    WithDraft(std::string path, std::string text)
        : path_(std::move(path)), text_(std::move(text)) {}

    Text read(const std::string& path) const override {
        return path == path_ ? Text{text_, ""} : disk_.read(path);
    }
    bool is_directory(const std::string& path) const override {
        return path != path_ && disk_.is_directory(path);
    }
    Listing list(const std::string& directory) const override { return disk_.list(directory); }
    std::string identity(const std::string& path) const override {
        return path == path_ ? "draft:" + path : disk_.identity(path);
    }

  private:
    std::string path_;
    std::string text_;
    scenario::DiskFiles disk_;
};

fs::path resolved(const fs::path& path) {
    std::error_code failed;
    fs::path real = fs::weakly_canonical(path, failed);
    return failed ? path.lexically_normal() : real;
}

// Links to folders followed: a path with ".." leads from where a folder is, not from what it is
// called. What the path itself names keeps its name.
fs::path real_path(const std::string& path) {
    const fs::path whole = fs::absolute(path);
    const fs::path name = whole.filename();
    if (name.empty() || name == "." || name == "..") return resolved(whole);
    return resolved(whole.parent_path()) / name;
}

bool lies_below(const fs::path& file, const fs::path& folder) {
    const fs::path below = file.lexically_relative(folder);
    return !below.empty() && *below.begin() != "..";
}

// Throws UsageError.
void check_paths(const InitVerb& verb) {
    if (verb.input.options.keep_going) {
        throw UsageError("init does not keep going",
                         "a scenario's manifests are without error; mend the dump first");
    }
    const fs::path output = real_path(verb.output);
    std::error_code ignored;
    if (fs::exists(output, ignored) && !verb.force) {
        throw UsageError(fmt::format("\"{}\" is there already", verb.output),
                         "--force replaces it; -o names another");
    }
    for (const std::string& path : verb.input.paths) {
        if (path == "-") {
            throw UsageError("a scenario cannot name the standard input",
                             "write the dump to a file first");
        }
        const fs::path input = real_path(path);
        if (input == output || (fs::is_directory(input, ignored) && lies_below(output, input))) {
            throw UsageError(fmt::format("\"{}\" lies in \"{}\", which the scenario is to read",
                                         verb.output, path),
                             "write it beside its manifests, not among them");
        }
        if (!scenario::scenario_files(path, scenario::DiskFiles()).empty()) {
            throw UsageError(fmt::format("\"{}\" is a scenario already", path),
                             "name a dump, or manifests");
        }
    }
}

analysis::Draft begin_draft(const InitVerb& verb, const policy::World& world) {
    analysis::Draft draft;
    draft.name = fs::path(verb.output).stem().string();
    draft.default_namespace = verb.input.options.default_namespace;
    draft.settings = verb.input.settings;
    const fs::path folder = real_path(verb.output).parent_path();
    for (const std::string& path : verb.input.paths) {
        draft.manifests.push_back(real_path(path).lexically_relative(folder).generic_string());
    }
    draft.network = analysis::draft_network(world);
    return draft;
}

bool write(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    return !file.fail();
}

// The scenario's folder, from which its paths lead; gone again if it was made for nothing.
class Folder {
  public:
    explicit Folder(const std::string& file) : path_(fs::path(file).parent_path()) {
        std::error_code ignored;
        made_ = !path_.empty() && fs::create_directories(path_, ignored);
    }
    ~Folder() {
        std::error_code ignored;
        if (made_ && fs::is_empty(path_, ignored)) {
            fs::remove(path_, ignored);
        }
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

  private:
    fs::path path_;
    bool made_ = false;
};

int init(const InitVerb& verb, ColorMode color) {
    check_paths(verb);
    const auto read = load_world(verb.input, color);
    if (!read) {
        return status_wrong_input;
    }
    const Folder folder(verb.output);
    analysis::Draft draft = begin_draft(verb, read->world);
    // Read back, so that flows are drafted for pods as the scenario places them.
    const std::string output = fs::path(verb.output).lexically_normal().generic_string();
    const WithDraft files(output, analysis::scenario_text(draft));
    const scenario::ReadResult made = scenario::read_scenario(output, files);
    if (!made.scenario) {
        print_diagnostics(made.diagnostics, color);
        return refuse("this dump does not make a scenario",
                      "dump nodes too, and each pod once; `vethlab collect --print` prints how");
    }
    draft.flows = analysis::draft_flows(*made.scenario, read->world);
    if (!write(verb.output, analysis::scenario_text(draft))) {
        return refuse(fmt::format("cannot write \"{}\"", verb.output), "-o names another");
    }
    fmt::print("{}: {} pods, {} policies, {} flows, {} of them without expectation\n", verb.output,
               made.scenario->world.pods.size(), made.scenario->world.policies.size(),
               draft.flows.flows.size(), draft.flows.uncertain);
    if (draft.flows.cut) {
        fmt::print(stderr, "note: there are more pairs than the {} flows that are written\n",
                   analysis::max_draft_flows);
    }
    return status_done;
}

}  // namespace

void add_init(Verbs& verbs) {
    const auto told = std::make_shared<InitVerb>();
    Verb verb = verbs.add("init", "A scenario from a dump, which expects what holds today",
                          [told, &color = verbs.color] { return init(*told, color); });
    verb.footer(init_footer);
    verb.add_option("DUMP", told->input.paths, "Dumps, manifests, folders of them").required();
    verb.add_option("-o,--output", told->output, "The scenario to write")
        .required()
        .type_name("FILE");
    add_reading_options(verb, told->input);
    verb.add_switch("--force", told->force, "Replace the file where it is there");
}

}  // namespace cli
