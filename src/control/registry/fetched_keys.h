// Keys of foreign issuers (`jwks_url`): fetched at start, before they expire, and when the gate sees an unknown
// key id. The last good set stays in its file during an issuer's outage, also across a restart. Tests:
// fetched_keys_test.cc.
#pragma once

#include <chrono>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/registry/errand.h"
#include "control/registry/registry.h"

namespace gatehouse::registry {

inline constexpr std::chrono::seconds kLeastKeyLife = std::chrono::minutes(5);
inline constexpr std::chrono::seconds kMostKeyLife = std::chrono::hours(24);
inline constexpr std::chrono::seconds kUsualKeyLife = std::chrono::hours(1);  // if the issuer names none
inline constexpr std::chrono::seconds kUnknownKeyPause{30};  // between fetches that unknown key ids cause
inline constexpr std::chrono::seconds kFirstRetry{5};        // after a failure; doubled, up to
inline constexpr std::chrono::seconds kLongestRetry = std::chrono::minutes(5);

// How long a fetched set is valid, from its Cache-Control (RFC 9111 §5.2.2.1), within the bounds above.
[[nodiscard]] std::chrono::seconds KeyLife(std::string_view cache_control);

class FetchedKeys {
 public:
  explicit FetchedKeys(const RegistryContext& context);

  // Starts the fetches that are due, each on a thread of its own: an issuer that does not answer delays no other one.
  void Tick(base::Now now);
  // For tests: waits for the end of this work, or of that for one source.
  void Wait() const;
  void WaitFor(size_t source) const { errands_[source].Wait(); }

 private:
  struct Source {
    std::string url;
    std::string path;
    std::string issuer;
    base::Steady due{};  // default: at once
    base::Steady tried{};
    bool ever_tried = false;
    std::chrono::seconds retry = kFirstRetry;
  };
  struct Outcome {
    bool good = false;
    bool changed = false;
    std::chrono::seconds life{0};
  };
  [[nodiscard]] Outcome FetchOne(const Source& source, base::Wall now) const;
  void Run(size_t index, base::Now now);
  void Tell(events::EventType type, const Source& source, std::string_view details, base::Wall now) const;

  RegistryContext context_;
  std::mutex mutex_;
  std::vector<Source> sources_;
  uint64_t unknown_seen_ = 0;
  std::deque<Errand> errands_;  // one for each source; last member: their work uses all of the above
};

}  // namespace gatehouse::registry
