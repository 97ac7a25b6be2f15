// How many keys the SSH agent of this session has, asked over its socket (draft-ietf-sshm-ssh-agent). Shown by
// tests/dotenv/test_keys_check.py with a real ssh-agent.
#pragma once

#include <cstddef>

#include "base/error.h"

namespace gatehouse::dotenv {

// By SSH_AUTH_SOCK. No agent, or none that answers in time: an Error.
[[nodiscard]] base::Result<size_t> CountAgentKeys();

}  // namespace gatehouse::dotenv
