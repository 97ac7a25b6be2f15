#include "gate/policy/addresses.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/ip.h"
#include "gate/policy/problems.h"
#include "gate/policy/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxHostBytes = 253;  // RFC 1035 §2.3.4
constexpr size_t kMaxLabelBytes = 63;
constexpr size_t kMaxUnixPath = 107;  // sun_path
constexpr int64_t kMaxPort = 65'535;
constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;

constexpr std::string_view kServerForms = "write http://host:port, https://host:port or unix:/path";
constexpr std::string_view kListenForms = "write 127.0.0.1:8443, [::1]:8443 or *:8443";

bool IsAlphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabelBytes && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_'; });
}

// A DNS name (also the underscored ones of container networks), or an IPv4 address where it looks like one.
bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostBytes) return false;
  std::string_view last;
  for (std::string_view rest = host; !rest.empty() || host.ends_with('.');) {
    const size_t dot = rest.find('.');
    last = rest.substr(0, dot);
    if (!IsLabel(last)) return false;
    if (dot == std::string_view::npos) break;
    rest = rest.substr(dot + 1);
    if (rest.empty()) return false;
  }
  if (last.find_first_not_of("0123456789") != std::string_view::npos) return true;
  const auto address = base::IpAddress::Parse(host);
  return address && address->IsV4();
}

struct HostPort {
  std::string host;  // without brackets
  bool v6 = false;
  std::optional<uint16_t> port;
};

// "host", "host:port", "[v6]", "[v6]:port"; the host itself is not judged unless it is in brackets.
std::optional<HostPort> SplitHostPort(std::string_view text) {
  HostPort split;
  std::string_view rest;
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto address = base::IpAddress::Parse(text.substr(1, end - 1));
    if (!address || address->IsV4()) return std::nullopt;
    split.host = text.substr(1, end - 1);
    split.v6 = true;
    rest = text.substr(end + 1);
  } else {
    const size_t colon = std::min(text.find(':'), text.size());
    split.host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (rest.empty()) return split;
  if (rest.front() != ':') return std::nullopt;
  const auto port = ParseInteger(rest.substr(1));
  if (!port || *port < 1 || *port > kMaxPort) return std::nullopt;
  split.port = static_cast<uint16_t>(*port);
  return split;
}

base::Result<Upstream::Server> ParseUnixServer(std::string_view text, const std::string& folder) {
  constexpr std::string_view kScheme = "unix:";
  const std::string_view path = text.substr(kScheme.size());
  std::string absolute = path.empty() ? std::string() : AbsolutePath(folder, path);
  if (absolute.empty()) return base::Fail(Quoted(text) + " names no usable socket", {}, "write unix:/run/app.sock");
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
    return base::Fail(Quoted(text) + " is no upstream", {}, std::string(kServerForms));
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
    return base::Fail(Quoted(text) + " is no upstream", {}, std::string(kServerForms));
  }
  return Upstream::Server{
      .host = split->host, .port = split->port.value_or(tls ? kHttpsPort : kHttpPort), .tls = tls, .unix_path = {}};
}

base::Result<ListenAddress> ParseListen(std::string_view text) {
  const auto split = SplitHostPort(text);
  if (!split || !split->port) {
    return base::Fail(Quoted(text) + " is no address to listen on", {}, std::string(kListenForms));
  }
  const bool address = split->v6 || split->host == "*" || base::IpAddress::Parse(split->host);
  if (!address) {
    return base::Fail("The gate listens on addresses, not on names: " + Quoted(text), {}, std::string(kListenForms));
  }
  return ListenAddress{.host = split->host, .port = *split->port};
}

}  // namespace gatehouse::gate
