// The directory of droplets as the gate reads it (row B6): written whole whenever something in it changes, with the
// addresses that host names stand for. Tests: registry_test.cc.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/registry/errand.h"
#include "control/registry/own_addresses.h"
#include "control/registry/registry.h"
#include "control/store/droplets.h"

namespace gatehouse::registry {

inline constexpr std::chrono::seconds kResolveEvery{30};

class DirectoryPublisher {
 public:
  DirectoryPublisher(const RegistryContext& context, OwnAddresses own);

  // Judges a URL and looks its host up, now. An Error for one that is not a droplet's, the gate's own, or leads where
  // no droplet may listen (gate/directory/droplet_networks.h). An unknown name is none: the droplet's messages are 502
  // until it is known.
  [[nodiscard]] base::Result<std::optional<base::IpAddress>> Admit(const std::string& url);
  // Writes the file from the database where it would differ from what was last written. A droplet whose host leads
  // where none may listen has no address in it, and that is one event.
  [[nodiscard]] base::Result<> Publish(base::Wall now);
  // Every kResolveEvery all names are looked up again, away from the caller's thread.
  void Tick(base::Now now);
  void Wait() const { errand_.Wait(); }  // for tests: until that is done

 private:
  [[nodiscard]] base::Result<std::vector<store::Droplet>> Droplets() const;
  [[nodiscard]] std::optional<base::IpAddress> Learn(const gate::DropletUrl& url,
                                                     const std::vector<base::IpAddress>& found);
  void ResolveAll(base::Wall now);
  // The address of a droplet as the gate may have it; in `refused` what kind of address was found instead.
  [[nodiscard]] std::optional<base::IpAddress> AddressOf(const gate::DropletUrl& url, std::string_view& refused);
  void TellRefused(const store::Droplet& droplet, std::string_view refused, base::Wall now);

  RegistryContext context_;
  OwnAddresses own_;
  std::mutex publishing_;
  std::string written_;
  std::set<int> refused_droplets_;  // of which an event has told
  std::optional<base::Steady> resolved_at_;
  std::mutex mutex_;
  std::map<std::string, base::IpAddress> addresses_;  // by "host:port"; the last that was found
  std::map<std::string, std::string_view> refused_;   // likewise: what the name leads to, where none may listen
  Errand errand_;                                     // last: its work uses all of the above
};

}  // namespace gatehouse::registry
