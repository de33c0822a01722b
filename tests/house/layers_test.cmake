# SPDX-License-Identifier: MIT
# cmake -P layers_test.cmake: that layers.cmake refuses what it must and admits what it may.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/layers.cmake)

set(cases
    # file                      | what it includes               | admitted
    "policy/model/ip.h          | <cstdint>                      | yes"
    "policy/model/ip.cpp        | \"policy/model/ip.h\"          | yes"
    "policy/model/ip.h          | <unistd.h>                     | no"
    "policy/veth/enforcer.cpp   | <ns3/packet.h>                 | no"
    "policy/model/model.h       | <yaml-cpp/yaml.h>              | no"
    "policy/model/verdict.cpp   | <fmt/core.h>                   | no"
    "policy/model/verdict.cpp   | \"results/records.h\"          | no"
    "policy/table/compile.cpp   | \"sim/run/experiment.h\"       | no"
    "policy/model/verdict.cpp   | \"policy/table/filter_table.h\" | no"
    "policy/oracle/reference.cpp | \"policy/model/model.h\"       | yes"
    "policy/oracle/reference.cpp | \"policy/table/compile.h\"     | no"
    "policy/reach/reachability.cpp | \"policy/table/inventory.h\"   | yes"
    "policy/lint/lint.cpp       | \"policy/reach/reachability.h\" | no"
    "sim/scenario/text/scalar.cpp | \"policy/table/compile.h\"     | no"
    "sim/scenario/objects/pods.cpp | \"sim/scenario/scenario.h\"    | no"
    "policy/table/compile.cpp   | \"filter_table.h\"             | no"
    "policy/table/compile.cpp   | \"../sim/run/experiment.h\"    | no"
    "sim/scenario/reader.cpp    | \"policy/model/model.h\"       | yes"
    "sim/scenario/reader.cpp    | \"sim/scenario/scenario.h\"    | yes"
    "sim/scenario/text/yaml_tree.cpp | <yaml-cpp/yaml.h>              | yes"
    "sim/scenario/reader.cpp    | \"sim/run/experiment.h\"       | no"
    "sim/scenario/reader.cpp    | <ns3/node.h>                   | no"
    "sim/scenario/reader.cpp    | \"results/writer.h\"           | no"
    "sim/run/recorder.cpp       | \"results/writer.h\"           | yes"
    "sim/run/recorder.cpp       | \"sim/scenario/scenario.h\"    | yes"
    "sim/run/recorder.cpp       | <ns3/simulator.h>              | yes"
    "sim/run/recorder.cpp       | <sqlite3.h>                    | no"
    "sim/run/recorder.cpp       | <yaml-cpp/yaml.h>              | no"
    "sim/cli/view.cpp           | <QApplication>                 | no"
    "sim/cli/view.cpp           | \"gui/main_window.h\"          | no"
    "results/writer.cpp         | <SQLiteCpp/Database.h>         | yes"
    "results/writer.cpp         | \"policy/model/verdict.h\"     | no"
    "results/reader.cpp         | \"gui/session.h\"              | no"
    "gui/models/flow_model.cpp  | \"results/reader.h\"           | yes"
    "gui/models/flow_model.cpp  | <QAbstractTableModel>          | yes"
    "gui/models/flow_model.cpp  | \"policy/model/verdict.h\"     | no"
    "gui/models/flow_model.cpp  | \"sim/run/experiment.h\"       | no"
    "gui/models/flow_model.cpp  | <sqlite3.h>                    | no"
    "tests/sim/worker_test.cpp  | <gtest/gtest.h>                | yes"
    "tests/sim/worker_test.cpp  | \"sim/cluster/worker.h\"       | yes"
    "tests/sim/worker_test.cpp  | <QTest>                        | no"
    "tests/gui/flows_test.cpp   | \"gui/models/flow_model.h\"    | yes"
    "tests/gui/flows_test.cpp   | <ns3/node.h>                   | no"
    "tests/gui/flows_test.cpp   | \"sim/cluster/worker.h\"       | no"
)

foreach(case IN LISTS cases)
    string(REGEX MATCH "^([^ ]+) *\\| *([^ ]+) *\\| *([a-z]+)$" _ "${case}")
    set(path "${CMAKE_MATCH_1}")
    set(header "${CMAKE_MATCH_2}")
    set(expected "${CMAKE_MATCH_3}")
    judge_include("${path}" "#include ${header}")
    set(got yes)
    if(fault)
        set(got no)
    endif()
    if(NOT got STREQUAL expected)
        message(SEND_ERROR "${path}: #include ${header}\n  admitted: expected ${expected}, got ${got} (${fault})")
    endif()
endforeach()
