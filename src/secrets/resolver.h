// Turns references into values: one request per secret even if many callers ask at once, values cached in memory
// and refreshed before they expire, retries with back-off, and optionally the last good value during an outage.
// Shown by resolver_test.cc (TSan), tests/secrets/.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "secrets/provider.h"
#include "secrets/reference.h"

namespace gatehouse::secrets {

struct ResolverRules {
  std::chrono::seconds life{300};         // of a cached value; refreshed in its last fifth
  std::chrono::seconds negative_life{5};  // of the answer that there is no value
  std::chrono::seconds stale_life{0};     // how long a value that cannot be refreshed stays in use; 0: not at all
  int tries = 4;                          // per request: if throttled, unavailable or unreachable
  std::chrono::seconds longest_wait{20};  // between tries, including Retry-After
  int at_once = 8;                        // requests at the same time
};

class Resolver {
 public:
  using Clock = std::function<base::Now()>;
  using Sleep = std::function<void(std::chrono::milliseconds)>;

  Resolver(std::map<std::string, std::shared_ptr<Provider>> providers, ResolverRules rules, Clock clock, Sleep sleep);
  ~Resolver();

  // The value, or an Error whose `where` is the reference. Thread-safe.
  [[nodiscard]] base::Result<base::SecretString> Resolve(const Reference& reference);
  // All of them in order, `at_once` at a time; every Error is included.
  [[nodiscard]] std::vector<base::Result<base::SecretString>> ResolveAll(std::span<const Reference> references);
  // For `doctor`: what is known about a secret, without its value.
  struct Health {
    std::optional<ProviderError> fault;
    std::string version;
    std::optional<base::Wall> created;
    std::optional<base::Wall> expires;
    std::chrono::milliseconds took{0};
  };
  [[nodiscard]] Health Examine(const Reference& reference);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::secrets
