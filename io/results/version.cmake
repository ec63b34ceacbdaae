# Writes rx_version.h at each build (the commit changes without a new configure), but touches it only when it differs.
#   cmake -D SOURCE_DIR=… -D OUTPUT=… -D PROJECT_VERSION=… -D RX_COMPILER=… -D RX_CFLAGS=… -D RX_BUILD_TYPE=… -P version.cmake
set(RX_GIT_COMMIT "unknown") # a source archive without git
find_program(GIT git)
if(GIT)
  # only where the sources are the top of a checkout: an archive unpacked in another project's checkout has no commit
  execute_process(COMMAND ${GIT} rev-parse --show-cdup WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE up
                  RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed AND up STREQUAL "")
    execute_process(COMMAND ${GIT} rev-parse --verify HEAD WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE commit
                    RESULT_VARIABLE failed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT failed)
      set(RX_GIT_COMMIT ${commit})
      execute_process(COMMAND ${GIT} --no-optional-locks status --porcelain --untracked-files=no
                      WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE changes ERROR_QUIET)
      if(NOT changes STREQUAL "")
        string(APPEND RX_GIT_COMMIT "+dirty")
      endif()
    endif()
  endif()
endif()
string(REPLACE "\"" "\\\"" RX_CFLAGS "${RX_CFLAGS}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/rx_version.h.in ${OUTPUT} @ONLY)
