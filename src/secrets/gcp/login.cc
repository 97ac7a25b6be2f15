#include "secrets/gcp/login.h"

#include <unistd.h>

#include <array>

#include "secrets/answer.h"
#include "secrets/credential_file.h"
#include "secrets/gcp/external_account.h"
#include "secrets/gcp/impersonation.h"
#include "secrets/gcp/metadata_server.h"
#include "secrets/gcp/service_account.h"
#include "secrets/gcp/user_login.h"

namespace gatehouse::secrets {
namespace {

using Login = std::expected<AccessToken, ProviderError>;

Login WithServiceAccount(const json::Value& root, const std::string& origin, base::Wall now) {
  const auto account = ReadServiceAccount(root, origin);
  if (!account) return std::unexpected(ProviderError{Fault::kMisused, account.error(), {}});
  return MintAccessToken(*account, kCloudPlatformScope, now);
}

// Each type of file, and its login function.
struct FileType {
  std::string_view name;
  Login (*log_in)(const json::Value& root, const std::string& origin, base::Wall now);
};
constexpr std::array<FileType, 5> kTypes = {{{"service_account", WithServiceAccount},
                                             {"authorized_user", LogInWithUser},
                                             {"external_account", LogInWithExternalAccount},
                                             {"external_account_authorized_user", LogInWithUser},
                                             {"impersonated_service_account", LogInByImpersonation}}};

// The file that `gcloud auth application-default login` writes.
std::string UsualFile() {
  std::string folder = Environment("CLOUDSDK_CONFIG");
  if (folder.empty()) folder = Environment("HOME") + "/.config/gcloud";
  return folder + "/application_default_credentials.json";
}

}  // namespace

Login LogInWithGoogleFile(const json::Value& credentials, const std::string& origin, base::Wall now) {
  const std::string_view type = FindString(credentials, {"type"});
  for (const FileType& each : kTypes) {
    if (type == each.name) return each.log_in(credentials, origin, now);
  }
  return Refuse(Fault::kMisused,
                "The file is not of the type service_account, authorized_user, external_account or "
                "impersonated_service_account",
                origin, "name a file that gcloud or the Cloud Console has made");
}

Login LogInToGoogle(base::Wall now) {
  std::string path = Environment("GOOGLE_APPLICATION_CREDENTIALS");
  if (path.empty()) {
    path = UsualFile();
    if (access(path.c_str(), F_OK) != 0) return AskMetadataServer(now);
  }
  const auto text = ReadCredentialFile({path, "Google credentials",
                                        "check GOOGLE_APPLICATION_CREDENTIALS, or unset it and use gcloud auth "
                                        "application-default login"});
  if (!text) return std::unexpected(text.error());
  json::Parser parser;
  const auto root = parser.Parse(text->Reveal(), {.max_bytes = kMaxCredentialFile}, true);
  if (!root || !root->IsObject()) {
    return Refuse(Fault::kMalformed, "Google credentials: the file is not a JSON object", path,
                  "download the service account's key again as JSON, or gcloud auth application-default login");
  }
  return LogInWithGoogleFile(*root, path, now);
}

}  // namespace gatehouse::secrets
