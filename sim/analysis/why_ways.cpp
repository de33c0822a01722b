// SPDX-License-Identifier: MIT
#include "sim/analysis/why_ways.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "policy/model/connection_set.h"
#include "sim/analysis/caveats.h"
#include "sim/analysis/rows.h"
#include "sim/analysis/ways.h"
#include "sim/analysis/why_answers.h"
#include "sim/analysis/why_changes.h"
#include "sim/analysis/why_hooks.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using policy::Direction;
using results::WhyAnswer;
using results::WhyHook;

class WayAnswers {
  public:
    WayAnswers(const policy::World& world, const policy::Settings& settings,
               const Question& question)
        : world_(world), settings_(settings), question_(question) {}

    void add(const Way& way) {
        WhyAnswer answer = answer_of(way);
        const std::string key = key_of(answer);
        const auto index =
            static_cast<std::size_t>(std::find(keys_.begin(), keys_.end(), key) - keys_.begin());
        if (index == keys_.size()) {
            keys_.push_back(key);
            answers_.push_back(std::move(answer));
        }
        WhyAnswer& known = answers_[index];
        if (way.client) add_name(known.from_pods, pod_name(world_.pods[*way.client]));
        if (way.backend) add_name(known.to_pods, way.backend->name);
    }

    // Who is named only where there is something to tell apart.
    std::vector<WhyAnswer> take() {
        for (WhyAnswer& answer : answers_) {
            if (answer.from_pods.size() == question_.from.pods.size()) answer.from_pods.clear();
            if (answers_.size() == 1) answer.to_pods.clear();
        }
        return std::move(answers_);
    }

  private:
    static void add_name(std::vector<std::string>& names, const std::string& name) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }

    // By what decides, at each hook, and not by whom.
    static std::string key_of(const WhyAnswer& answer) {
        std::string key = answer.verdict + ' ' + answer.hook + ' ' + answer.reason;
        for (const WhyHook& hook : answer.hooks) {
            key += '|' + hook.leg + hook.hook + hook.verdict + hook.reason;
            for (const results::Cause& cause : hook.causes) key += cause.name + cause.path;
        }
        return key;
    }

    WhyAnswer answer_of(const Way& way) {
        WhyAnswer answer;
        const auto protocol = question_.service.protocol.value_or(policy::Protocol::TCP);
        const std::uint16_t port = question_.service.port.value_or(0);
        answer.service = service_text(protocol, port);
        answer.connections = row_of(policy::ConnectionSet::of(protocol, {port, port}));
        auto stop = way.stops.begin();
        if (way.translated_first) answer.hooks.push_back(hook_of(*stop++));
        std::optional<Told> out;
        if (is_policed(way.client)) {
            out = told({*way.client, Direction::FromPod, way.sent_to.address, way.sent_to.pod,
                        protocol, way.sent_port},
                       way.sent_to);
            answer.hooks.push_back(hook_row(world_, *out));
        }
        answer.hooks.push_back(route());
        bool arrives = true;
        for (; stop != way.stops.end(); ++stop) {
            arrives = arrives && stop->passes;
            answer.hooks.push_back(hook_of(*stop));
        }
        std::optional<Told> in;
        if (arrives && way.backend && is_policed(way.backend->pod)) {
            in = told({*way.backend->pod, Direction::ToPod, way.seen.address, way.seen.pod,
                       way.protocol.value_or(protocol), way.port},
                      way.seen);
            answer.hooks.push_back(hook_row(world_, *in));
            doubt(way.seen, *in, answer.hooks.back());
        }
        decide(answer);
        if (answer.verdict != "drop") {
            if (in) answer.hooks.push_back(reply_row(world_, *in));
            if (out) answer.hooks.push_back(reply_row(world_, *out));
        }
        if (in && is_stand_in(way.seen)) in.reset();  // with what address, nobody knows
        for (const std::optional<Told>* each : {&out, &in}) {
            if (!*each) continue;
            for (results::WhyChange& change :
                 change_rows(world_, (*each)->opening, (*each)->explanation, settings_,
                             (*each)->subject.name)) {
                answer.changes.push_back(std::move(change));
            }
        }
        return answer;
    }

    // What a load balancer's policies say of an address that nobody knows yet.
    void doubt(const Seen& seen, const Told& told, WhyHook& hook) const {
        if (question_.by_node_port || !told.explanation.isolated()) return;
        if (!is_stand_in(seen)) return;
        const bool balancer = question_.load_balancer.has_value();
        hook.verdict = "uncertain";
        hook.text = fmt::format(
            "the pod sees the {} address as the client, which is not known here, and an ipBlock "
            "may or may not match it",
            balancer ? "load balancer's" : "node's");
        hook.caveats.emplace_back(code(Caveat::AddressUnknown));
        hook.caveat_texts.emplace_back(balancer
                                           ? "A scenario gives the load balancer addresses."
                                           : "A scenario, or a dump with its nodes, knows it.");
    }

    static bool is_stand_in(const Seen& seen) {
        return !seen.pod && policy::Prefix::parse(policy::stand_in_block)->contains(seen.address);
    }

    bool is_policed(const std::optional<std::uint32_t>& pod) const {
        return pod && policy::policed(world_.pods[*pod], settings_);
    }

    Told told(const policy::Opening& opening, const Seen& peer) const {
        Told result;
        result.opening = opening;
        result.explanation = policy::explain(world_, opening, settings_);
        result.subject = called({{}, static_cast<std::uint32_t>(opening.pod), ""});
        result.peer = called(peer);
        return result;
    }

    Called called(const Seen& seen) const {
        Called called{seen.name, "", is_stand_in(seen) ? "its address" : seen.address.text(),
                      false};
        if (!seen.pod) return called;
        const policy::Pod& pod = world_.pods[*seen.pod];
        called.name = pod.ns + "/" + pod.name;
        called.ns = pod.ns;
        called.host_network = pod.host_network;
        return called;
    }

    static WhyHook hook_of(const Stop& stop) {
        WhyHook hook;
        hook.leg = "forward";
        hook.hook = stop.hook;
        hook.pod = stop.at;
        hook.verdict = !stop.is_known ? "uncertain" : stop.passes ? "allow" : "drop";
        if (stop.is_known) hook.reason = policy::code(stop.reason);
        hook.text = stop.text;
        if (!stop.is_known) {
            hook.caveats.emplace_back(code(Caveat::AddressUnknown));
            hook.caveat_texts.push_back(stop.who_knows);
        }
        hook.causes = cause_rows(stop.causes);
        return hook;
    }

    static WhyHook route() {
        WhyHook hook;
        hook.leg = "forward";
        hook.hook = "route";
        hook.verdict = "allow";
        hook.text = "routes, network ACLs and other security groups are not part of this answer";
        return hook;
    }

    const policy::World& world_;
    const policy::Settings& settings_;
    const Question& question_;
    std::vector<std::string> keys_;
    std::vector<WhyAnswer> answers_;
};

}  // namespace

std::vector<WhyAnswer> answers_by_ways(const policy::World& world, const policy::Settings& settings,
                                       const Question& question) {
    WayAnswers answers(world, settings, question);
    for (const Way& way : ways_of(world, question)) answers.add(way);
    return answers.take();
}

}  // namespace analysis
