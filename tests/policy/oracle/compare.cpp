// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/compare.h"

#include <array>
#include <memory>
#include <sstream>

#include "policy/table/cause_book.h"
#include "policy/table/compile.h"
#include "tests/policy/oracle/world_text.h"

namespace oracle {
namespace {

using policy::ReferenceVerdict;

// The tables of one world, each compiled when first asked for.
class Tables {
  public:
    explicit Tables(const policy::World& world, const policy::Settings& settings = {})
        : compiler_(world, book_, settings), tables_(world.pods.size()) {}

    policy::Verdict lookup(const Probe& probe) {
        auto& table = tables_[probe.pod];
        if (!table) table = compiler_.table(probe.pod);
        return table->lookup(probe.direction, probe.peer, probe.protocol, probe.port);
    }
    const std::vector<policy::Cause>& causes(const policy::Verdict& verdict) const {
        return book_.at(verdict.causes);
    }

  private:
    policy::CauseBook book_;
    policy::Compiler compiler_;
    std::vector<std::shared_ptr<const policy::FilterTable>> tables_;
};

ReferenceVerdict reference(const policy::World& world, const Probe& probe,
                           const policy::Settings& settings = {}) {
    return policy::reference_verdict(world, probe.pod, probe.direction, probe.peer, probe.protocol,
                                     probe.port, settings);
}

}  // namespace

std::vector<ReferenceVerdict> table_verdicts(const policy::World& world,
                                             const std::vector<Probe>& probes) {
    Tables tables(world);
    std::vector<ReferenceVerdict> verdicts;
    verdicts.reserve(probes.size());
    for (const Probe& probe : probes) {
        const policy::Verdict verdict = tables.lookup(probe);
        verdicts.push_back({verdict.action, verdict.reason, tables.causes(verdict)});
    }
    return verdicts;
}

std::vector<ReferenceVerdict> reference_verdicts(const policy::World& world,
                                                 const std::vector<Probe>& probes) {
    std::vector<ReferenceVerdict> verdicts;
    verdicts.reserve(probes.size());
    for (const Probe& probe : probes) verdicts.push_back(reference(world, probe));
    return verdicts;
}

std::optional<Difference> first_difference(const policy::World& world,
                                           const std::vector<Probe>& probes,
                                           const policy::Settings& settings) {
    Tables tables(world, settings);
    for (const Probe& probe : probes) {
        const ReferenceVerdict wanted = reference(world, probe, settings);
        const policy::Verdict found = tables.lookup(probe);
        const std::vector<policy::Cause>& causes = tables.causes(found);
        if (found.action != wanted.action || found.reason != wanted.reason ||
            causes != wanted.causes) {
            return Difference{probe, {found.action, found.reason, causes}, wanted};
        }
    }
    return std::nullopt;
}

const std::vector<policy::Settings>& all_settings() {
    using policy::HostNetworkPods;
    using policy::PortlessTraffic;
    static const std::vector<policy::Settings> all = [] {
        std::vector<policy::Settings> list;
        for (const auto host : {HostNetworkPods::Ignore, HostNetworkPods::Police}) {
            for (const auto portless :
                 {PortlessTraffic::ByRule, PortlessTraffic::Allow, PortlessTraffic::Drop}) {
                for (const bool blocks_match_pods : {true, false}) {
                    list.emplace_back();
                    list.back().host_network_pods = host;
                    list.back().portless = portless;
                    list.back().ip_block_matches_pods = blocks_match_pods;
                }
            }
        }
        return list;
    }();
    return all;
}

std::string text(const policy::Settings& settings) {
    const bool ignored = settings.host_network_pods == policy::HostNetworkPods::Ignore;
    static const std::array<const char*, 3> portless = {"by rule", "allowed", "dropped"};
    return std::string("hostNetwork pods ") + (ignored ? "ignored" : "policed") +
           ", without ports " + portless.at(static_cast<std::size_t>(settings.portless)) +
           ", blocks match pods: " + (settings.ip_block_matches_pods ? "yes" : "no") + '\n';
}

std::string text(const ReferenceVerdict& verdict) {
    std::ostringstream out;
    out << policy::text(verdict.action) << ' ' << policy::code(verdict.reason) << '\n';
    for (const policy::Cause& cause : verdict.causes) {
        out << "    " << cause.kind << ' ' << cause.ns << '/' << cause.name << ' '
            << policy::api_name(cause.direction) << ' ' << cause.path << " rule "
            << (cause.rule ? std::to_string(*cause.rule) : "none") << ' ' << cause.file << ':'
            << cause.line << '\n';
    }
    return out.str();
}

std::string text(const policy::World& world, const Probe& probe) {
    const policy::Pod& pod = world.pods[probe.pod];
    const bool ingress = probe.direction == policy::Direction::ToPod;
    return pod.ns + '/' + pod.name + (ingress ? " ingress from " : " egress to ") +
           probe.peer.text() + ", port " + std::to_string(probe.port) + '/' +
           policy::text(probe.protocol);
}

std::string text(const policy::World& world, const Difference& difference) {
    return world_text(world) + "asked: " + text(world, difference.probe) +
           "\ntable: " + text(difference.table) + "reference: " + text(difference.reference);
}

}  // namespace oracle
