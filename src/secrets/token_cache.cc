#include "secrets/token_cache.h"

#include <algorithm>

#include "base/crypto.h"

namespace gatehouse::secrets {

std::expected<base::SecretString, ProviderError> TokenCache::Get(base::Wall now) {
  constexpr int kLastFifth = 5;
  const std::lock_guard lock(mutex_);
  if (!token_ || now >= renew_at_) {
    auto minted = mint_(now);
    if (minted) {
      const auto life = std::max(minted->expires - now, std::chrono::milliseconds(0));
      renew_at_ = minted->expires - std::min<std::chrono::milliseconds>(kRenewBefore, life / kLastFifth);
      token_ = std::move(*minted);
    } else if (!token_ || now >= token_->expires) {
      token_.reset();
      return std::unexpected(std::move(minted.error()));
    }
  }
  return token_->token.Copy();
}

void TokenCache::Forget(const base::SecretString& refused) {
  const std::lock_guard lock(mutex_);
  if (token_ && crypto::EqualInConstantTime(token_->token.Reveal(), refused.Reveal())) token_.reset();
}

}  // namespace gatehouse::secrets
