# SPDX-License-Identifier: MIT
# cmake -Dbuild=FOLDER -Dprefix=FOLDER -P install_test.cmake: that what is installed is the two programs,
# their documents and the scenarios, nothing else, and that it works from there.
cmake_minimum_required(VERSION 3.22)

file(REMOVE_RECURSE ${prefix})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${build} --prefix ${prefix}
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)

file(GLOB_RECURSE files RELATIVE ${prefix} ${prefix}/*)
list(FILTER files EXCLUDE REGEX "^share/vethlab/scenarios/.*\\.(yaml|json|md)$")
set(expected bin/vethlab bin/vethlab-viewer
    share/doc/vethlab/CHANGELOG.md share/doc/vethlab/LICENSE share/doc/vethlab/README.md)
list(SORT files)
if(NOT files STREQUAL expected)
    message(SEND_ERROR "installed: ${files}\n  expected: ${expected}")
endif()

set(scenario ${prefix}/share/vethlab/scenarios/first-steps/01-default-allow.yaml)
execute_process(COMMAND ${prefix}/bin/vethlab run ${scenario} --db ${prefix}/run.db
                COMMAND_ERROR_IS_FATAL ANY)
