// Looks host names up again and again, away from the thread that serves requests: the resolver may block for seconds.
// Shown by name_watch_test.cc and tests/field/test_upstreams.py.
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
  using Addresses = std::map<std::string, std::vector<base::IpAddress>>;  // of a name without an address: none

  struct Pace {
    std::chrono::milliseconds every{5000};
    std::chrono::milliseconds soonest{1000};  // while a name has no address, or an address did not answer
  };

  // Begins at once. Signals are left to other threads.
  NameWatch(std::vector<std::string> names, Resolve resolve, Pace pace);
  // Does not wait for a look-up that is under way.
  ~NameWatch();
  NameWatch(const NameWatch&) = delete;
  NameWatch& operator=(const NameWatch&) = delete;

  // Whether every name was looked up once within this time.
  bool WaitForFirst(std::chrono::milliseconds at_most) const;
  // Rises whenever addresses have changed; asked by every request.
  [[nodiscard]] uint64_t version() const;
  [[nodiscard]] Addresses addresses() const;
  // An address did not answer: its name may have moved.
  void LookSoon();

 private:
  struct Shared;
  static void Run(const std::shared_ptr<Shared>& shared);
  static bool LookOnce(Shared& shared);

  std::shared_ptr<Shared> shared_;
};

}  // namespace gatehouse::nginx
