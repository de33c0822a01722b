// SPDX-License-Identifier: MIT
// vethlab why: one connection, hook by hook, there and back, with each cause.
#include "sim/analysis/why.h"

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "results/report/why_json.h"
#include "results/report/why_text.h"
#include "sim/analysis/network_way.h"
#include "sim/cli/output.h"
#include "sim/cli/verbs.h"
#include "sim/cli/world_input.h"

namespace cli {
namespace {

const char* const why_footer =
    R"(PATH is manifests, folders of them, a dump (kubectl get ... -A -o yaml), - for standard input,
or one scenario, as it is at its start or --at a moment. FROM and TO are namespace/name,
namespace/kind/name, a scenario's host/name, or an IP address; a workload stands for its pods. TO may
be a service (namespace/service/name), on its own port; a name as applications write it
(dns/web.shop); a node's port (node/name); or the load balancer of a Service or an Ingress
(lb/namespace/name). What is asked for is :PORT, with TCP unless /UDP or /SCTP follows, or /ICMP;
without, every port.

Examples:
  vethlab why manifests/ policies/ shop/web shop/statefulset/db:5432
  vethlab why dump.yaml shop/web shop/service/db:5432
  vethlab why dump.yaml shop/web kube-system/service/kube-dns:53/UDP
  vethlab why dump.yaml 203.0.113.9 '[2001:db8::1]:443'
  vethlab why scenario.yaml --at 90s ui/ui host/www.google.com:80
  vethlab why scenario.yaml host/browser lb/shop/front:443 --host shop.example.com --path /cart)";

enum class WhyFormat { Text, Json };

struct WhyVerb {
    WorldInput input;
    std::vector<std::string> words;  // PATH... FROM TO
    WhyFormat format = WhyFormat::Text;
    std::string host;  // of a request to a load balancer
    std::string path = "/";
};

int why(WhyVerb verb, ColorMode color) {
    if (verb.words.size() < 3) throw UsageError("vethlab why needs PATH, FROM and TO");
    const std::string to = verb.words.back();
    const std::string from = verb.words[verb.words.size() - 2];
    verb.input.paths.assign(verb.words.begin(), verb.words.end() - 2);
    const auto read = load_world(verb.input, color);
    if (!read) {
        return status_wrong_input;
    }
    auto found = analysis::find_question(read->world, read->hosts, from, to);
    print_diagnostics(found.diagnostics, color);
    if (!found.question) {
        return status_wrong_input;
    }
    if (!verb.host.empty()) found.question->host = verb.host;
    found.question->path = verb.path;
    if (read->rules) found.question->rules = &*read->rules;
    std::optional<analysis::NetworkWays> network;
    if (read->network) {
        network.emplace(read->world, *read->network, read->cni);
        found.question->network = &*network;
    }
    const results::Why rows = analysis::why(read->world, read->settings, *found.question);
    if (verb.format == WhyFormat::Json) {
        results::write_why_json(std::cout, rows);
    } else {
        results::write_why(std::cout, rows, output_style(color));
    }
    std::cout.flush();
    return status_done;
}

}  // namespace

void add_why(Verbs& verbs) {
    const auto told = std::make_shared<WhyVerb>();
    Verb verb = verbs.add("why", "One connection, hook by hook, there and back, with each cause",
                          [told, &color = verbs.color] { return why(*told, color); });
    verb.footer(why_footer);
    verb.add_option("PATH... FROM TO[:PORT][/PROTO]", told->words,
                    "What to read, and the connection to ask about")
        .required();
    verb.add_format<WhyFormat>(
        told->format,
        {{"text", WhyFormat::Text}, {"table", WhyFormat::Text}, {"json", WhyFormat::Json}},
        "text (default; table is the same) or json");
    verb.add_option("--host", told->host,
                    "Of a request to an Application Load Balancer: the name asked for");
    verb.add_option("--path", told->path, "Of such a request: the path (default /)");
    add_world_options(verb, told->input);
}

}  // namespace cli
