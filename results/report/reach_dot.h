// SPDX-License-Identifier: MIT
// Allowed connections as a graph for Graphviz.
#pragma once

#include <iosfwd>
#include <map>
#include <set>
#include <string>

#include "results/report/reach_report.h"

namespace results {

// Workloads are boxes within a frame for each namespace, addresses outside are ellipses, edges are
// labelled with what is allowed and dashed where nothing is so for certain. Nothing rests on
// colour. Holds the nodes, not the edges.
class ReachDot : public ReachReport {
  public:
    explicit ReachDot(std::ostream& out);

    void add(const ReachEnd& from, const ReachEnd& to, const ReachAnswer& answer) override;
    void end() override;

  private:
    void note(const ReachEnd& end);

    std::ostream& out_;
    std::map<std::string, std::set<std::string>> namespaces_;
    std::set<std::string> outside_;
};

}  // namespace results
