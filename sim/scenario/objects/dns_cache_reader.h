// SPDX-License-Identifier: MIT
// NodeLocal DNSCache, as its DaemonSet says it: a container whose arguments have -localip.
#pragma once

#include <optional>

#include "policy/model/model.h"
#include "sim/scenario/text/findings.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {

// What the container answers at; nothing where it is no such cache, or has no address. Warns of
// what of -localip is no address, such as a placeholder of the published manifest that nobody
// filled in.
std::optional<policy::DnsCache> read_dns_cache(const Node& container, Findings& findings);

}  // namespace scenario
