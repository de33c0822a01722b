// SPDX-License-Identifier: MIT
// Text inside of other languages, so that it reads there as what it is.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace results {

// A field of comma-separated values (RFC 4180): in quotes where it needs them.
std::string csv_field(std::string_view text);
void append_csv_field(std::string& line, std::string_view text);

// Those fields and the end of the line.
std::string csv_line(std::initializer_list<std::string_view> fields);

// Text in Markdown: whatever begins markup is escaped, and what moves a cursor is replaced.
std::string markdown_text(const std::string& text);

}  // namespace results
