# SPDX-License-Identifier: MIT
# Sets `root`, the repository, and `sources`, the paths of all our C++ files below it.
get_filename_component(root ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
set(sources)
foreach(folder policy sim results gui tests)
    file(GLOB_RECURSE found RELATIVE ${root} ${root}/${folder}/*.h ${root}/${folder}/*.cpp)
    list(APPEND sources ${found})
endforeach()
list(SORT sources)
