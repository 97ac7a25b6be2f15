#include "gate/policy/addresses.h"

#include <algorithm>
#include <filesystem>

#include "base/ip.h"
#include "gate/directory/host_port.h"
#include "yaml/problems.h"

namespace gatehouse::gate {
namespace {

using yaml::Quoted;

constexpr size_t kMaxUnixPath = 107;  // sun_path

constexpr std::string_view kServerForms = "write http://host:port, https://host:port or unix:/path";
constexpr std::string_view kListenForms = "write 127.0.0.1:8443, [::1]:8443 or *:8443";

base::Result<Upstream::Server> ParseUnixServer(std::string_view text, const std::string& folder) {
  constexpr std::string_view kScheme = "unix:";
  const std::string_view path = text.substr(kScheme.size());
  std::string absolute = path.empty() ? std::string() : AbsolutePath(folder, path);
  if (absolute.empty())
    return base::Fail(Quoted(text) + " is not a usable socket path", {}, "write unix:/run/app.sock");
  if (absolute.size() > kMaxUnixPath || absolute.contains(':')) {
    return base::Fail(Quoted(text) + " cannot be a socket's path", {},
                      "use a path of at most " + std::to_string(kMaxUnixPath) + " bytes without ':'");
  }
  return Upstream::Server{.host = {}, .port = 0, .tls = false, .unix_path = std::move(absolute)};
}

}  // namespace

std::string AbsolutePath(const std::string& folder, std::string_view path) {
  const bool plain = std::ranges::none_of(path, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || std::string_view("\"'$\\;{}").contains(c);
  });
  if (path.empty() || !plain) return {};
  std::string absolute = (std::filesystem::path(folder) / path).lexically_normal().string();
  while (absolute.size() > 1 && absolute.ends_with('/')) absolute.pop_back();
  return absolute;
}

base::Result<Upstream::Server> ParseServer(std::string_view text, const std::string& folder) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  if (text.starts_with("unix:")) return ParseUnixServer(text, folder);
  const bool tls = text.starts_with(kHttps);
  if (!tls && !text.starts_with(kHttp)) {
    return base::Fail(Quoted(text) + " is not an upstream", {}, std::string(kServerForms));
  }
  std::string_view authority = text.substr(tls ? kHttps.size() : kHttp.size());
  if (authority.ends_with('/')) authority.remove_suffix(1);
  if (authority.find_first_of("/?#") != std::string_view::npos) {
    return base::Fail("An upstream has no path: " + Quoted(text), {},
                      "end it after the host and port; requests keep the path that they came with");
  }
  if (authority.contains('@')) {
    return base::Fail("An upstream has no user and no password in it", {}, std::string(kServerForms));
  }
  const auto split = SplitHostPort(authority);
  if (!split || (!split->v6 && !IsHostName(split->host))) {
    return base::Fail(Quoted(text) + " is not an upstream", {}, std::string(kServerForms));
  }
  return Upstream::Server{
      .host = split->host, .port = split->port.value_or(tls ? kHttpsPort : kHttpPort), .tls = tls, .unix_path = {}};
}

base::Result<ListenAddress> ParseListen(std::string_view text) {
  const auto split = SplitHostPort(text);
  if (!split || !split->port) {
    return base::Fail(Quoted(text) + " is not an address to listen on", {}, std::string(kListenForms));
  }
  const bool address = split->v6 || split->host == "*" || base::IpAddress::Parse(split->host);
  if (!address) {
    return base::Fail("The gate listens on addresses, not on names: " + Quoted(text), {}, std::string(kListenForms));
  }
  return ListenAddress{.host = split->host, .port = *split->port};
}

}  // namespace gatehouse::gate
