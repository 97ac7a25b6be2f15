// The gate's own secrets by reference, passed from a store to nginx without touching a disk: resolved, written to a
// folder in memory that only this user can enter, removed when the gate stops. Shown by
// tests/run/test_policy_references.py.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "gate/policy/policy.h"

namespace gatehouse::cli {

// References that are badly written, each with its place. Nothing is asked.
[[nodiscard]] std::vector<base::Error> CheckReferences(const gate::Policy& policy);

// The policy with everything that serving requests needs: references resolved and handed over. With an error, what
// an earlier call handed over is as it was.
[[nodiscard]] std::expected<gate::LoadedPolicy, std::vector<base::Error>> LoadForServing(const std::string& path);

// Takes away what was handed over to the gate of that run directory.
void ForgetReferences(const std::string& run_dir);

}  // namespace gatehouse::cli
