// Google service accounts (row A3): the file with the account's key, and the one-hour access tokens that it can mint
// (RFC 7523). Shown by service_account_test.cc, tests/secrets/test_gcp.py.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/error.h"
#include "base/json.h"
#include "secrets/provider.h"
#include "secrets/token_cache.h"

namespace gatehouse::secrets {

inline constexpr std::string_view kCloudPlatformScope = "https://www.googleapis.com/auth/cloud-platform";
inline constexpr std::chrono::seconds kAssertionLife{3600};  // Google's most

struct ServiceAccount {
  std::string client_email;
  std::string project_id;      // empty where the file has none
  std::string private_key_id;  // likewise
  std::string token_uri;       // one that is believed, see IsGoogleTokenUri
  crypto::PrivateKey key;      // RSA
};

// A planted file could send the assertion elsewhere: only Google's own token endpoints are believed, and the one that
// the environment names by GATEHOUSE_GCP_TOKEN_URI (for tests and private endpoints).
[[nodiscard]] bool IsGoogleTokenUri(std::string_view uri);

// The file's shape. Who else can read it, and whether git knows it, is the business of `service-account check`.
[[nodiscard]] base::Result<ServiceAccount> LoadServiceAccount(const std::string& path);
[[nodiscard]] base::Result<ServiceAccount> ParseServiceAccount(std::string_view text, const std::string& origin);
[[nodiscard]] base::Result<ServiceAccount> ReadServiceAccount(const json::Value& root, const std::string& origin);

// A fresh assertion for every token. TokenCache keeps what comes of it:
//   TokenCache tokens([account](base::Wall now) { return MintAccessToken(account, kCloudPlatformScope, now); });
[[nodiscard]] std::expected<AccessToken, ProviderError> MintAccessToken(const ServiceAccount& account,
                                                                        std::string_view scope, base::Wall now);

}  // namespace gatehouse::secrets
