#include "gate/directory/directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/bytes.h"
#include "base/json.h"
#include "gate/directory/host_port.h"

namespace gatehouse::gate {
namespace {

constexpr int64_t kVersion = 1;
// Enough for 999 entries of seven members several times over.
constexpr json::Limits kLimits{.max_bytes = 1'048'576, .max_depth = 4, .max_members = 20'000};
constexpr int64_t kMaxPort = 65'535;
constexpr size_t kMaxUrlBytes = 512;

constexpr std::array<std::string_view, 3> kStateNames = {"active", "suspended", "retired"};

constexpr std::string_view kUrlForms = "write http://host:port or https://host:port";

bool IsHost(std::string_view host) {
  const auto address = base::IpAddress::Parse(host);
  return address ? true : IsHostName(host);
}

base::Result<DirectoryEntry> ReadEntry(const json::Value& value, const std::string& where) {
  DirectoryEntry entry;
  bool good = value.IsObject();
  unsigned seen = 0;
  const auto integer = [&good](const json::Value& member, int64_t least, int64_t most) {
    const auto number = member.Integer();
    good = good && number && *number >= least && *number <= most;
    return number.value_or(0);
  };
  const auto text = [&good](const json::Value& member) {
    const auto read = member.String();
    good = good && read;
    return read.value_or("");
  };
  value.ForEach([&](std::string_view name, json::Value member) {
    constexpr std::array<std::string_view, 5> kNeeded = {"id", "state", "tls", "host", "port"};
    const auto* needed = std::ranges::find(kNeeded, name);
    if (needed != kNeeded.end()) seen |= 1U << (needed - kNeeded.begin());
    if (name == "id") {
      entry.id = static_cast<int>(integer(member, kMinDropletId, kMaxDropletId));
    } else if (name == "state") {
      const auto state = DropletStateNamed(text(member));
      good = good && state;
      entry.state = state.value_or(DropletState::kRetired);
    } else if (name == "tls") {
      good = good && member.Bool();
      entry.tls = member.Bool().value_or(true);
    } else if (name == "host") {
      entry.host = text(member);
      good = good && IsHost(entry.host);
    } else if (name == "port") {
      entry.port = static_cast<uint16_t>(integer(member, 1, kMaxPort));
    } else if (name == "address" && member.kind() != json::Kind::kNull) {
      entry.address = base::IpAddress::Parse(text(member));
      good = good && entry.address;
    }
    return true;
  });
  constexpr unsigned kAllNeeded = 0b11111;
  if (!good || seen != kAllNeeded) {
    return base::Fail("The entry is not a droplet of a directory", where,
                      "let the control daemon write the file: change the droplet through 'gatehouse registry'");
  }
  return entry;
}

std::unexpected<base::Error> NoDirectory(std::string what) {
  return base::Fail(std::move(what), "directory", "restart the control daemon: it writes the file again");
}

}  // namespace

std::string_view Name(DropletState state) { return kStateNames[static_cast<size_t>(state)]; }

std::optional<DropletState> DropletStateNamed(std::string_view name) {
  const auto* found = std::ranges::find(kStateNames, name);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<DropletState>(found - kStateNames.begin());
}

const DirectoryEntry* Directory::Find(int id) const {
  const auto found = droplets.find(id);
  return found == droplets.end() ? nullptr : &found->second;
}

std::string WriteDirectory(const Directory& directory) {
  // No member needs escaping: hosts are names and addresses.
  std::string text = fmt::format(R"({{"version":{},"droplets":[)", kVersion);
  for (bool first = true; const auto& [id, entry] : directory.droplets) {
    fmt::format_to(std::back_inserter(text), R"({}{{"id":{},"state":"{}","tls":{},"host":"{}","port":{},"address":)",
                   first ? "\n" : ",\n", id, Name(entry.state), entry.tls, entry.host, entry.port);
    text += entry.address ? "\"" + entry.address->Text() + "\"}" : "null}";
    first = false;
  }
  return text + "]}\n";
}

base::Result<Directory> ReadDirectory(std::string_view json) {
  json::Parser parser;
  const auto root = parser.Parse(json, kLimits);
  if (!root) return NoDirectory(std::string(json::Sentence(root.error())));
  const auto version = root->Member("version");
  const auto droplets = root->Member("droplets");
  if (!version || version->Integer() != kVersion) return NoDirectory("The directory has an unknown version");
  if (!droplets || !droplets->IsArray()) return NoDirectory("The directory lists no droplets");

  Directory directory;
  base::Error error;
  size_t at = 0;
  const bool read = droplets->ForEach([&](std::string_view, json::Value value) {
    const std::string where = fmt::format("directory: entry {}", ++at);
    auto entry = ReadEntry(value, where);
    if (!entry) {
      error = std::move(entry.error());
      return false;
    }
    const int id = entry->id;
    if (directory.droplets.emplace(id, std::move(*entry)).second) return true;
    error = base::Error{fmt::format("Droplet {} is listed twice", id), where, "restart the control daemon"};
    return false;
  });
  if (!read) return std::unexpected(std::move(error));
  return directory;
}

base::Result<DropletUrl> ParseDropletUrl(std::string_view url) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  const bool tls = url.starts_with(kHttps);
  if (url.size() > kMaxUrlBytes || (!tls && !url.starts_with(kHttp))) {
    return base::Fail("A droplet's URL begins with http:// or https://", "url", std::string(kUrlForms));
  }
  std::string_view authority = url.substr(tls ? kHttps.size() : kHttp.size());
  if (authority.ends_with('/')) authority.remove_suffix(1);
  if (authority.find_first_of("/?#") != std::string_view::npos) {
    return base::Fail("A droplet's URL has no path", "url",
                      "end it after the host and port; messages keep the path that they came with");
  }
  if (authority.contains('@')) {
    return base::Fail("A droplet's URL has no user and no password in it", "url", std::string(kUrlForms));
  }
  const auto split = SplitHostPort(authority);
  if (!split || (!split->v6 && !IsHostName(split->host))) {
    return base::Fail("The URL has no valid host, or no port from 1 to 65535", "url", std::string(kUrlForms));
  }
  return DropletUrl{
      .tls = tls, .host = base::AsciiLower(split->host), .port = split->port.value_or(tls ? kHttpsPort : kHttpPort)};
}

}  // namespace gatehouse::gate
