// SPDX-License-Identifier: MIT
#include "results/report/reach_json.h"

#include <ostream>

#include <nlohmann/json.hpp>

namespace results {
namespace {

std::string quoted(const std::string& text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

ReachJson::ReachJson(std::ostream& out) : out_(out) {
    out_ << R"({"format_version":"1.0","connections":[)";
}

void ReachJson::add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) {
    row_ = first_ ? "\n" : ",\n";
    row_ += R"({"src":)" + quoted(from.ref) + R"(,"dst":)" + quoted(to.ref) + text_of(answer) + '}';
    out_ << row_;
    first_ = false;
}

void ReachJson::end() {
    out_ << (first_ ? "]}\n" : "\n]}\n");
}

const std::string& ReachJson::text_of(const ReachAnswer& answer) {
    std::string& text = texts_[&answer];
    if (text.empty()) {
        text = R"(,"conn":)" + to_json(answer.connections).dump();
        if (!answer.uncertain.empty())
            text += R"(,"uncertain":)" + to_json(answer.uncertain).dump();
        if (!answer.caveats.empty())
            text += R"(,"caveats":)" + nlohmann::json(answer.caveats).dump();
    }
    return text;
}

}  // namespace results
