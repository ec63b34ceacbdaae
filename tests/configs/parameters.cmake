# Compares docs/parameters.md with what the program writes.
#   cmake -D REXED=… -D EXPECTED=… -D WRITTEN=… -P parameters.cmake
execute_process(COMMAND ${REXED} describe --markdown OUTPUT_FILE ${WRITTEN} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "rexed describe --markdown ended with ${failed}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${WRITTEN} ${EXPECTED} RESULT_VARIABLE differs)
if(differs)
  message(FATAL_ERROR "${EXPECTED} is out of date:\n  ${REXED} describe --markdown > ${EXPECTED}")
endif()
