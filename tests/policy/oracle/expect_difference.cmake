# cmake -DPROGRAM=... -DSEED=... -DWORLDS=... -P expect_difference.cmake
# Succeeds iff the program reports a difference: exit status 1, and neither 0 nor a crash.
execute_process(COMMAND ${PROGRAM} ${SEED} ${WORLDS}
                RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
message("${output}")
if(NOT status STREQUAL "1")
    message(FATAL_ERROR "the seeded bug was not caught: exit status ${status}, wanted 1")
endif()
