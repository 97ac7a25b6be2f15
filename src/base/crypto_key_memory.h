// Keeps private keys and secrets in RAM in a forked child too: fork copies their pages, but not the lock on
// them. Shown by crypto_key_memory_test.cc, tests/attacks/test_memory.py.
#pragma once

namespace gatehouse::crypto {

// Locks again, as far as the system allows, what the parent had locked. Call once in a forked child, before it starts
// work, from one thread.
void LockSecretsAgain() noexcept;

}  // namespace gatehouse::crypto
