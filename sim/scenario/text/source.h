// SPDX-License-Identifier: MIT
// The texts that were read, and places in them.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/model/model.h"

namespace scenario {

// A stretch of one line. `at.file` indexes Sources; `at.line` 0 means the file as a whole.
// Columns and lengths count characters (code points), not bytes.
struct Place {
    policy::Position at;
    std::uint32_t length = 1;
};

// `length` characters of the text that `place` marks, `from` in; all of it where it is not written
// as it reads.
Place part_of(const Place& place, std::size_t from, std::size_t length);

// One text, which is never changed after it was read.
class Source {
  public:
    Source(std::uint32_t index, std::string shown, std::string relative, std::string text);

    std::uint32_t index() const { return index_; }
    const std::string& shown() const { return shown_; }        // as the user would type it
    const std::string& relative() const { return relative_; }  // to the scenario's folder
    const std::string& text() const { return text_; }          // without a byte order mark

    // The place of the byte at `offset`, `bytes` long; what lies past the end is the end.
    Place place(std::size_t offset, std::size_t bytes = 1) const;
    Place whole() const { return {{index_, 0, 0}, 1}; }

    std::string_view line(std::uint32_t number) const;  // counts from 1; "" past the end

    std::string take_text() { return std::move(text_); }  // the last thing that is asked of it

  private:
    const std::vector<std::size_t>& line_starts() const;
    void move_to(std::size_t offset) const;

    std::uint32_t index_;
    std::string shown_;
    std::string relative_;
    std::string text_;
    bool ascii_;
    mutable std::vector<std::size_t> line_starts_;  // made when a line is asked for
    // Where the last search ended, so that asking in ascending order stays linear.
    mutable std::size_t last_offset_ = 0;
    mutable std::size_t last_start_ = 0;
    mutable std::uint32_t last_line_ = 1;
    mutable std::uint32_t last_column_ = 1;
};

// All texts of one reading, in the order in which they were read. References stay valid.
class Sources {
  public:
    const Source& add(std::string shown, std::string relative, std::string text);
    const Source& at(std::uint32_t index) const { return sources_[index]; }
    Source& at(std::uint32_t index) { return sources_[index]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(sources_.size()); }

    std::string text(const policy::Position& position) const;  // "pods.yaml:3:5"

  private:
    std::deque<Source> sources_;
};

// How many characters a piece of UTF-8 has.
std::size_t characters(std::string_view utf8);

}  // namespace scenario
