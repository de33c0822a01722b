# SPDX-License-Identifier: MIT
# cmake -P layering_test.cmake: every #include of the tree against layers.cmake.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/layers.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/sources.cmake)

set(count 0)
foreach(path IN LISTS sources)
    file(STRINGS ${root}/${path} lines REGEX "^[ \t]*#[ \t]*include")
    foreach(line IN LISTS lines)
        math(EXPR count "${count} + 1")
        judge_include("${path}" "${line}")
        if(fault)
            message(SEND_ERROR "${path}: ${line}\n  ${fault}")
        endif()
    endforeach()
endforeach()
list(LENGTH sources files)
if(count LESS files) # every source includes something: a count this low means nothing was read
    message(SEND_ERROR "only ${count} includes found in ${files} files")
endif()
message(STATUS "${count} includes in ${files} files")
