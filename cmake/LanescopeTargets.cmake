# SPDX-License-Identifier: GPL-3.0-or-later
# Short forms for the three kinds of target this project has.

# lanescope_library(NAME SOURCES... [LINK targets...] [PCH headers...]) - one folder, one static library.
function(lanescope_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK;PCH")
    add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PUBLIC lanescope_flags ${arg_LINK})
    if(arg_PCH)
        target_precompile_headers(${name} PRIVATE ${arg_PCH})
    endif()
endfunction()

# lanescope_test(NAME SOURCES... [LINK targets...] [WIDGETS]) - one Qt Test executable, run offscreen.
function(lanescope_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "WIDGETS" "TIMEOUT" "LINK")
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE lanescope_flags Qt6::Test ${arg_LINK})
    if(arg_WIDGETS)
        target_link_libraries(${name} PRIVATE Qt6::Widgets)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FORCE_STDERR_LOGGING=1;LC_ALL=C.UTF-8")
endfunction()

# lanescope_plain_test(NAME SOURCES... [LINK targets...]) - a Qt-free test (tests/core/check.h), so that it
# also runs under ThreadSanitizer.
function(lanescope_plain_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PRIVATE lanescope_flags ${arg_LINK})
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES TIMEOUT 180)
endfunction()
