// The directory of droplets that the control daemon keeps beside the gate (rows B2 B6): who there is, where it listens,
// whether it may take part. The daemon writes the file whole (base::WriteFile); workers read it again when
// state::Region's directory generation changes, and every second. What can't be read leaves the last good one in force.
// Shown by directory_test.cc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/ip.h"

namespace gatehouse::gate {

inline constexpr int kMinDropletId = 1;
inline constexpr int kMaxDropletId = 999;

enum class DropletState : uint8_t { kActive, kSuspended, kRetired };
[[nodiscard]] std::string_view Name(DropletState state);  // "active" "suspended" "retired"
[[nodiscard]] std::optional<DropletState> DropletStateNamed(std::string_view name);

struct DirectoryEntry {
  int id = 0;  // 1–999
  DropletState state = DropletState::kActive;
  // Where its messages go. The name is resolved by the daemon, so that no worker ever waits for a name server.
  bool tls = false;
  std::string host;  // as in the URL: what its certificate must name; without brackets
  uint16_t port = 0;
  std::optional<base::IpAddress> address;  // empty: never resolved yet; a message to it is 502

  friend bool operator==(const DirectoryEntry&, const DirectoryEntry&) = default;
};

struct Directory {
  std::map<int, DirectoryEntry> droplets;

  [[nodiscard]] const DirectoryEntry* Find(int id) const;
  friend bool operator==(const Directory&, const Directory&) = default;
};

// One JSON object: {"version":1,"droplets":[{"id":14,"state":"active","tls":false,"host":"127.0.0.1","port":9014,
// "address":"127.0.0.1"}]}. An unknown version, an id twice or out of range, an unknown state: an Error.
[[nodiscard]] std::string WriteDirectory(const Directory& directory);
[[nodiscard]] base::Result<Directory> ReadDirectory(std::string_view json);

// "http://host[:port]" or "https://host[:port]", without user, path, query or fragment; ports 80 and 443 by default.
struct DropletUrl {
  bool tls = false;
  std::string host;  // without brackets
  uint16_t port = 0;
};
[[nodiscard]] base::Result<DropletUrl> ParseDropletUrl(std::string_view url);

}  // namespace gatehouse::gate
