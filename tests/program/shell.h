// SPDX-License-Identifier: MIT
// A folder of its own for each test, and the program run in it.
#pragma once

#include <filesystem>
#include <string>

namespace tests {

struct Said {
    int status = -1;  // 128 + signal where it was killed
    std::string out;
    std::string err;
};

class Shell {
  public:
    Shell();  // an empty folder, named after the test that is running
    ~Shell();
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    // Writes a file, with the folders on its way.
    void write(const std::string& name, const std::string& text) const;
    std::string read(const std::string& name) const;  // empty where there is no such file
    bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }
    std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    // Runs `vethlab ARGUMENTS` in the folder, by sh. Its standard input is empty, unless the
    // arguments redirect it: "reach - <dump.yaml".
    Said vethlab(const std::string& arguments) const;

  private:
    std::filesystem::path folder_;
};

}  // namespace tests
