// SPDX-License-Identifier: MIT
#include "sim/scenario/yaml_tree.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "sim/scenario/scalar.h"
#include "sim/scenario/text_check.h"

namespace scenario {
namespace {

// Thrown after the reason was reported: nothing that follows in this text can be read.
struct Stop {};

// How many bytes of the text at `offset` a scalar's mark covers: to the closing quote, to the end
// of what reads like `value`, or to the end of the line. Looks no further than a caret is drawn.
std::size_t written_length(std::string_view text, std::size_t offset, const std::string& value) {
    constexpr std::size_t far_enough = 1000;
    if (offset >= text.size()) return 1;
    std::string_view rest = text.substr(offset, far_enough);
    rest = rest.substr(0, rest.find('\n'));
    const char quote = rest.empty() ? ' ' : rest[0];
    if (quote != '"' && quote != '\'') {
        if (!value.empty() && rest.substr(0, value.size()) == value) return value.size();
        return rest.find_last_not_of(" \r\t") + 1;
    }
    for (std::size_t at = 1; at < rest.size(); ++at) {
        if (quote == '"' && rest[at] == '\\') {
            ++at;
        } else if (rest[at] == quote) {
            return at + 1;
        }
    }
    return rest.size();
}

// yaml-cpp says "?" of a plain scalar without a tag and "!" of any other one.
Tag tag_named(const std::string& tag) {
    constexpr std::array<std::pair<std::string_view, Tag>, 8> names = {
        {{"?", Tag::None},
         {"!", Tag::None},
         {"tag:yaml.org,2002:str", Tag::String},
         {"tag:yaml.org,2002:int", Tag::Integer},
         {"tag:yaml.org,2002:float", Tag::Float},
         {"tag:yaml.org,2002:bool", Tag::Boolean},
         {"tag:yaml.org,2002:null", Tag::Null},
         {"tag:yaml.org,2002:merge", Tag::Merge}}};
    for (const auto& [name, meaning] : names) {
        if (tag == name) return meaning;
    }
    return Tag::Other;
}

bool is_merge(const Node& key) {
    const bool plain = key.tag == Tag::None && !key.quoted;
    return key.kind == Node::Kind::Scalar && key.text == "<<" && (plain || key.tag == Tag::Merge);
}

// Builds the tree of one text from yaml-cpp's events.
class TreeBuilder final : public YAML::EventHandler {
  public:
    TreeBuilder(const Source& source, Findings& findings, YamlFile& file)
        : source_(source), findings_(findings), file_(file) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        check_separated(offset(mark));
        anchors_.clear();
        open_.clear();
        root_ = nullptr;
        aliased_ = 0;
    }
    void OnDocumentEnd() override {
        if (root_ != nullptr && root_->kind != Node::Kind::Null) file_.documents.push_back(root_);
    }
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        Node& node = add(Node::Kind::Null, null_place(mark));
        name(anchor, node);
        attach(node);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const std::size_t at = offset(mark);
        Node& node =
            add(Node::Kind::Scalar, source_.place(at, written_length(source_.text(), at, value)));
        node.quoted = tag == "!";
        node.tag = tag_named(tag);
        node.text = value;
        name(anchor, node);
        attach(node);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(Node::Kind::Sequence, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(Node::Kind::Map, mark, anchor);
    }
    void OnMapEnd() override {
        make_entries(open_.back());
        close();
    }

  private:
    // A map or list whose end is not read yet. `parts` of a map: key, value, key, value ...
    struct Open {
        Node* node = nullptr;
        YAML::anchor_t anchor = YAML::NullAnchor;
        std::vector<const Node*> parts;
        std::size_t nodes = 1;  // it holds, with its aliases written out
    };
    struct Anchor {
        const Node* node = nullptr;  // null while the value is open
        std::size_t nodes = 0;
    };

    static std::size_t offset(const YAML::Mark& mark) {
        return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
    }
    Node& add(Node::Kind kind, const Place& place) {
        if (file_.nodes.size() >= max_values) {
            findings_.error(place, "more than " + std::to_string(max_values) + " values in a file",
                            "split it into several files");
            throw Stop();
        }
        Node& node = file_.nodes.emplace_back();
        node.kind = kind;
        node.place = place;
        return node;
    }
    void check_separated(std::size_t start);
    Place null_place(const YAML::Mark& mark) const;
    void name(YAML::anchor_t anchor, const Node& node) {
        if (anchor != YAML::NullAnchor) anchors_[anchor] = {&node, 1};
    }
    void open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
    void close();
    void attach(const Node& node, std::size_t nodes = 1);
    void count_aliased(std::size_t nodes, const Place& place);

    void make_entries(Open& map);
    void add_entry(Node& map, const Node& key, const Node& value);
    void merge(Node& map, const Node& value, const Place& place);
    void merge_map(Node& map, const Node& from, const Place& place);
    void drop_duplicates(Node& map);

    const Source& source_;
    Findings& findings_;
    YamlFile& file_;
    std::optional<std::size_t> document_start_;
    const Node* root_ = nullptr;
    std::vector<Open> open_;
    std::unordered_map<YAML::anchor_t, Anchor> anchors_;
    std::size_t aliased_ = 0;
};

// yaml-cpp takes what follows a document for another one, and a stray "," for empty ones without
// end; YAML wants `---` or `...` between documents.
void TreeBuilder::check_separated(std::size_t start) {
    const std::string_view text = source_.text();
    if (document_start_) {
        const std::string_view between = text.substr(*document_start_, start - *document_start_);
        const bool separated =
            text.substr(start, 3) == "---" || between.find("\n...") != std::string_view::npos;
        if (!separated || start == *document_start_) {
            findings_.error(source_.place(start), "not valid YAML: this belongs to nothing",
                            "check the indentation of this line, or put --- between documents");
            throw Stop();
        }
    }
    document_start_ = start;
}

// yaml-cpp marks a null that nobody wrote at whatever follows it; its key says more.
Place TreeBuilder::null_place(const YAML::Mark& mark) const {
    const std::size_t at = offset(mark);
    const std::string_view rest =
        std::string_view(source_.text()).substr(std::min(at, source_.text().size()));
    for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
        const bool ends =
            rest.size() <= word.size() ||
            std::string_view(" \r\t\n,]}#").find(rest[word.size()]) != std::string_view::npos;
        if (ends && rest.substr(0, word.size()) == word) return source_.place(at, word.size());
    }
    const bool is_value = !open_.empty() && open_.back().node->kind == Node::Kind::Map &&
                          open_.back().parts.size() % 2 == 1;
    return is_value ? open_.back().parts.back()->place : source_.place(at);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const std::size_t at = offset(mark);
    const std::size_t end = source_.text().find_first_of(" \t\r\n,[]{}", at);
    const Place place = source_.place(at, end == std::string::npos ? 1 : end - at);
    const Anchor target = anchors_[anchor];
    if (target.node == nullptr) {
        findings_.error(place, "an alias to a value that contains it");
        throw Stop();
    }
    count_aliased(target.nodes, place);
    attach(*target.node, target.nodes);
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Node& node = add(kind, source_.place(offset(mark)));
    open_.push_back({&node, anchor, {}, 1});
}

void TreeBuilder::close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    if (closed.node->kind == Node::Kind::Sequence) closed.node->items = std::move(closed.parts);
    if (closed.anchor != YAML::NullAnchor) anchors_[closed.anchor] = {closed.node, closed.nodes};
    attach(*closed.node, closed.nodes);
}

void TreeBuilder::attach(const Node& node, std::size_t nodes) {
    if (open_.empty()) {
        root_ = &node;
    } else {
        open_.back().parts.push_back(&node);
        open_.back().nodes += nodes;
    }
}

void TreeBuilder::count_aliased(std::size_t nodes, const Place& place) {
    aliased_ += nodes;
    if (aliased_ <= max_aliased) return;
    findings_.error(place, "aliases stand for more than " + std::to_string(max_aliased) + " values",
                    "write the document without aliases of aliases");
    throw Stop();
}

void TreeBuilder::make_entries(Open& map) {
    std::vector<std::pair<const Node*, Place>> merged;
    for (std::size_t i = 0; i + 1 < map.parts.size(); i += 2) {
        const Node& key = *map.parts[i];
        const Node& value = *map.parts[i + 1];
        if (is_merge(key)) {
            merged.emplace_back(&value, key.place);
        } else {
            add_entry(*map.node, key, value);
        }
    }
    drop_duplicates(*map.node);
    for (const auto& [value, place] : merged) merge(*map.node, *value, place);
}

void TreeBuilder::add_entry(Node& map, const Node& key, const Node& value) {
    if (key.kind == Node::Kind::Sequence || key.kind == Node::Kind::Map) {
        findings_.error(key.place, "a list or a map cannot be a key");
        return;
    }
    if (auto text = key_text(key)) {
        map.entries.push_back({std::move(*text), key.place, &value});
    } else {
        findings_.error(key.place,
                        key.kind == Node::Kind::Null ? "a key is missing" : "this cannot be a key",
                        "put the key in quotes");
    }
}

void TreeBuilder::drop_duplicates(Node& map) {
    std::unordered_map<std::string_view, Place> first;
    std::vector<Entry> unique;
    unique.reserve(map.entries.size());
    for (const Entry& entry : map.entries) {
        const auto [known, is_new] = first.emplace(entry.key, entry.place);
        if (is_new) {
            unique.push_back(entry);
        } else {
            findings_.error(entry.place, "duplicate key \"" + entry.key + "\"",
                            "it is first written at " + findings_.text(known->second));
        }
    }
    map.entries = std::move(unique);
}

void TreeBuilder::merge(Node& map, const Node& value, const Place& place) {
    if (value.kind == Node::Kind::Map) return merge_map(map, value, place);
    const bool maps = value.kind == Node::Kind::Sequence &&
                      std::all_of(value.items.begin(), value.items.end(),
                                  [](const Node* item) { return item->kind == Node::Kind::Map; });
    if (!maps) {
        findings_.error(place, "only a map or a list of maps can be merged");
        return;
    }
    for (const Node* item : value.items) merge_map(map, *item, place);
}

void TreeBuilder::merge_map(Node& map, const Node& from, const Place& place) {
    count_aliased(from.entries.size() + map.entries.size(), place);
    std::unordered_map<std::string_view, bool> own;
    for (const Entry& entry : map.entries) own.emplace(entry.key, true);
    std::vector<Entry> added;
    for (const Entry& entry : from.entries) {
        if (own.count(entry.key) == 0) added.push_back(entry);
    }
    map.entries.insert(map.entries.end(), added.begin(), added.end());
}

// What a person can do about yaml-cpp's commonest complaints.
std::string advice(const std::string& message) {
    using namespace YAML::ErrorMsg;
    if (message == TAB_IN_INDENTATION) return "YAML is indented with spaces, never with tabs";
    if (message == END_OF_MAP || message == END_OF_SEQ) return "check the indentation of this line";
    if (message == MAP_VALUE) return "put a text that contains \": \" in quotes";
    if (message == END_OF_MAP_FLOW) return "a \"}\" or a \",\" is missing";
    if (message == END_OF_SEQ_FLOW) return "a \"]\" or a \",\" is missing";
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
