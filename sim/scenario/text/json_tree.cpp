// SPDX-License-Identifier: MIT
#include "sim/scenario/text/json_tree.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

// What is padded behind the text lets these read whole blocks.
#if defined(__SSE2__)
#define RAPIDJSON_SSE2
#elif defined(__ARM_NEON)
#define RAPIDJSON_NEON
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include "sim/scenario/text/map_entries.h"

namespace scenario {
namespace {

constexpr std::size_t deepest = 500;  // as yaml-cpp's
constexpr std::size_t padding = 64;

// Sorted. What can stand below them is much of a dump and nothing to us.
constexpr std::array<std::string_view, 36> unread = {
    "affinity",
    "allocatable",
    "args",
    "binaryData",
    "capacity",
    "command",
    "containerStatuses",
    "data",
    "ephemeralContainerStatuses",
    "ephemeralContainers",
    "env",
    "envFrom",
    "hostAliases",
    "hostIPs",
    "imagePullSecrets",
    "images",
    "initContainerStatuses",
    "lifecycle",
    "livenessProbe",
    "managedFields",
    "nodeInfo",
    "nodeSelector",
    "readinessGates",
    "resources",
    "rollingUpdate",
    "securityContext",
    "startupProbe",
    "stringData",
    "tolerations",
    "topologySpreadConstraints",
    "volumeClaimTemplates",
    "volumeDevices",
    "volumeMounts",
    "volumes",
    "volumesInUse",
};

bool is_unread(std::string_view key) {
    return std::find(unread.begin(), unread.end(), key) != unread.end();
}

std::string lower_first(std::string text) {
    if (!text.empty())
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    while (!text.empty() && text.back() == '.') text.pop_back();
    return text;
}

using Stream = rapidjson::InsituStringStream;

// Builds the tree from RapidJSON's events. At a string's or a number's the stream stands where it
// begins; at a bracket's behind that; at a word's behind the word.
class JsonBuilder {
  public:
    JsonBuilder(const Source& source, Stream& stream, Findings& findings, const JsonSink& sink)
        : source_(source), stream_(stream), findings_(findings), sink_(sink) {}

    bool Null() {
        if (skipped_ > 0) return true;
        return attach(make(Node::Kind::Null, stream_.Tell() - 4, 4));
    }
    bool Bool(bool value) {
        if (skipped_ > 0) return true;
        const std::string_view text = value ? "true" : "false";
        return scalar(text, stream_.Tell() - text.size(), text.size(), false);
    }
    bool RawNumber(const char* text, rapidjson::SizeType length, bool /*copy*/) {
        if (skipped_ > 0) return true;
        return scalar({text, length}, stream_.Tell(), length, false);
    }
    bool String(const char* text, rapidjson::SizeType length, bool /*copy*/) {
        if (skipped_ > 0) return true;
        return scalar({text, length}, stream_.Tell(), written(length), true);
    }
    bool Key(const char* text, rapidjson::SizeType length, bool /*copy*/) {
        if (skipped_ > 0) return true;
        key_ = {text, length};
        key_place_ = source_.place(stream_.Tell(), written(length));
        return true;
    }
    bool StartObject() { return open(Node::Kind::Map); }
    bool StartArray() { return open(Node::Kind::Sequence); }
    bool EndObject(rapidjson::SizeType /*count*/) { return close(); }
    bool EndArray(rapidjson::SizeType /*count*/) { return close(); }
    // Numbers come raw.
    bool Int(int /*value*/) { return false; }
    bool Uint(unsigned /*value*/) { return false; }
    bool Int64(std::int64_t /*value*/) { return false; }
    bool Uint64(std::uint64_t /*value*/) { return false; }
    bool Double(double /*value*/) { return false; }

    const std::vector<const Node*>& documents() const { return documents_; }
    bool gave_items() const { return gave_items_; }  // of this document
    void begin_document() { gave_items_ = false; }
    bool too_deep() const { return too_deep_; }

  private:
    struct Open {
        Node* node = nullptr;
        std::string_view key;  // under which it stands, with its place
        Place key_place;
        std::size_t first = 0;  // of its entries_ or items_
        bool gives_items = false;
        Arena::Mark mark;  // before the item that is being read
    };

    // A string with its quotes; escapes make it longer.
    std::size_t written(std::size_t length) const {
        const std::string& text = source_.text();
        const std::size_t start = stream_.Tell();
        if (text[start + 1 + length] == '"') return length + 2;
        std::size_t at = start + 1;
        while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
        return at + 1 - start;
    }

    Node& make(Node::Kind kind, std::size_t offset, std::size_t length) {
        Node& node = arena_.make<Node>();
        node.kind = kind;
        node.place = source_.place(offset, length);
        return node;
    }

    bool scalar(std::string_view text, std::size_t offset, std::size_t length, bool quoted) {
        Node& node = make(Node::Kind::Scalar, offset, length);
        node.text = text;
        node.quoted = quoted;
        return attach(node);
    }

    bool open(Node::Kind kind) {
        if (skipped_ > 0) return enter_skipped();
        if (open_.size() >= deepest) return refuse_depth();
        begin_item();
        Node& node = make(kind, stream_.Tell() - 1, 1);
        const bool in_map = !open_.empty() && open_.back().node->kind == Node::Kind::Map;
        if (in_map && is_unread(key_)) {
            attach(node);
            return enter_skipped();
        }
        const bool list = in_map && open_.size() == 1 && kind == Node::Kind::Sequence &&
                          key_ == "items" && may_be_list();
        open_.push_back({&node, key_, key_place_,
                         kind == Node::Kind::Map ? entries_.size() : items_.size(), list,
                         arena_.mark()});
        return true;
    }

    bool enter_skipped() { return ++skipped_ <= deepest || refuse_depth(); }

    bool refuse_depth() {
        too_deep_ = true;
        findings_.error(source_.place(stream_.Tell() - 1), "nested too deeply");
        return false;
    }

    void begin_item() {
        if (!open_.empty() && open_.back().gives_items) open_.back().mark = arena_.mark();
    }

    // `kind` comes after `items` where keys are in order.
    bool may_be_list() const {
        for (std::size_t i = open_.back().first; i < entries_.size(); ++i) {
            const std::string_view kind = entries_[i].value->text;
            if (entries_[i].key != "kind") continue;
            return kind.size() >= 4 && kind.substr(kind.size() - 4) == "List";
        }
        return true;
    }

    bool close() {
        if (skipped_ > 0) {
            --skipped_;
            return true;
        }
        const Open closed = open_.back();
        open_.pop_back();
        if (closed.node->kind == Node::Kind::Map) {
            own_.assign(entries_.begin() + static_cast<std::ptrdiff_t>(closed.first),
                        entries_.end());
            drop_duplicates(own_, findings_);
            closed.node->entries = arena_.copy(own_);
            entries_.resize(closed.first);
        } else {
            closed.node->items =
                arena_.copy(items_.data() + closed.first, items_.size() - closed.first);
            items_.resize(closed.first);
        }
        key_ = closed.key;
        key_place_ = closed.key_place;
        return give(*closed.node) || attach(*closed.node);
    }

    bool give(const Node& node) {
        if (open_.empty() || !open_.back().gives_items || node.kind != Node::Kind::Map)
            return false;
        const Entry* const version = node.find("apiVersion");
        const Entry* const kind = node.find("kind");
        if (version == nullptr || kind == nullptr) return false;
        sink_.item(node);
        gave_items_ = true;
        arena_.rewind(open_.back().mark);
        return true;
    }

    bool attach(const Node& node) {
        if (open_.empty()) {
            documents_.push_back(&node);
        } else if (open_.back().node->kind == Node::Kind::Map) {
            entries_.push_back({key_, key_place_, &node});
        } else {
            items_.push_back(&node);
        }
        return true;
    }

    const Source& source_;
    Stream& stream_;
    Findings& findings_;
    const JsonSink& sink_;
    Arena arena_;
    std::vector<const Node*> documents_;
    std::vector<Open> open_;
    std::vector<Entry> entries_;  // of all open maps, the innermost last
    std::vector<const Node*> items_;
    std::vector<Entry> own_;
    std::string_view key_;
    Place key_place_;
    std::size_t skipped_ = 0;  // depth below the key that is skipped
    bool gave_items_ = false;
    bool too_deep_ = false;
};

void skip_between(Stream& stream, const std::string& text) {
    rapidjson::SkipWhitespace(stream);
    while (text.compare(stream.Tell(), 3, "---") == 0) {
        stream.src_ += 3;
        rapidjson::SkipWhitespace(stream);
    }
}

}  // namespace

JsonResult read_json(const Source& source, Findings& findings, const JsonSink& sink) {
    const std::string& text = source.text();
    std::string buffer;
    buffer.reserve(text.size() + padding);
    buffer = text;
    buffer.append(padding, '\0');
    Stream stream(buffer.data());
    JsonBuilder builder(source, stream, findings, sink);
    rapidjson::Reader reader;
    constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseStopWhenDoneFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    JsonResult result;
    skip_between(stream, text);
    while (stream.Tell() < text.size()) {
        const auto parsed = reader.Parse<flags>(stream, builder);
        if (parsed.IsError()) {
            const bool broken = builder.gave_items() || builder.too_deep();
            result.end = broken ? JsonResult::End::Broken : JsonResult::End::Other;
            if (builder.gave_items() && !builder.too_deep()) {
                findings.error(
                    source.place(parsed.Offset()),
                    "not valid JSON: " + lower_first(rapidjson::GetParseError_En(parsed.Code())));
            }
            break;
        }
        builder.begin_document();
        skip_between(stream, text);
    }
    result.documents = builder.documents().size();
    for (const Node* document : builder.documents()) sink.document(*document);
    return result;
}

}  // namespace scenario
