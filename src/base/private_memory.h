// Protects the memory of processes with keys or tokens from other processes of the same user and excludes it from core
// dumps. Root can always read it. Shown by private_memory_test.cc and tests/attacks/test_memory.py.
#pragma once

namespace gatehouse::base {

// No debugger of the same user may attach, /proc/PID/mem and similar files belong to root, no core is dumped. A forked
// child inherits it; exec and a change of the user end it.
void KeepMemoryPrivate() noexcept;

// The same; in addition, no program that this process becomes or starts may write a core file.
void KeepMemoryPrivateWithoutCores() noexcept;

}  // namespace gatehouse::base
