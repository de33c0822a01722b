// SPDX-License-Identifier: MIT
#include "sim/scenario/source.h"

#include <algorithm>
#include <utility>

namespace scenario {
namespace {

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

bool is_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

void drop_byte_order_mark(std::string& text) {
    if (text.compare(0, 3, "\xEF\xBB\xBF") == 0) text.erase(0, 3);
}

}  // namespace

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), starts_character));
}

Source::Source(std::uint32_t index, std::string shown, std::string relative, std::string text)
    : index_(index),
      shown_(std::move(shown)),
      relative_(std::move(relative)),
      text_(std::move(text)) {
    drop_byte_order_mark(text_);
    ascii_ = is_ascii(text_);
    line_starts_.push_back(0);
    for (auto at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
        line_starts_.push_back(at + 1);
    }
}

Place Source::place(std::size_t offset, std::size_t bytes) const {
    offset = std::min(offset, text_.size());
    bytes = std::min(bytes, text_.size() - offset);
    const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
    const std::size_t start = *std::prev(next);
    const auto line = static_cast<std::uint32_t>(next - line_starts_.begin());
    if (ascii_) {
        return {{index_, line, static_cast<std::uint32_t>(offset - start + 1)},
                static_cast<std::uint32_t>(std::max<std::size_t>(bytes, 1))};
    }
    if (last_offset_ < start || last_offset_ > offset) {
        last_offset_ = start;
        last_column_ = 1;
    }
    const std::string_view text = text_;
    last_column_ +=
        static_cast<std::uint32_t>(characters(text.substr(last_offset_, offset - last_offset_)));
    last_offset_ = offset;
    const std::size_t length = std::max<std::size_t>(characters(text.substr(offset, bytes)), 1);
    return {{index_, line, last_column_}, static_cast<std::uint32_t>(length)};
}

std::string_view Source::line(std::uint32_t number) const {
    if (number == 0 || number > line_starts_.size()) return {};
    const std::size_t start = line_starts_[number - 1];
    const std::size_t end = number < line_starts_.size() ? line_starts_[number] : text_.size();
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
