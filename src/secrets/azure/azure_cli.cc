#include "secrets/azure/azure_cli.h"

#include <unistd.h>

#include <ctime>

#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/program.h"

namespace gatehouse::secrets {
namespace {

constexpr std::chrono::seconds kPatience{30};  // it is a Python program, and may ask Entra ID

bool SomebodyHasLoggedIn() {
  std::string folder = Environment("AZURE_CONFIG_DIR");
  if (folder.empty()) folder = Environment("HOME") + "/.azure";
  return access((folder + "/azureProfile.json").c_str(), F_OK) == 0;
}

std::unexpected<ProviderError> Wrong(Fault fault, const std::string& what, const char* fix) {
  return Refuse(fault, "Azure CLI: az " + what, "az account get-access-token", fix);
}

// expires_on counts seconds; older versions only have expiresOn, in local time: "2026-01-31 12:00:00.000000"
std::optional<base::Wall> EndOf(const json::Value& root) {
  if (const auto seconds = FindNumber(root, {"expires_on"}); seconds && *seconds > 0 && *seconds < 1e11) {
    return base::Wall(std::chrono::seconds(static_cast<int64_t>(*seconds)));
  }
  std::tm parts{};
  const std::string text(FindString(root, {"expiresOn"}));
  if (text.empty() || strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &parts) == nullptr) return {};
  parts.tm_isdst = -1;
  const std::time_t seconds = std::mktime(&parts);
  if (seconds < 0) return {};
  return base::Wall(std::chrono::seconds(seconds));
}

}  // namespace

std::expected<std::optional<AccessToken>, ProviderError> AskAzureCli(const AzureCloud& cloud, base::Wall now) {
  constexpr const char* kLogIn = "az login; 'az account get-access-token' by hand says more";
  if (!SomebodyHasLoggedIn()) return std::nullopt;
  CredentialProgram program{
      .argv = {"az", "account", "get-access-token", "--output", "json", "--resource", cloud.Resource()},
      .variables = {},
      .patience = kPatience,
      .may_ask = false,
      .folder = "/"};
  if (const std::string tenant = Environment("AZURE_TENANT_ID"); !tenant.empty() && !tenant.starts_with('-')) {
    program.argv.insert(program.argv.end(), {"--tenant", tenant});
  }
  auto output = RunForCredentials(program);
  if (!output) {
    switch (output.error()) {
      case ProgramFault::kNotStarted:
        return Wrong(Fault::kMisused, Sentence(output.error()), "check that it is installed, and in PATH");
      case ProgramFault::kTooSlow:
        return Wrong(Fault::kUnreachable, Sentence(output.error()), "it has 30 s; run it by hand first");
      default:
        return Wrong(Fault::kDenied, Sentence(output.error()), kLogIn);
    }
  }
  fetch::Answer answer;
  answer.body = std::move(*output);
  AnswerJson json;
  if (!json.Read(answer)) return Wrong(Fault::kMalformed, "printed no JSON object", kLogIn);
  const std::string_view token = FindString(json.root(), {"accessToken"});
  const auto end = EndOf(json.root());
  if (token.empty() || !end) return Wrong(Fault::kMalformed, "printed no token, or one without an end", kLogIn);
  if (*end <= now) return Wrong(Fault::kDenied, "printed a token that has ended", kLogIn);
  return AccessToken{base::SecretString(std::string(token)), *end};
}

}  // namespace gatehouse::secrets
