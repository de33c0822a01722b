// SPDX-License-Identifier: MIT
#include "sim/run/captures.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <ns3/simulator.h>

#include "policy/model/pattern.h"

namespace sim {
namespace {

constexpr std::uint32_t raw_ip = 101;  // LINKTYPE_RAW of the tcpdump group's registry

std::string name_of(const policy::Network& network, const policy::Interface& interface) {
    const policy::Vpc& vpc = network.vpcs[network.subnets[interface.subnet].vpc];
    return "eni/" + vpc.name + "/" + interface.name;
}

std::string file_name(std::string place) {
    std::replace(place.begin(), place.end(), '/', '_');
    return place + ".pcap";
}

}  // namespace

std::vector<std::string> capture_places(const scenario::Scenario& scenario) {
    std::vector<std::string> places;
    for (std::size_t i = 0; i < scenario.pod_count(); ++i) {
        const policy::Pod& pod = scenario.pod(i);
        if (!pod.host_network) {
            places.push_back(pod.ns + "/" + pod.name);
        }
    }
    for (const scenario::Host& host : scenario.hosts) {
        places.push_back("host/" + host.name);
    }
    for (const policy::Node& node : scenario.world.nodes) {
        places.push_back("node/" + node.name);
    }
    for (const policy::Interface& interface : scenario.network.interfaces) {
        places.push_back(name_of(scenario.network, interface));
    }
    return places;
}

void make_folder(const CaptureOptions& options) {
    std::error_code error;
    std::filesystem::create_directories(options.folder, error);
    if (error) {
        throw CaptureError(options.folder + ": " + error.message());
    }
}

bool Captures::is_chosen(const std::string& place) const {
    return options_.places.empty() ||
           std::any_of(options_.places.begin(), options_.places.end(),
                       [&](const std::string& each) { return policy::fits_pattern(each, place); });
}

void Captures::connect(Cluster& cluster, const scenario::Scenario& scenario) {
    const auto tap = [this](Endpoint* endpoint, const std::string& place) {
        if (endpoint != nullptr && is_chosen(place)) {
            endpoint->set_tap(
                [this, place](const ns3::Ptr<ns3::Packet>& packet) { write(place, packet); });
        }
    };
    for (std::uint32_t i = 0; i < scenario.pod_count(); ++i) {
        const policy::Pod& pod = scenario.pod(i);
        const policy::IpAddress* address = ipv4_of(pod.addresses);
        if (!pod.host_network && address != nullptr && !pod.finished()) {
            tap(cluster.find(*address), pod.ns + "/" + pod.name);
        }
    }
    for (const scenario::Host& host : scenario.hosts) {
        tap(cluster.find(host.address), "host/" + host.name);
    }
    for (const policy::Node& node : scenario.world.nodes) {
        const policy::IpAddress* address = ipv4_of(node.addresses);
        tap(address == nullptr ? nullptr : cluster.find(*address), "node/" + node.name);
    }
    std::vector<std::string> interfaces;
    for (const policy::Interface& interface : scenario.network.interfaces) {
        const std::string place = name_of(scenario.network, interface);
        interfaces.push_back(is_chosen(place) ? place : "");
    }
    cluster.fabric()->set_tap([this, interfaces = std::move(interfaces)](
                                  std::uint32_t interface, const ns3::Ptr<ns3::Packet>& packet) {
        if (!interfaces[interface].empty()) {
            write(interfaces[interface], packet);
        }
    });
}

void Captures::write(const std::string& place, const ns3::Ptr<ns3::Packet>& packet) {
    File& file = files_[place];
    if (!file.opened) {
        file.opened = true;
        if (open_ == most_captures) {
            ++left_out_;
            return;
        }
        ++open_;
        file.pcap = ns3::CreateObject<ns3::PcapFileWrapper>();
        const std::string path =
            (std::filesystem::path(options_.folder) / file_name(place)).string();
        file.pcap->Open(path, std::ios::out | std::ios::binary);
        if (file.pcap->Fail()) {
            throw CaptureError(path + ": cannot be written");
        }
        file.pcap->Init(raw_ip);
    }
    if (file.pcap) {
        file.pcap->Write(ns3::Simulator::Now(), packet);
    }
}

}  // namespace sim
