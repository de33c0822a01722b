// SPDX-License-Identifier: MIT
// The stage between yaml-cpp's parser and our tree. For yaml_tree.cpp alone.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include "sim/scenario/text/alias_budget.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Builds the tree of the stretch [start, end) of a text from yaml-cpp's events. Throws
// Stop where nothing that follows in it can be read, after it was reported.
class TreeBuilder final : public YAML::EventHandler {
  public:
    TreeBuilder(const Source& source, std::size_t start, std::size_t end, Findings& findings,
                YamlFile& file)
        : source_(source),
          start_(start),
          end_(end),
          findings_(findings),
          file_(file),
          budget_(findings) {}

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override;
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override;
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override;

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

    std::size_t offset(const YAML::Mark& mark) const;  // in the text
    Node& add(Node::Kind kind, const Place& place);
    void add_scalar(Node& node, YAML::anchor_t anchor);
    void check_separated(std::size_t start);
    void check_closed(std::size_t at);
    Place null_place(const YAML::Mark& mark) const;
    void open(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
    void close();
    void attach(const Node& node, std::size_t nodes = 1);

    const Source& source_;
    const std::size_t start_;
    const std::size_t end_;
    Findings& findings_;
    YamlFile& file_;
    AliasBudget budget_;
    std::optional<std::size_t> document_start_;
    const Node* root_ = nullptr;
    std::vector<Open> open_;
    std::unordered_map<YAML::anchor_t, Anchor> anchors_;
};

}  // namespace scenario
