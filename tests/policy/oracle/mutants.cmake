# Seeded bugs. Each mutant is one source of policy/ with one text of it replaced, linked with the
# rest of policy/ and random.cpp; its test passes if the comparison reports a difference. The bugs
# are ones that implementations had.

# mutant(<name> <source of policy/> <text> <replacement>): the text must occur exactly once, so
# that a change of the source which takes the bug's place away is seen at once. `comparison` is the
# program that must notice: oracle_random, oracle_services or oracle_vpc.
set(comparison oracle_random)
function(mutant name source text replacement)
    set(path ${PROJECT_SOURCE_DIR}/policy/${source})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} original)
    string(FIND "${original}" "${text}" first)
    string(FIND "${original}" "${text}" last REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL last)
        message(FATAL_ERROR "mutant ${name}: this text is not exactly once in ${source}:\n${text}\n"
                            "Find the new place of the bug in ${source} and name it in "
                            "${CMAKE_CURRENT_LIST_FILE}")
    endif()
    string(REPLACE "${text}" "${replacement}" changed "${original}")
    set(copy ${CMAKE_CURRENT_BINARY_DIR}/mutants/${name}.cpp)
    write_if_changed(${copy} "${changed}")

    # The mutated source comes before the library, so the linker leaves the library's own out.
    add_executable(mutant_${name} ${copy} $<TARGET_OBJECTS:${comparison}_main>)
    target_compile_options(mutant_${name} PRIVATE -O0 -w)
    target_link_libraries(mutant_${name} oracle)
    add_test(NAME oracle.mutant.${name}
             COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:mutant_${name}> -DSEED=1
                     -DWORLDS=2000 -P ${CMAKE_CURRENT_SOURCE_DIR}/expect_difference.cmake)
endfunction()

# Keeps the file's time where nothing changed, so that nothing is compiled again.
function(write_if_changed file content)
    set(present "")
    if(EXISTS ${file})
        file(READ ${file} present)
    endif()
    if(NOT present STREQUAL content)
        file(WRITE ${file} "${content}")
    endif()
endfunction()

# ---- Blocks and exceptions -------------------------------------------------------------------

# ovn-kubernetes#845, aws-network-policy-agent#180: what one item excepts, no item allows.
mutant(except_denies table/direction_builder.cpp
    [[add_spans(ranges, clauses_.size());]]
    [[AddressRanges left = ranges;
      const auto before = [](const IpAddress& a) {
          return a.is_v4() ? IpAddress::v4(a.v4_bits() - 1)
                           : IpAddress::v6(a.high() - (a.low() == 0 ? 1 : 0), a.low() - 1);
      };
      const auto deny = [&](const Prefix& hole) {
          AddressRanges parts;
          for (const AddressRange& range : left) {
              if (hole.last() < range.first || range.last < hole.first()) {
                  parts.push_back(range);
                  continue;
              }
              if (range.first < hole.first()) parts.push_back({range.first, before(hole.first())});
              if (hole.last() < range.last) parts.push_back({*hole.last().next(), range.last});
          }
          left = parts;
      };
      for (const PolicyIndex policy : view_.isolating)
          for (const PolicyRule& any : rules_of(world_.policies[policy], view_.direction))
              for (const Peer& item : any.peers)
                  if (item.ip_block)
                      for (const std::string& except : item.ip_block->except)
                          deny(*Prefix::parse(except));
      add_spans(left, clauses_.size());]])

# kube-ovn#3193: the exceptions of one item are taken from every block of the rule.
mutant(excepts_pooled_over_rule table/direction_builder.cpp
    [[add_clause(rules_.size(), j, inventory_.addresses(policy.ns, peers[j]));]]
    [[Peer pooled = peers[j];
      for (const Peer& other : peers)
          if (pooled.ip_block && other.ip_block)
              pooled.ip_block->except.insert(pooled.ip_block->except.end(),
                                             other.ip_block->except.begin(),
                                             other.ip_block->except.end());
      add_clause(rules_.size(), j,
                 pooled.ip_block ? ranges_of(*pooled.ip_block)
                                 : inventory_.addresses(policy.ns, peers[j]));]])

# aws-network-policy-agent#92.
mutant(excepts_ignored model/address_range.cpp
    [[exceptions.push_back(prefix);]]
    [[continue;]])

# antrea#1764: 10.0.0.5/24 begins at 10.0.0.5.
mutant(host_bits_not_masked model/address_range.cpp
    [[std::optional<IpAddress> rest = whole.first();]]
    [[std::optional<IpAddress> rest =
          IpAddress::parse(block.cidr.substr(0, block.cidr.find('/')));]])

# aws-network-policy-agent, longest prefix match: the narrow block hides the ports of the wide one.
mutant(longest_prefix_only table/direction_builder.cpp
    [[Elements kept;
        for (const std::uint32_t element : covering) {]]
    [[Elements kept;
        const auto length = [&](std::uint32_t element) {
            if (element >= clauses_.size() || !clauses_[element].peer) return -1;
            const Clause& clause = clauses_[element];
            const Peer& peer = rules_[clause.rule].written->peers[*clause.peer];
            return peer.ip_block ? Prefix::parse(peer.ip_block->cidr)->length() : -1;
        };
        int longest = -1;
        for (const std::uint32_t element : covering) longest = std::max(longest, length(element));
        for (const std::uint32_t element : covering) {
            if (length(element) != -1 && length(element) != longest) continue;]])

# A policy with IPv4 blocks only does not isolate from IPv6.
mutant(blocks_isolate_own_family_only table/direction_table.cpp
    [[if (!isolated()) return {};]]
    [[if (!isolated() || (!peer.is_v4() && v6_.size() == 1)) return {};]])

# ---- Ports -----------------------------------------------------------------------------------

# cilium#28684.
mutant(end_port_ignored table/rule_ports.cpp
    [[item.end_port.value_or(*first)]]
    [[*first]])

# cilium#24779: one pod's number for a name is taken for all pods.
mutant(named_port_of_first_pod table/inventory.cpp
    [[for (auto& [number, pods] : by_number) ports.push_back({number, ranges_of(pods)});]]
    [[std::vector<IpAddress> all;
      for (auto& [number, pods] : by_number) all.insert(all.end(), pods.begin(), pods.end());
      ports.push_back({by_number.begin()->first, ranges_of(all)});]])

# A name is resolved without regard to its protocol.
mutant(named_port_of_any_protocol table/rule_ports.cpp
    [[destination.find(*name)]]
    [[std::find_if(destination.begin(), destination.end(),
                   [&](const auto& declared) { return declared.first.name == name->name; })]])

# antrea#241.
mutant(named_port_opens_every_port table/rule_ports.cpp
    [[plane.push_back({number, number});]]
    [[plane.push_back({});]])

# kubernetes#99256: egress rules do not know the names of other pods' ports.
mutant(named_port_unknown_on_egress table/direction_builder.cpp
    [[if (view_.direction == Direction::ToPod) return;]]
    [[return;]])

# amazon-network-policy-controller-k8s#197: beside a rule with ports, one without is lost.
mutant(every_port_lost_beside_ports table/cell_builder.cpp
    [[add(in_.resolved.rules[matching_[i].rule].matching[plane], i);]]
    [[bool lost = false;
      for (const Clause& other : matching_)
          lost = lost || (in_.rules[matching_[i].rule].written->ports.empty() &&
                          !in_.rules[other.rule].written->ports.empty());
      if (!lost) add(in_.resolved.rules[matching_[i].rule].matching[plane], i);]])

# A rule with ports admits ICMP.
mutant(icmp_by_port_rule table/rule_ports.cpp
    [[result.only_unresolved_names = true;]]
    [[result.only_unresolved_names = true;
      result.matching[static_cast<std::size_t>(Plane::Other)].push_back({});]])

# The e2e suite of Kubernetes has a test of its own for this one.
mutant(sctp_taken_for_tcp table/rule_ports.cpp
    [[return Protocol::SCTP;]]
    [[return Protocol::TCP;]])

# ---- Peers and subjects ----------------------------------------------------------------------

# One item with both selectors admits what either selects.
mutant(selectors_of_an_item_are_alternatives table/inventory.cpp
    [[return select_across(*peer.namespace_selector, pods);]]
    [[Pods either = select_across(*peer.namespace_selector, nullptr);
      const Pods own = pods ? select_in(ns, *pods) : Pods();
      either.insert(either.end(), own.begin(), own.end());
      return either;]])

# A podSelector alone selects pods of every namespace.
mutant(pod_selector_is_cluster_wide table/inventory.cpp
    [[return select_in(ns, *pods);]]
    [[return select_across(LabelSelector(), pods);]])

# A policy isolates the pods of every namespace.
mutant(policy_is_cluster_wide table/inventory.cpp
    [[return select_in(policy.ns, policy.pod_selector);]]
    [[return const_cast<Inventory*>(this)->select_across(LabelSelector(), &policy.pod_selector);]])

# kubernetes#92697.
mutant(finished_pods_are_peers table/inventory.cpp
    [[if (!policed(pod, settings)) continue;]]
    [[if (pod.host_network || pod.addresses.empty()) continue;]])

# antrea#3078.
mutant(host_network_pods_are_peers table/inventory.cpp
    [[if (!policed(pod, settings)) continue;]]
    [[if (pod.finished() || pod.addresses.empty()) continue;]])

# Rules isolate in their direction whether policyTypes names it or not.
mutant(rules_isolate_without_policy_type table/world_tables.cpp
    [[const char* type = direction == Direction::FromPod ? "Egress" : "Ingress";]]
    [[const char* type = direction == Direction::FromPod ? "Egress" : "Ingress";
      if (!(direction == Direction::FromPod ? policy.egress : policy.ingress).empty()) return true;]])

# ---- Causes ----------------------------------------------------------------------------------

# The rule's first peer is named instead of the one that matched.
mutant(first_peer_named_as_cause table/cell_builder.cpp
    [[rule.index, clause.peer)]]
    [[rule.index, clause.peer ? std::optional<std::size_t>(0) : std::nullopt)]])

# Isolating policies in order of name alone.
mutant(nearest_miss_not_first table/cell_builder.cpp
    [[if (misses[i] == miss) policies.push_back(in_.view.isolating[i]);]]
    [[if (miss == nearest_first[0]) policies.push_back(in_.view.isolating[i]);]])

# ---- Services --------------------------------------------------------------------------------

set(comparison oracle_services)

# Endpoints without readiness: what Endpoints objects' notReadyAddresses are for.
mutant(service_not_ready_are_backends services/service_table.cpp
    [[return endpoint.ready; });]]
    [[return true; });]])

# Before ProxyTerminatingEndpoints (KEP-1669).
mutant(service_terminating_never_serve services/service_table.cpp
    [[return endpoint.serving && endpoint.terminating;]]
    [[return false;]])

# The fallback to terminating endpoints is each policy's own: ready ones elsewhere do not matter.
mutant(service_local_fallback_is_the_clusters services/service_table.cpp
    [[const std::vector<Endpoint> here = usable({first, last});]]
    [[std::vector<Endpoint> here;
      const bool ready = std::any_of(endpoints.begin(), endpoints.end(),
                                     [](const Endpoint& e) { return e.ready; });
      for (const Endpoint& e : usable({first, last}))
          if (e.ready || !ready) here.push_back(e);]])

# A Local policy prefers the node's own endpoints and makes do with others.
mutant(service_local_is_a_preference services/service_table.cpp
    [[const Range range = local_only ? local_at(rule, node) : rule.cluster;]]
    [[const Range local = local_only ? local_at(rule, node) : rule.cluster;
      const Range range = local.count != 0 ? local : rule.cluster;]])

# The node's own processes are held to the external policy.
mutant(service_node_is_not_exempt services/service_table.cpp
    [[const bool local = met.rule->external_local && origin != Origin::Node;]]
    [[const bool local = met.rule->external_local;]])

# One policy for both kinds of traffic.
mutant(service_policies_confused services/service_table.cpp
    [[return answer(*met.rule, met.rule->internal_local, false, node);]]
    [[return answer(*met.rule, met.rule->external_local, false, node);]])

# kube-proxy with --masquerade-all.
mutant(service_masquerades_all services/service_table.cpp
    [[return answer(*met.rule, met.rule->internal_local, false, node);]]
    [[return answer(*met.rule, met.rule->internal_local, true, node);]])

# None local is refused like none at all.
mutant(service_none_local_is_refused services/service_table.cpp
    [[: rule.any       ?]]
    [[: false       ?]])

# Every node answers for every node's address.
mutant(service_node_port_of_another_node services/service_table.cpp
    [[if (by_node_port_.empty() || !owns(node, destination)) return {};]]
    [[if (by_node_port_.empty() || nodes_.count(destination) == 0) return {};]])

# A pod that is its own backend sees itself as the client: no connection comes about.
mutant(service_hairpin_not_masqueraded services/service_proxy.cpp
    [[answer.masquerade || hairpin == Hairpin::Masquerade]]
    [[answer.masquerade]])

# A DNS cache answers the pods of every node.
mutant(service_cache_of_another_node services/dns_caches.cpp
    [[(anywhere || cache->node == node)]]
    [[true]])

# Policies judge who answers in the place of the service, as if the cache were a backend.
mutant(service_cache_is_a_backend services/service_proxy.cpp
    [[if (!answer.written_at_gate) result.at_opener.translated = chosen;]]
    [[result.at_opener.translated = chosen;]])

# A pod with an address of its own takes the place of its node's cache.
mutant(service_cache_without_host_network services/dns_caches.cpp
    [[pod.dns_cache && pod.host_network &&]]
    [[pod.dns_cache &&]])

# One that goes still answers.
mutant(service_cache_that_goes_answers services/dns_caches.cpp
    [[pod.phase == Phase::Running && !pod.terminating;]]
    [[pod.phase == Phase::Running;]])

# A named target port of another protocol.
mutant(service_target_of_any_protocol services/endpoints.cpp
    [[return declared.name == name && declared.protocol == port.protocol;]]
    [[return declared.name == name;]])

# Pods that have come to their end stay endpoints.
mutant(service_finished_pods_answer services/endpoints.cpp
    [[if (pod.finished() || address == nullptr || number == 0) continue;]]
    [[if (address == nullptr || number == 0) continue;]])

# Pods of every namespace.
mutant(service_selects_in_every_namespace services/endpoints.cpp
    [[pods_[{pod.ns, key, value}].push_back(i);]]
    [[for (const Service& any : world.services) {
          auto& pods = pods_[{any.ns, key, value}];
          if (pods.empty() || pods.back() != i) pods.push_back(i);
      }]])
# ---- VPCs ------------------------------------------------------------------------------------

set(comparison oracle_vpc)

# Entries tried as they stand in the file, not by their numbers.
mutant(acl_in_the_order_written vpc/network_acl.cpp
    [[return entries[a].number < entries[b].number;]]
    [[return a < b;]])

# Reachability Analyzer had to learn it too: an ACL is of the subnet's edge.
mutant(acl_within_a_subnet vpc/vpc_walk.cpp
    [[if (from != subnet && !acl(subnet, Way::In)) return;]]
    [[if (!acl(subnet, Way::In)) return;]])

# A NAT gateway has no security group, but its subnet has an ACL.
mutant(nat_without_its_subnets_acl vpc/vpc_walk_gateways.cpp
    [[if (from != gateway.subnet && !acl(gateway.subnet, Way::In)) return;]]
    [[]])

# The local route always wins.
mutant(local_route_beats_a_longer_one vpc/vpc_walk.cpp
    [[(chosen == nullptr || chosen->destination.length() <= local)]]
    [[true]])

# A blackhole makes way for another route of the same prefix.
mutant(blackhole_loses_ties vpc/vpc_walk.cpp
    [[[](const Route& route) { return route.origin; });]]
    [[[](const Route& route) {
          return route.blackhole ? 9 : static_cast<int>(route.origin);
      });]])

# Propagated routes as good as static ones.
mutant(route_kinds_alike vpc/vpc_walk.cpp
    [[[](const Route& route) { return route.origin; });]]
    [[[](const Route&) { return 0; });]])

# G75: a group's members are known by their public addresses too.
mutant(group_peers_through_gateways vpc/security_groups.cpp
    [[return carriage.same_network && members_[group].count(peer) > 0;]]
    [[return members_[group].count(peer) > 0;]])

# A group of a VPC that is not peered.
mutant(group_peers_everywhere vpc/security_groups.cpp
    [[return is_in(group, peer, carriage) && reaches(group, interface);]]
    [[return is_in(group, peer, carriage);]])

# G79: the peer's peers.
mutant(peering_is_transitive vpc/vpc_walk_gateways.cpp
    [[const bool between = any_contains(network().vpcs[vpc].cidrs, tuple().source) &&]]
    [[const bool between =]])

# G81: any zone's attachment will do.
mutant(transit_in_any_zone vpc/vpc_walk_gateways.cpp
    [[if (network().subnets[in_zone].zone != from.zone) continue;]]
    [[]])

# Answers need a rule: a security group without memory.
mutant(groups_forget vpc/security_gate.cpp
    [[conntrack_.open(packet, direction, now, verdict.causes);]]
    [[]])
