// Interface of a secret store for the resolver. Each has a folder below secrets/, except dotenv/.
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

// Why there is no value. Everything except kAbsent prevents a start even if the reference is optional.
enum class Fault : uint8_t {
  kAbsent,       // no such secret, version or field
  kDenied,       // the store does not know us, or refuses us
  kUnreachable,  // no answer, TLS not trusted, or an answer that is not from this service
  kThrottled,    // too many calls; may be retried
  kUnavailable,  // sealed, in maintenance, 5xx; may be retried
  kMalformed,    // an answer or a file of a wrong format, a secret that is too large
  kMisused,      // the reference or the environment is wrong: no request was made
};
[[nodiscard]] std::string_view Name(Fault fault);

struct ProviderError {
  Fault fault = Fault::kUnreachable;
  base::Error error;  // never contains a value
  std::optional<std::chrono::seconds> retry_after;
  bool lasting = false;  // a retry cannot succeed: a certificate that is not trusted, a web page
};

struct Fetched {
  base::SecretString value;
  std::string version;                // the store's own version name; empty: none
  std::optional<base::Wall> created;  // of this version
  std::optional<base::Wall> expires;  // when it expires or will be rotated, according to the store
};

class Provider {
 public:
  virtual ~Provider() = default;
  // May block on the network, within the limits of fetch. Thread-safe. The resolver, not the provider, applies the
  // pointer, `optional` and `default`, and retries.
  [[nodiscard]] virtual std::expected<Fetched, ProviderError> Get(const Reference& reference, base::Wall now) = 0;
  // References with the same key share one request: it has all that the value depends on (path, version, region …).
  [[nodiscard]] virtual std::string CacheKey(const Reference& reference) const = 0;
  // Called once, before any Get: the calling program keeps using the values. A value that expires (a lease)
  // is renewed from now on, and given back when the provider is destroyed. `replaced`: the program will ask for the
  // values again and use new ones.
  virtual void Hold(bool /*replaced*/) {}
  // Whether there is something to renew or to give back.
  [[nodiscard]] virtual bool IsHolding() { return false; }
};

}  // namespace gatehouse::secrets
