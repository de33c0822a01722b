// SPDX-License-Identifier: MIT
#include "sim/scenario/yaml_tree.h"

#include <algorithm>
#include <exception>
#include <sstream>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "sim/scenario/text_check.h"
#include "sim/scenario/tree_builder.h"

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

Place marked(const Source& source, const YAML::Mark& mark) {
    return mark.is_null() || mark.pos < 0 ? source.whole()
                                          : source.place(static_cast<std::size_t>(mark.pos));
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
    std::istringstream stream(source.text());
    try {
        YAML::Parser parser(stream);
        TreeBuilder builder(source, findings, file);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Stop&) {
    } catch (const YAML::DeepRecursion& e) {
        findings.error(marked(source, e.mark), "nested too deeply");
    } catch (const YAML::Exception& e) {
        findings.error(marked(source, e.mark), "not valid YAML: " + e.msg, advice(e.msg));
    } catch (const std::exception& e) {
        findings.error(source.whole(), std::string("not valid YAML: ") + e.what());
    }
    return file;
}

}  // namespace scenario
