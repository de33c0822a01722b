// SPDX-License-Identifier: MIT
// oracle_vpc FIRST_SEED NETWORKS   compares so many random networks
//   sends the first packet of a connection and its answer through the datapath, and asks the
//   reference what becomes of both.
// Exit status: 0 equal, 1 a difference, 2 wrong usage. Mutants (mutants.cmake) run it too.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "policy/oracle/vpc_reference.h"
#include "policy/vpc/vpc_datapath.h"
#include "tests/policy/oracle/random_network.h"
#include "tests/support/networks.h"

namespace {

using policy::Passage;
using policy::ReferenceJourney;
using policy::ReferencePassage;
using End = ReferencePassage::End;

ReferencePassage plain(const Passage& passage) {
    ReferencePassage result;
    const policy::Tuple& tuple = passage.packet.translated;
    switch (passage.to) {
        case Passage::To::Nowhere:
            result.end = passage.action == policy::Action::Drop ? End::Dropped : End::Unknown;
            result.reason = passage.steps.back().verdict.reason;
            return result;
        case Passage::To::Interface:
            result.end = End::Interface;
            result.interface = passage.interface;
            break;
        case Passage::To::Outside:
            result.end = End::Outside;
            break;
        case Passage::To::Provider:
            result.end = End::Provider;
            break;
    }
    result.source = tuple.source;
    result.destination = tuple.destination;
    return result;
}

std::uint32_t first_port(std::uint32_t /*bound*/) {
    return 0;
}

struct Seen {
    ReferenceJourney journey;
    std::string story;
};

Seen walked(const std::shared_ptr<const policy::VpcRules>& rules,
            const oracle::NetworkProbe& probe) {
    policy::VpcDatapath vpcs(rules);
    const policy::Network& network = rules->network();
    const policy::DrawBelow draw = first_port;
    Seen seen;
    const Passage there = probe.from ? vpcs.send(*probe.from, probe.opening, policy::Time(0), draw)
                                     : vpcs.enter(probe.opening, policy::Time(0), draw);
    seen.journey.there = plain(there);
    seen.story = test_support::story(network, there) + '\n';
    if (there.to != Passage::To::Interface && there.to != Passage::To::Outside) return seen;
    policy::Packet answer = policy::untranslated(there.packet.translated.reversed());
    answer.tcp = {probe.opening.tcp.syn, probe.opening.tcp.syn, false, false};
    const Passage back = there.to == Passage::To::Interface
                             ? vpcs.send(there.interface, answer, policy::Time(0), draw)
                             : vpcs.enter(answer, policy::Time(0), draw);
    seen.journey.back = plain(back);
    seen.story += test_support::story(network, back) + '\n';
    return seen;
}

std::string text(const ReferencePassage& passage) {
    constexpr std::array<const char*, 5> ends = {"interface", "outside", "provider", "dropped",
                                                 "unknown"};
    std::string result = ends[static_cast<std::size_t>(passage.end)];
    if (passage.end == End::Interface) result += " " + std::to_string(passage.interface);
    if (passage.end >= End::Dropped) return result + " " + std::string(code(passage.reason));
    return result + " " + passage.source.text() + " > " + passage.destination.text();
}

std::string text(const ReferenceJourney& journey) {
    return text(journey.there) + (journey.back ? "; back: " + text(*journey.back) : "") + '\n';
}

struct Counted {
    std::size_t asked = 0;
    std::size_t arrived = 0;
    std::size_t answered = 0;
};

// Whether the two agree on every probe; a difference is printed.
bool compare(const policy::Network& network, Counted& counted) {
    policy::CauseBook causes;
    const auto rules = std::make_shared<const policy::VpcRules>(network, causes);
    for (const oracle::NetworkProbe& probe : oracle::network_probes(network)) {
        const ReferenceJourney wanted =
            policy::reference_journey(network, probe.from, probe.opening);
        const Seen found = walked(rules, probe);
        ++counted.asked;
        if (wanted.back) ++counted.arrived;
        if (wanted.back && wanted.back->end < End::Provider) ++counted.answered;
        if (found.journey.there == wanted.there && found.journey.back == wanted.back) continue;
        std::printf("%s\nreference: %sdatapath:  %s%s", oracle::text(network, probe).c_str(),
                    text(wanted).c_str(), text(found.journey).c_str(), found.story.c_str());
        return false;
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: oracle_vpc FIRST_SEED NETWORKS\n", stderr);
        return 2;
    }
    const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
    const std::uint64_t networks = std::strtoull(argv[2], nullptr, 10);
    Counted counted;
    for (std::uint64_t seed = first; seed < first + networks; ++seed) {
        if (!compare(oracle::random_network(seed), counted)) {
            std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
            return 1;
        }
    }
    std::printf("%llu networks, %zu connections, %zu arrived, %zu answered, no difference\n",
                static_cast<unsigned long long>(networks), counted.asked, counted.arrived,
                counted.answered);
    return 0;
}
