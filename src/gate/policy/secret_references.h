// Secrets that a policy names by reference (`assertion.key`, `tls.key`): the gate asks no secret store. `gatehouse up`
// and `reload` resolve them and hand each over as a file in memory; its name is derived from the reference and the run
// directory, so that nginx finds it (doc/adr/0009-references-in-the-policy.md). Shown by secret_references_test.cc,
// tests/run/test_policy_references.py.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "gate/policy/compile.h"

namespace gatehouse::gate {

// "ref+vault://…". Whether it is valid is checked when it is resolved.
[[nodiscard]] bool IsReference(std::string_view text);

// Prefix of the handover folders of all gates on this machine.
inline constexpr std::string_view kHandoverRoot = "/dev/shm/gatehouse-";
// The handover folder of the gate with this run directory, on /dev/shm.
[[nodiscard]] std::string HandoverFolder(std::string_view run_dir);

// As PathMember, but a reference is added to the policy, and the result is its handover path: empty until handed over.
[[nodiscard]] std::string SecretPathMember(Compilation& compilation, const TextNode& map, std::string_view name);

}  // namespace gatehouse::gate
