// Resolves host names repeatedly in its own thread, because the resolver may block for seconds.
// Tests: name_watch_test.cc and tests/field/test_upstreams.py.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/ip.h"

namespace gatehouse::nginx {

class NameWatch {
 public:
  using Resolve = std::function<std::vector<base::IpAddress>(const std::string& name)>;
  using Addresses = std::map<std::string, std::vector<base::IpAddress>>;  // empty for a name without an address

  struct Pace {
    std::chrono::milliseconds every{5000};
    std::chrono::milliseconds soonest{1000};  // while a name has no address, or an address did not answer
  };

  // Starts at once. Its thread blocks all signals.
  NameWatch(std::vector<std::string> names, Resolve resolve, Pace pace);
  // Does not wait for a look-up in progress.
  ~NameWatch();
  NameWatch(const NameWatch&) = delete;
  NameWatch& operator=(const NameWatch&) = delete;

  // Returns whether every name was looked up once within this time.
  bool WaitForFirst(std::chrono::milliseconds at_most) const;
  // Increases after each change of addresses; read by every request.
  [[nodiscard]] uint64_t version() const;
  [[nodiscard]] Addresses addresses() const;
  // Called after an address did not answer: the name may have a new one.
  void LookSoon();

 private:
  struct Shared;
  static void Run(const std::shared_ptr<Shared>& shared);
  static bool LookOnce(Shared& shared);

  std::shared_ptr<Shared> shared_;
};

}  // namespace gatehouse::nginx
