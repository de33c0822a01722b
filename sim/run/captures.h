// SPDX-License-Identifier: MIT
// Packets as they pass, in files that Wireshark and tcpdump read: one for each place.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include <ns3/packet.h>
#include <ns3/pcap-file-wrapper.h>
#include <ns3/ptr.h>

#include "sim/cluster/cluster.h"
#include "sim/run/capture_options.h"
#include "sim/scenario/scenario.h"

namespace sim {

// A place has a file, "shop_web-0.pcap", once a packet passes there, of raw IPv4 packets with the
// simulation's time.
class Captures {
  public:
    // REQUIRES: the folder is there.
    explicit Captures(CaptureOptions options) : options_(std::move(options)) {}

    // REQUIRES: the cluster outlives this, and lets no packet pass afterwards.
    void connect(Cluster& cluster, const scenario::Scenario& scenario);

    std::size_t left_out() const { return left_out_; }  // places beyond most_captures

  private:
    struct File {
        bool opened = false;
        ns3::Ptr<ns3::PcapFileWrapper> pcap;  // null: left out
    };

    bool is_chosen(const std::string& place) const;
    void write(const std::string& place, const ns3::Ptr<ns3::Packet>& packet);

    CaptureOptions options_;
    std::map<std::string, File> files_;
    std::size_t open_ = 0;
    std::size_t left_out_ = 0;
};

}  // namespace sim
