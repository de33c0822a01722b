# SPDX-License-Identifier: MIT
# cmake -P documents_test.cmake: that the documents speak of what is there. Folders explain
# themselves, links lead somewhere, and the commands that are shown exist.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/sources.cmake)

# Every folder of the house, and each below it that is a library or a set of scenarios.
file(GLOB folders RELATIVE ${root} ${root}/sim/* ${root}/results/* ${root}/scenarios/*)
foreach(folder IN LISTS folders)
    file(GLOB headers ${root}/${folder}/*.h ${root}/${folder}/*.yaml)
    if(headers AND NOT EXISTS ${root}/${folder}/README.md)
        message(SEND_ERROR "${folder}/ has no README.md")
    endif()
endforeach()
foreach(folder policy sim results gui scenarios tests)
    if(NOT EXISTS ${root}/${folder}/README.md)
        message(SEND_ERROR "${folder}/ has no README.md")
    endif()
endforeach()

file(GLOB_RECURSE documents RELATIVE ${root} ${root}/policy/*.md ${root}/sim/*.md
     ${root}/results/*.md ${root}/gui/*.md ${root}/scenarios/*.md ${root}/tests/*.md)
list(APPEND documents README.md ARCHITECTURE.md CHANGELOG.md)

execute_process(COMMAND ${root}/dev OUTPUT_VARIABLE usage COMMAND_ERROR_IS_FATAL ANY)

set(checked 0)
foreach(document IN LISTS documents)
    get_filename_component(folder ${root}/${document} DIRECTORY)
    file(READ ${root}/${document} text)
    # `[text](target)` becomes `@target)`; brackets and semicolons mean something in a CMake list.
    string(REPLACE "](" "@" text "${text}")
    string(REGEX REPLACE "[][;]" " " text "${text}")
    string(REGEX MATCHALL "@[^@ ):#]+[)#]" links "${text}")
    foreach(link IN LISTS links)
        string(REGEX REPLACE "[@)#]" "" target "${link}")
        math(EXPR checked "${checked} + 1")
        if(NOT EXISTS ${folder}/${target})
            message(SEND_ERROR "${document}: links to ${target}, which is not there")
        endif()
    endforeach()
    string(REGEX MATCHALL "\\./dev [a-z]+( scenarios/[^ `\n]+)?" commands "${text}")
    foreach(command IN LISTS commands)
        string(REGEX MATCH "^\\./dev ([a-z]+) ?(.*)$" _ "${command}")
        math(EXPR checked "${checked} + 1")
        if(NOT usage MATCHES "\n  ${CMAKE_MATCH_1} ")
            message(SEND_ERROR "${document}: ${command}: ./dev has no such verb")
        endif()
        if(CMAKE_MATCH_2 AND NOT EXISTS ${root}/${CMAKE_MATCH_2})
            message(SEND_ERROR "${document}: ${command}: no such file")
        endif()
    endforeach()
endforeach()

if(checked LESS 10)
    message(SEND_ERROR "only ${checked} links and commands found")
endif()
message(STATUS "${checked} links and commands")
