# SPDX-License-Identifier: MIT
# cmake -P documents_test.cmake: that the documents speak of what is there. Folders explain
# themselves, links lead somewhere, and the commands that are shown exist.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/sources.cmake)

# Every folder of the house, each library's, and each set of scenarios.
file(GLOB sets RELATIVE ${root} LIST_DIRECTORIES true ${root}/scenarios/*)
list(FILTER sets EXCLUDE REGEX "\\.")
foreach(folder policy sim sim/scenario results gui scenarios ${sets} tests)
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
