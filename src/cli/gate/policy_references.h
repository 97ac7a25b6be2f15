// Passes secrets that the policy names by reference from a store to nginx, never on a disk: resolves them, writes them
// to a folder in memory that only this user can enter, and removes them when the gate stops. Tests:
// tests/run/test_policy_references.py.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::cli {

// Returns references with invalid syntax, each with its place. Contacts no store.
[[nodiscard]] std::vector<base::Error> CheckReferences(const gate::Policy& policy);

// Loads the policy with everything that serving needs: references are resolved and their secrets written. After an
// error, the secrets of an earlier call are unchanged.
[[nodiscard]] std::expected<gate::LoadedPolicy, std::vector<base::Error>> LoadForServing(const std::string& path);

// Removes the secrets that were written for the gate of that run directory.
void ForgetReferences(const std::string& run_dir);

}  // namespace gatehouse::cli
