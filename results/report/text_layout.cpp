// SPDX-License-Identifier: MIT
#include "results/report/text_layout.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace results {
namespace {

struct Character {
    char32_t code = 0xFFFD;
    std::size_t bytes = 1;
};

constexpr char32_t replacement = 0xFFFD;
const char replacement_text[] = "\xEF\xBF\xBD";

std::size_t sequence_length(unsigned char first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 0;
}

// Overlong forms, surrogates and what is beyond Unicode are not UTF-8 (RFC 3629).
bool is_scalar(char32_t code, std::size_t length) {
    static const char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

Character decode(const std::string& text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = sequence_length(byte(at));
    if (length == 1) return {byte(at), 1};
    if (length == 0 || at + length > text.size()) return {};
    char32_t code = byte(at) & (0x7FU >> length);
    for (std::size_t i = at + 1; i < at + length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) return {};
        code = code << 6U | (byte(i) & 0x3FU);
    }
    return is_scalar(code, length) ? Character{code, length} : Character{};
}

struct Range {
    char32_t first, last;
};

template <std::size_t N>
bool among(const Range (&ranges)[N], char32_t code) {
    return std::any_of(std::begin(ranges), std::end(ranges),
                       [&](Range r) { return code >= r.first && code <= r.last; });
}

// Blocks of Unicode, Standard Annex 11: wide and full-width.
std::size_t cells(char32_t code) {
    static const Range none[] = {
        {0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    static const Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0xA4CF},
                                 {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                                 {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                 {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (among(none, code)) return 0;
    return among(wide, code) ? 2 : 1;
}

// C0, DEL and C1; line and paragraph separators; bidirectional controls, which can show a row
// as what it is not.
bool is_control(char32_t code) {
    static const Range controls[] = {{0, 0x1F}, {0x7F, 0x9F}, {0x2028, 0x202E}, {0x2066, 0x2069}};
    return among(controls, code);
}

// The longest beginning of `text` that takes at most `width` cells.
std::string beginning(const std::string& text, std::size_t width) {
    std::size_t at = 0;
    for (std::size_t used = 0; at < text.size();) {
        const Character c = decode(text, at);
        used += cells(c.code);
        if (used > width) break;
        at += c.bytes;
    }
    return text.substr(0, at);
}

std::string ending(const std::string& text, std::size_t width) {
    std::size_t at = 0;
    for (std::size_t left = display_width(text); left > width && at < text.size();) {
        const Character c = decode(text, at);
        left -= cells(c.code);
        at += c.bytes;
    }
    return text.substr(at);
}

}  // namespace

bool is_plain(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

std::size_t display_width(const std::string& text) {
    if (is_plain(text)) return text.size();
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const Character c = decode(text, at);
        width += cells(c.code);
        at += c.bytes;
    }
    return width;
}

std::string printable(const std::string& text) {
    if (is_plain(text)) return text;
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const Character c = decode(text, at);
        if (is_control(c.code))
            result += '?';
        else if (c.code == replacement)
            result += replacement_text;
        else
            result.append(text, at, c.bytes);
        at += c.bytes;
    }
    return result;
}

std::string shorten_middle(const std::string& text, std::size_t width) {
    static const std::string gap = "...";
    if (display_width(text) <= width) return text;
    if (width <= gap.size()) return beginning(text, width);
    const std::size_t kept = width - gap.size();
    return beginning(text, (kept + 1) / 2) + gap + ending(text, kept / 2);
}

std::string pad_right(const std::string& text, std::size_t width) {
    const std::size_t has = display_width(text);
    return has < width ? text + std::string(width - has, ' ') : text;
}

std::string pad_left(const std::string& text, std::size_t width) {
    const std::size_t has = display_width(text);
    return has < width ? std::string(width - has, ' ') + text : text;
}

std::vector<std::size_t> fit_columns(std::vector<std::size_t> wanted,
                                     const std::vector<std::size_t>& least, std::size_t total) {
    std::size_t sum = std::accumulate(wanted.begin(), wanted.end(), std::size_t{0}) +
                      2 * (wanted.empty() ? 0 : wanted.size() - 1);
    for (; sum > total; --sum) {
        std::size_t* widest = nullptr;
        for (std::size_t i = 0; i < wanted.size(); ++i)
            if (wanted[i] > least[i] && (widest == nullptr || wanted[i] > *widest))
                widest = &wanted[i];
        if (widest == nullptr) break;
        --*widest;
    }
    return wanted;
}

}  // namespace results
