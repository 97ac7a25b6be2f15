#include "gate/respond/login_redirect.h"

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// "q=0", "Q=0.000" (RFC 9110 §12.4.2).
bool IsZeroWeight(std::string_view parameter) {
  if (parameter.size() < 3 || (parameter[0] | 0x20) != 'q' || parameter[1] != '=') return false;
  return parameter.substr(2).find_first_not_of("0.") == std::string_view::npos;
}

// Whether one member of an Accept list is text/html itself: programs accept anything, browsers name
// it.
bool IsHtml(std::string_view range) {
  size_t end = std::min(range.find(';'), range.size());
  if (!base::EqualIgnoringCase(base::TrimSpace(range.substr(0, end)), "text/html")) return false;
  while (end < range.size()) {
    range.remove_prefix(end + 1);
    end = std::min(range.find(';'), range.size());
    if (IsZeroWeight(base::TrimSpace(range.substr(0, end)))) return false;
  }
  return true;
}

bool AcceptsHtml(std::string_view accept) {
  while (!accept.empty()) {
    const size_t end = std::min(accept.find(','), accept.size());
    if (IsHtml(accept.substr(0, end))) return true;
    accept.remove_prefix(std::min(end + 1, accept.size()));
  }
  return false;
}

bool IsNavigation(const Request& request) {
  if (request.method != "GET" && request.method != "HEAD") return false;
  bool html = false;
  for (const Header& header : request.headers) {
    if (base::EqualIgnoringCase(header.name, "authorization")) return false;
    // If the browser says that it is not a navigation, a script made the request and gets the refusal.
    if (base::EqualIgnoringCase(header.name, "sec-fetch-mode") && header.value != "navigate") return false;
    html |= base::EqualIgnoringCase(header.name, "accept") && AcceptsHtml(header.value);
  }
  return html;
}

}  // namespace

bool IsOwnPath(std::string_view target) {
  if (!target.starts_with('/') || target.starts_with("//")) return false;
  return std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
}

std::optional<std::string> LoginRedirect(const Decision& decision, const Request& request, bool session_route) {
  const bool second_factor = decision.reason == Reason::kSecondFactor;
  if (!session_route || (!second_factor && !IsAuthentication(decision.reason))) return std::nullopt;
  if (!IsNavigation(request)) return std::nullopt;
  if (second_factor) return std::string(kAccountPath);
  std::string location(kLoginPath);
  if (request.target.size() <= kMaxNextBytes && IsOwnPath(request.target)) {
    location += "?next=" + base::PercentEncode(request.target, "/");
  }
  return location;
}

}  // namespace gatehouse::gate
