# SPDX-License-Identifier: MIT
# cmake -P layers_test.cmake: that layers.cmake refuses what it must and admits what it may.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/layers.cmake)

set(cases
    # file                     | what it includes             | admitted
    "policy/ip.h               | <cstdint>                    | yes"
    "policy/ip.cpp             | \"policy/ip.h\"              | yes"
    "policy/ip.h               | <unistd.h>                   | no"
    "policy/enforcer.cpp       | <ns3/packet.h>               | no"
    "policy/model.h            | <yaml-cpp/yaml.h>            | no"
    "policy/verdict.cpp        | <fmt/core.h>                 | no"
    "policy/verdict.cpp        | \"results/records.h\"        | no"
    "policy/compile.cpp        | \"sim/run/experiment.h\"     | no"
    "policy/compile.cpp        | \"filter_table.h\"           | no"
    "policy/compile.cpp        | \"../sim/run/experiment.h\"  | no"
    "sim/scenario/reader.cpp   | \"policy/model.h\"           | yes"
    "sim/scenario/reader.cpp   | \"sim/scenario/scenario.h\"  | yes"
    "sim/scenario/reader.cpp   | <yaml-cpp/yaml.h>            | yes"
    "sim/scenario/reader.cpp   | \"sim/run/experiment.h\"     | no"
    "sim/scenario/reader.cpp   | <ns3/node.h>                 | no"
    "sim/scenario/reader.cpp   | \"results/writer.h\"         | no"
    "sim/run/recorder.cpp      | \"results/writer.h\"         | yes"
    "sim/run/recorder.cpp      | \"sim/scenario/scenario.h\"  | yes"
    "sim/run/recorder.cpp      | <ns3/simulator.h>            | yes"
    "sim/run/recorder.cpp      | <sqlite3.h>                  | no"
    "sim/run/recorder.cpp      | <yaml-cpp/yaml.h>            | no"
    "sim/cli/view.cpp          | <QApplication>               | no"
    "sim/cli/view.cpp          | \"gui/main_window.h\"        | no"
    "results/writer.cpp        | <SQLiteCpp/Database.h>       | yes"
    "results/writer.cpp        | \"policy/verdict.h\"         | no"
    "results/reader.cpp        | \"gui/session.h\"            | no"
    "gui/models/flow_model.cpp | \"results/reader.h\"         | yes"
    "gui/models/flow_model.cpp | <QAbstractTableModel>        | yes"
    "gui/models/flow_model.cpp | \"policy/verdict.h\"         | no"
    "gui/models/flow_model.cpp | \"sim/run/experiment.h\"     | no"
    "gui/models/flow_model.cpp | <sqlite3.h>                  | no"
    "tests/sim/worker_test.cpp | <gtest/gtest.h>              | yes"
    "tests/sim/worker_test.cpp | \"sim/cluster/worker.h\"     | yes"
    "tests/sim/worker_test.cpp | <QTest>                      | no"
    "tests/gui/flows_test.cpp  | \"gui/models/flow_model.h\"  | yes"
    "tests/gui/flows_test.cpp  | <ns3/node.h>                 | no"
    "tests/gui/flows_test.cpp  | \"sim/cluster/worker.h\"     | no"
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
