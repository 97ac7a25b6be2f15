# What the compiler and the linker do against faults in memory, in the programs that people run (ADR 31); the sanitizers have their own.
#   _FORTIFY_SOURCE, stack protector, stack clash   a write beyond a buffer ends the process
#   relro, now                                      the table of other libraries' functions is read-only after the start. Also, nothing is
#                                                   bound later: the dynamic linker would save the processor's registers on the stack, and
#                                                   with them secrets after they were wiped (row B4).
#   no-plt                                          calls read that table themselves, which saves a jump
if(GATEHOUSE_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "Debug")
  return()
endif()
add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fno-plt)
add_link_options(-Wl,-z,relro -Wl,-z,now)
