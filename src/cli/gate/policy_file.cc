#include "cli/gate/policy_file.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>

#include "base/host_text.h"
#include "cli/gate/policy_references.h"
#include "cli/terminal/output.h"
#include "policy_file/load.h"
#include "system/folder_access.h"

namespace gatehouse::cli {

std::expected<gate::LoadedPolicy, std::vector<base::Error>> LoadPolicyFile(const std::string& path) {
  std::error_code error;
  if (std::filesystem::status(path, error).type() == std::filesystem::file_type::not_found) {
    return std::unexpected(std::vector{base::Error{"There is no policy here", path, "name one with -c FILE"}});
  }
  auto loaded = policy_file::Load(path, gate::References::kAsWritten);
  if (!loaded) return loaded;
  std::vector<base::Error> errors = CheckReferences(loaded->policy);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return loaded;
}

std::expected<system::RunFolder, std::vector<base::Error>> FindRunFolder(const GateOptions& options) {
  std::string path = AbsolutePath(options.run_dir);
  if (options.run_dir.empty()) {
    const auto policy = policy_file::LoadWithoutKeys(options.policy);
    if (!policy) return std::unexpected(policy.error());
    path = policy->run_dir;
  }
  if (auto allowed = system::MayLookInto(path); !allowed) return std::unexpected(std::vector{allowed.error()});
  return system::RunFolder(std::move(path));
}

std::string AbsolutePath(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

std::string ListenText(const gate::Policy& policy, const gate::ListenAddress& address) {
  return fmt::format("{}://{}", policy.tls.enabled ? "https" : "http", base::HostAndPort(address.host, address.port));
}

std::string UpstreamText(const gate::Upstream& upstream) {
  std::string text;
  for (const gate::Upstream::Server& server : upstream.servers) {
    if (!text.empty()) text += ", ";
    if (!server.unix_path.empty()) {
      text += "unix:" + server.unix_path;
    } else {
      text += fmt::format("{}://{}", server.tls ? "https" : "http", base::HostAndPort(server.host, server.port));
    }
  }
  return text;
}

std::string_view Name(gate::Environment environment) {
  constexpr std::array<std::string_view, 3> kNames = {"development", "staging", "production"};
  return kNames[static_cast<size_t>(environment)];
}

std::string_view Name(gate::Mode mode) { return mode == gate::Mode::kObserve ? "observe" : "enforce"; }

}  // namespace gatehouse::cli
