// SPDX-License-Identifier: MIT
#include "results/report/why_text.h"

#include <ostream>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/report/words.h"

namespace results {
namespace {

std::string mark(bool good) {
    return good ? "+" : "x";
}

std::string place(const std::string& file, std::int64_t line) {
    return file.empty() ? "" : fmt::format("  {}:{}", file, line);
}

class Page {
  public:
    Page(std::ostream& out, const Why& why, const Style& style)
        : out_(out), why_(why), style_(style) {}

    void write() {
        if (why_.answers.size() == 1) {
            head(why_.answers.front(), ends() + " " + service(why_.answers.front()));
            notes();
            body(why_.answers.front());
            return;
        }
        line(0, fmt::format("{}, {}: {} answers", ends(), why_.asked, why_.answers.size()));
        notes();
        for (const WhyAnswer& answer : why_.answers) {
            line(2, with_symbol(answer.verdict) + "  " + about(answer), answer.verdict);
        }
        for (const WhyAnswer& answer : why_.answers) {
            out_ << '\n';
            head(answer, about(answer));
            if (answer.verdict == "drop" || has_rules(answer)) {
                line(2, fmt::format("for example {}:", answer.service));
            }
            body(answer);
        }
    }

  private:
    // One line, in the colour of a verdict where one is given.
    void line(std::size_t indent, const std::string& text, const std::string& verdict = "") {
        const std::string shown = printable(text);
        out_ << std::string(indent, ' ')
             << (verdict.empty() ? shown : colored(shown, verdict, style_)) << '\n';
    }

    std::string ends() const { return why_.from.ref + " -> " + why_.to.ref; }

    // What was asked, or what of it has this answer.
    std::string service(const WhyAnswer& answer) const {
        if (answer.service == why_.asked) return answer.service;
        return answer.connections.is_all() ? "every protocol and port" : text(answer.connections);
    }

    std::string about(const WhyAnswer& answer) const {
        std::string about = service(answer);
        if (!answer.family.empty()) about += " over " + answer.family;
        if (!answer.from_pods.empty()) {
            about += fmt::format(", from {}", fmt::join(answer.from_pods, ", "));
        }
        if (!answer.to_pods.empty()) {
            about += fmt::format(", to {}", fmt::join(answer.to_pods, ", "));
        }
        return about;
    }

    void head(const WhyAnswer& answer, const std::string& subject) {
        line(0, fmt::format("{}  {}: {}", with_symbol(answer.verdict), subject, answer.text),
             answer.verdict);
    }

    void notes() {
        for (const WhyEnd* end : {&why_.from, &why_.to}) {
            if (!end->note.empty()) line(2, "(" + end->note + ")");
        }
    }

    static bool has_rules(const WhyAnswer& answer) {
        for (const WhyHook& hook : answer.hooks) {
            if (hook.isolated) return true;
        }
        return false;
    }

    void body(const WhyAnswer& answer) {
        std::size_t number = 0;
        bool reached = true;
        const WhyHook* before = nullptr;
        for (std::size_t i = 0; i < answer.hooks.size(); ++i) {
            const WhyHook& hook = answer.hooks[i];
            const bool goes_on = before != nullptr && is_network(*before) && is_network(hook);
            if (!goes_on) out_ << '\n';
            before = &hook;
            const std::size_t usual = usual_from(answer.hooks, i);
            if (usual > 1) {
                usual_hooks(answer.hooks, i, usual, ++number);
                i += usual - 1;
                before = &answer.hooks[i];
                continue;
            }
            this->hook(hook, ++number, reached, hook.text != answer.text);
            if (hook.verdict == "drop") reached = false;
        }
        changes(answer);
    }

    // A VPC's, or a node's on the way there.
    static bool is_network(const WhyHook& hook) {
        return hook.direction.empty() && !hook.reason.empty() && hook.hook != "service" &&
               hook.hook != "load-balancer";
    }

    // How many hooks from here on let pass by what a VPC has where nothing is written of it.
    static std::size_t usual_from(const std::vector<WhyHook>& hooks, std::size_t first) {
        std::size_t count = 0;
        for (std::size_t i = first; i < hooks.size(); ++i) {
            const WhyHook& hook = hooks[i];
            const bool is_usual = is_network(hook) && hook.verdict == "allow" &&
                                  hook.hook != "snat" && hook.hook != "gateway" &&
                                  hook.leg == hooks[first].leg &&
                                  (hook.causes.empty() || hook.causes.front().line == 0);
            if (!is_usual) break;
            ++count;
        }
        return count;
    }

    void usual_hooks(const std::vector<WhyHook>& hooks, std::size_t first, std::size_t count,
                     std::size_t number) {
        std::string way;
        for (std::size_t i = first; i < first + count; ++i) {
            way += (way.empty() ? "" : ", ") + hooks[i].pod;
        }
        line(0,
             fmt::format("{}. {} the VPC, which lets it pass as VPCs usually do: {}", number,
                         hooks[first].leg == "reply" ? "back through" : "through", way),
             "allow");
    }

    // What lets pass is one line, for a way has many of them.
    void network_hook(const WhyHook& hook, std::size_t number) {
        const char* at = hook.leg == "reply" ? "back at" : "at";
        const std::string head = fmt::format("{}. {} {} ({})  {}", number, at, hook.pod, hook.hook,
                                             with_symbol(hook.verdict));
        if (hook.verdict == "allow") {
            const bool known = !hook.causes.empty() && hook.causes.front().line > 0;
            const std::string where =
                known ? place(hook.causes.front().file, hook.causes.front().line) : "";
            line(0, fmt::format("{}: {}{}", head, hook.text, where), hook.verdict);
            return;
        }
        line(0, fmt::format("{}  {}", head, hook.reason), hook.verdict);
        line(3, hook.text);
        for (const Cause& cause : hook.causes) {
            if (cause.line == 0) continue;
            line(3, fmt::format("{} {} {}{}", cause.kind, cause.name, cause.path,
                                place(cause.file, cause.line)));
        }
    }

    // The sentence is left out where the head said it already.
    void hook(const WhyHook& hook, std::size_t number, bool reached, bool with_text) {
        if (hook.hook == "route" && hook.reason.empty()) {
            line(0, fmt::format("{}. on the way: {}", number, hook.text));
            return;
        }
        if (is_network(hook)) {
            network_hook(hook, number);
            return;
        }
        if (hook.direction.empty()) {
            const std::string at = hook.pod.empty() ? "the node" : hook.pod;
            line(0,
                 fmt::format("{}. at {} ({})  {}{}{}", number, at, hook.hook,
                             with_symbol(hook.verdict), hook.reason.empty() ? "" : "  ",
                             hook.reason),
                 hook.verdict);
            line(3, hook.text);
            for (const Cause& cause : hook.causes) {
                line(3, fmt::format("{}/{} {}  {}:{}", cause.ns, cause.name, cause.path, cause.file,
                                    cause.line));
            }
            return;
        }
        const bool egress = hook.direction == "egress";
        line(0,
             fmt::format("{}. {} {} ({})  {}  {}{}", number, egress ? "out of" : "into", hook.pod,
                         hook.hook, with_symbol(hook.verdict), hook.reason,
                         reached ? "" : "  (it does not get here, but would be judged so)"),
             hook.verdict);
        if (with_text) line(3, hook.text);
        for (const std::string& caveat : hook.caveat_texts) line(3, "caveat: " + caveat);
        for (const WhyPolicy& policy : hook.policies) this->policy(policy, hook.direction);
        if (!hook.other_direction.empty()) {
            line(3, fmt::format("about {} only: {}", egress ? "ingress" : "egress",
                                fmt::join(hook.other_direction, ", ")));
        }
    }

    void policy(const WhyPolicy& policy, const std::string& direction) {
        line(3, fmt::format("{} policy {}/{}{}", mark(policy.miss == "none"), policy.ns,
                            policy.name, place(policy.file, policy.line)));
        line(5, "selects " + policy.selects);
        if (policy.rules.empty()) line(5, fmt::format("has no {} rule", direction));
        for (const WhyRule& rule : policy.rules) this->rule(rule, direction == "ingress");
    }

    void rule(const WhyRule& rule, bool ingress) {
        line(5, fmt::format("{} {}{}", mark(rule.peer_matches && rule.port_matches), rule.path,
                            place(rule.file, rule.line)));
        items(rule.peers, ingress ? "from anyone" : "to anyone");
        items(rule.ports, "every port of every protocol");
    }

    void items(const std::vector<WhyItem>& items, std::string_view all) {
        if (items.empty()) line(7, fmt::format("+ {}", all));
        for (const WhyItem& item : items) {
            line(7, fmt::format("{} {}  {}{}", mark(item.matches), item.path, item.text,
                                item.why.empty() ? "" : ": " + item.why));
        }
    }

    void changes(const WhyAnswer& answer) {
        if (answer.changes.empty()) {
            if (answer.verdict != "drop" || answer.hook.rfind("veth", 0) != 0) return;
            out_ << '\n';
            line(0, "Ask for one port to see what would let it pass.");
            return;
        }
        std::size_t needed = 0;
        for (const WhyChange& change : answer.changes) needed += change.alternative ? 0 : 1;
        out_ << '\n';
        line(0, fmt::format("What would let {} pass{}{}:", answer.service,
                            answer.verdict == "drop" ? "" : " for certain",
                            needed > 1 ? " (both ends have to)" : ""));
        for (const WhyChange& change : answer.changes) {
            const char* way = change.direction.empty()       ? "at"
                              : change.direction == "egress" ? "out of"
                                                             : "into";
            line(2, fmt::format("{} {} {}: {}", change.alternative ? "or," : "-", way, change.pod,
                                change.text));
            yaml(change.yaml);
        }
    }

    void yaml(const std::string& text) {
        std::size_t begin = 0;
        for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
            line(6, text.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    std::ostream& out_;
    const Why& why_;
    const Style& style_;
};

}  // namespace

void write_why(std::ostream& out, const Why& why, const Style& style) {
    Page(out, why, style).write();
}

}  // namespace results
