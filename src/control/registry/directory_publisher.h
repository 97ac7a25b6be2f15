// The directory of droplets as the gate reads it (row B6): written whole whenever something in it changes, with the
// addresses that host names stand for. Shown by registry_test.cc.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "control/registry/errand.h"
#include "control/registry/own_addresses.h"
#include "control/registry/registry.h"
#include "control/store/droplets.h"

namespace gatehouse::control {

inline constexpr std::chrono::seconds kResolveEvery{30};

class DirectoryPublisher {
 public:
  DirectoryPublisher(const RegistryContext& context, OwnAddresses own);

  // Judges a URL and looks its host up, now. An Error for one that is no droplet's, or the gate's own. An unknown name
  // is none: the droplet's messages are 502 until it is known.
  [[nodiscard]] base::Result<std::optional<base::IpAddress>> Admit(const std::string& url);
  // Writes the file from the database where it would differ from what was last written.
  [[nodiscard]] base::Result<> Publish();
  // Every kResolveEvery all names are looked up anew, away from the caller's thread.
  void Tick(base::Now now);
  void Wait() const { errand_.Wait(); }  // for tests: until that is done

 private:
  [[nodiscard]] base::Result<std::vector<Droplet>> Droplets() const;
  [[nodiscard]] std::optional<base::IpAddress> Learn(const gate::DropletUrl& url,
                                                     const std::vector<base::IpAddress>& found);
  void ResolveAll();

  RegistryContext context_;
  OwnAddresses own_;
  std::mutex publishing_;
  std::string written_;
  std::optional<base::Steady> resolved_at_;
  std::mutex mutex_;
  std::map<std::string, base::IpAddress> addresses_;  // by "host:port"; the last that was found
  Errand errand_;                                     // last: its work uses all of the above
};

}  // namespace gatehouse::control
