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

bool IsSafe(const Request& request) { return request.method == "GET" || request.method == "HEAD"; }

// What the request says about the page behind it. Only a browser sends Sec-Fetch-…, and no page can change it.
struct Navigation {
  bool html = false;
  bool told = false;          // Sec-Fetch-Mode: navigate
  bool by_program = false;    // a script of a page, or a program with a token
  bool of_this_host = false;  // Sec-Fetch-Site: same-origin
  std::string_view referer;

  explicit Navigation(const Request& request) {
    for (const Header& header : request.headers) {
      const auto is = [&](std::string_view name) { return base::EqualIgnoringCase(header.name, name); };
      if (is("accept")) html |= AcceptsHtml(header.value);
      if (is("referer")) referer = header.value;
      if (is("sec-fetch-mode")) (header.value == "navigate" ? told : by_program) = true;
      if (is("sec-fetch-site")) of_this_host = header.value == "same-origin";
      by_program |= is("authorization");
    }
  }

  // Older browsers do not say what they do. Of a form that they send, nothing tells it from a program's request.
  [[nodiscard]] bool LeadsToLogin(const Request& request) const {
    return html && !by_program && (told || IsSafe(request));
  }
};

// The path and query of "https://host/path?query"; empty if there is none.
std::string_view PathOfUrl(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const size_t slash = url.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view{} : url.substr(slash);
}

}  // namespace

bool IsOwnPath(std::string_view target) {
  if (!target.starts_with('/') || target.starts_with("//")) return false;
  return std::ranges::all_of(target, [](char c) { return c > ' ' && c < 0x7F && c != '\\'; });
}

std::optional<std::string> LoginRedirect(const Decision& decision, const Request& request, bool session_route,
                                         std::string_view prefix) {
  const bool second_factor = decision.reason == Reason::kSecondFactor;
  if (!session_route || (!second_factor && !IsAuthentication(decision.reason))) return std::nullopt;
  const Navigation navigation(request);
  if (!navigation.LeadsToLogin(request)) return std::nullopt;
  if (second_factor) return std::string(kAccountPath);
  const bool form = !IsSafe(request);
  std::string location(kLoginPath);
  if (form) location += "?notice=" + std::string(kNotSentNotice);
  std::string next;
  if (form && navigation.of_this_host) next = PathOfUrl(navigation.referer);
  if (!form && IsOwnPath(request.target)) next = std::string(prefix).append(request.target);
  if (next.size() <= kMaxNextBytes && IsOwnPath(next)) {
    location += (form ? "&next=" : "?next=") + base::PercentEncode(next, "/");
  }
  return location;
}

}  // namespace gatehouse::gate
