// Private keys and secrets stay in RAM in a child too: a fork copies the pages that they are in, but not the lock on
// them. Shown by tests/attacks/test_memory.py.
#pragma once

namespace gatehouse::crypto {

// In a child that a fork made, once, before it works: locks again what its parent had locked, as far as the system
// allows. From one thread.
void LockSecretsAgain() noexcept;

}  // namespace gatehouse::crypto
