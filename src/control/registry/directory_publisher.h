// Writes the directory of droplets for the gate (row B6): the whole file after each change, with the
// resolved addresses of host names. Tests: registry_test.cc.
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

  // Checks a URL and resolves its host. An Error for an invalid URL, for the gate's own, and for an address on which
  // no droplet may listen (gate/directory/droplet_networks.h). An unknown name is not an error: messages to the droplet
  // get 502 until it resolves.
  [[nodiscard]] base::Result<std::optional<base::IpAddress>> Admit(const std::string& url);
  // Writes the file from the database if its content has changed. A droplet whose host resolves to a forbidden
  // address gets no address in it, which is logged once.
  [[nodiscard]] base::Result<> Publish(base::Wall now);
  // Resolves all names again every kResolveEvery, on another thread.
  void Tick(base::Now now);
  void Wait() const { errand_.Wait(); }  // for tests: waits for the end of this work

 private:
  [[nodiscard]] base::Result<std::vector<store::Droplet>> Droplets() const;
  [[nodiscard]] std::optional<base::IpAddress> Learn(const gate::DropletUrl& url,
                                                     const std::vector<base::IpAddress>& found);
  void ResolveAll(base::Wall now);
  // The address of a droplet for the gate; else `refused` gets the kind of forbidden address that was found.
  [[nodiscard]] std::optional<base::IpAddress> AddressOf(const gate::DropletUrl& url, std::string_view& refused);
  void TellRefused(const store::Droplet& droplet, std::string_view refused, base::Wall now);

  RegistryContext context_;
  OwnAddresses own_;
  std::mutex publishing_;
  std::string written_;
  std::set<int> refused_droplets_;  // already logged
  std::optional<base::Steady> resolved_at_;
  std::mutex mutex_;
  std::map<std::string, base::IpAddress> addresses_;  // by "host:port"; the last result
  std::map<std::string, std::string_view> refused_;   // likewise: the kind of forbidden address
  Errand errand_;                                     // last member: its work uses all of the above
};

}  // namespace gatehouse::registry
