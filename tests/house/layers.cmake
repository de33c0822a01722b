# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.22)

# Who may include whom. Headers in the system's include path compile without linking anything, so
# the build does not notice when policy/ reaches for ns-3, or when code under GPL-2.0-only (ns-3)
# and code under GPL-3.0-only (Qt Charts) meet in one program. This table does.
#
# A file is governed by the longest row its path begins with. It may include the standard library,
# its own row's headers, those of the rows listed and of the rows below them, and libraries' headers
# that begin as listed.
set(layers
    # row          | rows it may include | libraries
    "policy/model    |                       |"
    "policy/validate | policy/model          |"
    "policy/table    | policy/model          |"
    "policy/veth     | policy/model policy/table |"
    "policy/reach    | policy/model policy/table |"
    "policy/services | policy/model policy/table policy/veth |"
    "policy/vpc      | policy/model policy/table policy/veth |"
    "policy/explain  | policy/model          |"
    "policy/lint     | policy/model policy/validate policy/table policy/services |"
    "policy/oracle   | policy/model          |"
    "sim/scenario/text    | policy/model          | yaml-cpp/ rapidjson/"
    "sim/scenario/objects | policy sim/scenario/text |"
    "sim/scenario  | policy              |"
    "results       |                     | sqlite3.h SQLiteCpp/ nlohmann/ fmt/ sha2.h arpa/inet.h fcntl.h unistd.h sys/types.h"
    "sim           | policy sim/scenario results | ns3/ CLI/ fmt/ unistd.h sys/ioctl.h"
    "gui           | results             | Q"
    "tests         | policy sim/scenario results sim | gtest/ gmock/ benchmark/ ns3/ yaml-cpp/ rapidjson/ sqlite3.h SQLiteCpp/ nlohmann/ fmt/ unistd.h sys/ malloc.h"
    "tests/gui     | results gui         | gtest/ gmock/ Q sqlite3.h SQLiteCpp/ nlohmann/ fmt/"
)

# Sets in the caller: layer (empty where none governs `path`), layer_rows, layer_libraries.
function(find_layer path)
    set(layer "")
    foreach(line IN LISTS layers)
        string(REGEX MATCH "^([^ ]+) *\\|([^|]*)\\|(.*)$" _ "${line}")
        set(row "${CMAKE_MATCH_1}")
        set(rows "${CMAKE_MATCH_2}")
        set(libraries "${CMAKE_MATCH_3}")
        string(FIND "${path}" "${row}/" at)
        string(LENGTH "${row}" length)
        string(LENGTH "${layer}" longest)
        if(at EQUAL 0 AND length GREATER longest)
            set(layer "${row}")
            separate_arguments(layer_rows UNIX_COMMAND "${row} ${rows}")
            separate_arguments(layer_libraries UNIX_COMMAND "${libraries}")
        endif()
    endforeach()
    set(layer "${layer}" PARENT_SCOPE)
    set(layer_rows "${layer_rows}" PARENT_SCOPE)
    set(layer_libraries "${layer_libraries}" PARENT_SCOPE)
endfunction()

# Sets `fault` in the caller: why the file at `path` may not contain `line`, an #include of one of
# our headers; empty where it may.
function(judge_own path header)
    set(fault "" PARENT_SCOPE)
    find_layer("${path}")
    set(includer "${layer}")
    set(allowed "${layer_rows}")
    find_layer("${header}")
    if(NOT layer)
        set(fault "is not named from the root" PARENT_SCOPE)
    else()
        foreach(row IN LISTS allowed)
            string(FIND "${layer}/" "${row}/" at)
            if(at EQUAL 0)
                return()
            endif()
        endforeach()
        set(fault "belongs to ${layer}/, which ${includer}/ may not include" PARENT_SCOPE)
    endif()
endfunction()

# The same of a header in angle brackets.
function(judge_library path header)
    set(fault "" PARENT_SCOPE)
    if(header MATCHES "^[a-z_0-9]+$") # the standard library: neither dot nor slash
        return()
    endif()
    find_layer("${path}")
    foreach(beginning IN LISTS layer_libraries)
        string(FIND "${header}" "${beginning}" at)
        if(at EQUAL 0)
            return()
        endif()
    endforeach()
    set(fault "is not a library of ${layer}/" PARENT_SCOPE)
endfunction()

function(judge_include path line)
    if(line MATCHES "include[ \t]*<([^>]+)>")
        judge_library("${path}" "${CMAKE_MATCH_1}")
    elseif(line MATCHES "include[ \t]*\"([^\"]+)\"")
        judge_own("${path}" "${CMAKE_MATCH_1}")
    else()
        set(fault "names no header")
    endif()
    set(fault "${fault}" PARENT_SCOPE)
endfunction()
