// SPDX-License-Identifier: MIT
// Manifests in folders, on the disk.
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/manifests.h"
#include "sim/scenario/text/files.h"
#include "tests/scenario/reading.h"

namespace scenario {
namespace {

namespace fs = std::filesystem;

// A folder of its own for each test, gone afterwards.
class Folder : public testing::Test {
  protected:
    Folder()
        : root_(fs::path(testing::TempDir()) /
                ("vethlab-folder-" +
                 std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
        fs::remove_all(root_);
        fs::create_directories(root_);
    }
    ~Folder() override { fs::remove_all(root_); }

    void write(const std::string& path, const std::string& text) const {
        fs::create_directories((root_ / path).parent_path());
        std::ofstream(root_ / path) << text;
    }
    void write_pod(const std::string& path, const std::string& name) const {
        write(path, "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\n");
    }
    std::string path(const std::string& below) const { return (root_ / below).string(); }

    // The pods' names in the order in which they were read, or what was wrong.
    std::string read_pods(const std::vector<std::string>& below) const {
        std::vector<std::string> paths;
        for (const std::string& each : below) paths.push_back(path(each));
        const ManifestResult result = read_manifests(paths);
        std::string text;
        for (const Diagnostic& d : result.diagnostics) {
            text += fs::path(d.file).lexically_relative(root_).string() + ": " + d.message + "\n";
        }
        for (const PodObject& pod : result.objects.pods) text += pod.metadata.name + " ";
        return text;
    }

    fs::path root_;
};

TEST_F(Folder, IsReadToItsDepthInOrderOfNames) {
    write_pod("m/b.yaml", "b");
    write_pod("m/a/z.yml", "z");
    write_pod("m/a/b/c.json", "c");
    write_pod("m/.git/h.yaml", "h");
    write("m/notes.txt", "not a manifest");
    EXPECT_EQ(read_pods({"m"}), "c z b ");
}

TEST_F(Folder, LinksThatLeadRoundAreFollowedOnce) {
    write_pod("m/a.yaml", "a");
    fs::create_directory_symlink(root_ / "m", root_ / "m/again");
    fs::create_symlink(root_ / "m/a.yaml", root_ / "m/b.yaml");
    EXPECT_EQ(read_pods({"m", "m/a.yaml"}), "a ");
}

TEST_F(Folder, AKustomizationStandsForWhatItNames) {
    write_pod("m/k/a.yaml", "a");
    write_pod("m/k/b.yaml", "b");
    for (const char* name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
        write(std::string("m/k/") + name, "resources: [b.yaml]\n");
        EXPECT_EQ(read_pods({"m"}), "b ") << name;
        EXPECT_EQ(read_pods({std::string("m/k/") + name}), "b ") << name;
        fs::remove(root_ / "m/k" / name);
    }
}

TEST_F(Folder, AHelmChartHasToBeRenderedFirst) {
    write("m/k/Chart.yaml", "name: c\n");
    EXPECT_EQ(read_pods({"m"}), "m/k: a Helm chart is not read\n");
}

TEST_F(Folder, WhatIsNotThereOrHoldsNothingIsReported) {
    fs::create_directories(root_ / "empty");
    EXPECT_EQ(read_pods({"empty", "none"}),
              "empty: no *.yaml, *.yml or *.json file below it\nnone: no such file or directory\n");
}

TEST_F(Folder, PathsAreRelativeToTheScenario) {
    write_pod("s/pods/a.yaml", "a");
    write("s/s.yaml", "apiVersion: vethlab/v1\nkind: Scenario\ncluster: {manifests: pods/}\n");
    const ReadResult result = read_scenario(path("s/s.yaml"));
    ASSERT_TRUE(result.scenario) << lines(result.diagnostics);
    EXPECT_EQ(result.scenario->world.files, (std::vector<std::string>{"s.yaml", "pods/a.yaml"}));
    EXPECT_EQ(result.scenario->world.pods.at(0).position.line, 3U);
}

TEST_F(Folder, WhatIsNoTextIsReported) {
    write("m/a.yaml", std::string("\x7f"
                                  "ELF\0\0",
                                  6));
    write("m/b.json", "{\"a\": \"\xff\"}");
    write("m/c.yaml", " \n");
    EXPECT_EQ(read_pods({"m"}),
              "m/a.yaml: the file is binary, not text\n"
              "m/b.json: the file is not UTF-8 text (byte 8)\n"
              "m/c.yaml: the file is empty\n");
}

TEST_F(Folder, WhatMayNotBeReadIsReported) {
    write_pod("m/a.yaml", "a");
    write_pod("m/locked/b.yaml", "b");
    fs::permissions(root_ / "m/a.yaml", fs::perms::none);
    fs::permissions(root_ / "m/locked", fs::perms::none);
    const bool may = !DiskFiles().read(path("m/a.yaml")).text.empty();  // root may read anything
    const std::string read = read_pods({"m"});
    fs::permissions(root_ / "m/locked", fs::perms::owner_all);
    EXPECT_EQ(read, may ? "a b " : "m/a.yaml: permission denied\nm/locked: permission denied\n");
}

TEST_F(Folder, FilesSayWhyTheyCannotBeRead) {
    EXPECT_EQ(DiskFiles().read(root_.string()).error, "is a directory");
    EXPECT_EQ(DiskFiles().read(path("none")).error, "no such file or directory");
}

}  // namespace
}  // namespace scenario
