// SPDX-License-Identifier: MIT
// From references to the ends of flows.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/scenario/objects/kubernetes.h"
#include "sim/scenario/reference.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/text/yaml_tree.h"
#include "sim/scenario/timeline.h"

namespace scenario {

// What the ends are wanted for, and so of which kinds they may be.
enum class Use : std::uint8_t {
    Pods,         // pods and hosts
    Source,       // nodes, too
    Destination,  // services, DNS names and load balancers, too
};

// What helps where something is there at some time, but not at the one it is asked for.
constexpr const char* at_another_time = "it is there at another time: the timeline changes it";

// Finds the ends of flows by reference. A workload stands for all its pods; a pattern for all that
// fit, services where it says so. Pods that have finished or have no address send and receive
// nothing: patterns and workloads pass over them, as patterns do over services without an IPv4
// ClusterIP, and a reference that leaves nothing else is an error.
class Selection {
  public:
    // REQUIRES: all arguments outlive this and do not change. `objects.complete` false: something
    // was not read, and what is not found is not reported, for it may have been there.
    Selection(const policy::World& world, const std::vector<Host>& hosts, const Objects& objects,
              Findings& findings);
    // Of one state of a scenario's timeline: ends have the scenario's numbers, and DNS names are
    // kept in `names`, beside those of other states.
    Selection(const Moment& moment, std::vector<std::string>& names, const std::vector<Host>& hosts,
              const Objects& objects, Findings& findings);
    Selection(const Selection&) = delete;
    Selection& operator=(const Selection&) = delete;

    // The ends that `text`, written at `place`, stands for, in the world's order.
    std::vector<End> find(const std::string& text, const Place& place, Use use);
    // As find(), for one reference or a list of them; each end once.
    std::vector<End> find(const Node& node, Use use);

    // All that is there at some time, so that what is not found may be known to be there at
    // another.
    void set_ever(const Selection* ever) { ever_ = ever; }

    // REQUIRES: an end of kind Service.
    const policy::Service& service(const End& end) const;
    // "shop/web-0", "shop/web[Service]", "host/laptop", "node/w-1", "dns/web.shop",
    // "lb/shop/web[Service]"
    std::string name(const End& end) const;
    // The DNS names that were found, which ends of kind Name index.
    const std::vector<std::string>& names() const { return *names_; }

  private:
    struct Group {  // a workload's pods, or one pod
        std::string kind;
        std::vector<std::uint32_t> pods;
    };
    using Names = std::map<std::string, std::vector<Group>>;

    Group& group(const std::string& ns, const std::string& name, const std::string& kind);

    std::vector<End> find_hosts(const Reference& reference, const Place& place) const;
    std::vector<End> find_pods(const Reference& reference, const Place& place) const;
    std::vector<End> find_services(const Reference& reference, const Place& place) const;
    const policy::Service* find_service(const Reference& reference, const Place& place) const;
    std::vector<End> find_nodes(const Reference& reference, const Place& place) const;
    std::vector<End> find_name(const Reference& reference, const Place& place);
    std::vector<End> find_load_balancers(const Reference& reference, const Place& place) const;
    bool fits_use(const Reference& reference, const Place& place, Use use) const;
    const Group* find_one(const Reference& reference, const Place& place) const;
    std::vector<End> match(const Reference& reference, const Place& place) const;
    bool is_at_another_time(const Reference& reference) const;
    void report_namespace(const Reference& reference, const Place& place) const;
    void report_name(const Reference& reference, const Place& place) const;
    void report_not_found(const Place& place, const std::string& message,
                          const std::string& help) const;
    void report_nothing_live(const Reference& reference, const Group& group,
                             const Place& place) const;
    std::vector<End> live(const std::vector<std::uint32_t>& pods) const;
    End service_end(std::size_t index) const;
    void add_groups(const Objects& objects);

    const policy::World& world_;
    const std::vector<Host>& hosts_;
    const bool complete_;
    Findings& findings_;
    std::map<std::string, Names> namespaces_;
    const std::vector<std::uint32_t>* pod_numbers_ = nullptr;  // null: their indices
    const std::vector<std::uint32_t>* service_numbers_ = nullptr;
    const Selection* ever_ = nullptr;
    std::vector<std::string> own_names_;
    std::vector<std::string>* names_ = &own_names_;
};

}  // namespace scenario
