// SPDX-License-Identifier: MIT
// The text TO[:PORT][/PROTO], taken apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "policy/model/object.h"

namespace analysis {

// What is asked for at the destination.
struct Service {
    std::optional<policy::Protocol> protocol;  // none: every protocol
    std::optional<std::uint16_t> port;         // none: every port
};

struct Destination {
    std::string endpoint;  // the text without what says the service, brackets taken off
    Service service;
};

// Takes "shop/db:5432/UDP", "[2001:db8::1]:80", "10.0.0.1/ICMP" apart. A port without a protocol is
// TCP's. Protocols are TCP, UDP, SCTP and ICMP, in capitals where no port stands before them: names
// in Kubernetes are lower case. Nothing, with `fault` saying why, where the service is wrong.
struct ServiceFault {
    std::size_t at = 0;  // of the text, in bytes
    std::size_t length = 0;
    std::string message;
    std::string help;
};
std::optional<Destination> split_destination(const std::string& text, ServiceFault& fault);

// "[2001:db8::1]:443" for "2001:db8::1:443", which is an address with no port; empty where no port
// can have been meant.
std::string with_port_apart(const std::string& text);

// "2001:db8::1" for "[2001:db8::1]".
std::string without_brackets(const std::string& text);

}  // namespace analysis
