#include "gate/policy/route_host.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/fold.h"
#include "gate/directory/host_port.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kAnyLabels = "*.";

std::string_view WithoutPort(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  if (colon == std::string_view::npos) return authority;
  const bool port = base::AllDigits(authority.substr(colon + 1));
  return port ? authority.substr(0, colon) : authority;
}

}  // namespace

base::Result<std::string> ReadRouteHost(std::string_view typed) {
  const auto refuse = [typed](std::string what, std::string fix) {
    return base::Fail(std::move(what), std::string(typed), std::move(fix));
  };
  constexpr const char* kNameAlone = "write the name alone, such as api.example";
  if (typed == "*") return refuse("'*' names no host", "take 'host' out: a route without it holds for all hosts");
  if (typed.contains("://")) return refuse("A host has no scheme", kNameAlone);
  if (typed.contains('/')) return refuse("A host has no path", "write the name into 'host' and the path into 'path'");
  if (typed.contains('[') || std::ranges::count(typed, ':') > 1) {
    return refuse("A route's host cannot be an IPv6 address", "write a name or an IPv4 address");
  }
  if (typed.contains(':')) return refuse("A host has no port: the gate's ports are in 'listen'", kNameAlone);
  if (!base::IsAscii(typed)) {
    return refuse("A host is written in ASCII, as clients send it", "write its labels in the form xn--…");
  }
  std::string_view name = typed;
  const bool wildcard = name.starts_with(kAnyLabels);
  if (wildcard) name.remove_prefix(kAnyLabels.size());
  if (name.contains('*')) {
    return refuse("'*' stands for whole labels, once, at the start", "write *.example, or the names one by one");
  }
  if (name.ends_with('.')) {
    return refuse("A host has no dot at its end", "take it out: requests with and without it are treated alike");
  }
  const bool number = name.find_first_not_of("0123456789.") == std::string_view::npos;
  if (!IsHostName(name) || (wildcard && number)) {
    return refuse("Not the name of a host", "write a name such as api.example or *.example");
  }
  return base::AsciiLower(typed);
}

std::string SampleHost(std::string_view route_host) {
  return route_host.starts_with('*') ? "x" + std::string(route_host.substr(1)) : std::string(route_host);
}

ComparedHost::ComparedHost(std::string_view authority) {
  std::string_view host = WithoutPort(authority);
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.size() > bytes_.size()) return;
  size_ = host.size();
  std::ranges::transform(host, bytes_.begin(), base::ToLower);
}

}  // namespace gatehouse::gate
