// SPDX-License-Identifier: MIT
#include "sim/scenario/objects/endpoint_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include "policy/validate/problems.h"
#include "policy/validate/validate.h"
#include "sim/scenario/objects/metadata_reader.h"
#include "sim/scenario/objects/port_reader.h"
#include "sim/scenario/text/object_reader.h"

namespace scenario {
namespace {

constexpr UnknownKeys ignore = UnknownKeys::Ignore;

using policy::child;
using policy::Family;
using policy::item;
using policy::quoted_value;

// Where an endpoint is, and what it is called.
void read_identity(ObjectReader& reader, const std::string& path, policy::SliceEndpoint& endpoint,
                   policy::Problems& problems, Findings& findings) {
    endpoint.node = reader.string("nodeName").value_or("");
    endpoint.hostname = reader.string("hostname").value_or("");
    if (!endpoint.hostname.empty()) {
        problems.invalid(child(path, "hostname"), quoted_value(endpoint.hostname),
                         policy::check_dns1123_label(endpoint.hostname));
    }
    ObjectReader target(or_null(reader.find("targetRef")), findings, ignore);
    const auto kind = target.string("kind");
    const auto name = target.string("name");
    if (kind == "Pod") endpoint.pod = name.value_or("");
}

class SliceReader {
  public:
    SliceReader(ObjectReader& reader, Findings& findings) : reader_(reader), findings_(findings) {}

    std::vector<policy::Problem> read(const Place& place, EndpointsObject& object) {
        policy::EndpointSlice slice;
        slice.position = place.at;
        const std::string type = reader_.string("addressType").value_or("");
        if (type.empty()) {
            problems_.required("addressType");
        } else if (type != "IPv4" && type != "IPv6" && type != "FQDN") {
            problems_.unsupported("addressType", type, {"FQDN", "IPv4", "IPv6"});
        }
        slice.family = type == "IPv6" ? Family::V6 : Family::V4;
        if (type == "IPv4" || type == "IPv6") {
            std::size_t index = 0;
            for (const Node* node : reader_.items("endpoints")) {
                read_endpoint(*node, "endpoints[" + std::to_string(index++) + "]", slice);
            }
            index = 0;
            for (const Node* node : reader_.items("ports")) {
                read_port(*node, "ports[" + std::to_string(index++) + "]", slice);
            }
            object.slices.push_back(std::move(slice));
        }
        return problems_.take();
    }

  private:
    void read_endpoint(const Node& node, const std::string& path, policy::EndpointSlice& slice) {
        ObjectReader reader(node, findings_, ignore);
        policy::SliceEndpoint endpoint;
        const Span<const Node*> addresses = reader.items("addresses");
        if (addresses.empty()) {
            problems_.required(child(path, "addresses"), "must contain at least 1 address");
        }
        std::size_t index = 0;
        for (const Node* address : addresses) {
            if (const auto text = read_string(*address, findings_)) {
                add_address(*text, item(path, "addresses", index), slice.family, endpoint);
            }
            ++index;
        }
        ObjectReader conditions(or_null(reader.find("conditions")), findings_, ignore);
        endpoint.ready = conditions.boolean("ready").value_or(true);
        endpoint.serving = conditions.boolean("serving").value_or(true);
        endpoint.terminating = conditions.boolean("terminating").value_or(false);
        read_identity(reader, path, endpoint, problems_, findings_);
        slice.endpoints.push_back(std::move(endpoint));
    }

    void add_address(const std::string& text, const std::string& path, Family family,
                     policy::SliceEndpoint& endpoint) {
        const auto address = policy::IpAddress::parse(text);
        if (!address || address->family() != family) {
            return problems_.invalid(path, quoted_value(text),
                                     family == Family::V4 ? "must be a valid IPv4 address"
                                                          : "must be a valid IPv6 address");
        }
        problems_.invalid(path, quoted_value(text), policy::check_endpoint_ip(text));
        endpoint.addresses.push_back(*address);
    }

    void read_port(const Node& node, const std::string& path, policy::EndpointSlice& slice) {
        ObjectReader reader(node, findings_, ignore);
        policy::SlicePort port;
        port.name = reader.string("name").value_or("");
        const std::string name_path = child(path, "name");
        if (!port.name.empty()) {
            problems_.invalid(name_path, quoted_value(port.name),
                              policy::check_dns1123_label(port.name));
        }
        if (!names_.insert(port.name).second)
            problems_.duplicate(name_path, quoted_value(port.name));
        const auto protocol = read_port_protocol(reader, path, problems_);
        if (reader.find("port") != nullptr) {
            port.port = read_port_number(reader, "port", path, problems_, findings_);
        }
        port.protocol = protocol.value_or(policy::Protocol::TCP);
        slice.ports.push_back(std::move(port));
    }

    ObjectReader& reader_;
    Findings& findings_;
    policy::Problems problems_;
    std::set<std::string> names_;
};

// A subset of Endpoints becomes a slice for each family of its addresses, as the mirroring
// controller writes them.
class SubsetReader {
  public:
    SubsetReader(Findings& findings) : findings_(findings) {}

    void read(const Node& node, const std::string& path, EndpointsObject& object) {
        ObjectReader reader(node, findings_, ignore);
        endpoints_.clear();
        read_addresses(reader, "addresses", true, path);
        read_addresses(reader, "notReadyAddresses", false, path);
        if (endpoints_.empty()) {
            problems_.required(path, "must specify `addresses` or `notReadyAddresses`");
        }
        std::vector<policy::SlicePort> ports = read_ports(reader, path);
        for (const Family family : {Family::V4, Family::V6}) {
            policy::EndpointSlice slice;
            slice.position = node.place.at;
            slice.family = family;
            for (const policy::SliceEndpoint& endpoint : endpoints_) {
                const auto& addresses = endpoint.addresses;
                if (!addresses.empty() && addresses.front().family() == family) {
                    slice.endpoints.push_back(endpoint);
                }
            }
            slice.ports = ports;
            if (!slice.endpoints.empty()) object.slices.push_back(std::move(slice));
        }
    }

    std::vector<policy::Problem> take_problems() { return problems_.take(); }

  private:
    void read_addresses(ObjectReader& subset, std::string_view key, bool ready,
                        const std::string& path) {
        std::size_t index = 0;
        for (const Node* node : subset.items(key)) {
            const std::string own_path = item(path, key, index++);
            ObjectReader reader(*node, findings_, ignore);
            policy::SliceEndpoint endpoint;
            const std::string ip = reader.string("ip").value_or("");
            problems_.invalid(child(own_path, "ip"), quoted_value(ip),
                              policy::check_endpoint_ip(ip));
            if (const auto address = policy::IpAddress::parse(ip)) {
                endpoint.addresses.push_back(*address);
            }
            endpoint.ready = ready;
            endpoint.serving = ready;
            read_identity(reader, own_path, endpoint, problems_, findings_);
            endpoints_.push_back(std::move(endpoint));
        }
    }

    std::vector<policy::SlicePort> read_ports(ObjectReader& subset, const std::string& path) {
        std::vector<policy::SlicePort> ports;
        const Span<const Node*> items = subset.items("ports");
        std::size_t index = 0;
        for (const Node* node : items) {
            const std::string own_path = item(path, "ports", index++);
            ObjectReader reader(*node, findings_, ignore);
            policy::SlicePort port;
            port.name = reader.string("name").value_or("");
            const std::string name_path = child(own_path, "name");
            if (!port.name.empty()) {
                problems_.invalid(name_path, quoted_value(port.name),
                                  policy::check_dns1123_label(port.name));
            } else if (items.size() > 1) {
                problems_.required(name_path);
            }
            port.protocol =
                read_port_protocol(reader, own_path, problems_).value_or(policy::Protocol::TCP);
            port.port = read_port_number(reader, "port", own_path, problems_, findings_);
            ports.push_back(std::move(port));
        }
        return ports;
    }

    Findings& findings_;
    policy::Problems problems_;
    std::vector<policy::SliceEndpoint> endpoints_;
};

// What both kinds begin with.
std::optional<EndpointsObject> read_head(ObjectReader& reader, const Node& node,
                                         const std::string& default_namespace, Findings& findings) {
    auto metadata = read_metadata(reader, default_namespace, ignore, findings);
    if (!metadata) return std::nullopt;
    check_metadata(*metadata, policy::check_dns1123_subdomain, node, findings);
    EndpointsObject object;
    object.metadata = std::move(*metadata);
    return object;
}

}  // namespace

std::optional<EndpointsObject> read_endpoint_slice(const Node& node,
                                                   const std::string& default_namespace,
                                                   Findings& findings) {
    ObjectReader reader(node, findings, ignore);
    auto object = read_head(reader, node, default_namespace, findings);
    if (!object) return std::nullopt;
    report(SliceReader(reader, findings).read(object->metadata.place, *object), node, findings);
    return object;
}

std::optional<EndpointsObject> read_endpoints(const Node& node,
                                              const std::string& default_namespace,
                                              Findings& findings) {
    ObjectReader reader(node, findings, ignore);
    auto object = read_head(reader, node, default_namespace, findings);
    if (!object) return std::nullopt;
    SubsetReader subsets(findings);
    std::size_t index = 0;
    for (const Node* subset : reader.items("subsets")) {
        subsets.read(*subset, "subsets[" + std::to_string(index++) + "]", *object);
    }
    report(subsets.take_problems(), node, findings);
    return object;
}

}  // namespace scenario
