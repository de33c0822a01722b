// SPDX-License-Identifier: MIT
// Source: pkg/registry/core/service/storage/alloc.go of Kubernetes 1.33.
#include "sim/scenario/service_addresses.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "policy/validate/problems.h"

namespace scenario {
namespace {

constexpr std::uint32_t first_free_offset = 11;
constexpr std::uint16_t first_node_port = 30000;
constexpr std::uint16_t last_node_port = 32767;

std::string service_name(const ServiceObject& object) {
    return object.metadata.ns + "/" + object.metadata.name;
}

bool has_cluster_ip(const ServiceObject& object) {
    return object.service.type != policy::ServiceType::ExternalName && !object.service.headless;
}

bool is_kube_dns(const ServiceObject& object) {
    return object.metadata.ns == "kube-system" && object.metadata.name == "kube-dns";
}

bool are_one(const ServiceObject& a, const ServiceObject& b) {
    return a.metadata.ns == b.metadata.ns && a.metadata.name == b.metadata.name;
}

// The version before, of each service that is another one's later version; else null.
std::vector<const ServiceObject*> versions_before(const std::vector<ServiceObject>& services) {
    std::vector<const ServiceObject*> before;
    std::map<std::pair<std::string_view, std::string_view>, const ServiceObject*> last;
    for (const ServiceObject& object : services) {
        const ServiceObject*& known = last[{object.metadata.ns, object.metadata.name}];
        before.push_back(std::exchange(known, &object));
    }
    return before;
}

// As pkg/apis/core/validation has it: a service that has a ClusterIP, or is headless, stays so.
void check_unchanged(const ServiceObject& before, const ServiceObject& object, Findings& findings) {
    if (object.service.type == policy::ServiceType::ExternalName) return;
    if (before.service.type == policy::ServiceType::ExternalName) return;
    const auto& ips = object.service.cluster_ips;
    if (before.service.cluster_ips == ips && before.service.headless == object.service.headless) {
        return;
    }
    std::vector<std::string> texts;
    texts.reserve(ips.size() + 1);
    for (const policy::IpAddress& address : ips) texts.push_back(address.text());
    if (object.service.headless) texts.emplace_back("None");
    findings.error(object.address_place,
                   "spec.clusterIPs[0]: Invalid value: " + policy::quoted_array(texts) +
                       ": may not change once set",
                   "leave it out, or give the service another name");
}

class ClusterIps {
  public:
    ClusterIps(const ServiceRange& range, Findings& findings)
        : range_(range), findings_(findings) {}

    void claim(ServiceObject& object) {
        auto& addresses = object.service.cluster_ips;
        std::vector<std::string> texts;
        texts.reserve(addresses.size());
        for (const policy::IpAddress& address : addresses) texts.push_back(address.text());
        const auto refused = [&](const policy::IpAddress& address) {
            const auto [holder, added] = holders_.emplace(address, &object);
            std::string why;
            std::string help;
            if (!added && are_one(*holder->second, object)) {
                return false;
            }
            if (!added) {
                why = "provided IP is already allocated";
                help = "Service \"" + service_name(*holder->second) + "\" has it, at " +
                       findings_.text(holder->second->address_place);
            } else if (is_bound(object) && !range_.cidr.contains(address)) {
                why = "the provided IP (" + address.text() +
                      ") is not in the valid range. The range of valid IPs is " +
                      range_.cidr.text();
                help = "cluster.serviceCidr states the range";
            }
            if (why.empty()) return false;
            findings_.error(object.address_place,
                            "spec.clusterIPs: Invalid value: " + policy::quoted_array(texts) +
                                ": failed to allocate IP " + address.text() + ": " + why,
                            help);
            return true;
        };
        addresses.erase(std::remove_if(addresses.begin(), addresses.end(), refused),
                        addresses.end());
    }

    // `before`: the service's version before this one, or null.
    void give(ServiceObject& object, const ServiceObject* before) {
        if (before != nullptr && has_cluster_ip(*before)) {
            object.service.cluster_ips = before->service.cluster_ips;
            return;
        }
        if (is_kube_dns(object) && take(kube_dns_offset, object)) return;
        const std::uint32_t last = size() - 1;  // the broadcast address
        while (next_ < last) {
            if (take(next_++, object)) return;
        }
        findings_.error(object.metadata.place,
                        "Service \"" + service_name(object) +
                            "\": failed to allocate a serviceIP: range is "
                            "full",
                        "cluster.serviceCidr states the range, " + range_.cidr.text());
    }

    // Whether its addresses have to be of the range. What a cluster has taken is of its range.
    bool is_bound(const ServiceObject& object) const {
        return range_.is_known && !object.metadata.live;
    }

  private:
    std::uint32_t size() const {
        return std::uint32_t{1} << static_cast<unsigned>(32 - range_.cidr.length());
    }

    bool take(std::uint32_t offset, ServiceObject& object) {
        const auto address = policy::IpAddress::v4(range_.cidr.first().v4_bits() + offset);
        if (!holders_.emplace(address, &object).second) return false;
        object.service.cluster_ips.push_back(address);
        return true;
    }

    const ServiceRange& range_;
    Findings& findings_;
    std::uint32_t next_ = first_free_offset;
    std::unordered_map<policy::IpAddress, const ServiceObject*> holders_;
};

class NodePorts {
  public:
    explicit NodePorts(Findings& findings) : findings_(findings) {}

    void claim(ServiceObject& object) {
        std::map<std::uint16_t, std::uint16_t> own;  // node port -> the port it is for
        for (std::size_t i = 0; i < object.service.ports.size(); ++i) {
            policy::ServicePort& port = object.service.ports[i];
            if (port.node_port == 0) continue;
            const auto shared = own.find(port.node_port);
            if (shared != own.end() && shared->second == port.port) continue;
            const auto [holder, added] =
                holders_.emplace(port.node_port, Holder{&object, object.node_port_places[i]});
            own.emplace(port.node_port, port.port);
            if (added || are_one(*holder->second.object, object)) continue;
            findings_.error(object.node_port_places[i],
                            policy::item("spec", "ports", i) +
                                ".nodePort: Invalid value: " + std::to_string(port.node_port) +
                                ": provided port is already allocated",
                            "Service \"" + service_name(*holder->second.object) + "\" has it, at " +
                                findings_.text(holder->second.place));
            port.node_port = 0;
        }
    }

    void give(ServiceObject& object, const ServiceObject* before) {
        std::map<std::uint16_t, std::uint16_t> own;  // port -> its node port
        const bool had_some = before != nullptr && before->wants_node_ports;
        for (std::size_t i = 0; had_some && i < before->service.ports.size(); ++i) {
            const policy::ServicePort& port = before->service.ports[i];
            own.emplace(port.port, port.node_port);
        }
        for (const policy::ServicePort& port : object.service.ports) {
            if (port.node_port != 0) own[port.port] = port.node_port;
        }
        for (policy::ServicePort& port : object.service.ports) {
            if (port.node_port != 0) continue;
            const auto [known, is_new] = own.try_emplace(port.port, std::uint16_t{0});
            if (is_new) known->second = next(object);
            port.node_port = known->second;
        }
    }

  private:
    struct Holder {
        const ServiceObject* object = nullptr;
        Place place;
    };

    std::uint16_t next(ServiceObject& object) {
        for (; next_ <= last_node_port; ++next_) {
            if (holders_.emplace(next_, Holder{&object, object.metadata.place}).second) {
                return next_++;
            }
        }
        findings_.error(object.metadata.place, "Service \"" + service_name(object) +
                                                   "\": failed to allocate a nodePort: range is "
                                                   "full");
        return 0;
    }

    Findings& findings_;
    std::uint16_t next_ = first_node_port;
    std::map<std::uint16_t, Holder> holders_;
};

}  // namespace

policy::Prefix default_service_cidr(const std::vector<policy::Prefix>& vpc_cidrs) {
    const policy::Prefix usual = *policy::Prefix::parse("172.20.0.0/16");
    const bool taken = std::any_of(
        vpc_cidrs.begin(), vpc_cidrs.end(),
        [&](const policy::Prefix& cidr) { return cidr.contains(usual) || usual.contains(cidr); });
    return taken ? *policy::Prefix::parse("10.100.0.0/16") : usual;
}

void give_service_addresses(std::vector<ServiceObject>& services, const ServiceRange& range,
                            Findings& findings) {
    ClusterIps ips(range, findings);
    NodePorts ports(findings);
    const std::vector<const ServiceObject*> before = versions_before(services);
    std::vector<std::size_t> without_ip;
    for (std::size_t i = 0; i < services.size(); ++i) {
        ServiceObject& object = services[i];
        const bool lacks_ip = has_cluster_ip(object) && object.service.cluster_ips.empty();
        if (lacks_ip && object.wants_v4) without_ip.push_back(i);
        ips.claim(object);
        ports.claim(object);
    }
    for (const std::size_t i : without_ip) ips.give(services[i], before[i]);
    for (const ServiceObject& object : services) {
        if (object.wants_v4 || !ips.is_bound(object) || !has_cluster_ip(object)) continue;
        findings.error(
            object.metadata.place,
            "spec.ipFamilies[0]: Invalid value: \"IPv6\": not configured on this cluster");
    }
    for (std::size_t i = 0; i < services.size(); ++i) {
        if (before[i] != nullptr) check_unchanged(*before[i], services[i], findings);
        if (services[i].wants_node_ports) ports.give(services[i], before[i]);
    }
}

}  // namespace scenario
