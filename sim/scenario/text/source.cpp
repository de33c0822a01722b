// SPDX-License-Identifier: MIT
#include "sim/scenario/text/source.h"

#include <algorithm>
#include <utility>

namespace scenario {
namespace {

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

// In blocks, which the compiler makes wide.
bool is_ascii(std::string_view text) {
    constexpr std::size_t block = 4096;
    for (std::size_t at = 0; at < text.size(); at += block) {
        unsigned char all = 0;
        for (const char c : text.substr(at, block)) all |= static_cast<unsigned char>(c);
        if (all >= 0x80U) return false;
    }
    return true;
}

void drop_byte_order_mark(std::string& text) {
    if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
}

}  // namespace

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts_character));
}

Place part_of(const Place& place, std::size_t from, std::size_t length) {
    Place result = place;
    if (place.length < from + length) return result;
    result.at.column += static_cast<std::uint32_t>(from);
    result.length = static_cast<std::uint32_t>(length);
    return result;
}

Source::Source(std::uint32_t index, std::string shown, std::string relative, std::string text)
    : index_(index),
      shown_(std::move(shown)),
      relative_(std::move(relative)),
      text_(std::move(text)) {
    drop_byte_order_mark(text_);
    ascii_ = is_ascii(text_);
}

const std::vector<std::size_t>& Source::line_starts() const {
    if (!line_starts_.empty()) return line_starts_;
    line_starts_.push_back(0);
    for (auto at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
        line_starts_.push_back(at + 1);
    }
    return line_starts_;
}

void Source::move_to(std::size_t offset) const {
    if (offset < last_offset_) {
        const auto& starts = line_starts();
        const auto next = std::upper_bound(starts.begin(), starts.end(), offset);
        last_start_ = *std::prev(next);
        last_line_ = static_cast<std::uint32_t>(next - starts.begin());
        last_offset_ = last_start_;
        last_column_ = 1;
    }
    const std::string_view between =
        std::string_view(text_).substr(last_offset_, offset - last_offset_);
    std::size_t past = 0;  // the last line break between
    for (auto at = between.find('\n'); at != std::string_view::npos;
         at = between.find('\n', past)) {
        past = at + 1;
        ++last_line_;
    }
    if (past > 0) {
        last_start_ = last_offset_ + past;
        last_column_ = 1;
    }
    last_column_ += static_cast<std::uint32_t>(ascii_ ? between.size() - past
                                                      : characters(between.substr(past)));
    last_offset_ = offset;
}

Place Source::place(std::size_t offset, std::size_t bytes) const {
    offset = std::min(offset, text_.size());
    bytes = std::min(bytes, text_.size() - offset);
    move_to(offset);
    if (!ascii_) bytes = characters(std::string_view(text_).substr(offset, bytes));
    return {{index_, last_line_, last_column_},
            static_cast<std::uint32_t>(std::max<std::size_t>(bytes, 1))};
}

std::string_view Source::line(std::uint32_t number) const {
    const auto& starts = line_starts();
    if (number == 0 || number > starts.size()) return {};
    const std::size_t start = starts[number - 1];
    const std::size_t end = number < starts.size() ? starts[number] : text_.size();
    std::string_view line = std::string_view(text_).substr(start, end - start);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    return line;
}

const Source& Sources::add(std::string shown, std::string relative, std::string text) {
    return sources_.emplace_back(size(), std::move(shown), std::move(relative), std::move(text));
}

std::string Sources::text(const policy::Position& position) const {
    return at(position.file).shown() + ':' + std::to_string(position.line) + ':' +
           std::to_string(position.column);
}

}  // namespace scenario
