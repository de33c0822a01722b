// SPDX-License-Identifier: MIT
#include "tests/policy/oracle/compare.h"

#include <memory>
#include <sstream>

#include "policy/cause_book.h"
#include "policy/compile.h"
#include "tests/policy/oracle/world_text.h"

namespace oracle {
namespace {

using policy::ReferenceVerdict;

// The tables of one world, each compiled when first asked for.
class Tables {
  public:
    explicit Tables(const policy::World& world)
        : compiler_(world, book_), tables_(world.pods.size()) {}

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

ReferenceVerdict reference(const policy::World& world, const Probe& probe) {
    return policy::reference_verdict(world, probe.pod, probe.direction, probe.peer, probe.protocol,
                                     probe.port);
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
                                           const std::vector<Probe>& probes) {
    Tables tables(world);
    for (const Probe& probe : probes) {
        const ReferenceVerdict wanted = reference(world, probe);
        const policy::Verdict found = tables.lookup(probe);
        const std::vector<policy::Cause>& causes = tables.causes(found);
        if (found.action != wanted.action || found.reason != wanted.reason ||
            causes != wanted.causes) {
            return Difference{probe, {found.action, found.reason, causes}, wanted};
        }
    }
    return std::nullopt;
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
