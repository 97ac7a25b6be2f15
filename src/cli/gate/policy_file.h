// The policy that a command works on: loaded whole, or every error of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate/policy/policy.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

inline constexpr const char* kDefaultPolicy = "gatehouse.yaml";

// What every command that has a gate to work on takes: the policy file, or the run directory itself where the policy no
// longer loads.
struct GateOptions {
  std::string policy = kDefaultPolicy;
  std::string run_dir;
};

// Policy and keys: for what starts or plays the gate.
[[nodiscard]] std::expected<gate::LoadedPolicy, std::vector<base::Error>> LoadPolicyFile(const std::string& path);

// Where the gate is: what `run_dir` of the options says, else what the policy says.
[[nodiscard]] std::expected<system::RunFolder, std::vector<base::Error>> FindRunFolder(const GateOptions& options);

[[nodiscard]] std::string AbsolutePath(const std::string& path);

// "https://127.0.0.1:8443"
[[nodiscard]] std::string ListenText(const gate::Policy& policy, const gate::ListenAddress& address);
// "http://127.0.0.1:9000", several joined by ", "
[[nodiscard]] std::string UpstreamText(const gate::Upstream& upstream);
[[nodiscard]] std::string_view Name(gate::Environment environment);
[[nodiscard]] std::string_view Name(gate::Mode mode);

}  // namespace gatehouse::cli
