// SPDX-License-Identifier: MIT
// oracle_services FIRST_SEED WORLDS   compares so many random worlds of services
// oracle_services exhaustive          compares every small one
//   asks the service table and one node's proxy of every way to a service, and the reference.
// Exit status: 0 equal, 1 a difference, 2 wrong usage. Mutants (mutants.cmake) run it too.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "policy/oracle/service_reference.h"
#include "policy/services/service_proxy.h"
#include "policy/services/service_table.h"
#include "tests/policy/oracle/service_worlds.h"

namespace {

using policy::ReferenceBackend;
using policy::ReferenceServiceAnswer;
using policy::ServiceAnswer;
using Outcome = ReferenceServiceAnswer::Outcome;

policy::Packet opening(const policy::Tuple& tuple) {
    policy::Packet packet = policy::untranslated(tuple);
    packet.tcp.syn = true;
    packet.sctp_chunk = 1;  // INIT
    return packet;
}

// What the proxy makes of it if the table's backend number `which` is drawn.
ReferenceBackend translated(const oracle::ServiceProbe& probe, std::uint32_t which,
                            const policy::World& world,
                            const std::shared_ptr<const policy::ServiceTable>& table) {
    policy::ServiceProxy proxy(probe.node, world.nodes[probe.node].addresses);
    proxy.replace(table);
    bool first = true;
    const policy::Translation translation =
        proxy.translate(opening(probe.written), probe.origin, policy::Time(0),
                        [&](std::uint32_t) { return std::exchange(first, false) ? which : 0; });
    // Masqueraded: the address is the node's, and the port, which is drawn, the first possible.
    const policy::Tuple& sent = translation.sent;
    const policy::Tuple& judged = translation.at_opener.translated;
    const bool as_written = judged == probe.written;
    if (as_written != table->find(probe.written, probe.node, probe.origin).written_at_gate) {
        return {judged.destination, 0, false};  // which no backend has
    }
    const bool masqueraded =
        sent.source == world.nodes[probe.node].addresses[sent.source.is_v4() ? 0 : 1] &&
        sent.source_port == 1024;
    return {sent.destination, sent.destination_port, masqueraded};
}

ReferenceServiceAnswer from_table(const oracle::ServiceProbe& probe, const policy::World& world,
                                  const std::shared_ptr<const policy::ServiceTable>& table) {
    const policy::Tuple& written = probe.written;
    const ServiceAnswer answer = table->find(written.destination, written.protocol,
                                             written.destination_port, probe.node, probe.origin);
    ReferenceServiceAnswer result;
    result.service = answer.service;
    result.port = answer.port;
    switch (answer.kind) {
        case ServiceAnswer::Kind::NotAService:
            return {};
        case ServiceAnswer::Kind::NoEndpoints:
            result.outcome = Outcome::Refused;
            return result;
        case ServiceAnswer::Kind::NoLocalEndpoints:
        case ServiceAnswer::Kind::Dropped:
            result.outcome = Outcome::Dropped;
            return result;
        case ServiceAnswer::Kind::Backends:
            break;
    }
    result.outcome = Outcome::Sent;
    result.by_dns_cache = answer.written_at_gate;
    for (std::uint32_t i = 0; i < answer.count; ++i) {
        result.backends.push_back(translated(probe, i, world, table));
    }
    std::sort(result.backends.begin(), result.backends.end());
    return result;
}

std::string text(const ReferenceServiceAnswer& answer) {
    const char* outcomes[] = {"not a service", "sent", "refused", "dropped"};
    std::string result = outcomes[static_cast<std::size_t>(answer.outcome)];
    result +=
        ", service " + std::to_string(answer.service) + " port " + std::to_string(answer.port);
    for (const ReferenceBackend& backend : answer.backends) {
        result += ", " + backend.address.text() + ' ' + std::to_string(backend.port) +
                  (backend.masqueraded ? " masqueraded" : "");
    }
    if (answer.by_dns_cache) result += ", by the node's cache";
    return result + '\n';
}

// The number of questions asked; 0 after a difference, which is printed.
std::size_t compare(const policy::World& world) {
    policy::CauseBook causes;
    const auto table = std::make_shared<const policy::ServiceTable>(world, causes);
    const std::vector<oracle::ServiceProbe> probes = oracle::service_probes(world);
    for (const oracle::ServiceProbe& probe : probes) {
        const ReferenceServiceAnswer wanted = policy::reference_service(
            world, probe.written, probe.node, probe.origin == policy::Origin::Node);
        const ReferenceServiceAnswer found = from_table(probe, world, table);
        if (found == wanted) continue;
        std::printf("%sreference: %stable:     %s", oracle::text(world, probe).c_str(),
                    text(wanted).c_str(), text(found).c_str());
        return 0;
    }
    return probes.size();
}

int exhaustive() {
    std::size_t comparisons = 0;
    bool equal = true;
    oracle::for_each_service_world([&](const policy::World& world) {
        if (!equal) return;
        const std::size_t asked = compare(world);
        equal = asked != 0;
        comparisons += asked;
    });
    if (equal) std::printf("%zu comparisons, no difference\n", comparisons);
    return equal ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string(argv[1]) == "exhaustive") return exhaustive();
    if (argc != 3) {
        std::fputs("usage: oracle_services FIRST_SEED WORLDS | exhaustive\n", stderr);
        return 2;
    }
    const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
    const std::uint64_t worlds = std::strtoull(argv[2], nullptr, 10);
    std::size_t comparisons = 0;
    for (std::uint64_t seed = first; seed < first + worlds; ++seed) {
        const std::size_t asked = compare(oracle::random_service_world(seed));
        if (asked == 0) {
            std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
            return 1;
        }
        comparisons += asked;
    }
    std::printf("%llu worlds, %zu comparisons, no difference\n",
                static_cast<unsigned long long>(worlds), comparisons);
    return 0;
}
