// A token that gives access for a while, minted once however many ask, and renewed before it ends (row A3: five minutes
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

  // The token, minted if there is none or if it ends within kRenewBefore (or within the last fifth of a shorter life).
  // One that still lives is given out where a new one can't be had. From several threads; they wait for one mint.
  [[nodiscard]] std::expected<base::SecretString, ProviderError> Get(base::Wall now);
  // The service refused it: the next Get mints a new one, unless that has happened already.
  void Forget(const base::SecretString& refused);

 private:
  const Mint mint_;
  std::mutex mutex_;
  std::optional<AccessToken> token_;
  base::Wall renew_at_{};
};

}  // namespace gatehouse::secrets
