#include "control/people/attempts.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/crypto.h"

namespace gatehouse::control {
namespace {

constexpr std::array<std::string_view, 3> kKeys = {"login:", "confirmation:", "code:"};

}  // namespace

std::optional<std::chrono::seconds> Attempts::Refused(What what, std::string_view name, base::Steady now) {
  const auto digest = crypto::Sha256(name);
  std::string key(kKeys[static_cast<size_t>(what)]);
  key.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  std::optional<std::chrono::seconds> wait;
  for (const gate::Limit& limit : limits_) {
    const gate::RateVerdict verdict = link_.Take(limit, key, now);
    if (!verdict.admitted) wait = std::max(wait.value_or(std::chrono::seconds(1)), verdict.retry_after);
  }
  return wait;
}

}  // namespace gatehouse::control
