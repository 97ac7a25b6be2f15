// The policy from the disk: what programs call. The gate compiles texts and never opens a file
// (doc/adr/0022-the-gate-reads-no-file.md). Shown by load_test.cc.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::policy_file {

// The file at `path` with its keys, or everything that is wrong with them.
[[nodiscard]] std::expected<gate::LoadedPolicy, std::vector<base::Error>> Load(
    const std::string& path, gate::References references = gate::References::kHandedOver);

// The policy alone: for what asks about the gate and does not become it.
[[nodiscard]] std::expected<gate::Policy, std::vector<base::Error>> LoadWithoutKeys(const std::string& path);

// The gate::FileReader of both: base::ReadFile; a secret that was handed over (gate/policy/secret_references.h) counts
// only if nobody else could have put it there.
[[nodiscard]] base::Result<std::string> ReadFile(const std::string& path);

}  // namespace gatehouse::policy_file
