// SPDX-License-Identifier: MIT
#include "results/report/words.h"

#include <sstream>

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

std::string backend_text(const FlowView& view) {
    if (view.backend.id == none) return "";
    const std::int64_t port = view.flow.backend_port;
    return port == 0 ? view.backend.ref : fmt::format("{}:{}", view.backend.ref, port);
}

const std::string& destination_text(const FlowView& view) {
    return view.dst.id == none && view.asked.id != none ? view.asked.ref : view.dst.ref;
}

std::string destination_and_backend(const FlowView& view) {
    const std::string backend = backend_text(view);
    const std::string& destination = destination_text(view);
    return backend.empty() ? destination : destination + " -> " + backend;
}

std::string address_and_port(const Endpoint& end, std::int64_t port) {
    std::string address;
    std::istringstream addresses(end.ip);
    while (std::getline(addresses, address, ','))
        if (address.find(':') == std::string::npos) break;
    if (address.find(':') != std::string::npos) address = "[" + address + "]";
    return port == 0 ? address : fmt::format("{}:{}", address, port);
}

std::string with_symbol(const std::string& verdict) {
    if (verdict == "allow") return "+ allow";
    if (verdict == "drop") return "x drop";
    return "? " + verdict;
}

std::string cause_text(const Cause& cause) {
    const std::string place = cause.line == 0 ? "" : fmt::format("{}:{} ", cause.file, cause.line);
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
