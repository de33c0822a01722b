// SPDX-License-Identifier: MIT
// What a person expects of a cluster, in one line for each isolated end:
//
//     x/a <- T80: x/b, y/*; U*: *      ingress of x/a: this and nothing else
//     x/* -> * but y/a                 egress of every pod of x: every port to all but y/a
//     x/b <- nothing
//
// An end without a line is not isolated there. Nothing here knows what a policy is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/model/model.h"

namespace conformance {

struct ProtocolPort {
    policy::Protocol protocol = policy::Protocol::TCP;
    std::uint16_t port = 0;
};
std::string text(const ProtocolPort& port);  // "T80"

// "T80 T81 U80": T, U and S are TCP, UDP and SCTP, I0 is ICMP; `all` is
// the three on 80 and 81.
std::vector<ProtocolPort> parse_ports(const std::string& text);

class Expectation {
  public:
    // Throws std::invalid_argument.
    void add(const std::string& line);

    // Pods by "namespace/name".
    bool allows(const std::string& from, const std::string& to, const ProtocolPort& port) const;

    // Names in it that match none of `pods`: a typing error in a case.
    std::vector<std::string> unknown(const std::vector<std::string>& pods) const;

  private:
    struct Pods {
        std::vector<std::string> names;   // "x/a", "x/*", "*/a", "*"
        std::vector<std::string> except;  // likewise
        bool contains(const std::string& pod) const;
    };
    struct Admission {
        std::vector<std::string> ports;  // "T80", "U*"; empty: every port
        Pods peers;
        bool admits(const std::string& peer, const ProtocolPort& port) const;
    };
    struct Line {
        bool egress = false;
        std::vector<std::string> subjects;
        std::vector<Admission> admissions;
    };
    static Admission parse_admission(const std::string& text);
    bool end_allows(bool egress, const std::string& subject, const std::string& peer,
                    const ProtocolPort& port) const;

    std::vector<Line> lines_;
};

}  // namespace conformance
