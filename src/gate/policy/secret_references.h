// Secrets that a policy names by reference (`assertion.key`, `tls.key`): the gate never asks a store. `gatehouse up`
// and `reload` resolve them and hand each over as a file in memory, whose name follows from the reference and the run
// directory, so that nginx finds it (doc/adr/0009-references-in-the-policy.md). Shown by secret_references_test.cc,
// tests/run/test_policy_references.py.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "gate/policy/compile.h"

namespace gatehouse::gate {

// "ref+vault://…". Whether it is valid is decided when it is resolved.
[[nodiscard]] bool IsReference(std::string_view text);

// Below it: the folders of all gates of this machine.
inline constexpr std::string_view kHandoverRoot = "/dev/shm/gatehouse-";
// Where the secrets of the gate with this run directory are handed over: a folder of its own on /dev/shm.
[[nodiscard]] std::string HandoverFolder(std::string_view run_dir);

// As PathMember; a reference is noted in the policy, and its path is where it was handed over: empty until it was.
[[nodiscard]] std::string SecretPathMember(Compilation& compilation, const TextNode& map, std::string_view name);

}  // namespace gatehouse::gate
