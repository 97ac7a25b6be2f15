// Google service accounts (row A3): the file with the account's key, and one-hour access tokens made with it
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
inline constexpr std::chrono::seconds kAssertionLife{3600};  // the maximum that Google accepts

struct ServiceAccount {
  std::string client_email;
  std::string project_id;      // empty if the file has none
  std::string private_key_id;  // empty if the file has none
  std::string token_uri;       // a trusted one, see IsGoogleTokenUri
  crypto::PrivateKey key;      // RSA
};

// A planted file could send the assertion elsewhere, so only Google's own token endpoints are trusted, and the one
// that GATEHOUSE_GCP_TOKEN_URI names (for tests and private endpoints).
[[nodiscard]] bool IsGoogleTokenUri(std::string_view uri);

// Checks the file's format. `service-account check` checks who can read it and whether git tracks it.
[[nodiscard]] base::Result<ServiceAccount> LoadServiceAccount(const std::string& path);
[[nodiscard]] base::Result<ServiceAccount> ParseServiceAccount(std::string_view text, const std::string& origin);
[[nodiscard]] base::Result<ServiceAccount> ReadServiceAccount(const json::Value& root, const std::string& origin);

// Makes a new assertion for every token. Use a TokenCache to keep the token:
//   TokenCache tokens([account](base::Wall now) { return MintAccessToken(account, kCloudPlatformScope, now); });
[[nodiscard]] std::expected<AccessToken, ProviderError> MintAccessToken(const ServiceAccount& account,
                                                                        std::string_view scope, base::Wall now);

}  // namespace gatehouse::secrets
