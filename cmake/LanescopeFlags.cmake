# SPDX-License-Identifier: GPL-3.0-or-later
# One INTERFACE target carries the standard, the warnings and the sanitizers; every target links it.
add_library(lanescope_flags INTERFACE)
target_compile_features(lanescope_flags INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)

target_compile_options(lanescope_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion)
# GCC 12 reports a literal plus a std::string as out of bounds once <string> comes from a precompiled header (GCC bug
# 105651); AddressSanitizer looks for the real ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(lanescope_flags INTERFACE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow)
endif()
target_compile_definitions(lanescope_flags INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS QT_STRICT_ITERATORS
    QT_DISABLE_DEPRECATED_BEFORE=0x060400)
# Qt takes "with debug info" for a build without asserts; here it means daily work and tests.
target_compile_definitions(lanescope_flags INTERFACE $<$<CONFIG:RelWithDebInfo>:QT_FORCE_ASSERTS>)
target_include_directories(lanescope_flags INTERFACE ${CMAKE_SOURCE_DIR})

# A hundred test programs are linked; mold does it in a tenth of the time. GCC's own linker does as well without it.
find_program(MOLD_LINKER mold)
if(MOLD_LINKER)
    target_link_options(lanescope_flags INTERFACE -fuse-ld=mold)
endif()

option(LANESCOPE_WERROR "Treat warnings as errors" OFF)
if(LANESCOPE_WERROR)
    target_compile_options(lanescope_flags INTERFACE -Werror)
endif()

set(LANESCOPE_SANITIZE "" CACHE STRING "Sanitizers to build with, e.g. address,undefined or thread")
if(LANESCOPE_SANITIZE)
    target_compile_options(lanescope_flags INTERFACE
        -fsanitize=${LANESCOPE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
    target_link_options(lanescope_flags INTERFACE -fsanitize=${LANESCOPE_SANITIZE})
endif()
