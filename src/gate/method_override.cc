#include "gate/method_override.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/bytes.h"
#include "gate/form_field.h"

namespace gatehouse::gate {
namespace {

// The methods that frameworks accept in `_method`: any other value is an ordinary argument.
constexpr std::array kMethods = std::to_array<std::string_view>(
    {"ACL",    "BIND",     "CHECKOUT",  "CONNECT",    "COPY",       "DELETE", "GET",    "HEAD",       "LINK",
     "LOCK",   "M-SEARCH", "MERGE",     "MKACTIVITY", "MKCALENDAR", "MKCOL",  "MOVE",   "NOTIFY",     "OPTIONS",
     "PATCH",  "POST",     "PROPFIND",  "PROPPATCH",  "PURGE",      "PUT",    "QUERY",  "REBIND",     "REPORT",
     "SEARCH", "SOURCE",   "SUBSCRIBE", "TRACE",      "UNBIND",     "UNLINK", "UNLOCK", "UNSUBSCRIBE"});

struct Reading {
  const Route* route;
  bool method_allowed;
};

Reading Read(const Guard& guard, const Exchange& exchange, std::string_view method) {
  const auto match = exchange.routes->Find(method, exchange.PathForRules());
  if (!match) return {&guard.policy.unlisted, true};
  return {&guard.policy.routes[match->route], match->method_allowed};
}

bool Same(const Reading& reading, const Exchange& exchange) {
  return reading.route == exchange.route && reading.method_allowed;
}

}  // namespace

bool DifferOnlyInWho(const Route& a, const Route& b) {
  const auto plain = [](const Route& route) {
    return route.inspect == Inspect::kNothing && !route.schema && !route.file_name && !route.route_by_target;
  };
  return plain(a) && plain(b) && a.upstream == b.upstream;
}

Decision JudgeMethodArgument(const Guard& guard, Exchange& exchange,
                             const std::expected<std::optional<std::string>, QueryArgumentRepeated>& argument) {
  if (argument && !*argument) return kAllow;
  if (argument) {
    const std::string method = base::AsciiUpper(**argument);
    if (std::ranges::find(kMethods, method) == kMethods.end()) return kAllow;
    const Reading reading = Read(guard, exchange, method);
    if (Same(reading, exchange)) return kAllow;
    const bool body_fits = exchange.route->body.max_bytes <= reading.route->body.max_bytes;
    if (reading.method_allowed && body_fits && DifferOnlyInWho(*exchange.route, *reading.route)) {
      exchange.becomes = reading.route;
      return kAllow;
    }
  }
  exchange.note = "_method makes another request of it";
  return {.reason = Reason::kMethodNotAllowed, .where = exchange.route->allow};
}

bool FormMayChangeMethod(const Guard& guard, const Exchange& exchange) {
  if (exchange.request.method != "POST" || exchange.path.path.empty()) return false;
  if (!exchange.route->body.buffered) return false;  // forwarded as it arrives: the form is never complete
  if (FormKindOf(exchange.headers.content_type.value) == FormKind::kNone) return false;
  return std::ranges::any_of(kMethods,
                             [&](std::string_view method) { return !Same(Read(guard, exchange, method), exchange); });
}

}  // namespace gatehouse::gate
