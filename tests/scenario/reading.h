// SPDX-License-Identifier: MIT
// What the tests of reading share: a small cluster, and diagnostics as lines of text.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/scenario/reader.h"
#include "sim/scenario/text/diagnostics.h"
#include "tests/scenario/memory_files.h"

namespace scenario {

// `file:line:column+length: severity: message (help)`, one line each.
inline std::string lines(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& d : diagnostics) {
        text += d.file;
        if (d.line > 0) {
            text += ":" + std::to_string(d.line) + ":" + std::to_string(d.column) + "+" +
                    std::to_string(d.length);
        }
        text += d.severity == Diagnostic::Severity::Error ? ": " : ": warning: ";
        text += d.message + (d.help.empty() ? "" : " (" + d.help + ")") + "\n";
    }
    return text;
}

// Namespace shop: Deployment web with two pods and Service web before it, StatefulSet db with one,
// a finished pod old and a pending one new; policy web-deny. Eight documents, one skipped.
inline const char* const shop = R"(apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: a}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: old, namespace: shop}
status: {phase: Succeeded}
---
apiVersion: v1
kind: Pod
metadata: {name: new, namespace: shop}
status: {phase: Pending}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web-deny, namespace: shop}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
)";

// A scenario of the shop, with `body` from its sixth line on.
inline std::string with_shop(const std::string& body) {
    return "apiVersion: vethlab/v1\nkind: Scenario\nname: test\n"
           "network: {hosts: [{name: laptop, ip: 203.0.113.9}]}\n"
           "cluster: {manifests: shop.yaml}\n" +
           body;
}

// Reads s.yaml beside shop.yaml and whatever else is given.
inline ReadResult read(const std::string& scenario, std::map<std::string, std::string> more = {}) {
    more.emplace("s.yaml", scenario);
    more.emplace("shop.yaml", shop);
    return read_scenario("s.yaml", MemoryFiles(std::move(more)));
}

}  // namespace scenario
