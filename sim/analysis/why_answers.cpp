// SPDX-License-Identifier: MIT
#include "sim/analysis/why_answers.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/analysis/rows.h"
#include "sim/analysis/why_changes.h"
#include "sim/analysis/why_hooks.h"
#include "sim/analysis/why_sections.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using results::WhyAnswer;
using results::WhyHook;

// What nothing judges, and why.
std::string unjudged(const policy::World& world, const Party& party, const Called& called) {
    if (party.pod && world.pods[*party.pod].host_network) {
        return called.name + " uses its node's network (hostNetwork), which no policy restricts";
    }
    return called.name + " is no pod of this cluster, so no policy stands before it";
}

const WhyHook* decisive(const WhyAnswer& answer) {
    for (const char* verdict : {"drop", "uncertain"}) {
        for (const WhyHook& hook : answer.hooks) {
            if (hook.verdict == verdict) return &hook;
        }
    }
    const WhyHook* last = nullptr;
    const WhyHook* gate = nullptr;
    for (const WhyHook& hook : answer.hooks) {
        if (hook.reason.empty() || hook.leg != "forward") continue;
        last = &hook;
        if (hook.direction.empty()) continue;
        if (gate == nullptr || !hook.causes.empty() || gate->causes.empty()) gate = &hook;
    }
    return gate == nullptr ? last : gate;
}

class Answers {
  public:
    Answers(const policy::World& world, const policy::Settings& settings, const Question& question,
            const std::optional<WhyHook>& first)
        : world_(world), settings_(settings), question_(question), first_(first) {}

    void add(const Section& section) {
        if (section.itself && first_) {
            answers_.push_back(to_itself_by_service(section));
            return;
        }
        if (section.itself || section.families.empty()) {
            answers_.push_back(section.itself ? to_itself(section) : without_family(section));
            return;
        }
        for (const FamilyAnswers& family : section.families) {
            for (const SameAnswer& same : family.answers) add(section, family, same);
        }
    }

    std::vector<WhyAnswer> take() { return std::move(answers_); }

  private:
    std::vector<std::string> part(const std::vector<std::uint32_t>& pods,
                                  const Endpoint& end) const {
        std::vector<std::string> names;
        if (pods.size() == end.pods.size()) return names;
        for (const std::uint32_t pod : pods) names.push_back(pod_name(world_.pods[pod]));
        return names;
    }

    WhyAnswer about(const Section& section) const {
        WhyAnswer answer;
        answer.from_pods = part(section.from_pods, question_.from);
        answer.to_pods = part(section.to_pods, question_.to);
        answer.service = asked_text(question_.service);
        return answer;
    }

    policy::ConnectionSet asked() const {
        const Service& service = question_.service;
        if (!service.protocol) return policy::ConnectionSet::all();
        if (*service.protocol == policy::Protocol::ICMP) return policy::ConnectionSet::portless();
        policy::PortInterval ports;
        if (service.port) ports = {*service.port, *service.port};
        return policy::ConnectionSet::of(*service.protocol, ports);
    }

    WhyAnswer to_itself(const Section& section) const {
        WhyAnswer answer = about(section);
        answer.connections = row_of(asked());
        answer.verdict = "allow";
        answer.reason = "LOOPBACK";
        answer.text = "what a pod sends to itself never leaves it, so no policy sees it";
        return answer;
    }

    // The node puts its own address in the source's place, so that the reply comes by it.
    WhyAnswer to_itself_by_service(const Section& section) const {
        WhyAnswer answer = about(section);
        answer.connections = row_of(asked());
        const std::uint32_t pod = section.from_pods.front();
        const Party self{pod, world_.pods[pod].addresses.front()};
        const Called called = this->called(question_.from, section.from_pods, self);
        answer.hooks.push_back(*first_);
        for (const SameAnswer& same :
             answers_between(world_, settings_, nullptr, self, self, question_.service)) {
            if (!same.example.out) continue;
            answer.hooks.push_back(
                hook_row(world_, Told{*same.example.out, *same.example.out_told, called, called}));
            break;  // one port, one answer
        }
        WhyHook in;
        in.leg = "forward";
        in.hook = "veth-ingress";
        in.direction = "ingress";
        in.pod = pod_name(world_.pods[pod]);
        in.verdict = "allow";
        in.reason = policy::code(policy::Reason::OwnNode);
        in.text =
            "the pod meets itself as if from its node, and no policy can deny what comes from "
            "there";
        answer.hooks.push_back(std::move(in));
        decide(answer);
        return answer;
    }

    WhyAnswer without_family(const Section& section) const {
        WhyAnswer answer = about(section);
        answer.connections = row_of(asked());
        answer.verdict = "drop";
        answer.hook = "route";
        answer.reason = "NO_ROUTE_TO_DESTINATION";
        answer.text = "one end has only IPv4 addresses and the other only IPv6";
        return answer;
    }

    // How an end is called: as it was asked for, or as its one pod.
    Called called(const Endpoint& end, const std::vector<std::uint32_t>& pods,
                  const Party& party) const {
        Called called{end.name, "", party.address.text(), false};
        if (!party.pod) return called;
        const policy::Pod& pod = world_.pods[*party.pod];
        called.ns = pod.ns;
        called.host_network = pod.host_network;
        const std::size_t kind = end.name.find('[');
        const bool whole = pods.size() == end.pods.size() && kind != std::string::npos;
        called.name = whole ? end.name.substr(0, kind) : pod.ns + "/" + pod.name;
        return called;
    }

    void add(const Section& section, const FamilyAnswers& family, const SameAnswer& same) {
        WhyAnswer answer = about(section);
        answer.family = family.family;
        answer.connections = row_of(same.services);
        answer.service = service_text(same.example.protocol, same.example.port);
        const Called from = called(question_.from, section.from_pods, family.from);
        const Called to = called(question_.to, section.to_pods, family.to);
        std::optional<Told> out;
        std::optional<Told> in;
        if (same.example.out) out = Told{*same.example.out, *same.example.out_told, from, to};
        if (same.example.in) in = Told{*same.example.in, *same.example.in_told, to, from};
        if (first_) answer.hooks.push_back(*first_);
        if (out) answer.hooks.push_back(hook_row(world_, *out));
        add_way(answer, same.example.between, route(family, from, to));
        if (in) answer.hooks.push_back(hook_row(world_, *in));
        decide(answer);
        if (answer.verdict != "drop") {
            if (in) answer.hooks.push_back(reply_row(world_, *in));
            if (same.example.between) add(answer, same.example.between->back);
            if (out) answer.hooks.push_back(reply_row(world_, *out));
            decide(answer);
        }
        if (is_one_service(same)) add_changes(answer, out, in);
        if (same.example.between) {
            const auto& changes = same.example.between->changes;
            answer.changes.insert(answer.changes.end(), changes.begin(), changes.end());
        }
        answers_.push_back(std::move(answer));
    }

    static void add(WhyAnswer& answer, const std::vector<WhyHook>& hooks) {
        answer.hooks.insert(answer.hooks.end(), hooks.begin(), hooks.end());
    }

    // The network's hooks, behind what is said of ends that nobody judges; or that nobody knows
    // them.
    void add_way(WhyAnswer& answer, const std::optional<NetworkWay>& way, WhyHook route) const {
        if (!route.text.empty()) answer.hooks.push_back(std::move(route));
        if (way) add(answer, way->there);
    }

    // Between the two ends nothing is judged where no network is known; and where an end is judged
    // by nobody, that is said.
    WhyHook route(const FamilyAnswers& family, const Called& from, const Called& to) const {
        WhyHook row;
        row.leg = "forward";
        row.hook = "route";
        row.verdict = "allow";
        std::vector<std::string> texts;
        const bool from_policed = is_policed(family.from);
        const bool to_policed = is_policed(family.to);
        if (!from_policed) texts.push_back(unjudged(world_, family.from, from));
        if (!to_policed) texts.push_back(unjudged(world_, family.to, to));
        if (question_.network == nullptr) {
            texts.emplace_back(
                "routes, security groups and network ACLs are not part of this answer");
        }
        row.text = fmt::format("{}", fmt::join(texts, "; "));
        return row;
    }

    bool is_policed(const Party& party) const {
        return party.pod && policy::policed(world_.pods[*party.pod], settings_);
    }

    // Whether a change for the example is what a reader looks for.
    bool is_one_service(const SameAnswer& same) const {
        return question_.service.port || same.example_is_declared ||
               question_.service.protocol == policy::Protocol::ICMP;
    }

    void add_changes(WhyAnswer& answer, const std::optional<Told>& out,
                     const std::optional<Told>& in) const {
        for (const std::optional<Told>* told : {&out, &in}) {
            if (!*told) continue;
            for (results::WhyChange& change :
                 change_rows(world_, (*told)->opening, (*told)->explanation, settings_,
                             (*told)->subject.name)) {
                answer.changes.push_back(std::move(change));
            }
        }
    }

    const policy::World& world_;
    const policy::Settings& settings_;
    const Question& question_;
    const std::optional<WhyHook>& first_;
    std::vector<WhyAnswer> answers_;
};

}  // namespace

void decide(WhyAnswer& answer) {
    answer.verdict = "allow";
    answer.text.clear();
    answer.caveats.clear();
    const WhyHook* decided = decisive(answer);
    if (decided == nullptr) {
        answer.text = "no policy stands before either end";
        return;
    }
    answer.verdict = decided->verdict;
    answer.hook = decided->hook;
    answer.reason = decided->reason;
    answer.causes = decided->causes;
    for (const WhyHook& hook : answer.hooks) {
        if (hook.verdict != answer.verdict || hook.reason.empty()) continue;
        const bool is_gate = !hook.direction.empty() && hook.leg == "forward";
        if (answer.verdict == "allow" && !is_gate && &hook != decided) continue;
        answer.text += (answer.text.empty() ? "" : "; ") + hook.text;
        answer.caveats.insert(answer.caveats.end(), hook.caveats.begin(), hook.caveats.end());
    }
    if (answer.text.empty()) {  // what has no code, for nothing is known of it
        answer.text = decided->text;
        answer.caveats = decided->caveats;
    }
    std::sort(answer.caveats.begin(), answer.caveats.end());
    answer.caveats.erase(std::unique(answer.caveats.begin(), answer.caveats.end()),
                         answer.caveats.end());
}

std::string service_text(policy::Protocol protocol, std::uint16_t port) {
    return port == 0 ? policy::text(protocol) : fmt::format("{}/{}", policy::text(protocol), port);
}

std::string asked_text(const Service& service) {
    if (!service.protocol) return "every protocol and port";
    return service_text(*service.protocol, service.port.value_or(0));
}

std::vector<WhyAnswer> answers_to(const policy::World& world, const policy::Settings& settings,
                                  const Question& question, const std::optional<WhyHook>& first) {
    Answers answers(world, settings, question, first);
    for (const Section& section : sections_of(world, settings, question)) answers.add(section);
    return answers.take();
}

}  // namespace analysis
