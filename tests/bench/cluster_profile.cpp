// SPDX-License-Identifier: MIT
#include "tests/bench/cluster_profile.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace bench {
namespace {

using oracle::Dice;
using policy::IpAddress;
using policy::LabelSelector;
using policy::Peer;
using policy::PolicyPort;

constexpr std::size_t most_selected = 250;
const std::vector<std::string> tiers = {"web", "api", "db", "cache", "worker"};
const std::vector<std::string> envs = {"prod", "staging", "dev"};
const std::vector<std::string> versions = {"v1", "v2", "v3"};
const std::vector<std::string> port_names = {"http", "https", "metrics", "grpc", "admin"};

std::string team(std::size_t n) {
    return "team-" + std::to_string(n);
}

std::size_t count(std::size_t low, std::size_t high, Spread spread, Dice& dice) {
    if (spread == Spread::Even) return dice.between(low, high);
    const std::size_t shift = low == 0 ? 1 : 0;  // 0 as often as 1 would be
    const double span = std::log(static_cast<double>(high + shift) + 1);
    const double at = static_cast<double>(dice.below(1'000'000)) / 1'000'000 * span;
    return std::min(high, static_cast<std::size_t>(std::exp(at)) - shift);
}

struct Workload {
    std::string app;
    std::string version;
    std::size_t pods = 0;
};

// What policies of one namespace may select.
struct Home {
    std::size_t ns = 0;
    std::size_t pods = 0;
    std::vector<Workload> workloads;
};

class Maker {
  public:
    Maker(const Profile& profile, Dice& dice) : profile_(profile), dice_(dice) {
        for (std::size_t i = 0; i < 60; ++i) {
            numbers_.push_back(i < 20 ? 80 + 7 * static_cast<std::int64_t>(i)
                                      : 3000 + 111 * static_cast<std::int64_t>(i));
        }
        for (std::size_t i = 0; i < 40; ++i) {
            const auto first = 10000 + 1000 * static_cast<std::int64_t>(i);
            ranges_.emplace_back(first, first + 99 * static_cast<std::int64_t>(1 + i % 7));
        }
        for (std::size_t i = 0; i < 300; ++i) blocks_.push_back(make_block(i));
    }

    void add_namespaces(policy::World& world) {
        double total = 0;
        for (std::size_t i = 0; i < profile_.namespaces; ++i) total += weight(i);
        for (std::size_t i = 0; i < profile_.namespaces; ++i) {
            policy::Namespace ns;
            ns.name = "ns-" + std::to_string(i);
            ns.labels["team"] = team(dice_.below(20));
            ns.labels["env"] = dice_.pick(envs);
            policy::ensure_name_label(ns);
            world.namespaces.push_back(ns);
            const double share = weight(i) / total * static_cast<double>(profile_.pods);
            const std::size_t left = profile_.pods - world.pods.size();
            std::size_t pods = std::max<std::size_t>(1, static_cast<std::size_t>(share + 0.5));
            if (i + 1 == profile_.namespaces) pods = left;
            add_pods(world, i, std::min(pods, left));
        }
    }

    void learn(const policy::World& world) {
        std::map<std::string, std::size_t> index;
        for (std::size_t i = 0; i < world.namespaces.size(); ++i) {
            homes_.push_back({i, 0, {}});
            index[world.namespaces[i].name] = i;
        }
        for (const policy::Pod& pod : world.pods) {
            Home& home = homes_[index[pod.ns]];
            ++home.pods;
            const std::string& app = pod.labels.find("app")->second;
            if (home.workloads.empty() || home.workloads.back().app != app) {
                home.workloads.push_back({app, pod.labels.find("version")->second, 0});
            }
            ++home.workloads.back().pods;
        }
        double sum = 0;
        for (const Home& home : homes_) {
            sum += std::sqrt(static_cast<double>(home.pods));
            cumulative_.push_back(sum);
        }
    }

    const Home& any_home() {
        const double at =
            static_cast<double>(dice_.below(1'000'000'000)) / 1e9 * cumulative_.back();
        const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), at);
        const Home& home = homes_[static_cast<std::size_t>(found - cumulative_.begin())];
        return home.pods == 0 ? homes_[0] : home;
    }
    const Home& home_of(std::size_t pods) const {
        for (auto home = homes_.rbegin(); home != homes_.rend(); ++home) {
            if (home->pods >= pods) return *home;
        }
        return homes_.front();
    }

    policy::NetworkPolicy make_policy(const Home& home, const std::string& name) {
        policy::NetworkPolicy policy;
        policy.ns = "ns-" + std::to_string(home.ns);
        policy.name = name;
        policy.pod_selector = subject(home);
        const std::size_t kind = dice_.below(100);
        const bool ingress = kind < 45 || kind >= 70;
        const bool egress = kind >= 45;
        std::vector<PolicyPort> ports = make_ports();
        if (ingress) {
            policy.policy_types.emplace_back("Ingress");
            policy.ingress = make_rules(home, ports);
        }
        if (egress) {
            policy.policy_types.emplace_back("Egress");
            policy.egress = make_rules(home, ports);
        }
        policy::apply_defaults(policy);
        return policy;
    }

  private:
    static double weight(std::size_t rank) { return std::pow(static_cast<double>(rank + 1), -0.8); }

    policy::IpBlock make_block(std::size_t i) {
        policy::IpBlock block;
        const auto at = static_cast<std::uint32_t>(i);
        if (i == 0) return {"0.0.0.0/0", {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}};
        if (i < 20) {  // of the cluster's own
            const IpAddress base = IpAddress::v4(0x0A000000U + (at << 8U));
            return {base.text() + (i % 2 == 0 ? "/24" : "/26"), {}};
        }
        const bool wide = i % 3 == 0;
        const IpAddress base = IpAddress::v4((wide ? 0xAC000000U : 0xCB000000U) + (at << 16U));
        block.cidr = base.text() + (wide ? "/16" : i % 3 == 1 ? "/24" : "/28");
        if (i % 5 == 0 && wide) block.except.push_back(base.text() + "/20");
        return block;
    }

    void add_pods(policy::World& world, std::size_t ns, std::size_t pods) {
        std::size_t number = 0;
        while (pods > 0) {
            const std::size_t replicas = std::min(pods, count(1, 40, Spread::Skewed, dice_));
            add_workload(world, ns, number++, replicas);
            pods -= replicas;
        }
    }

    void add_workload(policy::World& world, std::size_t ns, std::size_t number,
                      std::size_t replicas) {
        policy::Pod pod;
        pod.ns = world.namespaces[ns].name;
        pod.labels["app"] = "app-" + std::to_string(number);
        pod.labels["tier"] = dice_.pick(tiers);
        pod.labels["version"] = dice_.pick(versions);
        pod.labels["pod-template-hash"] = std::to_string(dice_.bits() % 10'000'000'000ULL);
        pod.workload = {"Deployment", pod.labels["app"]};
        for (std::size_t i = dice_.between(1, 3); i > 0; --i) {
            policy::ContainerPort port;
            if (!dice_.one_in(4)) port.name = dice_.pick(port_names);
            port.port = static_cast<std::uint16_t>(dice_.pick(numbers_));
            pod.ports.push_back(port);
        }
        for (std::size_t i = 0; i < replicas; ++i) {
            pod.name = pod.workload.name + '-' + std::to_string(i);
            pod.node = "node-" + std::to_string(dice_.below(profile_.pods / 30 + 1));
            pod.addresses = {IpAddress::v4(
                0x0A000000U + static_cast<std::uint32_t>(world.pods.size() * 37 % 0x7FFFFFU))};
            world.pods.push_back(pod);
        }
    }

    static LabelSelector labelled(const std::string& key, const std::string& value) {
        LabelSelector selector;
        selector.match_labels[key] = value;
        return selector;
    }
    static LabelSelector named(std::size_t ns) {
        return labelled("kubernetes.io/metadata.name", "ns-" + std::to_string(ns));
    }

    LabelSelector subject(const Home& home) {
        const Workload& workload = dice_.pick(home.workloads);
        switch (dice_.below(10)) {
            case 0:
                if (home.pods <= most_selected) return {};
                break;
            case 1:
            case 2:
                if (home.pods <= 4 * most_selected) return labelled("tier", dice_.pick(tiers));
                break;
            case 3:
            case 4: {
                LabelSelector both = labelled("app", workload.app);
                both.match_labels["version"] = workload.version;
                return both;
            }
            default:
                break;
        }
        return labelled("app", workload.app);
    }

    Peer make_peer(const Home& home) {
        Peer peer;
        const std::size_t kind = dice_.below(100);
        if (kind < 45) {
            peer.pod_selector = labelled("app", dice_.pick(home.workloads).app);
        } else if (kind < 80) {
            const Home& other = any_home();
            peer.namespace_selector = named(other.ns);
            peer.pod_selector = labelled("app", dice_.pick(other.workloads).app);
        } else if (kind < 88) {
            peer.namespace_selector = named(any_home().ns);
        } else if (kind < 94) {
            peer.namespace_selector = labelled("team", team(dice_.below(20)));
            peer.pod_selector = labelled("tier", dice_.pick(tiers));
        } else if (kind < 97) {
            peer.namespace_selector = labelled("team", team(dice_.below(20)));
        } else if (kind < 98) {
            peer.namespace_selector.emplace();
        } else {
            peer.namespace_selector.emplace();
            peer.namespace_selector->match_expressions = {{"env", "NotIn", {dice_.pick(envs)}}};
            peer.pod_selector = labelled("tier", dice_.pick(tiers));
        }
        return peer;
    }

    std::vector<PolicyPort> make_ports() {
        std::vector<PolicyPort> ports;
        for (std::size_t i = count(0, 10, profile_.spread, dice_); i > 0; --i) {
            PolicyPort port;
            if (dice_.one_in(8)) port.protocol = "UDP";
            if (dice_.one_in(10)) {
                port.port = dice_.pick(port_names);
            } else {
                port.port = dice_.pick(numbers_);
            }
            ports.push_back(port);
        }
        for (std::size_t i = count(0, 5, profile_.spread, dice_); i > 0; --i) {
            const auto& [first, last] = dice_.pick(ranges_);
            PolicyPort port;
            port.port = first;
            port.end_port = last;
            ports.push_back(port);
        }
        return ports;
    }

    std::vector<policy::PolicyRule> make_rules(const Home& home,
                                               const std::vector<PolicyPort>& ports) {
        std::vector<policy::PolicyRule> rules(2);
        for (std::size_t i = count(1, 10, profile_.spread, dice_); i > 0; --i) {
            rules[0].peers.push_back(make_peer(home));
        }
        for (std::size_t i = count(1, 10, profile_.spread, dice_); i > 0; --i) {
            Peer peer;
            peer.ip_block = dice_.pick(blocks_);
            rules[1].peers.push_back(peer);
        }
        for (policy::PolicyRule& rule : rules) rule.ports = ports;
        return rules;
    }

    const Profile& profile_;
    Dice& dice_;
    std::vector<std::int64_t> numbers_;
    std::vector<std::pair<std::int64_t, std::int64_t>> ranges_;
    std::vector<policy::IpBlock> blocks_;
    std::vector<Home> homes_;
    std::vector<double> cumulative_;
};

}  // namespace

policy::World cluster(const Profile& profile) {
    Dice dice(profile.seed);
    Maker maker(profile, dice);
    policy::World world;
    maker.add_namespaces(world);
    maker.learn(world);
    for (std::size_t i = 0; i < profile.policies; ++i) {
        world.policies.push_back(
            maker.make_policy(maker.any_home(), "policy-" + std::to_string(i)));
    }
    return world;
}

policy::NetworkPolicy one_policy(const policy::World& world, std::size_t pods,
                                 const Profile& profile, oracle::Dice& dice) {
    Maker maker(profile, dice);
    maker.learn(world);
    return maker.make_policy(maker.home_of(pods), "one-more");
}

}  // namespace bench
