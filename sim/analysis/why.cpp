// SPDX-License-Identifier: MIT
#include "sim/analysis/why.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "sim/analysis/rows.h"
#include "sim/analysis/through_service.h"
#include "sim/analysis/why_changes.h"
#include "sim/analysis/why_hooks.h"
#include "sim/analysis/why_sections.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using results::WhyAnswer;
using results::WhyHook;

std::string service_text(policy::Protocol protocol, std::uint16_t port) {
    return port == 0 ? policy::text(protocol) : fmt::format("{}/{}", policy::text(protocol), port);
}

std::string asked_text(const Service& service) {
    if (!service.protocol) return "every protocol and port";
    return service_text(*service.protocol, service.port.value_or(0));
}

results::WhyEnd end_row(const policy::World& world, const Endpoint& end) {
    results::WhyEnd row;
    row.ref = end.name;
    row.note = end.note;
    row.pods = end.pods.size();
    if (end.address) row.ips.push_back(end.address->text());
    for (const std::uint32_t pod : end.pods) {
        if (world.pods[pod].addresses_are == policy::Addresses::StandIn) continue;
        for (const auto& address : world.pods[pod].addresses) row.ips.push_back(address.text());
    }
    return row;
}

// What nothing judges, and why.
std::string unjudged(const policy::World& world, const Party& party, const Called& called) {
    if (party.pod && world.pods[*party.pod].host_network) {
        return called.name + " uses its node's network (hostNetwork), which no policy restricts";
    }
    return called.name + " is no pod of this cluster, so no policy stands before it";
}

class Answers {
  public:
    Answers(const policy::World& world, const policy::Settings& settings, const Question& question)
        : world_(world), settings_(settings), question_(question) {}

    // What every answer's way begins with: the node's choice of a backend.
    void begin_with(const WhyHook& hook) { first_ = hook; }

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
             answers_between(world_, settings_, self, self, question_.service)) {
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
        answer.hooks.push_back(route(family, from, to));
        if (in) answer.hooks.push_back(hook_row(world_, *in));
        decide(answer);
        if (answer.verdict != "drop") {
            if (in) answer.hooks.push_back(reply_row(world_, *in));
            if (out) answer.hooks.push_back(reply_row(world_, *out));
        }
        if (is_one_service(same)) add_changes(answer, out, in);
        answers_.push_back(std::move(answer));
    }

    // Between the two ends nothing is judged; and where an end is judged by nobody, that is said.
    WhyHook route(const FamilyAnswers& family, const Called& from, const Called& to) const {
        WhyHook row;
        row.leg = "forward";
        row.hook = "route";
        row.verdict = "allow";
        row.text = "routes, security groups and network ACLs are not part of this answer";
        const bool from_policed = is_policed(family.from);
        const bool to_policed = is_policed(family.to);
        if (!to_policed) row.text = unjudged(world_, family.to, to) + "; " + row.text;
        if (!from_policed) row.text = unjudged(world_, family.from, from) + "; " + row.text;
        return row;
    }

    bool is_policed(const Party& party) const {
        return party.pod && policy::policed(world_.pods[*party.pod], settings_);
    }

    // The first that drops, else the first that is uncertain, else the last that a rule admits.
    static const WhyHook* decisive(const WhyAnswer& answer) {
        for (const char* verdict : {"drop", "uncertain"}) {
            for (const WhyHook& hook : answer.hooks) {
                if (hook.verdict == verdict) return &hook;
            }
        }
        const WhyHook* last = nullptr;
        for (const WhyHook& hook : answer.hooks) {
            if (hook.reason.empty() || hook.hook == "service") continue;  // no gate
            if (last == nullptr || !hook.causes.empty() || last->causes.empty()) last = &hook;
        }
        return last;
    }

    static void decide(WhyAnswer& answer) {
        answer.verdict = "allow";
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
            answer.text += (answer.text.empty() ? "" : "; ") + hook.text;
            answer.caveats.insert(answer.caveats.end(), hook.caveats.begin(), hook.caveats.end());
        }
        std::sort(answer.caveats.begin(), answer.caveats.end());
        answer.caveats.erase(std::unique(answer.caveats.begin(), answer.caveats.end()),
                             answer.caveats.end());
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
    std::optional<WhyHook> first_;
    std::vector<WhyAnswer> answers_;
};

// ---- Through a service ------------------------------------------------------------------------

class ServiceAnswers {
  public:
    ServiceAnswers(const policy::World& world, const policy::Settings& settings,
                   const Question& question)
        : world_(world), settings_(settings), question_(question) {}

    std::vector<WhyAnswer> take() {
        for (const ThroughService& choice :
             through_service(world_, *question_.through, question_.from, question_.service)) {
            const bool undecided = choice.may_be_elsewhere || choice.backends.empty();
            if (undecided) {
                answers_.push_back(without_backend(choice));
                continue;
            }
            for (const Backends& backends : choice.backends) add(choice, backends);
        }
        return std::move(answers_);
    }

  private:
    WhyHook hook_of(const ThroughService& choice) const {
        WhyHook hook;
        hook.leg = "forward";
        hook.hook = "service";
        hook.verdict = "allow";
        hook.causes = cause_rows(choice.causes);
        return hook;
    }

    void add(const ThroughService& choice, const Backends& backends) {
        WhyHook hook = hook_of(choice);
        hook.reason = policy::code(policy::Reason::ServiceBackend);
        const std::size_t count = backends.pods.size() + backends.outside.size();
        hook.text = fmt::format(
            "the client's node sends it on to {} of {}{}{}; policies judge the pod and that port, "
            "not the service's",
            service_text(choice.protocol, backends.port), count == 1 ? "" : "one of ",
            names(backends),
            choice.backends.size() == 1 ? "" : ", or to a backend on another port");
        Question question = question_;
        question.through.reset();
        question.from.pods = choice.clients;
        question.service.protocol = choice.protocol;
        question.service.port = backends.port;
        question.to = Endpoint{question_.to.name, backends.pods, std::nullopt, ""};
        if (!backends.pods.empty()) ask(choice, question, hook);
        for (const policy::IpAddress& address : backends.outside) {
            question.to = Endpoint{address.text(), {}, address, ""};
            ask(choice, question, hook);
        }
    }

    void ask(const ThroughService& choice, const Question& question, const WhyHook& hook) {
        Answers answers(world_, settings_, question);
        answers.begin_with(hook);
        for (const Section& section : sections_of(world_, settings_, question)) {
            answers.add(section);
        }
        const bool all_backends =
            choice.backends.size() == 1 && question.to.address == std::nullopt;
        for (WhyAnswer& answer : answers.take()) {
            if (answer.from_pods.empty()) answer.from_pods = some_clients(choice);
            if (answer.to_pods.empty() && !all_backends) {
                for (const std::uint32_t pod : question.to.pods) {
                    answer.to_pods.push_back(pod_name(world_.pods[pod]));
                }
                if (question.to.address) answer.to_pods.push_back(question.to.name);
            }
            answer.connections = asked_of(choice);
            answer.service = service_text(choice.protocol, choice.port);
            answers_.push_back(std::move(answer));
        }
    }

    WhyAnswer without_backend(const ThroughService& choice) const {
        using Kind = policy::ServiceAnswer::Kind;
        WhyAnswer answer;
        answer.from_pods = some_clients(choice);
        answer.connections = asked_of(choice);
        answer.service = service_text(choice.protocol, choice.port);
        WhyHook hook = hook_of(choice);
        hook.verdict = "drop";
        if (choice.may_be_elsewhere) {
            hook.verdict = "uncertain";
            hook.text =
                "internalTrafficPolicy is Local, and where the client runs is not known: only "
                "backends on its own node answer";
        } else if (choice.kind == Kind::NoEndpoints) {
            hook.reason = policy::code(policy::Reason::ServiceNoEndpoints);
            hook.text =
                "no ready pod is behind the service: the node refuses the connection at once";
        } else if (choice.kind == Kind::NoLocalEndpoints) {
            hook.reason = policy::code(policy::Reason::ServiceNoLocalEndpoints);
            hook.text =
                "internalTrafficPolicy is Local, and no ready pod is on the client's node: "
                "the packet is lost and the client times out";
        } else {
            hook.hook = "route";
            hook.reason = "NO_ROUTE_TO_DESTINATION";
            hook.text =
                fmt::format("the service has no port {}; it has {}", answer.service, ports());
        }
        answer.verdict = hook.verdict;
        answer.hook = hook.hook;
        answer.reason = hook.reason;
        answer.text = hook.text;
        answer.causes = hook.causes;
        answer.hooks.push_back(std::move(hook));
        return answer;
    }

    results::Connections asked_of(const ThroughService& choice) const {
        policy::PortInterval ports;
        if (choice.port != 0) ports = {choice.port, choice.port};
        return row_of(policy::ConnectionSet::of(choice.protocol, ports));
    }

    std::vector<std::string> some_clients(const ThroughService& choice) const {
        std::vector<std::string> names;
        if (choice.clients.size() == question_.from.pods.size()) return names;
        for (const std::uint32_t pod : choice.clients) names.push_back(pod_name(world_.pods[pod]));
        return names;
    }

    std::string names(const Backends& backends) const {
        constexpr std::size_t most = 3;
        std::vector<std::string> names;
        for (const std::uint32_t pod : backends.pods) {
            if (names.size() == most) break;
            names.push_back(pod_name(world_.pods[pod]));
        }
        for (const policy::IpAddress& address : backends.outside) {
            if (names.size() == most) break;
            names.push_back(address.text());
        }
        const std::size_t more = backends.pods.size() + backends.outside.size() - names.size();
        return fmt::format("{}{}", fmt::join(names, ", "),
                           more == 0 ? "" : fmt::format(" and {} more", more));
    }

    std::string ports() const {
        std::vector<std::string> ports;
        for (const policy::ServicePort& port : world_.services[*question_.through].ports) {
            ports.push_back(service_text(port.protocol, port.port));
        }
        return fmt::format("{}", fmt::join(ports, ", "));
    }

    const policy::World& world_;
    const policy::Settings& settings_;
    const Question& question_;
    std::vector<WhyAnswer> answers_;
};

}  // namespace

results::Why why(const policy::World& world, const policy::Settings& settings,
                 const Question& question) {
    results::Why rows;
    rows.from = end_row(world, question.from);
    rows.to = end_row(world, question.to);
    rows.asked = asked_text(question.service);
    if (question.through) {
        rows.answers = ServiceAnswers(world, settings, question).take();
        return rows;
    }
    Answers answers(world, settings, question);
    for (const Section& section : sections_of(world, settings, question)) answers.add(section);
    rows.answers = answers.take();
    return rows;
}

}  // namespace analysis
