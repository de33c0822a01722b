# SPDX-License-Identifier: MIT
# cmake -Dvethlab=PROGRAM -Dscenario=FILE -Ddb=FILE -P scenario_test.cmake: runs a scenario and passes iff
# all that it expects came true. What the program prints is the history of a failure.
cmake_minimum_required(VERSION 3.22)

file(REMOVE ${db})
execute_process(COMMAND ${vethlab} run ${scenario} --db ${db} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${scenario}: exit status ${status}")
endif()
if(NOT EXISTS ${db})
    message(FATAL_ERROR "${scenario}: no run was stored")
endif()
