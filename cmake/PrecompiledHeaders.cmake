# The headers that most files read are compiled once per preset, not once per file: a third of a room's build, and nearly half of its tests'.
# Every file still includes what it uses: clang-tidy and the fuzz preset compile without this, and fail where a file does not.
option(GATEHOUSE_PRECOMPILE "compile the standard library's headers once" ON)

set(standard_headers <algorithm> <array> <charconv> <chrono> <cstdint> <expected> <filesystem> <functional> <map> <memory> <optional> <ranges>
                     <set> <span> <string> <string_view> <utility> <variant> <vector> <fmt/format.h>)

# gatehouse_precompile(OWNER [HEADERS header…] [LIBRARIES target…] [OPTIONS option…])
# OWNER is a target without code that holds the compiled headers. Its options are those of the targets that share them, or the compiler
# does not accept them.
function(gatehouse_precompile owner)
  cmake_parse_arguments(PCH "" "" "HEADERS;LIBRARIES;OPTIONS" ${ARGN})
  if(NOT GATEHOUSE_PRECOMPILE)
    return()
  endif()
  set(nothing ${CMAKE_BINARY_DIR}/${owner}.cc)
  file(GENERATE OUTPUT ${nothing} CONTENT "// Nothing: the target is there for its precompiled headers.\n")
  add_library(${owner} OBJECT ${nothing})
  target_compile_options(${owner} PRIVATE ${PCH_OPTIONS})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${owner} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")  # or the compiler's cache finds nothing a second time
  endif()
  target_link_libraries(${owner} PRIVATE fmt::fmt ${PCH_LIBRARIES} gatehouse_warnings)
  target_precompile_headers(${owner} PRIVATE ${standard_headers} ${PCH_HEADERS})
endfunction()

# The target reads the compiled headers of OWNER. The compilers then no longer know that the standard library's own code is a system header's.
# GCC's guesses about bounds, which are wrong there, become errors; clang and AddressSanitizer look at bounds without guessing.
function(gatehouse_use_precompiled target owner)
  if(GATEHOUSE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${owner})
    target_compile_definitions(${target} PRIVATE $<TARGET_PROPERTY:fmt::fmt,INTERFACE_COMPILE_DEFINITIONS>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
    endif()
  endif()
endfunction()
