// SPDX-License-Identifier: MIT
#include <fstream>
#include <functional>
#include <map>
#include <stdexcept>

#include "tests/conformance/case.h"
#include "tests/conformance/case_cluster.h"
#include "tests/conformance/words.h"

namespace conformance {
namespace {

// A statement: its first line, and the deeper lines below it as they are.
struct Statement {
    int line = 0;
    std::string text;
    std::string block;
};

// With those of the file beside it that `include FILE` names.
std::vector<Statement> statements(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::vector<Statement> found;
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        const std::size_t indent = line.find_first_not_of(' ');
        if (indent == std::string::npos || line[indent] == '#') continue;
        if (line.rfind("include ", 0) == 0) {
            const auto included = statements(path.substr(0, path.rfind('/') + 1) + line.substr(8));
            found.insert(found.end(), included.begin(), included.end());
        } else if (indent >= 4 && !found.empty()) {
            found.back().block += "\n" + line;
        } else {
            found.push_back({number, trimmed(line), ""});
        }
    }
    return found;
}

class CaseReader {
  public:
    explicit CaseReader(std::string suite) : suite_(std::move(suite)) {}

    void read(const Statement& statement) {
        const std::string text = substituted(statement.text);
        const std::size_t space = text.find(' ');
        const std::string verb = text.substr(0, space);
        const std::string rest = space == std::string::npos ? "" : trimmed(text.substr(space));
        if (text.find("<-") != std::string::npos || text.find(" -> ") != std::string::npos) {
            probe().expected.add(text);
        } else if (verb == "let") {
            const std::size_t end = rest.find(" = ");
            lets_[rest.substr(0, end)] = rest.substr(end + 3);
        } else if (verb == "case") {
            begin_case(rest);
        } else if (verb == "unsent") {
            cases.back().unsent = true;
        } else if (verb == "probe") {
            step().probes.push_back({parse_ports(rest.empty() ? "all" : rest), {}, {}});
            acting_ = false;
        } else if (verb == "cells") {
            const std::vector<std::string> counts = split(rest, " ");
            probe().checksum = {std::stoul(counts.at(0)), std::stoul(counts.at(1))};
        } else {
            act(verb, rest, substituted(statement.block));
        }
    }

    std::vector<Case> cases;

  private:
    // Replaces `$name` by what `let` said.
    std::string substituted(std::string text) const {
        for (std::size_t at = 0; (at = text.find('$', at)) != std::string::npos;) {
            const std::size_t end =
                text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", at + 1);
            const std::string name = text.substr(at + 1, end - at - 1);
            const auto found = lets_.find(name);
            if (found == lets_.end()) throw std::invalid_argument("no such name: $" + name);
            text.replace(at, name.size() + 1, found->second);
        }
        return text;
    }

    void begin_case(const std::string& rest) {
        if (cases.empty()) base_ = cluster_;
        cluster_ = base_;
        const std::size_t space = rest.find(' ');
        Case made;
        made.suite = suite_;
        made.id = rest.substr(0, space);
        made.title = trimmed(rest.substr(space + 1));
        made.judge_loopback = judge_loopback_;
        cases.push_back(made);
        acting_ = true;
        actions_.clear();
    }

    // The present step; the first probe after actions begins one.
    Step& step() {
        if (cases.empty()) throw std::invalid_argument("outside of a case");
        if (acting_ || cases.back().steps.empty()) {
            cases.back().steps.push_back({actions_, cluster_.world(), {}});
            actions_.clear();
        }
        return cases.back().steps.back();
    }
    Probe& probe() {
        if (acting_ || cases.empty() || cases.back().steps.empty()) {
            throw std::invalid_argument("an expectation without probe");
        }
        return cases.back().steps.back().probes.back();
    }

    void act(const std::string& verb, const std::string& rest, const std::string& block) {
        acting_ = true;
        actions_.push_back(verb + " " + rest + block);
        const std::size_t space = rest.find(' ');
        const std::string name = rest.substr(0, space);
        std::vector<std::string> words = split(rest, " ");
        if (!words.empty()) words.erase(words.begin());
        if (verb == "serve") {
            cluster_.serve(parse_ports(rest));
        } else if (verb == "loopback") {
            (cases.empty() ? judge_loopback_ : cases.back().judge_loopback) = rest == "judged";
        } else if (verb == "ns") {
            policy::Labels labels;
            for (const std::string& word : words) {
                const std::size_t equals = word.find('=');
                labels[word.substr(0, equals)] = word.substr(equals + 1);
            }
            cluster_.set_namespace(name, labels);
        } else if (verb == "pod") {
            cluster_.set_pod(name, words);
        } else if (verb == "pods") {
            for (const std::string& pod : split(rest, " ")) {
                cluster_.set_pod(pod, {"pod=" + pod.substr(pod.find('/') + 1)});
            }
        } else if (verb == "apply") {
            cluster_.apply(name, (space == std::string::npos ? "" : rest.substr(space)) + block);
        } else if (verb == "refuse") {
            refuse(name, rest.substr(space) + block);
        } else if (verb == "delete") {
            remove(name, rest.substr(space + 1));
        } else {
            throw std::invalid_argument("not understood: " + verb);
        }
    }

    void refuse(const std::string& name, const std::string& spec) {
        try {
            cluster_.apply(name, spec);
        } catch (const std::invalid_argument&) {
            return;
        }
        cases.back().faults.push_back("not refused:" + spec);
    }

    void remove(const std::string& kind, const std::string& name) {
        if (kind == "ns") return cluster_.delete_namespace(name);
        if (kind == "pod") return cluster_.delete_pod(name);
        if (kind == "policy") return cluster_.delete_policy(name);
        throw std::invalid_argument("cannot delete a " + kind);
    }

    std::string suite_;
    std::map<std::string, std::string> lets_;
    bool judge_loopback_ = false;
    CaseCluster base_;
    CaseCluster cluster_;
    bool acting_ = true;
    std::vector<std::string> actions_;
};

std::string stem(const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1);
    return name.substr(0, name.rfind('.'));
}

void check_names(const Case& made) {
    for (const Step& step : made.steps) {
        std::vector<std::string> pods;
        for (const policy::Pod& pod : step.world.pods) pods.push_back(pod.ns + "/" + pod.name);
        for (const Probe& probe : step.probes) {
            for (const std::string& name : probe.expected.unknown(pods)) {
                throw std::runtime_error(made.suite + " " + made.id + ": no pod " + name);
            }
        }
    }
}

}  // namespace

std::vector<Case> read_cases(const std::string& path) {
    CaseReader reader(stem(path));
    for (const Statement& statement : statements(path)) {
        try {
            reader.read(statement);
        } catch (const std::logic_error& error) {  // std::stoi's are logic errors, too
            throw std::runtime_error(path + ":" + std::to_string(statement.line) + ": " +
                                     error.what());
        }
    }
    for (const Case& made : reader.cases) check_names(made);
    return reader.cases;
}

const policy::IpAddress* address_for(const policy::Pod& of, const policy::Pod& peer) {
    if (of.finished() || peer.finished()) return nullptr;
    for (const policy::IpAddress& address : of.addresses) {
        for (const policy::IpAddress& other : peer.addresses) {
            if (address.family() == other.family()) return &address;
        }
    }
    return nullptr;
}

std::vector<Cell> cells(const Case& of, const Step& step, const Probe& probe) {
    std::vector<Cell> found;
    for (std::size_t from = 0; from < step.world.pods.size(); ++from) {
        for (std::size_t to = 0; to < step.world.pods.size(); ++to) {
            if (from == to && !of.judge_loopback) continue;
            if (address_for(step.world.pods[from], step.world.pods[to]) == nullptr) continue;
            for (const ProtocolPort& port : probe.ports) found.push_back({from, to, port});
        }
    }
    return found;
}

}  // namespace conformance
