// The policy's settings of the control daemon (`control:`): compiled with the policy, used by the daemon. The
// gate itself only uses the files that the daemon writes for it. doc/policy.md has every key.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "gate/admit/limit.h"
#include "gate/directory/droplet_networks.h"
#include "gate/policy/alert_settings.h"

namespace gatehouse::gate {

// Row B2: the registry that issues tokens to droplets.
struct RegistrySettings {
  std::string issuer;                                       // default: that of the policy's first `tokens`
  std::string audience;                                     // likewise
  std::chrono::seconds token_life{std::chrono::hours(24)};  // at most 24 h
  int key_bits = 2048;                                      // 2048–4096
  // Time from the publication of a new signing key until the first token is signed with it: longer than services that
  // verify tokens cache the key set.
  std::chrono::seconds key_overlap{std::chrono::minutes(10)};
  // The issuer in the metadata: `issuer`, or the gate's own URL, which clients need that use discovery (RFC 8414).
  // Tokens contain `issuer` in either case.
  bool discovered_by_url = false;
  DropletNetworks networks;  // networks where droplets may listen besides those that are always allowed
};

// Row A9: people's accounts and sessions.
struct PeopleSettings {
  std::chrono::seconds session_life{std::chrono::minutes(30)};  // absolute; at most 30 minutes
  bool second_factor_required = false;                          // false: only for accounts that have one
  std::string breached_passwords;                               // absolute path of a file or folder; empty: no list
  std::vector<Limit> attempts;                                  // logins by account: 5/minute, 20/hour
};

// Rows A14 A16 C15: watching the event log and sealing it.
struct WatchSettings {
  std::string rules;                         // absolute path of a file; empty: the built-in ones
  std::vector<base::IpNetwork> never_block;  // besides loopback and the trusted proxies
  std::chrono::seconds findings_kept{std::chrono::hours(24 * 365)};
  std::chrono::seconds audit_kept{std::chrono::hours(24 * 365)};
  uint64_t audit_bytes = uint64_t{4} << 30;  // of closed segments; the oldest are deleted first
};

// Row B11: limits that several gates share through Redis or Valkey.
struct SharedLimits {
  std::string redis;    // "redis://…", "rediss://…", or a reference to one of them
  std::string key;      // absolute path of a file, or a reference: the same for all gates that share
  std::string ca_file;  // absolute path, PEM; empty: the system's

  friend bool operator==(const SharedLimits&, const SharedLimits&) = default;
};

struct ControlSettings {
  std::string data_dir;        // absolute; private to the daemon except for its `public` folder
  std::string database;        // "sqlite:/abs/path", "postgresql://…", or a reference to one of them ("ref+…")
  std::string key_encryption;  // absolute path of a file, or a reference; default DATA_DIR/key-encryption.key
  std::string user;            // the daemon's user if root starts it; default: the policy's `user`
  std::string url;             // "https://gate.example[:8443]": the gate's URL for clients; default: from `listen`
  std::optional<RegistrySettings> registry;
  std::optional<PeopleSettings> people;
  std::optional<WatchSettings> watch;
  std::optional<SharedLimits> limits;
  bool metrics = false;              // for Prometheus, at /_gatehouse/metrics
  bool console = false;              // for people with the role admin, at /_gatehouse/console/
  std::vector<AlertChannel> alerts;  // who is notified of incidents

  // The files that the daemon writes for the gate, all below `data_dir`/public, mode 0755: none is secret.
  [[nodiscard]] std::string PublicFolder() const { return data_dir + "/public"; }
  [[nodiscard]] std::string DirectoryFile() const { return PublicFolder() + "/directory.json"; }
  [[nodiscard]] std::string RegistryKeysFile() const { return PublicFolder() + "/registry.jwks"; }
  [[nodiscard]] std::string SessionKeysFile() const { return PublicFolder() + "/session.jwks"; }
  [[nodiscard]] std::string FetchedKeysFile(const std::string& url_digest) const {
    return PublicFolder() + "/fetched-" + url_digest + ".jwks";
  }
};

// The name of the daemon's upstream in Policy::upstreams.
inline constexpr const char* kControlUpstream = "control";

}  // namespace gatehouse::gate
