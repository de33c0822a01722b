// SPDX-License-Identifier: MIT
// Where input text comes from: the disk, or a test's memory.
#pragma once

#include <string>
#include <vector>

namespace scenario {

// Paths are '/'-separated. Nothing here throws; what fails says why, as the system would.
class Files {
  public:
    virtual ~Files() = default;

    struct Text {
        std::string text;
        std::string error;  // "no such file or directory"; empty where the text was read
    };
    virtual Text read(const std::string& path) const = 0;  // "-" is the standard input

    virtual bool is_directory(const std::string& path) const = 0;

    struct Listing {
        std::vector<std::string> names;  // without "." and "..", sorted
        std::string error;
    };
    virtual Listing list(const std::string& directory) const = 0;

    // One name for each thing on the disk, however many paths and links lead to it.
    virtual std::string identity(const std::string& path) const = 0;
};

// The file system, and standard input. What is above `max_file_bytes` is refused, so that /dev/zero
// has an end.
class DiskFiles final : public Files {
  public:
    static constexpr std::size_t max_file_bytes = std::size_t{1} << 31U;

    Text read(const std::string& path) const override;
    bool is_directory(const std::string& path) const override;
    Listing list(const std::string& directory) const override;
    std::string identity(const std::string& path) const override;
};

// What "-" is called wherever places in it are named.
constexpr const char* standard_input_name = "<stdin>";

// Path arithmetic, on text alone.
std::string join(const std::string& directory, const std::string& path);  // an absolute path stays
std::string directory_of(const std::string& path);                        // "" for "scenario.yaml"
std::string file_name(const std::string& path);
std::string without_dots(const std::string& path);  // "a/b" for "a/c/../b/."; "" for "."

}  // namespace scenario
