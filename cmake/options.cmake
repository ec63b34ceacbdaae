# Flags of our own targets only; nothing is forced on users of the libraries.
#   rx_library(NAME SOURCES… [LINK …])   one static library per folder, e.g. rexed_base

add_library(rx_flags INTERFACE)
target_include_directories(rx_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(rx_flags INTERFACE _POSIX_C_SOURCE=200809L _XOPEN_SOURCE=700)
target_compile_options(rx_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror -ffp-contract=off)
if(RX_SANITIZE)
  target_compile_options(rx_flags INTERFACE -fsanitize=${RX_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(rx_flags INTERFACE -fsanitize=${RX_SANITIZE})
endif()
if(RX_COVERAGE)
  target_compile_options(rx_flags INTERFACE --coverage)
  target_link_options(rx_flags INTERFACE --coverage)
endif()

function(rx_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE rx_flags)
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
endfunction()

function(rx_program name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} rx_flags)
endfunction()
