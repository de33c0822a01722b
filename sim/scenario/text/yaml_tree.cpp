// SPDX-License-Identifier: MIT
#include "sim/scenario/text/yaml_tree.h"

#include <algorithm>
#include <exception>
#include <sstream>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "sim/scenario/text/text_check.h"
#include "sim/scenario/text/tree_builder.h"

namespace scenario {
namespace {

// What a person can do about yaml-cpp's commonest complaints.
std::string advice(const std::string& message) {
    using namespace YAML::ErrorMsg;
    if (message == TAB_IN_INDENTATION) return "YAML is indented with spaces, never with tabs";
    if (message == END_OF_MAP || message == END_OF_SEQ) return "check the indentation of this line";
    if (message == MAP_VALUE) return R"(put a text that contains ": " in quotes)";
    if (message == END_OF_MAP_FLOW) return R"(a "}" or a "," is missing)";
    if (message == END_OF_SEQ_FLOW) return R"(a "]" or a "," is missing)";
    return {};
}

bool is_separator(std::string_view text, std::size_t at) {
    constexpr std::string_view ends = " \t\r\n";
    return text.substr(at, 3) == "---" &&
           (at + 3 == text.size() || ends.find(text[at + 3]) != std::string_view::npos);
}

// Whether there are only directives, comments and empty lines, which belong to what follows.
bool is_preamble(std::string_view part) {
    while (!part.empty()) {
        const std::size_t end = std::min(part.find('\n'), part.size());
        const std::string_view line = part.substr(0, end);
        const std::size_t first = line.find_first_not_of(" \t\r");
        const bool said = first != std::string_view::npos && line[first] != '#' && line[0] != '%';
        if (said) return false;
        part.remove_prefix(std::min(end + 1, part.size()));
    }
    return true;
}

// Where the document that begins at `start` ends: before the next line that begins with `---`.
std::size_t end_of_document(std::string_view text, std::size_t start) {
    for (std::size_t line = text.find('\n', start); line != std::string_view::npos;
         line = text.find('\n', line + 1)) {
        const std::size_t next = line + 1;
        if (is_separator(text, next) && !is_preamble(text.substr(start, next - start))) return next;
    }
    return text.size();
}

// Reads one document; false where nothing after it can be read either.
bool read_document(const Source& source, std::size_t start, std::size_t end, Findings& findings,
                   YamlFile& file) {
    const auto marked = [&](const YAML::Mark& mark) {
        return mark.is_null() || mark.pos < 0
                   ? source.whole()
                   : source.place(start + static_cast<std::size_t>(mark.pos));
    };
    std::istringstream stream(source.text().substr(start, end - start));
    try {
        YAML::Parser parser(stream);
        TreeBuilder builder(source, start, end, findings, file);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Stop& stop) {
        return !stop.text;
    } catch (const YAML::DeepRecursion& e) {
        findings.error(marked(e.mark), "nested too deeply");
    } catch (const YAML::Exception& e) {
        findings.error(marked(e.mark), "not valid YAML: " + e.msg, advice(e.msg));
    } catch (const std::exception& e) {
        findings.error(source.whole(), std::string("not valid YAML: ") + e.what());
    }
    return true;
}

}  // namespace

const Entry* Node::find(std::string_view key) const {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [key](const Entry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

YamlFile read_yaml(const Source& source, Findings& findings) {
    YamlFile file;
    if (!is_text(source, findings)) return file;
    if (nests_too_deeply(source.text())) {
        findings.error(source.whole(), "nested too deeply");
        return file;
    }
    const std::string_view text = source.text();
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = end_of_document(text, start);
        if (!read_document(source, start, end, findings, file)) break;
        start = end;
    }
    return file;
}

}  // namespace scenario
