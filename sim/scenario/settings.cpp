// SPDX-License-Identifier: MIT
#include "sim/scenario/settings.h"

#include <algorithm>

#include "sim/scenario/text/findings.h"

namespace scenario {
namespace {

using policy::Settings;

// One row for each setting: what users may write, and what that does.
struct Row {
    Setting setting;
    void (*apply)(Settings& settings, std::size_t value);  // position in `values`
};

const std::vector<Row>& rows() {
    static const std::vector<Row> table = {
        {{"hostNetworkPods",
          {"ignore", "police"},
          "Are hostNetwork pods subjects and peers, or part of their node?"},
         [](Settings& s, std::size_t value) {
             s.host_network_pods =
                 value == 0 ? policy::HostNetworkPods::Ignore : policy::HostNetworkPods::Police;
         }},
        {{"icmp",
          {"byRule", "allow", "drop"},
          "Does an isolated pod pass ICMP and what else has no ports?"},
         [](Settings& s, std::size_t value) {
             s.portless = static_cast<policy::PortlessTraffic>(value);
         }},
        {{"ipBlockMatchesPods", {"true", "false"}, "Does an ipBlock match addresses of pods?"},
         [](Settings& s, std::size_t value) { s.ip_block_matches_pods = value == 0; }},
        {{"egressToOwnNode", {"policed", "allow"}, "May a pod always send to its own node?"},
         [](Settings& s, std::size_t value) { s.allow_egress_to_own_node = value == 1; }},
        {{"establishedConnections",
          {"keep", "reevaluate"},
          "Do connections outlive a change that would not let them in?"},
         [](Settings& s, std::size_t value) { s.keep_established = value == 0; }},
    };
    return table;
}

std::string list(const std::vector<std::string_view>& words) {
    std::string text;
    for (const std::string_view word : words) {
        text += (text.empty() ? "" : ", ") + std::string(word);
    }
    return text;
}

SettingFault wrong_value(const Setting& setting, const std::string& value) {
    return {std::string(setting.key) + " cannot be \"" + value + "\"",
            "one of " + list(setting.values)};
}

}  // namespace

const std::vector<Setting>& setting_table() {
    static const std::vector<Setting> table = [] {
        std::vector<Setting> settings;
        for (const Row& row : rows()) settings.push_back(row.setting);
        return settings;
    }();
    return table;
}

bool is_setting(const std::string& key) {
    return std::any_of(rows().begin(), rows().end(),
                       [&key](const Row& row) { return row.setting.key == key; });
}

std::optional<SettingFault> set(Settings& settings, const std::string& key,
                                const std::string& value) {
    std::vector<std::string_view> all;
    std::vector<std::string> keys;
    for (const Row& row : rows()) {
        all.push_back(row.setting.key);
        if (row.setting.key != key) {
            keys.emplace_back(row.setting.key);
            continue;
        }
        const auto& values = row.setting.values;
        const auto found = std::find(values.begin(), values.end(), value);
        if (found == values.end()) {
            return wrong_value(row.setting, value);
        }
        row.apply(settings, static_cast<std::size_t>(found - values.begin()));
        return std::nullopt;
    }
    const std::string near = did_you_mean(key, keys);
    return SettingFault{"unknown setting \"" + key + "\"",
                        near.empty() ? "one of " + list(all) : near};
}

}  // namespace scenario
