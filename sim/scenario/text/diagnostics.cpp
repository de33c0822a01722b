// SPDX-License-Identifier: MIT
#include "sim/scenario/text/diagnostics.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "sim/scenario/text/source.h"

namespace scenario {
namespace {

struct Palette {
    std::string_view severity;
    std::string_view frame;
    std::string_view strong;
    std::string_view off;
};

Palette palette(Diagnostic::Severity severity, bool color) {
    if (!color) return {};
    const bool error = severity == Diagnostic::Severity::Error;
    return {error ? "\x1b[1;31m" : "\x1b[1;33m", "\x1b[1;34m", "\x1b[1m", "\x1b[0m"};
}

// Input is quoted on a terminal: what could steer it is shown as a dot.
std::string printable(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\t') c = ' ';
        if (byte < 0x20U || byte == 0x7FU) c = c == ' ' ? ' ' : '.';
    }
    return result;
}

// The bytes of the `count` characters from character `from` on.
std::string_view slice(std::string_view text, std::size_t from, std::size_t count) {
    std::size_t seen = 0;
    std::size_t begin = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
        if (seen == from) begin = i;
        if (seen == from + count) return text.substr(begin, i - begin);
        ++seen;
    }
    return text.substr(begin);
}

// The part of a long line that is worth showing, and where in it the caret goes.
struct Excerpt {
    std::string text;
    std::size_t caret = 0;
    std::size_t length = 1;
};

Excerpt excerpt(const Diagnostic& diagnostic) {
    constexpr std::size_t before = 80;
    constexpr std::size_t width = 160;
    const std::size_t at = diagnostic.column > 0 ? diagnostic.column - 1 : 0;
    const bool fits = characters(diagnostic.source_line) <= width || at < before;
    const std::size_t from = fits ? 0 : at - before;
    const std::string_view shown = slice(diagnostic.source_line, from, width);
    const std::size_t room = std::max<std::size_t>(characters(shown), at - from + 1) - (at - from);
    return {printable(shown), at - from, std::clamp<std::size_t>(diagnostic.length, 1, room)};
}

void render_source(const Diagnostic& diagnostic, const Palette& paint, const std::string& gutter,
                   std::string& out) {
    const Excerpt part = excerpt(diagnostic);
    const std::string bar = std::string(paint.frame) + gutter + " |" + std::string(paint.off);
    out.append(bar).append("\n");
    out.append(paint.frame).append(std::to_string(diagnostic.line)).append(" |").append(paint.off);
    out.append(" ").append(part.text).append("\n");
    out.append(bar).append(" ").append(part.caret, ' ');
    out.append(paint.severity).append(part.length, '^').append(paint.off).append("\n");
}

// Edits between two words: insert, delete, change, or swap two neighbours (optimal string
// alignment).
std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
        before_last.swap(last);
        last.swap(row);
    }
    return last[b.size()];
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

std::string render(const Diagnostic& diagnostic, bool color) {
    const Palette paint = palette(diagnostic.severity, color);
    const bool error = diagnostic.severity == Diagnostic::Severity::Error;
    const std::string number = diagnostic.line > 0 ? std::to_string(diagnostic.line) : "";
    const std::string gutter(std::max<std::size_t>(number.size(), 1), ' ');

    std::string out;
    out.append(paint.severity).append(error ? "error" : "warning").append(paint.off);
    out.append(paint.strong).append(": ").append(printable(diagnostic.message));
    out.append(paint.off).append("\n");
    out.append(paint.frame).append(gutter).append("--> ").append(paint.off);
    out.append(printable(diagnostic.file));
    if (diagnostic.line > 0) {
        out.append(":").append(number).append(":").append(std::to_string(diagnostic.column));
    }
    out.append("\n");
    if (!diagnostic.source_line.empty()) render_source(diagnostic, paint, gutter, out);
    if (!diagnostic.help.empty()) {
        out.append(paint.frame).append(gutter).append(" = ").append(paint.off);
        out.append("help: ").append(printable(diagnostic.help)).append("\n");
    }
    return out;
}

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
    constexpr std::size_t longest = 200;  // nobody misspells more than that
    if (word.size() > longest) return {};
    const std::string wanted = lower(word);
    std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
    std::string result;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > word.size() + best || word.size() > candidate.size() + best) {
            continue;
        }
        const std::size_t edits = distance(wanted, lower(candidate));
        if (edits < best && edits < std::min(word.size(), candidate.size())) {
            best = edits;
            result = candidate;
        }
    }
    return result;
}

}  // namespace scenario
