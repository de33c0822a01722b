// SPDX-License-Identifier: MIT
#include "results/report/escape.h"

#include <algorithm>

#include "results/report/text_layout.h"

namespace results {

std::string csv_field(std::string_view text) {
    std::string field;
    append_csv_field(field, text);
    return field;
}

void append_csv_field(std::string& line, std::string_view text) {
    const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
        return c == ',' || c == '"' || c == '\r' || c == '\n';
    });
    if (plain) {
        line += text;
        return;
    }
    line += '"';
    for (const char c : text) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

std::string csv_line(std::initializer_list<std::string_view> fields) {
    std::string line;
    const char* separator = "";
    for (const std::string_view field : fields) {
        line += separator + csv_field(field);
        separator = ",";
    }
    return line + "\r\n";
}

std::string markdown_text(const std::string& text) {
    std::string result;
    for (const char c : printable(text)) {
        if (std::string_view("\\`*_{}[]<>|#~&").find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

}  // namespace results
