// Counts the keys in the SSH agent of this session over its socket (draft-ietf-sshm-ssh-agent). Shown by
// tests/dotenv/test_keys_check.py with a real ssh-agent.
#pragma once

#include <cstddef>

#include "base/error.h"

namespace gatehouse::dotenv {

// Uses SSH_AUTH_SOCK. An Error if there is no agent or it does not answer in time.
[[nodiscard]] base::Result<size_t> CountAgentKeys();

}  // namespace gatehouse::dotenv
