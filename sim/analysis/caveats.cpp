// SPDX-License-Identifier: MIT
#include "sim/analysis/caveats.h"

namespace analysis {

const std::vector<CaveatInfo>& all_caveats() {
    static const std::vector<CaveatInfo> table = {
        {Caveat::InputLost, "INPUT_LOST",
         "Something of which nothing is known could not be read (--keep-going), and it may be "
         "anything: nothing is certain here. Mend what the error message names."},
        {Caveat::PodInError, "POD_IN_ERROR",
         "One end is a pod whose object, or whose workload's, is in error (--keep-going): its "
         "labels, ports and addresses may be otherwise, and all its connections are uncertain. "
         "Mend the object that the error message names."},
        {Caveat::PolicyLost, "POLICY_LOST",
         "A policy that may select one of these pods could not be read (--keep-going). It may "
         "isolate the pod and admit more than the others do; what another policy admits is "
         "certain all the same. Mend the policy that the error message names."},
        {Caveat::NamespaceInError, "NAMESPACE_IN_ERROR",
         "A rule asks for labels of a namespace whose object is in error (--keep-going), so that "
         "only its name is sure. Mend the object that the error message names."},
        {Caveat::AddressUnknown, "ADDRESS_UNKNOWN",
         "The pod has no address yet (it comes from a manifest, not from a cluster), and a rule "
         "with an ipBlock decides: it may or may not match the address that the pod will get. A "
         "dump of the running pods knows their addresses."},
        {Caveat::AddressDisputed, "ADDRESS_DISPUTED",
         "Two live pods claim one address, and what is allowed depends on which of them has it: a "
         "packet carries no more than its address, by which the other end takes it for one pod's "
         "or the other's. What a pod's own policies restrict at its own end is not in doubt. A "
         "dump taken while pods came and went shows this; take it again."},
        {Caveat::LabelUnknown, "LABEL_UNKNOWN",
         "A selector asks for a label that Kubernetes itself puts on running pods, such as "
         "pod-template-hash or controller-revision-hash. These pods come from a manifest: they "
         "will have the label, but nobody can say yet with which value. Select by labels of the "
         "pod template instead; a dump of the running pods knows the values, until the next "
         "rollout."},
        {Caveat::DualStackDiffers, "DUAL_STACK_DIFFERS",
         "Over IPv4 and over IPv6 different connections are allowed, as a rule's ipBlock is of one "
         "family; what is listed is allowed over at least one of them."},
        {Caveat::HostNetworkOwnNode, "HOST_NETWORK_OWN_NODE",
         "One end is a hostNetwork pod, which uses its node's address, and a pod and its own node "
         "may always talk. What is listed as uncertain passes between two on one node and not "
         "otherwise. --pods tells which pods these are; where it is not known on which node a pod "
         "runs (it comes from a manifest, not from a cluster), that stays open."},
        {Caveat::NodePortNotFollowed, "NODE_PORT_NOT_FOLLOWED",
         "A node sends what comes to a node port on to a backend of the Service, which sees the "
         "node's address, or with externalTrafficPolicy Local the client's. Each port has its own "
         "way: `why` follows the one whose number is asked for."},
        {Caveat::BackendsDiffer, "BACKENDS_DIFFER",
         "A connection to a Service or a load balancer is sent on to one of several backends, or, "
         "where the traffic policy is Local, to those of one node. Some of them can be reached and "
         "others not, so that some connections pass and others do not. `why` tells which."},
        {Caveat::ClientsDiffer, "CLIENTS_DIFFER",
         "The load balancer keeps the client's address, and policies at its targets admit some "
         "clients and not others. The rows of addresses outside say which; `why` tells of one."},
        {Caveat::RulesLate, "RULES_LATE",
         "The endpoints of the Service have changed less than cluster.serviceDelay ago, and the "
         "workers' rules still are as they were: a connection may go to a pod that is no longer "
         "there. `run` follows it; asked a moment later, `why` does."},
    };
    return table;
}

std::string_view code(Caveat caveat) {
    return all_caveats()[static_cast<std::size_t>(caveat)].code;
}

std::optional<Caveat> caveat_of(policy::Doubt doubt) {
    switch (doubt) {
        case policy::Doubt::None:
            return std::nullopt;
        case policy::Doubt::InputLost:
            return Caveat::InputLost;
        case policy::Doubt::PodInError:
            return Caveat::PodInError;
        case policy::Doubt::PolicyLost:
            return Caveat::PolicyLost;
        case policy::Doubt::NamespaceInError:
            return Caveat::NamespaceInError;
        case policy::Doubt::AddressUnknown:
            return Caveat::AddressUnknown;
        case policy::Doubt::AddressDisputed:
            return Caveat::AddressDisputed;
        case policy::Doubt::LabelUnknown:
            return Caveat::LabelUnknown;
        case policy::Doubt::NodeUnknown:
            return Caveat::HostNetworkOwnNode;
    }
    return std::nullopt;
}

}  // namespace analysis
