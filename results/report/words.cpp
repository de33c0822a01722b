// SPDX-License-Identifier: MIT
#include "results/report/words.h"

#include <fmt/format.h>

namespace results {
namespace {

// The nearest of the 256 terminal colours to Okabe and Ito's; a dropped flow is bold besides.
const char* escape(const std::string& verdict) {
    if (verdict == "allow") return "\x1b[38;5;32m";
    if (verdict == "drop") return "\x1b[1;38;5;166m";
    return "\x1b[38;5;245m";
}

}  // namespace

std::string seconds(Nanoseconds time) {
    constexpr Nanoseconds second = 1'000'000'000;
    std::string text =
        fmt::format("{}{}.{:09}", time < 0 ? "-" : "", time < 0 ? -(time / second) : time / second,
                    time < 0 ? -(time % second) : time % second);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string short_seconds(Nanoseconds time) {
    return fmt::format("{:.3f}", static_cast<double>(time) / 1e9);
}

std::string protocol_and_port(const Flow& flow) {
    return flow.port == 0 ? flow.protocol : fmt::format("{}/{}", flow.protocol, flow.port);
}

std::string with_symbol(const std::string& verdict) {
    if (verdict == "allow") return "+ allow";
    if (verdict == "drop") return "x drop";
    return "? " + verdict;
}

std::string cause_text(const Cause& cause) {
    const std::string place =
        cause.file.empty() ? "" : fmt::format("{}:{} ", cause.file, cause.line);
    const std::string ns = cause.ns.empty() ? "" : cause.ns + "/";
    return fmt::format("{}{}{} {}", place, ns, cause.name, cause.path);
}

std::string first_cause(const std::vector<Cause>& causes) {
    if (causes.empty()) return "";
    const std::string first = cause_text(causes.front());
    return causes.size() == 1 ? first : fmt::format("{} (and {} more)", first, causes.size() - 1);
}

std::string colored(const std::string& text, const std::string& verdict, const Style& style) {
    return style.color ? escape(verdict) + text + "\x1b[0m" : text;
}

}  // namespace results
