// SPDX-License-Identifier: MIT
#include "results/report/why_json.h"

#include <ostream>

#include "results/report/json_parts.h"

namespace results {
namespace {

using Json = OrderedJson;

template <typename Rows, typename Write>
Json list(const Rows& rows, Write write) {
    Json items = Json::array();
    for (const auto& row : rows) items.push_back(write(row));
    return items;
}

Json end_json(const WhyEnd& end) {
    return {{"ref", end.ref}, {"ips", end.ips}, {"pods", end.pods}, {"note", end.note}};
}

Json match_json(bool matches, const std::vector<WhyItem>& items) {
    return {{"matches", matches}, {"items", list(items, [](const WhyItem& item) {
                                       return Json{{"path", item.path},
                                                   {"asks", item.text},
                                                   {"matches", item.matches},
                                                   {"why", item.why}};
                                   })}};
}

Json rule_json(const WhyRule& rule) {
    return {{"path", rule.path},
            {"file", rule.file},
            {"line", rule.line},
            {"peer", match_json(rule.peer_matches, rule.peers)},
            {"port", match_json(rule.port_matches, rule.ports)}};
}

Json policy_json(const WhyPolicy& policy) {
    return {{"namespace", policy.ns},
            {"name", policy.name},
            {"file", policy.file},
            {"line", policy.line},
            {"selects", policy.selects},
            {"miss", policy.miss},
            {"rules", list(policy.rules, rule_json)}};
}

Json hook_json(const WhyHook& hook) {
    return {{"leg", hook.leg},
            {"hook", hook.hook},
            {"direction", hook.direction},
            {"pod", hook.pod},
            {"verdict", hook.verdict},
            {"reason", hook.reason},
            {"text", hook.text},
            {"isolated", hook.isolated},
            {"causes", list(hook.causes, cause_json)},
            {"caveats", hook.caveats},
            {"policies", list(hook.policies, policy_json)},
            {"other_direction", hook.other_direction}};
}

Json change_json(const WhyChange& change) {
    return {{"pod", change.pod},   {"direction", change.direction},
            {"kind", change.kind}, {"alternative", change.alternative},
            {"text", change.text}, {"yaml", change.yaml}};
}

Json answer_json(const WhyAnswer& answer) {
    Json causes = list(answer.causes, cause_json);
    Json first = causes.empty() ? Json(nullptr) : causes.front();
    return {{"from_pods", answer.from_pods},
            {"to_pods", answer.to_pods},
            {"family", answer.family},
            {"conn", Json::parse(to_json(answer.connections).dump())},
            {"service", answer.service},
            {"verdict", answer.verdict},
            {"hook", answer.hook},
            {"reason", answer.reason},
            {"text", answer.text},
            {"cause", std::move(first)},
            {"causes", std::move(causes)},
            {"caveats", answer.caveats},
            {"hooks", list(answer.hooks, hook_json)},
            {"changes", list(answer.changes, change_json)}};
}

}  // namespace

void write_why_json(std::ostream& out, const Why& why) {
    Json document = {{"format_version", "1.0"},
                     {"from", end_json(why.from)},
                     {"to", end_json(why.to)},
                     {"asked", why.asked}};
    if (why.answers.size() == 1) {
        document.update(answer_json(why.answers.front()));
    } else {
        document["verdict"] = "mixed";
        document["answers"] = list(why.answers, answer_json);
    }
    out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace results
