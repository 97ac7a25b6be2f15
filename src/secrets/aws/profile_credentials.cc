#include "secrets/aws/profile_credentials.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/bytes.h"
#include "secrets/answer.h"
#include "secrets/aws/credential_process.h"
#include "secrets/aws/sso.h"
#include "secrets/aws/sts.h"

namespace gatehouse::secrets {
namespace {

using Step = std::expected<std::optional<FoundAws>, ProviderError>;

constexpr size_t kLongestChain = 8;  // profiles, each the source of the previous one

constexpr std::array<std::string_view, 19> kUnderstood = {"aws_access_key_id",
                                                          "aws_secret_access_key",
                                                          "aws_session_token",
                                                          "role_arn",
                                                          "source_profile",
                                                          "credential_source",
                                                          "external_id",
                                                          "role_session_name",
                                                          "duration_seconds",
                                                          "web_identity_token_file",
                                                          "credential_process",
                                                          "sso_session",
                                                          "sso_start_url",
                                                          "sso_region",
                                                          "sso_account_id",
                                                          "sso_role_name",
                                                          "region",
                                                          "endpoint_url",
                                                          "ca_bundle"};
// Settings that affect neither our identity nor the service asked.
constexpr std::array<std::string_view, 17> kOfNoConcern = {"output",
                                                           "s3",
                                                           "s3api",
                                                           "retry_mode",
                                                           "max_attempts",
                                                           "parameter_validation",
                                                           "tcp_keepalive",
                                                           "metadata_service_timeout",
                                                           "metadata_service_num_attempts",
                                                           "api_versions",
                                                           "defaults_mode",
                                                           "sts_regional_endpoints",
                                                           "sso_registration_scopes",
                                                           "aws_expiration",
                                                           "expiration",
                                                           "aws_account_id",
                                                           "account_id"};
constexpr std::array<std::string_view, 6> kOtherPrograms = {"cli_",     "x_",         "granted_",
                                                            "toolkit_", "aws_vault_", "okta_"};

std::unexpected<ProviderError> Wrong(const std::string& profile, std::string what, std::string fix) {
  return Refuse(Fault::kMisused, "AWS profile " + profile + ": " + std::move(what), "~/.aws/config", std::move(fix));
}

std::optional<ProviderError> FirstNotUnderstood(const AwsFiles& files, const std::string& profile) {
  const auto in = [](const auto& list, std::string_view name) { return std::ranges::find(list, name) != list.end(); };
  for (const std::string& name : files.Names(profile)) {
    if (in(kUnderstood, name) || in(kOfNoConcern, name)) continue;
    if (std::ranges::any_of(kOtherPrograms, [&](std::string_view front) { return name.starts_with(front); })) continue;
    const bool is_switch = name == "use_fips_endpoint" || name == "use_dualstack_endpoint";
    if (is_switch && base::AsciiLower(files.Value(profile, name)) == "false") continue;
    constexpr std::string_view kNameWords = "abcdefghijklmnopqrstuvwxyz0123456789_-.";
    const bool shown = name.find_first_not_of(kNameWords) == std::string::npos;  // else it may contain anything
    const std::string called = shown ? name : "a name that is none";
    return Wrong(profile, "it says " + called + ", which is not understood here",
                 name == "mfa_serial"
                     ? "log in with another program, and name it: credential_process = aws configure "
                       "export-credentials --profile " +
                           profile
                     : "leave it out, or let the AWS command line find the credentials: credential_process = aws "
                       "configure export-credentials --profile " +
                           profile)
        .error();
  }
  return {};
}

class Finder {
 public:
  Finder(const AwsFiles& files, const AwsSources& sources, const std::string& region, base::Wall now)
      : files_(files), sources_(sources), region_(region), now_(now) {}

  Step Find(const std::string& profile) {
    if (!files_.Has(profile)) return std::nullopt;
    if (auto wrong = FirstNotUnderstood(files_, profile)) return std::unexpected(std::move(*wrong));
    if (std::ranges::find(visited_, profile) != visited_.end() || visited_.size() == kLongestChain) {
      return Wrong(profile, "its source_profile refers back to it", "name a profile with credentials of its own");
    }
    visited_.push_back(profile);
    if (Says(profile, "role_arn")) return Role(profile);
    if (Says(profile, "sso_session") || Says(profile, "sso_start_url")) {
      return Taken(SsoCredentials(files_, profile, now_));
    }
    auto keys = Keys(profile);
    if (!keys || *keys) return keys;
    if (Says(profile, "credential_process")) {
      return Taken(RunCredentialProcess(files_.Value(profile, "credential_process"), now_));
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] bool Says(const std::string& profile, std::string_view name) const {
    return !files_.Value(profile, name).empty();
  }

  static Step Taken(MaybeAws found) {
    if (!found) return std::unexpected(std::move(found.error()));
    return std::move(*found);
  }

  [[nodiscard]] Step Keys(const std::string& profile) const {
    std::string id = files_.Value(profile, "aws_access_key_id");
    std::string key = files_.Value(profile, "aws_secret_access_key");
    if (id.empty() && key.empty()) return std::nullopt;
    if (id.empty() || key.empty()) {
      base::Wipe(key);
      return Wrong(profile, "only one of aws_access_key_id and aws_secret_access_key is there", "write both");
    }
    return FoundAws{{std::move(id), base::SecretString(std::move(key)),
                     base::SecretString(files_.Value(profile, "aws_session_token"))},
                    {}};
  }

  Step Role(const std::string& profile) {
    const AwsRole role{files_.Value(profile, "role_arn"), files_.Value(profile, "role_session_name"),
                       files_.Value(profile, "external_id"), files_.Value(profile, "duration_seconds")};
    if (const std::string file = files_.Value(profile, "web_identity_token_file"); !file.empty()) {
      return Taken(AssumeRoleWithWebIdentity(file, role, region_, now_));
    }
    const auto source = Source(profile);
    if (!source) return std::unexpected(source.error());
    return Taken(AssumeRole(source->credentials, role, region_, now_));
  }

  MaybeAws Source(const std::string& profile) {
    const std::string from = files_.Value(profile, "source_profile");
    const std::string named = files_.Value(profile, "credential_source");
    if (from.empty() == named.empty()) {
      return Wrong(profile, "a role needs either source_profile or credential_source",
                   "say where the credentials come from that assume it");
    }
    // A profile may be its own source if it has keys.
    auto found = from == profile ? Keys(profile) : from.empty() ? Named(profile, named) : Find(from);
    if (!found) return std::unexpected(std::move(found.error()));
    if (*found) return std::move(**found);
    return Wrong(profile, "there are no credentials in " + (from.empty() ? named : "its source_profile " + from),
                 "check the name; 'aws configure list-profiles' shows them");
  }

  [[nodiscard]] Step Named(const std::string& profile, const std::string& source) const {
    if (source == "Environment") return sources_.environment(region_, now_);
    if (source == "EcsContainer") return sources_.container(region_, now_);
    if (source == "Ec2InstanceMetadata") return sources_.instance(region_, now_);
    return Wrong(profile, "its credential_source is unknown", "one of Environment, EcsContainer, Ec2InstanceMetadata");
  }

  const AwsFiles& files_;
  const AwsSources& sources_;
  const std::string& region_;
  const base::Wall now_;
  std::vector<std::string> visited_;
};

}  // namespace

Step ProfileCredentials(const AwsFiles& files, const std::string& profile, const AwsSources& sources,
                        const std::string& region, base::Wall now) {
  return Finder(files, sources, region, now).Find(profile);
}

}  // namespace gatehouse::secrets
