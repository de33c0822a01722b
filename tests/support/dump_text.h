// SPDX-License-Identifier: MIT
// What `kubectl get pods -A -o json` prints of a made cluster, laid out as kubectl lays it out.
#pragma once

#include <cstddef>
#include <string>

namespace support {

namespace dump {

// One pod of about 5 kB, as the API server stores it: two containers with what admission adds to
// them, tolerations, volumes, conditions, statuses.
inline const char* const pod = R"(        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "annotations": {
                    "kubernetes.io/config.seen": "2026-01-01T00:00:00.000000000Z",
                    "prometheus.io/port": "8080",
                    "prometheus.io/scrape": "true"
                },
                "creationTimestamp": "2026-01-01T00:00:00Z",
                "generateName": "web-@N-7d4b9c6f5d-",
                "labels": {
                    "app.kubernetes.io/component": "service",
                    "app.kubernetes.io/instance": "web-@N",
                    "app.kubernetes.io/name": "web",
                    "pod-template-hash": "7d4b9c6f5d"
                },
                "name": "web-@N-7d4b9c6f5d-@I",
                "namespace": "team-@N",
                "ownerReferences": [
                    {
                        "apiVersion": "apps/v1",
                        "blockOwnerDeletion": true,
                        "controller": true,
                        "kind": "ReplicaSet",
                        "name": "web-@N-7d4b9c6f5d",
                        "uid": "6f1f0b1e-0000-4000-8000-0000000000@N"
                    }
                ],
                "resourceVersion": "123456@I",
                "uid": "0c8b8c7e-0000-4000-8000-0000000000@I"
            },
            "spec": {
                "containers": [
                    {
                        "env": [
                            {
                                "name": "POD_NAME",
                                "valueFrom": {
                                    "fieldRef": {
                                        "apiVersion": "v1",
                                        "fieldPath": "metadata.name"
                                    }
                                }
                            },
                            {
                                "name": "DATABASE_URL",
                                "value": "postgres://db.team-@N.svc.cluster.local:5432/app"
                            }
                        ],
                        "image": "registry.example.com/team/web:1.2.3",
                        "imagePullPolicy": "IfNotPresent",
                        "livenessProbe": {
                            "failureThreshold": 3,
                            "httpGet": {
                                "path": "/healthz",
                                "port": "http",
                                "scheme": "HTTP"
                            },
                            "periodSeconds": 10,
                            "successThreshold": 1,
                            "timeoutSeconds": 1
                        },
                        "name": "web",
                        "ports": [
                            {
                                "containerPort": 8080,
                                "name": "http",
                                "protocol": "TCP"
                            },
                            {
                                "containerPort": 9090,
                                "name": "metrics",
                                "protocol": "TCP"
                            }
                        ],
                        "resources": {
                            "limits": {
                                "memory": "512Mi"
                            },
                            "requests": {
                                "cpu": "100m",
                                "memory": "256Mi"
                            }
                        },
                        "terminationMessagePath": "/dev/termination-log",
                        "terminationMessagePolicy": "File",
                        "volumeMounts": [
                            {
                                "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                                "name": "kube-api-access-@I",
                                "readOnly": true
                            }
                        ]
                    }
                ],
                "dnsPolicy": "ClusterFirst",
                "enableServiceLinks": true,
                "nodeName": "ip-10-0-0-@N.eu-west-1.compute.internal",
                "preemptionPolicy": "PreemptLowerPriority",
                "priority": 0,
                "restartPolicy": "Always",
                "schedulerName": "default-scheduler",
                "securityContext": {},
                "serviceAccount": "default",
                "serviceAccountName": "default",
                "terminationGracePeriodSeconds": 30,
                "tolerations": [
                    {
                        "effect": "NoExecute",
                        "key": "node.kubernetes.io/not-ready",
                        "operator": "Exists",
                        "tolerationSeconds": 300
                    },
                    {
                        "effect": "NoExecute",
                        "key": "node.kubernetes.io/unreachable",
                        "operator": "Exists",
                        "tolerationSeconds": 300
                    }
                ],
                "volumes": [
                    {
                        "name": "kube-api-access-@I",
                        "projected": {
                            "defaultMode": 420,
                            "sources": [
                                {
                                    "serviceAccountToken": {
                                        "expirationSeconds": 3607,
                                        "path": "token"
                                    }
                                }
                            ]
                        }
                    }
                ]
            },
            "status": {
                "conditions": [
                    {
                        "lastProbeTime": null,
                        "lastTransitionTime": "2026-01-01T00:00:01Z",
                        "status": "True",
                        "type": "Initialized"
                    },
                    {
                        "lastProbeTime": null,
                        "lastTransitionTime": "2026-01-01T00:00:02Z",
                        "status": "True",
                        "type": "Ready"
                    }
                ],
                "containerStatuses": [
                    {
                        "containerID": "containerd://0123456789abcdef0123456789abcdef0123456789abcdef",
                        "image": "registry.example.com/team/web:1.2.3",
                        "imageID": "registry.example.com/team/web@sha256:0123456789abcdef01234567",
                        "lastState": {},
                        "name": "web",
                        "ready": true,
                        "restartCount": 0,
                        "started": true,
                        "state": {
                            "running": {
                                "startedAt": "2026-01-01T00:00:02Z"
                            }
                        }
                    }
                ],
                "hostIP": "10.0.0.1",
                "phase": "Running",
                "podIP": "@A",
                "podIPs": [
                    {
                        "ip": "@A"
                    }
                ],
                "qosClass": "Burstable",
                "startTime": "2026-01-01T00:00:00Z"
            }
        })";

inline std::string filled(std::string text, const std::string& mark, const std::string& value) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        text.replace(at, mark.size(), value);
    }
    return text;
}

inline std::string pod_text(std::size_t number) {
    const std::string address = "10." + std::to_string(number / 65536 % 256) + "." +
                                std::to_string(number / 256 % 256) + "." +
                                std::to_string(number % 256);
    std::string text = filled(pod, "@A", address);
    text = filled(text, "@I", std::to_string(number));
    return filled(text, "@N", std::to_string(number % 97));
}

}  // namespace dump

inline std::string dump_json(std::size_t pods) {
    std::string text = "{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n";
    for (std::size_t i = 0; i < pods; ++i) {
        text += dump::pod_text(i) + (i + 1 < pods ? ",\n" : "\n");
    }
    return text +
           "    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n"
           "        \"resourceVersion\": \"\"\n    }\n}\n";
}

// Pods as YAML, with little but what is read.
inline std::string dump_yaml(std::size_t pods) {
    std::string text = "apiVersion: v1\nkind: List\nitems:\n";
    for (std::size_t i = 0; i < pods; ++i) {
        const std::string number = std::to_string(i);
        const std::string team = std::to_string(i % 97);
        text += "- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: web-" + number +
                "\n    namespace: team-" + team +
                "\n    labels:\n      app.kubernetes.io/component: service\n"
                "      app.kubernetes.io/instance: web-" +
                team +
                "\n  spec:\n    containers:\n    - name: web\n      image: registry/web:1\n"
                "      ports:\n      - containerPort: 8080\n        name: http\n"
                "      env:\n      - name: A\n        value: b\n"
                "  status:\n    phase: Running\n    podIP: 10." +
                std::to_string(i / 65536 % 256) + "." + std::to_string(i / 256 % 256) + "." +
                std::to_string(i % 256) + "\n";
    }
    return text;
}

}  // namespace support
