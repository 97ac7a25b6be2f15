# How a room becomes targets. A room lists its neighbours once; its sources, its tests and its warnings follow from the folder.
find_program(CCACHE ccache)
if(CCACHE)
  # It refuses to compile for a user whose home folder does not exist or cannot be written.
  execute_process(COMMAND ${CCACHE} ${CMAKE_CXX_COMPILER} -x c++ -c /dev/null -o ${CMAKE_BINARY_DIR}/CMakeFiles/ccache_works.o RESULT_VARIABLE ccache_failed OUTPUT_QUIET ERROR_QUIET)
endif()
if(CCACHE AND NOT ccache_failed)
  # Without these it would take no file that reads precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

find_package(PkgConfig REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(fmt REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(simdjson 3 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
find_path(VALIJSON_INCLUDE valijson/validator.hpp REQUIRED)
find_path(CLI11_INCLUDE CLI/CLI.hpp REQUIRED)
find_path(HTTPLIB_INCLUDE httplib.h REQUIRED)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(libcurl REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(libsodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(libcrypt REQUIRED IMPORTED_TARGET libcrypt)
pkg_check_modules(gpgme REQUIRED IMPORTED_TARGET gpgme)
find_path(HS_INCLUDE hs/hs.h REQUIRED)
find_library(HS hs REQUIRED)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
pkg_check_modules(libgit2 REQUIRED IMPORTED_TARGET libgit2)
pkg_check_modules(libdeflate REQUIRED IMPORTED_TARGET libdeflate)
pkg_check_modules(zlib REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(re2 REQUIRED re2)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
find_path(SOCI_INCLUDE soci/soci.h REQUIRED)
find_path(LIBPQ_INCLUDE libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_SQLITE3 soci_sqlite3 REQUIRED)
find_library(SOCI_POSTGRESQL soci_postgresql REQUIRED)
find_path(HIREDIS_INCLUDE hiredis/hiredis.h REQUIRED)
find_library(HIREDIS hiredis REQUIRED)  # its pkg-config file defines what the precompiled headers lack
find_library(ZXCVBN zxcvbn REQUIRED)

if(GATEHOUSE_SANITIZE)
  add_compile_options(-fsanitize=${GATEHOUSE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${GATEHOUSE_SANITIZE})
endif()
if(GATEHOUSE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# Designated initializers that leave a member to its default are how we write them, so that one warning is off. Another is part of
# clang's -Wconversion and not of GCC's, and both compilers have to say the same.
add_library(gatehouse_warnings INTERFACE)
target_compile_options(gatehouse_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
                                                    -Wno-missing-field-initializers -Wno-sign-conversion)
# Clang complains that std::stable_sort calls what C++17 has deprecated; GCC still says where our code does so.
target_compile_options(gatehouse_warnings INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
# Here, because clang-tidy needs a seventh of its time for it.
target_compile_options(gatehouse_warnings INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wreserved-identifier>)
# In a batch, what a file declares for itself is a global of the next one, and GCC takes it for a header's.
set(warnings_off_in_batches -Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
target_compile_options(gatehouse_warnings INTERFACE "$<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:${warnings_off_in_batches}>")

# Half of the code waits for a person, a disk or the network. It is compiled with -O1, which takes GCC a fifth less time. Under the sanitizers
# only what computes for long is optimized: for everything else the compiler would need longer for that than the tests for running.
set(folders_that_wait "^(cli|control|fetch|secrets|dotenv|settings|audit/scanners)")
set(options_of_waiting_code $<$<NOT:$<CONFIG:Debug>>:-O1>)
if(GATEHOUSE_SANITIZE AND NOT GATEHOUSE_FUZZ)
  set(folders_that_compute "^(base|commands|events|patterns|redact|answers|state|detect|passwords|scan|gate/inspect/prompt|gate/inspect/field)")
  set(folders_that_wait ".")
  set(options_of_waiting_code -O0)
endif()

include(cmake/PrecompiledHeaders.cmake)
gatehouse_precompile(gatehouse_room_headers)
gatehouse_precompile(gatehouse_waiting_headers OPTIONS ${options_of_waiting_code})

# Several files of a folder in one call of the compiler, which reads their headers and makes what they instantiate once: a third less time
# (doc/adr/0032-several-files-in-one-compilation.md). Off in the presets that a missing include is noticed by: debug, fuzz, and clang-tidy's.
option(GATEHOUSE_BATCHES "compile several files of a room at once" OFF)
set(files_in_a_batch 8)

# Joins the target's sources, folder by folder.
function(gatehouse_batch target)
  if(NOT GATEHOUSE_BATCHES)
    return()
  endif()
  get_target_property(sources ${target} SOURCES)
  set(folders "")
  foreach(source ${sources})
    get_filename_component(folder ${source} DIRECTORY)
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR}/src ${folder})
    string(MAKE_C_IDENTIFIER "${folder}" key)
    list(APPEND folders ${key})
    list(APPEND files_${key} ${source})
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(key ${folders})
    # Evenly: ten files are twice five, not eight and two.
    list(LENGTH files_${key} count)
    math(EXPR batches "(${count} + ${files_in_a_batch} - 1) / ${files_in_a_batch}")
    set(at 0)
    foreach(source ${files_${key}})
      math(EXPR batch "${at} * ${batches} / ${count}")
      set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${key}_${batch})
      math(EXPR at "${at} + 1")
    endforeach()
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()

# Compiles the target, the library of a room, as code of that folder.
function(gatehouse_compile_room target folder)
  gatehouse_batch(${target})
  if(folder MATCHES "${folders_that_wait}" AND NOT (folders_that_compute AND folder MATCHES "${folders_that_compute}"))
    target_compile_options(${target} PRIVATE ${options_of_waiting_code})
    gatehouse_use_precompiled(${target} gatehouse_waiting_headers)
  else()
    gatehouse_use_precompiled(${target} gatehouse_room_headers)
  endif()
endfunction()

# Tests, and the code that the tests of a folder share.
set(code_of_tests "(_test|/testing_[a-z0-9_]+)\\.cc$")

# gatehouse_room(NAME FOLDER [USES target…] [PRIVATE target…])
# The library gatehouse_NAME of every .cc in src/FOLDER, its tests and testing_*.cc in gatehouse_NAME_test. Folders below belong to other rooms.
# USES are the rooms and libraries whose headers its own headers include; PRIVATE ones only its sources see.
function(gatehouse_room name folder)
  cmake_parse_arguments(ROOM "" "" "USES;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "${code_of_tests}")
  list(FILTER tests INCLUDE REGEX "${code_of_tests}")
  if(sources)
    add_library(gatehouse_${name} STATIC ${sources})
    target_include_directories(gatehouse_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include/gatehouse>)
    target_link_libraries(gatehouse_${name} PUBLIC ${ROOM_USES} PRIVATE ${ROOM_PRIVATE} gatehouse_warnings)
    gatehouse_compile_room(gatehouse_${name} ${folder})
  else()
    add_library(gatehouse_${name} INTERFACE)
    target_include_directories(gatehouse_${name} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src> $<INSTALL_INTERFACE:include/gatehouse>)
    target_link_libraries(gatehouse_${name} INTERFACE ${ROOM_USES})
  endif()
  if(GATEHOUSE_TESTS AND tests)
    gatehouse_test(gatehouse_${name}_test ${tests})
    target_link_libraries(gatehouse_${name}_test PRIVATE gatehouse_${name} ${ROOM_PRIVATE})
    set_tests_properties(gatehouse_${name}_test PROPERTIES LABELS room)
    add_dependencies(room_tests gatehouse_${name}_test)
  endif()
endfunction()

# gatehouse_test(TARGET source…): one GoogleTest binary, one CTest entry. A test's own code is compiled as it stands: optimizing it costs
# more than half of its build, under the sanitizers most of all, and makes no room faster.
function(gatehouse_test target)
  add_executable(${target} ${ARGN})
  target_compile_options(${target} PRIVATE -O0)
  gatehouse_use_precompiled(${target} gatehouse_test_headers)
  target_link_libraries(${target} PRIVATE GTest::gtest GTest::gmock GTest::gtest_main gatehouse_warnings)
  add_test(NAME ${target} COMMAND ${target} --gtest_brief=1)
endfunction()

if(GATEHOUSE_TESTS)
  # The tests of every room, which the sanitizers are run over, and those of the programs.
  add_custom_target(room_tests)
  add_custom_target(program_tests)
  enable_testing()
  find_package(GTest REQUIRED)
  # As programs are compiled, for that is what tests are.
  gatehouse_precompile(gatehouse_test_headers HEADERS <fstream> <sstream> <thread> <gmock/gmock.h> <gtest/gtest.h>
                       LIBRARIES GTest::gtest GTest::gmock OPTIONS -O0 -fPIE)
  if(GATEHOUSE_PRECOMPILE)
    set_target_properties(gatehouse_test_headers PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  endif()
endif()
