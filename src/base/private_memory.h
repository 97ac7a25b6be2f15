// Protects the memory of processes with keys or tokens from other processes of the same user, and keeps it out of core
// dumps. Root can always read it. Shown by private_memory_test.cc and tests/attacks/test_memory.py.
#pragma once

namespace gatehouse::base {

// No debugger of the same user may attach, /proc/PID/mem and similar files belong to root, no core is dumped. A fork
// inherits it; exec and a change of the user end it.
void KeepMemoryPrivate() noexcept;

// Also no core file of a program that this process becomes or starts.
void KeepMemoryPrivateWithoutCores() noexcept;

}  // namespace gatehouse::base
