#include "gate/admit/cors.h"

#include <algorithm>

#include "base/bytes.h"
#include "gate/admit/authority.h"
#include "gate/admit/safelisted_headers.h"

namespace gatehouse::gate {
namespace {

CorsAnswer Refuse(Reason reason, bool preflight) {
  CorsAnswer answer;
  answer.decision.reason = reason;
  answer.preflight = preflight;
  return answer;
}

// RFC 9110 §9.2.1. An upgrade is a GET, but opens a channel for more.
bool IsSafe(const Request& request, const KnownHeaders& headers) {
  const bool safe_method = request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
  // If it is unknown whether the request is an upgrade, a request with an Origin is treated as one.
  const bool may_upgrade = headers.upgrade.present() || (request.upgrade_unknown && headers.origin.present());
  return safe_method && !may_upgrade;
}

// Whether the origin equals the request's own scheme, host and port.
bool IsSameOrigin(std::string_view origin, const Request& request, bool tls, const AskedAs& asked) {
  const std::string_view scheme = tls ? "https://" : "http://";
  if (!origin.starts_with(scheme)) return false;
  origin.remove_prefix(scheme.size());
  if (IsAskedAs(origin, asked, tls)) return true;
  const std::string_view authority = AuthorityOf(request);
  return !authority.empty() && base::EqualIgnoringCase(origin, WithoutDefaultPort(authority, tls));
}

// "*" or the origin itself if the rules list it; else empty.
std::string_view Listed(const CorsRules& rules, std::string_view origin) {
  if (origin.empty() || origin == "null") return {};
  for (const std::string& listed : rules.origins) {
    if (listed == "*") return listed;
    if (listed == origin) return origin;
  }
  return {};
}

// HEAD is GET without the body (RFC 9110 §9.3.2): allowed wherever GET is.
bool ListsMethod(const CorsRules& rules, std::string_view method) {
  if (method == "HEAD" && ListsMethod(rules, "GET")) return true;
  return std::ranges::find(rules.methods, method) != rules.methods.end();
}

bool ListsHeader(const CorsRules& rules, std::string_view name) {
  const auto is = [name](std::string_view listed) { return base::EqualIgnoringCase(listed, name); };
  return std::ranges::any_of(kSafelistedHeaders, is) || std::ranges::any_of(rules.headers, is);
}

bool ListsEveryHeader(const CorsRules& rules, std::string_view names) {
  while (!names.empty()) {
    const size_t comma = names.find(',');
    const std::string_view name = base::TrimSpace(names.substr(0, comma));
    if (!ListsHeader(rules, name)) return false;
    if (comma == std::string_view::npos) return true;
    names.remove_prefix(comma + 1);
    if (names.empty()) return false;
  }
  return true;
}

CorsAnswer Preflight(const CorsRules& rules, const KnownHeaders& headers, std::string_view allow_origin) {
  const auto& method = headers.access_control_request_method;
  const auto& names = headers.access_control_request_headers;
  if (allow_origin.empty()) return Refuse(Reason::kCorsOrigin, true);
  if (method.count > 1 || names.count > 1) return Refuse(Reason::kHeaderRepeated, true);
  if (!ListsMethod(rules, method.value)) return Refuse(Reason::kCorsMethod, true);
  if (!ListsEveryHeader(rules, names.value)) return Refuse(Reason::kCorsHeader, true);
  return CorsAnswer{.decision = kAllow, .preflight = true, .allow_origin = allow_origin};
}

}  // namespace

CorsAnswer CheckCors(const CorsRules& rules, const Request& request, const KnownHeaders& headers, bool tls,
                     const AskedAs& asked) {
  if (!headers.origin.present()) return {};
  if (headers.origin.count > 1) return Refuse(Reason::kHeaderRepeated, false);
  const std::string_view origin = headers.origin.value;
  const std::string_view allow_origin = Listed(rules, origin);
  if (allow_origin.empty() && IsSameOrigin(origin, request, tls, asked)) return {};

  if (request.method == "OPTIONS" && headers.access_control_request_method.present()) {
    return Preflight(rules, headers, allow_origin);
  }
  const bool safe = IsSafe(request, headers);
  if (allow_origin.empty()) return safe ? CorsAnswer{} : Refuse(Reason::kCorsOrigin, false);
  if (!safe && !ListsMethod(rules, request.method)) return Refuse(Reason::kCorsMethod, false);
  return CorsAnswer{.decision = kAllow, .preflight = false, .allow_origin = allow_origin};
}

Reason JudgeOrigin(const CorsRules& rules, const Request& request, const KnownHeaders& headers, bool tls,
                   const AskedAs& asked) {
  if (IsSafe(request, headers)) return Reason::kAllowed;
  if (!headers.origin.present()) return Reason::kOriginMissing;
  if (headers.origin.count > 1) return Reason::kHeaderRepeated;
  const std::string_view origin = headers.origin.value;
  const bool named = origin != "*" && std::ranges::find(rules.origins, origin) != rules.origins.end();
  return named || IsSameOrigin(origin, request, tls, asked) ? Reason::kAllowed : Reason::kCorsOrigin;
}

}  // namespace gatehouse::gate
