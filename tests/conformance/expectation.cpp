// SPDX-License-Identifier: MIT
#include "tests/conformance/expectation.h"

#include <algorithm>
#include <stdexcept>

#include "tests/conformance/words.h"

namespace conformance {
namespace {

char letter(policy::Protocol protocol) {
    return policy::text(protocol).front();
}

policy::Protocol protocol_of(char letter) {
    switch (letter) {
        case 'T':
            return policy::Protocol::TCP;
        case 'U':
            return policy::Protocol::UDP;
        case 'S':
            return policy::Protocol::SCTP;
        case 'I':
            return policy::Protocol::ICMP;
        default:
            throw std::invalid_argument(std::string("no protocol ") + letter);
    }
}

// "x/a", "x/*", "*/a" or "*".
bool matches(const std::string& pattern, const std::string& pod) {
    if (pattern == "*") return true;
    const std::size_t slash = pattern.find('/');
    if (slash == std::string::npos) throw std::invalid_argument("no pod: " + pattern);
    const std::size_t cut = pod.find('/');
    const auto part = [](const std::string& wanted, const std::string& got) {
        return wanted == "*" || wanted == got;
    };
    return part(pattern.substr(0, slash), pod.substr(0, cut)) &&
           part(pattern.substr(slash + 1), pod.substr(cut + 1));
}

bool any_matches(const std::vector<std::string>& patterns, const std::string& pod) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return matches(pattern, pod); });
}

}  // namespace

std::string text(const ProtocolPort& port) {
    return letter(port.protocol) + std::to_string(port.port);
}

std::vector<ProtocolPort> parse_ports(const std::string& text) {
    if (text == "all") return parse_ports("T80 T81 U80 U81 S80 S81");
    std::vector<ProtocolPort> ports;
    for (const std::string& word : split(text, " ")) {
        ports.push_back(
            {protocol_of(word.front()), static_cast<std::uint16_t>(std::stoi(word.substr(1)))});
    }
    return ports;
}

bool Expectation::Pods::contains(const std::string& pod) const {
    return any_matches(names, pod) && !any_matches(except, pod);
}

bool Expectation::Admission::admits(const std::string& peer, const ProtocolPort& port) const {
    const std::string any = std::string(1, letter(port.protocol)) + "*";
    const bool port_matches =
        ports.empty() || std::any_of(ports.begin(), ports.end(), [&](const std::string& wanted) {
            return wanted == any || wanted == text(port);
        });
    return port_matches && peers.contains(peer);
}

Expectation::Admission Expectation::parse_admission(const std::string& text) {
    Admission admission;
    std::string peers = text;
    const std::size_t colon = text.find(':');
    if (colon != std::string::npos) {
        admission.ports = split(text.substr(0, colon), "+ ");
        peers = text.substr(colon + 1);
    }
    const std::size_t but = peers.find(" but ");
    admission.peers.names = split(peers.substr(0, but), ", ");
    if (but != std::string::npos) admission.peers.except = split(peers.substr(but + 5), ", ");
    if (admission.peers.names.empty()) throw std::invalid_argument("no peers: " + text);
    return admission;
}

void Expectation::add(const std::string& line) {
    const std::size_t in = line.find("<-");
    const std::size_t out = line.find("->");
    if ((in == std::string::npos) == (out == std::string::npos)) {
        throw std::invalid_argument("neither <- nor ->: " + line);
    }
    Line added;
    added.egress = out != std::string::npos;
    const std::size_t arrow = added.egress ? out : in;
    added.subjects = split(line.substr(0, arrow), ", ");
    const std::string allowed = trimmed(line.substr(arrow + 2));
    if (added.subjects.empty() || allowed.empty()) throw std::invalid_argument("empty: " + line);
    if (allowed != "nothing") {
        for (const std::string& part : split(allowed, ";")) {
            added.admissions.push_back(parse_admission(part));
        }
    }
    lines_.push_back(added);
}

bool Expectation::end_allows(bool egress, const std::string& subject, const std::string& peer,
                             const ProtocolPort& port) const {
    bool isolated = false;
    for (const Line& line : lines_) {
        if (line.egress != egress || !any_matches(line.subjects, subject)) continue;
        isolated = true;
        for (const Admission& admission : line.admissions) {
            if (admission.admits(peer, port)) return true;
        }
    }
    return !isolated;
}

bool Expectation::allows(const std::string& from, const std::string& to,
                         const ProtocolPort& port) const {
    return end_allows(true, from, to, port) && end_allows(false, to, from, port);
}

std::vector<std::string> Expectation::unknown(const std::vector<std::string>& pods) const {
    std::vector<std::string> found;
    const auto check = [&](const std::vector<std::string>& patterns) {
        for (const std::string& pattern : patterns) {
            if (std::none_of(pods.begin(), pods.end(),
                             [&](const std::string& pod) { return matches(pattern, pod); })) {
                found.push_back(pattern);
            }
        }
    };
    for (const Line& line : lines_) {
        check(line.subjects);
        for (const Admission& admission : line.admissions) {
            check(admission.peers.names);
            check(admission.peers.except);
        }
    }
    return found;
}

}  // namespace conformance
