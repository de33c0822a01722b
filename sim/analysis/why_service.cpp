// SPDX-License-Identifier: MIT
#include "sim/analysis/why_service.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "sim/analysis/caveats.h"
#include "sim/analysis/network_way.h"
#include "sim/analysis/rows.h"
#include "sim/analysis/through_service.h"
#include "sim/analysis/why_answers.h"
#include "sim/analysis/why_hooks.h"
#include "sim/analysis/why_ways.h"
#include "sim/analysis/workloads.h"

namespace analysis {
namespace {

using results::WhyAnswer;
using results::WhyHook;

class ServiceAnswers {
  public:
    ServiceAnswers(const policy::World& world, const policy::Settings& settings,
                   const Question& question)
        : world_(world), settings_(settings), question_(question) {}

    std::vector<WhyAnswer> take() {
        if (question_.by_node_port) return {by_node_port()};
        const bool late = question_.rules != nullptr &&
                          !same_endpoints(world_, *question_.through, *question_.rules);
        const auto choices =
            through_service(world_, *question_.through, question_.from, question_.service);
        add_by_dns_cache(choices);
        for (const ThroughService& choice : choices) {
            if (choice.by_dns_cache) continue;
            if (late) {
                answers_.push_back(by_late_rules(choice));
                continue;
            }
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
            "the client's node sends it on to {} of {}{}{}; policies judge {} port, not the "
            "service's",
            service_text(choice.protocol, backends.port), count == 1 ? "" : "one of ",
            names(backends), choice.backends.size() == 1 ? "" : ", or to a backend on another port",
            backends.pods.empty() ? "that address and" : "the pod and that");
        Question question = question_;
        question.through.reset();
        question.from.pods = choice.clients;
        question.service.protocol = choice.protocol;
        question.service.port = backends.port;
        question.to = Endpoint{question_.to.name, backends.pods, std::nullopt, ""};
        const std::size_t before = answers_.size();
        if (!backends.pods.empty()) ask(choice, question, hook);
        if (backends.pods.size() > 1) add_to_itself(choice, question, hook, before);
        for (const policy::IpAddress& address : backends.outside) {
            question.to = Endpoint{address.text(), {}, address, ""};
            ask(choice, question, hook);
        }
    }

    // Clients whose nodes have a DNS cache, which answers on the service's port.
    void add_by_dns_cache(const std::vector<ThroughService>& choices) {
        std::map<std::pair<policy::Protocol, std::uint16_t>, std::vector<std::uint32_t>> clients;
        for (const ThroughService& choice : choices) {
            if (!choice.by_dns_cache) continue;
            auto& here = clients[{choice.protocol, choice.port}];
            here.insert(here.end(), choice.clients.begin(), choice.clients.end());
        }
        for (auto& [service, pods] : clients) {
            std::sort(pods.begin(), pods.end());
            const auto strict = std::stable_partition(pods.begin(), pods.end(), [&](auto pod) {
                return question_.network == nullptr || !question_.network->is_strict(pod);
            });
            Question question = question_;
            question.service.protocol = service.first;
            question.service.port = service.second;
            question.from.pods.assign(pods.begin(), strict);
            if (!question.from.pods.empty()) {
                add_for(question.from.pods, answers_by_ways(world_, settings_, question));
            }
            question.from.pods.assign(strict, pods.end());
            if (!question.from.pods.empty()) add_past_cache(std::move(question));
        }
    }

    // What such pods send passes the node by, and the address is nobody's outside of it.
    void add_past_cache(Question question) {
        const policy::IpAddress& own = world_.services[*question.through].cluster_ips.front();
        question.through.reset();
        question.to = Endpoint{question.to.name, {}, own, ""};
        add_for(question.from.pods, answers_to(world_, settings_, question, std::nullopt));
    }

    void add_for(const std::vector<std::uint32_t>& clients, std::vector<WhyAnswer> answers) {
        const bool some = clients.size() != question_.from.pods.size();
        for (WhyAnswer& answer : answers) {
            for (const std::uint32_t pod : clients) {
                if (!some || !answer.from_pods.empty()) break;
                answer.from_pods.push_back(pod_name(world_.pods[pod]));
            }
            answers_.push_back(std::move(answer));
        }
    }

    void ask(const ThroughService& choice, const Question& question, const WhyHook& hook) {
        const bool all_backends =
            choice.backends.size() == 1 && question.to.address == std::nullopt;
        for (WhyAnswer& answer : answers_to(world_, settings_, question, hook)) {
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

    // A client that is one of several backends may be given itself, which is told where it is
    // another verdict than of the others: answers_ from `before` on.
    void add_to_itself(const ThroughService& choice, Question question, const WhyHook& hook,
                       std::size_t before) {
        std::vector<std::uint32_t> both;
        std::set_intersection(choice.clients.begin(), choice.clients.end(),
                              question.to.pods.begin(), question.to.pods.end(),
                              std::back_inserter(both));
        if (both.empty()) return;
        question.from.pods = {both.front()};
        question.to.pods = {both.front()};
        for (WhyAnswer& answer : answers_to(world_, settings_, question, hook)) {
            const bool differs = std::any_of(
                answers_.begin() + static_cast<std::ptrdiff_t>(before), answers_.end(),
                [&](const WhyAnswer& other) { return other.verdict != answer.verdict; });
            if (!differs) continue;
            for (const std::uint32_t pod : both) {
                answer.from_pods.push_back(pod_name(world_.pods[pod]));
            }
            answer.to_pods = answer.from_pods;
            answer.connections = asked_of(choice);
            answer.service = service_text(choice.protocol, choice.port);
            answers_.push_back(std::move(answer));
            return;
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
        return ended_at(std::move(hook), std::move(answer));
    }

    WhyAnswer by_late_rules(const ThroughService& choice) const {
        const CaveatInfo& caveat = all_caveats()[static_cast<std::size_t>(Caveat::RulesLate)];
        WhyAnswer answer;
        answer.from_pods = some_clients(choice);
        answer.connections = asked_of(choice);
        answer.service = service_text(choice.protocol, choice.port);
        answer.caveats = {std::string(caveat.code)};
        WhyHook hook = hook_of(choice);
        hook.verdict = "uncertain";
        hook.text =
            "who is behind the service has changed, and the workers' rules do not know it yet";
        hook.caveats = answer.caveats;
        hook.caveat_texts.emplace_back(caveat.meaning);
        return ended_at(std::move(hook), std::move(answer));
    }

    // What the last hook says is the answer.
    static WhyAnswer ended_at(WhyHook hook, WhyAnswer answer) {
        answer.verdict = hook.verdict;
        answer.hook = hook.hook;
        answer.reason = hook.reason;
        answer.text = hook.text;
        answer.causes = hook.causes;
        answer.hooks.push_back(std::move(hook));
        return answer;
    }

    WhyAnswer by_node_port() const {
        const CaveatInfo& caveat =
            all_caveats()[static_cast<std::size_t>(Caveat::NodePortNotFollowed)];
        const policy::Service& service = world_.services[*question_.through];
        WhyAnswer answer;
        answer.service = asked_text(question_.service);
        answer.connections = row_of(policy::ConnectionSet::of(
            question_.service.protocol.value_or(policy::Protocol::TCP),
            question_.service.port
                ? policy::PortInterval{*question_.service.port, *question_.service.port}
                : policy::PortInterval{}));
        answer.verdict = "uncertain";
        answer.hook = "service";
        answer.text = fmt::format(
            "this is a node port of {}/{}, and what the node makes of it is not "
            "part of this answer",
            service.ns, service.name);
        answer.caveats = {std::string(caveat.code)};
        WhyHook hook;
        hook.leg = "forward";
        hook.hook = answer.hook;
        hook.verdict = answer.verdict;
        hook.text = caveat.meaning;
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

std::vector<WhyAnswer> answers_through_service(const policy::World& world,
                                               const policy::Settings& settings,
                                               const Question& question) {
    return ServiceAnswers(world, settings, question).take();
}

}  // namespace analysis
