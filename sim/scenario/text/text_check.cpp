// SPDX-License-Identifier: MIT
#include "sim/scenario/text/text_check.h"

#include <algorithm>
#include <string_view>

namespace scenario {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

// How many bytes the UTF-8 character at `at` has; 0 where there is none (RFC 3629).
std::size_t utf8_length(std::string_view text, std::size_t at) {
    const unsigned first = byte_at(text, at);
    if (first < 0x80U) return 1;
    const std::size_t length = first < 0xC2U   ? 0
                               : first < 0xE0U ? 2
                               : first < 0xF0U ? 3
                               : first < 0xF5U ? 4
                                               : 0;
    if (length == 0 || at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(text, at + i) & 0xC0U) != 0x80U) return 0;
    }
    const unsigned second = byte_at(text, at + 1);
    const bool overlong = (first == 0xE0U && second < 0xA0U) || (first == 0xF0U && second < 0x90U);
    const bool surrogate = first == 0xEDU && second >= 0xA0U;
    const bool beyond = first == 0xF4U && second >= 0x90U;
    return overlong || surrogate || beyond ? 0 : length;
}

bool is_control(unsigned byte) {
    return (byte < 0x20U && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7FU;
}

// How many bytes from `at` on are printable ASCII, tabs and line breaks, in blocks that the
// compiler makes wide.
std::size_t plain_blocks(std::string_view text, std::size_t at) {
    constexpr std::size_t block = 256;
    const std::size_t start = at;
    for (; at + block <= text.size(); at += block) {
        unsigned char odd = 0;
        for (const char c : text.substr(at, block)) {
            const auto byte = static_cast<unsigned char>(c);
            const auto low = static_cast<unsigned char>(byte < 0x20U);
            const auto known = static_cast<unsigned char>(static_cast<unsigned>(byte == '\t') |
                                                          static_cast<unsigned>(byte == '\n') |
                                                          static_cast<unsigned>(byte == '\r'));
            odd |=
                static_cast<unsigned char>(low ^ known) | static_cast<unsigned char>(byte >= 0x7FU);
        }
        if (odd != 0) break;
    }
    return at - start;
}

}  // namespace

bool is_text(const Source& source, Findings& findings) {
    const std::string_view text = source.text();
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        findings.error(source.whole(), "the file is empty");
        return false;
    }
    if (text.find('\0') != std::string_view::npos) {
        findings.error(source.whole(), "the file is binary, not text",
                       "YAML and JSON are read as UTF-8");
        return false;
    }
    for (std::size_t at = plain_blocks(text, 0); at < text.size();) {
        const std::size_t length = utf8_length(text, at);
        if (length == 0) {
            findings.error(source.whole(),
                           "the file is not UTF-8 text (byte " + std::to_string(at + 1) + ")");
            return false;
        }
        if (is_control(byte_at(text, at))) {
            findings.error(source.place(at), "a control character is not allowed here");
            return false;
        }
        at += length;
        if (length > 1 || at % 256 == 0) at += plain_blocks(text, at);
    }
    return true;
}

bool nests_too_deeply(std::string_view text) {
    constexpr std::size_t limit = 10'000;
    std::size_t depth = 0;
    for (const char c : text) {
        if (c == '[' || c == '{') ++depth;
        if ((c == ']' || c == '}') && depth > 0) --depth;
        if (depth > limit) return true;
    }
    return false;
}

}  // namespace scenario
