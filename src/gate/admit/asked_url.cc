#include "gate/admit/asked_url.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/admit/authority.h"

namespace gatehouse::gate {
namespace {

// RFC 3986 §6.2.2.1, §6.2.2.2: unreserved characters bare, hexadecimal digits of the others in upper case.
std::string WithPlainCharacters(std::string_view path) {
  constexpr size_t kEncoded = 3;  // "%2F"
  std::string plain;
  plain.reserve(path.size());
  for (size_t at = 0; at < path.size(); ++at) {
    const int byte = path[at] == '%' ? base::PercentByte(path.substr(at)) : -1;
    if (byte < 0) {
      plain += path[at];
      continue;
    }
    if (base::IsUnreserved(static_cast<char>(byte))) {
      plain += static_cast<char>(byte);
    } else {
      plain += base::AsciiUpper(path.substr(at, kEncoded));
    }
    at += kEncoded - 1;
  }
  return plain;
}

// RFC 3986 §5.2.4, of a path that begins with a slash.
std::string WithoutDotSegments(std::string_view path) {
  std::string kept;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool dot = segment == "/.";
    const bool up = segment == "/..";
    if (up) kept.resize(kept.empty() ? 0 : kept.rfind('/'));
    if (!dot && !up) kept += segment;
    if ((dot || up) && path.empty()) kept += '/';
  }
  return kept;
}

std::string NormalPath(std::string_view path) {
  if (path.empty()) return "/";  // §6.2.3
  return WithoutDotSegments(WithPlainCharacters(path));
}

// The host may have lost its port on its way through a proxy that reports it.
bool IsReceivedAs(std::string_view authority, const Request& request, const Client& client) {
  const std::string_view received = AuthorityOf(request);
  if (received.empty()) return false;
  if (base::EqualIgnoringCase(authority, WithoutDefaultPort(received, client.tls))) return true;
  const AskedAs with_port{.host = received, .port = client.asked.port, .prefix = {}};
  return IsAskedAs(authority, with_port, client.tls);
}

}  // namespace

bool IsAskedUrl(std::string_view url, const Request& request, const Client& client, std::string_view path) {
  const std::string_view scheme = client.tls ? "https://" : "http://";
  if (!base::EqualIgnoringCase(url.substr(0, scheme.size()), scheme)) return false;
  url = url.substr(0, url.find_first_of("?#"));
  if (url.size() < scheme.size()) return false;
  url.remove_prefix(scheme.size());
  std::string_view authority = url.substr(0, url.find('/'));
  const std::string_view url_path = url.substr(authority.size());
  if (authority.ends_with(':')) authority.remove_suffix(1);  // §6.2.3
  authority = WithoutDefaultPort(authority, client.tls);
  const bool there = client.asked.host.empty() ? IsReceivedAs(authority, request, client)
                                               : IsAskedAs(authority, client.asked, client.tls);
  return there && NormalPath(url_path) == std::string(client.asked.prefix) + NormalPath(path);
}

}  // namespace gatehouse::gate
