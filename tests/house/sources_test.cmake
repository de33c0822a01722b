# SPDX-License-Identifier: MIT
# cmake -P sources_test.cmake: what every source file has in common. The first line is the licence's,
# headers guard themselves by #pragma once, and no file of the programs is longer than 400 lines:
# one that grows beyond has two subjects.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/sources.cmake)

foreach(path IN LISTS sources)
    file(READ ${root}/${path} text)
    if(NOT text MATCHES "^// SPDX-License-Identifier: MIT\n")
        message(SEND_ERROR "${path}:1: is not \"// SPDX-License-Identifier: MIT\"")
    endif()
    if(path MATCHES "\\.h$" AND NOT text MATCHES "\n#pragma once\n")
        message(SEND_ERROR "${path}: has no #pragma once")
    endif()
    string(REGEX REPLACE "[^\n]" "" lines "${text}")
    string(LENGTH "${lines}" count)
    if(count GREATER 400 AND NOT path MATCHES "^tests/")
        message(SEND_ERROR "${path}: ${count} lines; at most 400")
    endif()
endforeach()

list(LENGTH sources count)
if(count LESS 10) # the globs of sources.cmake no longer find the tree
    message(SEND_ERROR "only ${count} sources found below ${root}")
endif()
message(STATUS "${count} sources")
