# SPDX-License-Identifier: GPL-3.0-or-later
# Short forms for the three kinds of target this project has.

# What nearly every file of a kind includes, compiled once: it halves a full build. What a file needs it still
# includes itself. Precompiled headers hold the flags they were made with, hence one for each library and one for each
# kind of test.
set(LANESCOPE_STD_HEADERS
    <algorithm> <array> <atomic> <chrono> <deque> <functional> <map> <memory> <mutex> <optional> <string>
    <string_view> <thread> <unordered_map> <vector>)
set(LANESCOPE_QT_HEADERS
    <QByteArray> <QCoreApplication> <QHash> <QJsonArray> <QJsonObject> <QObject> <QString> <QStringList> <QTimer>
    <QVariant>)
set(LANESCOPE_WIDGET_HEADERS
    <QAbstractItemModel> <QAbstractItemView> <QAction> <QApplication> <QBoxLayout> <QEvent> <QHeaderView> <QLabel>
    <QMouseEvent> <QPainter> <QPushButton> <QScrollArea> <QTableView> <QWidget>)

# lanescope_library(NAME SOURCES... [LINK targets...]) - one folder, one static library.
function(lanescope_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
    add_library(${name} STATIC ${arg_UNPARSED_ARGUMENTS})
    target_link_libraries(${name} PUBLIC lanescope_flags ${arg_LINK})
    list(LENGTH arg_UNPARSED_ARGUMENTS sources)
    if(sources LESS 5)
        return()
    endif()
    if(Qt6::Widgets IN_LIST arg_LINK)
        target_precompile_headers(${name} PRIVATE
            ${LANESCOPE_STD_HEADERS} ${LANESCOPE_QT_HEADERS} ${LANESCOPE_WIDGET_HEADERS})
    elseif(Qt6::Core IN_LIST arg_LINK)
        target_precompile_headers(${name} PRIVATE ${LANESCOPE_STD_HEADERS} ${LANESCOPE_QT_HEADERS})
    else()
        target_precompile_headers(${name} PRIVATE ${LANESCOPE_STD_HEADERS})
    endif()
endfunction()

# lanescope_test_headers(NAME QT-TARGETS HEADERS...) - the target whose precompiled header the tests of a kind share.
# Without Qt Test, which defines a macro of its own for each folder.
function(lanescope_test_headers name qt)
    file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/${name}.cpp CONTENT "// Carries a precompiled header.\n")
    add_library(${name} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/${name}.cpp)
    set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTORCC OFF)
    # Executables are compiled so, and a precompiled header must be too.
    target_compile_options(${name} PRIVATE -fPIE)
    target_link_libraries(${name} PRIVATE lanescope_flags ${qt})
    target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

set(LANESCOPE_CORE_TEST_QT Qt6::Core Qt6::Network)
set(LANESCOPE_WIDGET_TEST_QT Qt6::Core Qt6::Network Qt6::Concurrent Qt6::Gui Qt6::Widgets Qt6::Charts Qt6::Svg
    Qt6::PrintSupport)
if(LANESCOPE_QT AND LANESCOPE_TESTS)
    lanescope_test_headers(lanescope_core_test_headers "${LANESCOPE_CORE_TEST_QT}"
        ${LANESCOPE_STD_HEADERS} ${LANESCOPE_QT_HEADERS})
    lanescope_test_headers(lanescope_widget_test_headers "${LANESCOPE_WIDGET_TEST_QT}"
        ${LANESCOPE_STD_HEADERS} ${LANESCOPE_QT_HEADERS} ${LANESCOPE_WIDGET_HEADERS})
endif()

# lanescope_test(NAME SOURCES... [LINK targets...] [WIDGETS] [TIMEOUT seconds]) - one Qt Test executable, run
# offscreen. WIDGETS: it uses something of ui/, and has the label "window".
function(lanescope_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "WIDGETS" "TIMEOUT" "LINK")
    add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
    if(arg_WIDGETS)
        target_link_libraries(${name} PRIVATE lanescope_flags ${LANESCOPE_WIDGET_TEST_QT} Qt6::Test ${arg_LINK})
        target_precompile_headers(${name} REUSE_FROM lanescope_widget_test_headers)
    else()
        target_link_libraries(${name} PRIVATE lanescope_flags ${LANESCOPE_CORE_TEST_QT} Qt6::Test ${arg_LINK})
        target_precompile_headers(${name} REUSE_FROM lanescope_core_test_headers)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 120)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES
        TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_FORCE_STDERR_LOGGING=1;LC_ALL=C.UTF-8")
    if(arg_WIDGETS)
        set_tests_properties(${name} PROPERTIES LABELS window)
    endif()
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
