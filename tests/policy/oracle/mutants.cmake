# Seeded bugs. Each mutant is one source of policy/ with one text of it replaced, linked with the
# rest of policy/ and random.cpp; its test passes if the comparison reports a difference. The bugs
# are ones that implementations had.

# mutant(<name> <source of policy/> <text> <replacement>): the text must occur exactly once, so
# that a change of the source which takes the bug's place away is seen at once.
function(mutant name source text replacement)
    set(path ${PROJECT_SOURCE_DIR}/policy/${source})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} original)
    string(FIND "${original}" "${text}" first)
    string(FIND "${original}" "${text}" last REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL last)
        message(FATAL_ERROR "mutant ${name}: this text is not exactly once in ${source}:\n${text}\n"
                            "Find the new place of the bug in ${source} and name it in "
                            "${CMAKE_CURRENT_LIST_FILE}")
    endif()
    string(REPLACE "${text}" "${replacement}" changed "${original}")
    set(copy ${CMAKE_CURRENT_BINARY_DIR}/mutants/${name}.cpp)
    write_if_changed(${copy} "${changed}")

    # The mutated source comes before the library, so the linker leaves the library's own out.
    add_executable(mutant_${name} ${copy} $<TARGET_OBJECTS:random_main>)
    target_compile_options(mutant_${name} PRIVATE -O1 -w)
    target_link_libraries(mutant_${name} oracle)
    add_test(NAME oracle.mutant.${name}
             COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:mutant_${name}> -DSEED=1
                     -DWORLDS=2000 -P ${CMAKE_CURRENT_SOURCE_DIR}/expect_difference.cmake)
endfunction()

# Keeps the file's time where nothing changed, so that nothing is compiled again.
function(write_if_changed file content)
    set(present "")
    if(EXISTS ${file})
        file(READ ${file} present)
    endif()
    if(NOT present STREQUAL content)
        file(WRITE ${file} "${content}")
    endif()
endfunction()

