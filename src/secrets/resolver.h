// From references to values: one request per secret even if many callers ask at the same time, values kept in memory
// for a while and fetched again before they end, tries with back-off, the last good value through an outage if that is
// wished. Shown by resolver_test.cc (TSan), tests/secrets/.
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
  std::chrono::seconds life{300};         // of a value in the cache; asked for again in its last fifth
  std::chrono::seconds negative_life{5};  // of an answer that there is none
  std::chrono::seconds stale_life{0};     // how long a value that can't be fetched again goes on being used; 0: not
  int tries = 4;                          // of one request: throttled, unavailable, unreachable
  std::chrono::seconds longest_wait{20};  // between tries, Retry-After included
  int at_once = 8;                        // requests on their way
};

class Resolver {
 public:
  using Clock = std::function<base::Now()>;
  using Sleep = std::function<void(std::chrono::milliseconds)>;

  Resolver(std::map<std::string, std::shared_ptr<Provider>> providers, ResolverRules rules, Clock clock, Sleep sleep);
  ~Resolver();

  // The value, or an Error whose `where` is the reference. From several threads at once.
  [[nodiscard]] base::Result<base::SecretString> Resolve(const Reference& reference);
  // All of them, `at_once` at a time, in order; every Error is there.
  [[nodiscard]] std::vector<base::Result<base::SecretString>> ResolveAll(std::span<const Reference> references);
  // For `doctor`: what is known about a secret without its value.
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
