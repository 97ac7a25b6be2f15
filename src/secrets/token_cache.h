// Caches an access token: requests it once for all callers and renews it before it expires (row A3: five minutes
// before). Shown by token_cache_test.cc.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

inline constexpr std::chrono::seconds kRenewBefore{300};

struct AccessToken {
  base::SecretString token;
  base::Wall expires{};
};

class TokenCache {
 public:
  using Mint = std::function<std::expected<AccessToken, ProviderError>(base::Wall now)>;

  explicit TokenCache(Mint mint) : mint_(std::move(mint)) {}

  // The token; requests one if there is none or if it expires within kRenewBefore (or is in the last fifth of a shorter
  // life). If that fails, a token that is still valid is returned. Thread-safe; callers wait for one request.
  [[nodiscard]] std::expected<base::SecretString, ProviderError> Get(base::Wall now);
  // Call if the service refused the token: the next Get requests a new one, unless that has happened already.
  void Forget(const base::SecretString& refused);

 private:
  const Mint mint_;
  std::mutex mutex_;
  std::optional<AccessToken> token_;
  base::Wall renew_at_{};
};

}  // namespace gatehouse::secrets
