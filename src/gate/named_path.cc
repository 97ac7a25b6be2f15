#include "gate/named_path.h"

#include <algorithm>
#include <array>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "gate/method_override.h"
#include "gate/path_choice.h"

namespace gatehouse::gate {
namespace {

struct Naming {
  std::string_view method;
  std::string_view header;
  std::string_view judged_as;  // the method by which the named path is judged
  bool bare;                   // the path may be written without its first slash: "bucket/key"
};
constexpr std::array<Naming, 3> kNamings = {{
    {"COPY", "destination", "COPY", false},
    {"MOVE", "destination", "MOVE", false},
    {"PUT", "x-amz-copy-source", "GET", true},
}};

// The value of a header that may stand there once; empty without a value if there is none.
std::expected<std::optional<std::string>, Reason> OneValue(const Exchange& exchange, const Naming& naming) {
  std::optional<std::string> value;
  for (const Header& header : exchange.headers.lines) {
    if (!base::EqualIgnoringCase(header.name, naming.header)) continue;
    if (value) return std::unexpected(Reason::kHeaderRepeated);
    value = header.value;
    if (naming.bare && !value->starts_with('/')) value->insert(0, 1, '/');
  }
  return value;
}

// The path as the rules see it: without the prefix that a trusted proxy has removed from the request's own.
std::optional<std::string> PathForRules(const Guard& guard, Exchange& exchange, const Naming& naming,
                                        std::string_view target) {
  const auto read = ReadTarget(naming.judged_as, target, &exchange.note);
  if (!read) return std::nullopt;
  CanonicalPath path = *read;
  const std::string_view prefix = exchange.client.asked.prefix;
  if (!prefix.empty() && path.path.starts_with(prefix) && path.path.substr(prefix.size()).starts_with('/')) {
    path.path.remove_prefix(prefix.size());
  }
  if (path.doubts == 0) return std::string(path.path);
  return ChoosePathReading(guard.policy, *exchange.routes, naming.judged_as, path, exchange.note);
}

}  // namespace

Decision JudgeNamedPath(const Guard& guard, Exchange& exchange) {
  const auto* naming = std::ranges::find(kNamings, exchange.request.method, &Naming::method);
  if (naming == kNamings.end()) return kAllow;  // nearly every time
  const auto named = OneValue(exchange, *naming);
  if (!named) return {.reason = named.error()};
  if (!*named) return kAllow;
  const auto path = PathForRules(guard, exchange, *naming, **named);
  if (!path) return {.reason = Reason::kPathAmbiguous};
  // A service may use that host or ignore it, so both must have the same routes.
  const std::string_view host = AuthorityOfTarget(**named);
  if (!host.empty() && &guard.policy.routes_by_host.Of(host) != exchange.routes) {
    exchange.note = "the second path is on a host with other routes";
    return {.reason = Reason::kRouteDenied};
  }
  const auto match = exchange.routes->Find(naming->judged_as, *path);
  if (!match && !exchange.routes->known()) return {.reason = Reason::kHostUnknown};
  const Route& other = match ? guard.policy.routes[match->route] : guard.policy.unlisted;
  if (match && !match->method_allowed) return {.reason = Reason::kMethodNotAllowed, .where = other.allow};
  if (&other == exchange.route) return kAllow;
  if (!DifferOnlyInWho(*exchange.route, other)) {
    exchange.note = "the second path belongs to a route with other checks, or to another service";
    return {.reason = Reason::kRouteDenied};
  }
  exchange.becomes = &other;
  return kAllow;
}

}  // namespace gatehouse::gate
