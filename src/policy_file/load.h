// Loads the policy from disk, for programs. The gate compiles texts and never opens a file
// (doc/adr/0022-the-gate-reads-no-file.md). Shown by load_test.cc.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::policy_file {

// The policy at `path` with its keys, or all faults.
[[nodiscard]] std::expected<gate::LoadedPolicy, std::vector<base::Error>> Load(
    const std::string& path, gate::References references = gate::References::kHandedOver);

// The policy alone: for commands that only ask about the gate.
[[nodiscard]] std::expected<gate::Policy, std::vector<base::Error>> LoadWithoutKeys(const std::string& path);

// The gate::FileReader of both: base::ReadFile; a handed-over secret (gate/policy/secret_references.h) is accepted
// only if no other user could have written it.
[[nodiscard]] base::Result<std::string> ReadFile(const std::string& path);

}  // namespace gatehouse::policy_file
