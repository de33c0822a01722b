// SPDX-License-Identifier: MIT
#include "results/report/connections.h"

#include <nlohmann/json.hpp>

namespace results {
namespace {

using Json = nlohmann::json;

bool is_every_port(const std::vector<PortPair>& ports) {
    return ports.size() == 1 && ports.front() == PortPair{1, 65535};
}

// Adds nothing where there is no port.
void add_ports(Json& object, const char* protocol, const std::vector<PortPair>& ports) {
    if (is_every_port(ports))
        object[protocol] = "all";
    else if (!ports.empty())
        object[protocol] = ports;
}

std::string text(const PortPair& ports) {
    const std::string first = std::to_string(ports.first);
    return ports.first == ports.second ? first : first + "-" + std::to_string(ports.second);
}

void add_text(std::string& all, const std::string& part) {
    if (!all.empty()) all += "; ";
    all += part;
}

void add_text(std::string& all, const char* protocol, const std::vector<PortPair>& ports) {
    if (ports.empty()) return;
    if (is_every_port(ports)) return add_text(all, std::string(protocol) + " all");
    std::string list;
    for (const PortPair& pair : ports) list += (list.empty() ? " " : ",") + text(pair);
    add_text(all, protocol + list);
}

}  // namespace

bool Connections::is_all() const {
    return is_every_port(tcp) && is_every_port(udp) && is_every_port(sctp) && portless;
}

Json to_json(const Connections& connections) {
    if (connections.is_all()) return "all";
    Json object = Json::object();
    add_ports(object, "TCP", connections.tcp);
    add_ports(object, "UDP", connections.udp);
    add_ports(object, "SCTP", connections.sctp);
    if (connections.portless) {
        object["ICMP"] = "all";
        object["other"] = "all";
    }
    return object;
}

std::string text(const Connections& connections) {
    if (connections.empty()) return "none";
    if (connections.is_all()) return "all";
    std::string all;
    add_text(all, "TCP", connections.tcp);
    add_text(all, "UDP", connections.udp);
    add_text(all, "SCTP", connections.sctp);
    if (connections.portless) add_text(all, "ICMP and others");
    return all;
}

}  // namespace results
