// SPDX-License-Identifier: MIT
#include "sim/scenario/text/files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

namespace scenario {
namespace {

namespace fs = std::filesystem;

std::string reason(int error) {
    std::string text = std::generic_category().message(error);
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    }
    return text;
}

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

Files::Text read_all(std::FILE* file, std::uintmax_t expected) {
    Files::Text result;
    result.text.reserve(
        static_cast<std::size_t>(std::min<std::uintmax_t>(expected, DiskFiles::max_file_bytes)));
    std::array<char, 65536> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file)) {
        result.text.append(buffer.data(), count);
        if (result.text.size() > DiskFiles::max_file_bytes) {
            return {{}, "larger than " + std::to_string(DiskFiles::max_file_bytes >> 20U) + " MiB"};
        }
    }
    if (std::ferror(file) != 0) return {{}, reason(errno)};
    return result;
}

}  // namespace

Files::Text DiskFiles::read(const std::string& path) const {
    if (path == "-") return read_all(stdin, 0);
    if (is_directory(path)) return {{}, reason(EISDIR)};
    errno = 0;
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
    if (!file) return {{}, reason(errno)};
    std::error_code unknown;
    const auto size = fs::file_size(path, unknown);
    return read_all(file.get(), unknown ? 0 : size);
}

bool DiskFiles::is_directory(const std::string& path) const {
    std::error_code error;
    return fs::is_directory(path, error);
}

Files::Listing DiskFiles::list(const std::string& directory) const {
    Listing listing;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error)) {
        listing.names.push_back(entry->path().filename().string());
    }
    if (error) listing.error = reason(error.value());
    std::sort(listing.names.begin(), listing.names.end());
    return listing;
}

std::string DiskFiles::identity(const std::string& path) const {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    return error ? path : canonical.string();
}

std::string join(const std::string& directory, const std::string& path) {
    if (directory.empty() || (!path.empty() && path.front() == '/')) return path;
    return directory.back() == '/' ? directory + path : directory + '/' + path;
}

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash == 0 ? 1 : slash);
}

std::string without_dots(const std::string& path) {
    std::string text = fs::path(path).lexically_normal().generic_string();
    if (text.size() > 1 && text.back() == '/') text.pop_back();
    return text == "." ? "" : text;
}

std::string file_name(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace scenario
