// SPDX-License-Identifier: MIT
// The cluster of a case, as its actions change it.
#pragma once

#include <string>
#include <vector>

#include "policy/model/model.h"
#include "tests/conformance/expectation.h"

namespace conformance {

class CaseCluster {
  public:
    CaseCluster();

    // What every pod that comes from now on serves: container ports "serve-80-tcp" and so on.
    void serve(const std::vector<ProtocolPort>& ports);

    // Creates it, or sets its labels.
    void set_namespace(const std::string& name, const policy::Labels& labels);
    // Words after the name: key=value, @address, port name:T80, `hostNetwork`, `on=NODE`, and a
    // phase. A pod that is there only gets new labels, and what is said beside them.
    void set_pod(const std::string& name, const std::vector<std::string>& words);

    // Throws std::invalid_argument with what the reader of manifests says of it.
    void apply(const std::string& name, const std::string& spec);

    void delete_namespace(const std::string& name);
    void delete_pod(const std::string& name);
    void delete_policy(const std::string& name);

    const policy::World& world() const { return world_; }

  private:
    policy::Pod& pod(const std::string& name);
    void place(policy::Pod& pod);

    policy::World world_;
    std::vector<policy::ContainerPort> ports_;
    std::uint32_t next_address_;
    std::size_t created_ = 0;
};

}  // namespace conformance
