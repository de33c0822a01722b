// SPDX-License-Identifier: MIT
// What Services and policies have to do with each other: ports that are taken for one another,
// Services without endpoints, and named ports that are not the same everywhere.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "policy/lint/context.h"
#include "policy/services/endpoints.h"

namespace policy {
namespace {

// A port of a Service, and the pods behind it.
struct Served {
    std::size_t service = 0;  // World::services
    std::size_t item = 0;     // of its spec.ports
    std::vector<Endpoint> endpoints;
};

std::string path_of(std::size_t item) {
    return "spec.ports[" + std::to_string(item) + "]";
}

std::string shown(const ServicePort& port) {
    return text(port.protocol) + "/" + std::to_string(port.port);
}

class ServiceChecks {
  public:
    explicit ServiceChecks(LintContext& context) : context_(context), world_(context.world()) {
        const EndpointIndex index(world_);
        for (std::size_t s = 0; s < world_.services.size(); ++s) {
            const Service& service = world_.services[s];
            for (std::size_t p = 0; p < service.ports.size(); ++p) {
                Served served{s, p, index.of(service, service.ports[p], Family::V4)};
                const auto more = index.of(service, service.ports[p], Family::V6);
                served.endpoints.insert(served.endpoints.end(), more.begin(), more.end());
                served_.push_back(std::move(served));
            }
        }
    }

    void run() {
        for (const Served& served : served_) {
            check_endpoints(served);
            check_names(served);
        }
        for (const RuleRef& ref : context_.rules()) check_rule(ref);
    }

  private:
    const ServicePort& port_of(const Served& served) const {
        return world_.services[served.service].ports[served.item];
    }

    // Of a namespace whose pods the input does not show nothing is said, nor of a Service whose
    // endpoints somebody else writes.
    void check_endpoints(const Served& served) {
        const Service& service = world_.services[served.service];
        const bool known = service.selector && !service.selector->empty() &&
                           (context_.complete() || context_.pods_in(service.ns) != nullptr);
        const auto answers = [](const Endpoint& endpoint) {
            return endpoint.ready || (endpoint.serving && endpoint.terminating);
        };
        if (service.type == ServiceType::ExternalName || !known ||
            std::any_of(served.endpoints.begin(), served.endpoints.end(), answers)) {
            return;
        }
        const ServicePort& port = port_of(served);
        context_.add_service(Lint::ServiceNoEndpoints, served.service, path_of(served.item),
                             port.position, "no ready pod is behind " + shown(port),
                             why_nobody(service, port, served));
    }

    std::string why_nobody(const Service& service, const ServicePort& port,
                           const Served& served) const {
        if (!served.endpoints.empty()) return "the pods it selects are not ready";
        LabelSelector selector;
        selector.match_labels = *service.selector;
        const LintContext::Pods* pods = context_.pods_in(service.ns);
        if (pods == nullptr) return "there is no pod in " + service.ns;
        const bool selects = std::any_of(pods->begin(), pods->end(), [&](std::size_t pod) {
            return matches(selector, world_.pods[pod].labels);
        });
        const auto* name = std::get_if<std::string>(&port.target);
        if (selects && name != nullptr) {
            return "none of the pods it selects declares the port " + quoted(*name);
        }
        return selects ? "the pods it selects have finished" : why_none(world_, *pods, selector);
    }

    void check_names(const Served& served) {
        std::set<std::string> numbers;
        for (const Endpoint& endpoint : served.endpoints) {
            numbers.insert(std::to_string(endpoint.port));
        }
        const ServicePort& port = port_of(served);
        const auto* name = std::get_if<std::string>(&port.target);
        if (name == nullptr || numbers.size() < 2) return;
        context_.add_service(
            Lint::ServicePortsDiffer, served.service, path_of(served.item), port.position,
            "the port " + quoted(*name) + " is " + listed(numbers) + ", depending on the pod");
    }

    // A number that is no port of the pods that the rule leads to, but of a Service before them.
    void check_rule(const RuleRef& ref) {
        const PolicyRule& rule = context_.rule(ref);
        if (rule.ports.empty() || served_.empty() || context_.subjects(ref.policy).empty()) return;
        const Destinations all = destinations(context_, ref);
        if (all.outside || all.open_ended || all.pods.empty()) return;
        for (std::size_t i = 0; i < rule.ports.size(); ++i) {
            const PolicyPort& port = rule.ports[i];
            const auto* number = std::get_if<std::int64_t>(&port.port);
            if (number == nullptr || port.end_port) continue;
            const std::string protocol = port.protocol.value_or("TCP");
            if (listens(all.pods, protocol, *number)) continue;
            const Served* meant = service_with(all.pods, protocol, *number);
            if (meant == nullptr) continue;
            const Service& service = world_.services[meant->service];
            context_.add(Lint::ServicePortMeant, ref.policy, ref.port_path(i), port.position,
                         "port " + std::to_string(*number) + " is that of Service " + service.ns +
                             "/" + service.name + "; its pods are asked on " + targets(*meant),
                         "policies judge the pods' port: write " + targets(*meant));
        }
    }

    bool listens(const LintContext::Pods& pods, const std::string& protocol,
                 std::int64_t number) const {
        return std::any_of(pods.begin(), pods.end(), [&](std::size_t pod) {
            const auto& ports = world_.pods[pod].ports;
            return std::any_of(ports.begin(), ports.end(), [&](const ContainerPort& port) {
                return port.port == number && text(port.protocol) == protocol;
            });
        });
    }

    // One whose own port this is, none of whose pods is asked on it, and some of whose pods the
    // rule leads to. Nothing where another Service asks any of these pods on that very port.
    const Served* service_with(const LintContext::Pods& pods, const std::string& protocol,
                               std::int64_t number) const {
        const Served* found = nullptr;
        for (const Served& served : served_) {
            if (text(port_of(served).protocol) != protocol || !leads_to(served, pods)) continue;
            const auto asked = [&](const Endpoint& each) { return each.port == number; };
            if (std::any_of(served.endpoints.begin(), served.endpoints.end(), asked)) {
                return nullptr;
            }
            if (found == nullptr && port_of(served).port == number) found = &served;
        }
        return found;
    }

    static bool leads_to(const Served& served, const LintContext::Pods& pods) {
        return std::any_of(
            served.endpoints.begin(), served.endpoints.end(), [&](const Endpoint& endpoint) {
                return std::find(pods.begin(), pods.end(), endpoint.pod) != pods.end();
            });
    }

    static std::string targets(const Served& served) {
        std::set<std::string> numbers;
        for (const Endpoint& endpoint : served.endpoints) {
            numbers.insert(std::to_string(endpoint.port));
        }
        return listed(numbers);
    }

    LintContext& context_;
    const World& world_;
    std::vector<Served> served_;
};

}  // namespace

void lint_services(LintContext& context) {
    if (!context.world().services.empty()) ServiceChecks(context).run();
}

}  // namespace policy
