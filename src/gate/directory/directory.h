// The directory of droplets that the control daemon writes for the gate (rows B2 B6): which droplets exist, where they
// listen, whether they may take part. The daemon replaces the whole file (base::WriteFile); workers read it again when
// state::Region's directory generation changes, and every second. If it cannot be read, the last good one stays in
// force. Shown by directory_test.cc.
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
  // Where the droplet's messages go. The daemon resolves the name, so that no worker waits for a name server.
  bool tls = false;
  std::string host;  // as in the URL, and as the certificate must name it; without brackets
  uint16_t port = 0;
  std::optional<base::IpAddress> address;  // empty: not resolved yet; a message to it gets 502

  friend bool operator==(const DirectoryEntry&, const DirectoryEntry&) = default;
};

struct Directory {
  std::map<int, DirectoryEntry> droplets;

  [[nodiscard]] const DirectoryEntry* Find(int id) const;
  friend bool operator==(const Directory&, const Directory&) = default;
};

// One JSON object: {"version":1,"droplets":[{"id":14,"state":"active","tls":false,"host":"127.0.0.1","port":9014,
// "address":"127.0.0.1"}]}. An Error: an unknown version or state, an id that is repeated or out of range.
[[nodiscard]] std::string WriteDirectory(const Directory& directory);
[[nodiscard]] base::Result<Directory> ReadDirectory(std::string_view json);

// "http://host[:port]" or "https://host[:port]", without user, path, query and fragment; default ports are 80 and 443.
struct DropletUrl {
  bool tls = false;
  std::string host;  // without brackets
  uint16_t port = 0;
};
[[nodiscard]] base::Result<DropletUrl> ParseDropletUrl(std::string_view url);

}  // namespace gatehouse::gate
