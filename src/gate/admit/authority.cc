#include "gate/admit/authority.h"

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::gate {

std::string_view WithoutDefaultPort(std::string_view authority, bool tls) {
  const std::string_view port = tls ? ":443" : ":80";
  if (authority.ends_with(port)) authority.remove_suffix(port.size());
  return authority;
}

std::string_view AuthorityOf(const Request& request) {
  if (request.host.empty()) return {};
  std::string_view authority = request.host;
  for (const Header& header : request.headers) {
    if (!base::EqualIgnoringCase(header.name, "host")) continue;
    const std::string_view rest = header.value.substr(std::min(request.host.size(), header.value.size()));
    const bool names_host =
        base::EqualIgnoringCase(header.value.substr(0, header.value.size() - rest.size()), request.host);
    if (!names_host || (!rest.empty() && rest.front() != ':')) return {};
    authority = header.value;
  }
  return authority;
}

bool IsAskedAs(std::string_view authority, const AskedAs& asked, bool tls) {
  if (asked.host.empty()) return false;
  if (base::EqualIgnoringCase(authority, WithoutDefaultPort(asked.host, tls))) return true;
  const bool split = !asked.port.empty() && authority.size() == asked.host.size() + 1 + asked.port.size();
  return split && base::EqualIgnoringCase(authority.substr(0, asked.host.size()), asked.host) &&
         authority[asked.host.size()] == ':' && authority.ends_with(asked.port);
}

}  // namespace gatehouse::gate
