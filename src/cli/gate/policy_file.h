// Loads the policy that a command works on, or returns all of its errors.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/policy/policy.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

inline constexpr const char* kDefaultPolicy = "gatehouse.yaml";

// Options of every command that works on a gate: the policy file, or the run directory if the policy does not load
// any more.
struct GateOptions {
  std::string policy = kDefaultPolicy;
  std::string run_dir;
};

// Loads policy and keys, for commands that start or simulate the gate.
[[nodiscard]] std::expected<gate::LoadedPolicy, std::vector<base::Error>> LoadPolicyFile(const std::string& path);

// The gate's run directory: from `run_dir` of the options, else from the policy.
[[nodiscard]] std::expected<system::RunFolder, std::vector<base::Error>> FindRunFolder(const GateOptions& options);

[[nodiscard]] std::string AbsolutePath(const std::string& path);

// "https://127.0.0.1:8443"
[[nodiscard]] std::string ListenText(const gate::Policy& policy, const gate::ListenAddress& address);
// "http://127.0.0.1:9000", several joined by ", "
[[nodiscard]] std::string UpstreamText(const gate::Upstream& upstream);
[[nodiscard]] std::string_view Name(gate::Environment environment);
[[nodiscard]] std::string_view Name(gate::Mode mode);

}  // namespace gatehouse::cli
