// SPDX-License-Identifier: MIT
// Text in columns on a terminal. Widths are in terminal cells: East Asian wide characters take
// two, combining marks none. Bytes that are not UTF-8 count and print as one replacement each.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace results {

// How a report is drawn. Width 0: not a terminal, nothing is shortened.
struct Style {
    std::size_t width = 0;
    bool color = false;
};

std::size_t display_width(const std::string& text);

// Printable ASCII alone, as nearly all text is: a cell for each byte.
bool is_plain(const std::string& text);

// `text` without what would move the cursor or change the terminal: control characters become '?',
// bytes that are not UTF-8 U+FFFD.
std::string printable(const std::string& text);

// `text` if it fits, else its beginning and its end with "..." between them.
// REQUIRES: text is printable.
std::string shorten_middle(const std::string& text, std::size_t width);

std::string pad_right(const std::string& text, std::size_t width);
std::string pad_left(const std::string& text, std::size_t width);

// Widths of columns that want `wanted` and, two spaces between them, have `total` together:
// the widest give first, none below its `least`. May be wider than `total` where all are at their
// least.
std::vector<std::size_t> fit_columns(std::vector<std::size_t> wanted,
                                     const std::vector<std::size_t>& least, std::size_t total);

}  // namespace results
