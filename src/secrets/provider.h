// One kind of secret store, as the resolver sees it: a folder below secrets/ each, and dotenv/ for its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "secrets/reference.h"

namespace gatehouse::secrets {

inline constexpr size_t kMaxSecretBytes = size_t{1} << 20;

// Why there is no value. Everything but kAbsent stops a start even where the reference is optional.
enum class Fault : uint8_t {
  kAbsent,       // no such secret, version or field
  kDenied,       // the store knows us and refuses, or does not know us
  kUnreachable,  // no answer, TLS not trusted, an answer that is none of this service's
  kThrottled,    // too many calls; worth another try
  kUnavailable,  // sealed, in maintenance, 5xx; worth another try
  kMalformed,    // an answer or a file of a wrong shape, a secret too large
  kMisused,      // the reference or the environment is wrong: nothing was asked
};
[[nodiscard]] std::string_view Name(Fault fault);

struct ProviderError {
  Fault fault = Fault::kUnreachable;
  base::Error error;  // never a value
  std::optional<std::chrono::seconds> retry_after;
  bool lasting = false;  // another try would end the same: a certificate that is not trusted, a web page
};

struct Fetched {
  base::SecretString value;
  std::string version;                // the store's own name for it; empty: it has none
  std::optional<base::Wall> created;  // of this version
  std::optional<base::Wall> expires;  // when the store says it ends, or will be rotated
};

class Provider {
 public:
  virtual ~Provider() = default;
  // May block on the network, within the bounds of fetch. Safe to call from several threads at once. The pointer,
  // `optional` and `default` are the resolver's business, and so are tries beyond the first.
  [[nodiscard]] virtual std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) = 0;
  // References with the same key are one request: what the value depends on (path, version, region …).
  [[nodiscard]] virtual std::string CacheKey(const Reference& reference) const = 0;
  // Said once, before anything is asked: the program that asks goes on with the values. What ends by itself (a lease)
  // is renewed from now on, and given back when the provider goes. `replaced`: the values are asked for again, and what
  // is new is taken.
  virtual void Hold(bool /*replaced*/) {}
  // There is something to renew or to give back.
  [[nodiscard]] virtual bool IsHolding() { return false; }
};

}  // namespace gatehouse::secrets
