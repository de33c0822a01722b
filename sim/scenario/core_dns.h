// SPDX-License-Identifier: MIT
// CoreDNS as Amazon EKS installs it, for scenarios that look names up and bring none; and what
// NodeLocal DNSCache asks.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/text/yaml_tree.h"

namespace scenario {

// Whether a flow's `to` is a DNS name.
bool asks_for_names(const Span<const Node*>& flows);

// Adds what is missing of Service kube-system/kube-dns (the tenth address, port 53 of UDP and TCP)
// and the Deployment coredns behind it (two pods, k8s-app=kube-dns), and notes it. Does nothing
// where the objects have a Service of that name.
void add_core_dns(Objects& objects, std::vector<std::string>& notes);

// Adds the Service that a DNS cache among the objects asks, where they lack it, and notes it: it
// selects what kube-dns selects.
void add_dns_upstream(Objects& objects, std::vector<std::string>& notes);

}  // namespace scenario
