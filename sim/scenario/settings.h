// SPDX-License-Identifier: MIT
// What the NetworkPolicy API leaves open, by the names that users write: `settings:` of a scenario,
// `--setting KEY=VALUE` on the command line. policy/model/settings.h says what each means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/settings.h"

namespace scenario {

struct Setting {
    std::string_view key;                  // "hostNetworkPods"
    std::vector<std::string_view> values;  // the default first
    std::string_view question;             // one line, for help
};

const std::vector<Setting>& setting_table();
bool is_setting(const std::string& key);

// Why a setting was refused.
struct SettingFault {
    std::string message;  // `unknown setting "icpm"`
    std::string help;     // `did you mean "icmp"?`
};

// Writes one setting into `settings`; nothing is written where there is a fault.
std::optional<SettingFault> set(policy::Settings& settings, const std::string& key,
                                const std::string& value);

}  // namespace scenario
