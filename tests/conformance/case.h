// SPDX-License-Identifier: MIT
// A conformance case as data: the cluster at each step, and which cells must pass there.
// README.md is the language of the files; read_cases() reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/model/model.h"
#include "tests/conformance/expectation.h"

namespace conformance {

// One question: may this pod open this connection to that one.
struct Cell {
    std::size_t from = 0;  // World::pods
    std::size_t to = 0;
    ProtocolPort port;
};

// How many cells pass, as the catalogue gives it: where a pod's policies judge its connections to
// itself, and where those always pass.
struct Checksum {
    std::size_t strict = 0;
    std::size_t loop = 0;
};

// All ordered pairs of pods on some ports.
struct Probe {
    std::vector<ProtocolPort> ports;
    Expectation expected;
    std::optional<Checksum> checksum;
};

struct Step {
    std::vector<std::string> actions;  // the lines that led here
    policy::World world;
    std::vector<Probe> probes;
};

struct Case {
    std::string suite;  // the file's name without ending
    std::string id;     // "E03"
    std::string title;
    bool judge_loopback = false;  // whether cells from a pod to itself count
    bool unsent = false;          // the simulator cannot send its packets
    std::vector<Step> steps;
    std::vector<std::string> faults;  // objects that had to be refused and were not
};

// The address at which `peer` meets `of`: the first of a family that both have. Null where they
// have none in common, and where one of them is finished.
const policy::IpAddress* address_for(const policy::Pod& of, const policy::Pod& peer);

// The cells of a probe, by source, destination and port: between pods that can meet.
std::vector<Cell> cells(const Case& of, const Step& step, const Probe& probe);

// Every case of a file. Throws std::runtime_error naming file and line.
std::vector<Case> read_cases(const std::string& path);

}  // namespace conformance
