// SPDX-License-Identifier: MIT
#include "sim/scenario/text/tree_builder.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "sim/scenario/text/map_entries.h"

namespace scenario {
namespace {

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

}  // namespace

std::size_t TreeBuilder::offset(const YAML::Mark& mark) const {
    return start_ + (mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos));
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
    check_separated(offset(mark));
    anchors_.clear();
    open_.clear();
    root_ = nullptr;
    budget_.reset();
}

void TreeBuilder::OnDocumentEnd() {
    if (root_ != nullptr && root_->kind != Node::Kind::Null) file_.documents.push_back(root_);
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
    add_scalar(add(Node::Kind::Null, null_place(mark)), anchor);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                           const std::string& value) {
    const std::size_t at = offset(mark);
    Node& node =
        add(Node::Kind::Scalar, source_.place(at, written_length(source_.text(), at, value)));
    node.quoted = tag == "!";
    if (node.quoted) check_closed(at);
    node.tag = tag_named(tag);
    node.text = file_.arena.copy(value);
    add_scalar(node, anchor);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/,
                                  YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
    open(Node::Kind::Sequence, mark, anchor);
}

void TreeBuilder::OnSequenceEnd() {
    close();
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/,
                             YAML::anchor_t anchor, YAML::EmitterStyle::value /*style*/) {
    open(Node::Kind::Map, mark, anchor);
}

void TreeBuilder::OnMapEnd() {
    make_entries(*open_.back().node, open_.back().parts, budget_, file_.arena, findings_);
    close();
}

Node& TreeBuilder::add(Node::Kind kind, const Place& place) {
    if (++file_.values > max_values) {
        findings_.error(place, "more than " + std::to_string(max_values) + " values in a file",
                        "split it into several files");
        throw Stop{true};
    }
    Node& node = file_.arena.make<Node>();
    node.kind = kind;
    node.place = place;
    return node;
}

void TreeBuilder::add_scalar(Node& node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {&node, 1};
    attach(node);
}

// yaml-cpp lets the end of the text close a quote.
void TreeBuilder::check_closed(std::size_t at) {
    const std::string_view text = std::string_view(source_.text()).substr(0, end_);
    const char quote = at < text.size() ? text[at] : ' ';
    if (quote != '"' && quote != '\'') return;
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        const bool escape = quote == '"' ? text[i] == '\\' : text.substr(i, 2) == "''";
        if (escape) {
            ++i;
        } else if (text[i] == quote) {
            return;
        }
    }
    findings_.error(source_.place(at), "not valid YAML: this quote is not closed");
    throw Stop{};
}

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
            throw Stop{};
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
        throw Stop{};
    }
    budget_.spend(target.nodes, place);
    attach(*target.node, target.nodes);
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Node& node = add(kind, source_.place(offset(mark)));
    open_.push_back({&node, anchor, {}, 1});
}

void TreeBuilder::close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    if (closed.node->kind == Node::Kind::Sequence)
        closed.node->items = file_.arena.copy(closed.parts);
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

}  // namespace scenario
