// What the gate adds to answers: CORS (row B10), security headers (row B13), masked errors (row C9).
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/http_token.h"
#include "base/ip.h"
#include "gate/policy/addresses.h"
#include "gate/policy/compile.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxHeaderValue = 4096;

// Headers that the proxy or the gate writes itself, or that apply to a single answer only.
constexpr std::array<std::string_view, 16> kReservedHeaders = {
    "connection",        "content-encoding", "content-length", "content-type",     "date", "keep-alive",
    "location",          "retry-after",      "server",         "set-cookie",       "te",   "trailer",
    "transfer-encoding", "upgrade",          "vary",           "www-authenticate",
};

bool IsSchemeCharacter(char c) { return base::IsLower(c) || base::IsDigit(c) || c == '+' || c == '.' || c == '-'; }

// Origins of schemes that programs register for their own pages: capacitor://localhost, chrome-extension://id, app://-.
// The program chooses the host, so its case is kept.
std::string AppOriginFault(std::string_view scheme, std::string_view authority) {
  constexpr std::array<std::string_view, 6> kPages = {"file", "data", "blob", "about", "javascript", "filesystem"};
  if (std::ranges::find(kPages, scheme) != kPages.end()) return "pages without their own origin send 'null'";
  if (scheme == "ws" || scheme == "wss")
    return "browsers send the page's origin, which begins with https:// or http://";
  if (scheme == "ftp") return "no browser has pages from there";
  const bool plain = std::ranges::all_of(
      authority, [](char c) { return IsSchemeCharacter(c) || base::IsUpper(c) || c == '_' || c == '~' || c == ':'; });
  if (authority.empty() || authority.starts_with(':') || !plain) {
    return "write scheme and host, such as capacitor://localhost";
  }
  return "";
}

// Why an origin can never equal a browser's (RFC 6454 §6.2); empty if it can.
std::string OriginFault(std::string_view origin) {
  const size_t end = origin.find("://");
  const std::string_view scheme = origin.substr(0, std::min(end, origin.size()));
  const auto capital = base::IsUpper;
  if (std::ranges::any_of(scheme, capital)) return "browsers send the scheme in small letters";
  if (end == origin.npos || scheme.empty() || scheme[0] < 'a' || !std::ranges::all_of(scheme, IsSchemeCharacter)) {
    return "it must begin with https://, http:// or the scheme of an app, such as capacitor://";
  }
  const std::string_view authority = origin.substr(end + 3);
  if (authority.contains('*')) return "patterns are not understood; name each origin";
  if (authority.contains('/')) return "an origin has no path and no slash at its end";
  const bool https = scheme == "https";
  if (!https && scheme != "http") return AppOriginFault(scheme, authority);
  if (std::ranges::any_of(authority, capital)) return "browsers send it in small letters";
  if (!ParseServer(origin, "/")) return "write scheme, host and port, such as https://app.example";
  if (authority.ends_with(https ? ":443" : ":80")) return "browsers leave the scheme's own port out";
  return "";
}

void CompileOrigins(Compilation& c, const TextNode& cors, CorsRules& rules) {
  for (const TextNode* node : ScalarsOf(cors, "origins")) {
    const std::string& origin = node->text;
    if (origin == "*") {
      if (rules.credentials) {
        c.problems.Add(node->place, "Origin '*' with credentials would let every site act for your users",
                       "name the origins, or write credentials: false");
      }
      if (c.policy.environment == Environment::kProduction) {
        c.problems.Add(node->place, "Origin '*' in production", "name the origins");
      }
    } else if (origin == "null") {
      c.problems.Add(node->place, "Origin 'null' is what any sandboxed page sends", "name the origins");
      continue;
    } else if (const std::string fault = OriginFault(origin); !fault.empty()) {
      c.problems.Add(node->place, Quoted(origin) + " is not an origin", fault);
      continue;
    }
    rules.origins.push_back(origin);
  }
  if (rules.origins.size() > 1 && std::ranges::find(rules.origins, "*") != rules.origins.end()) {
    c.problems.Add(cors.PlaceOf("origins"), "Origin '*' cannot be combined with others",
                   "keep '*' alone, or take it out");
  }
}

std::vector<std::string> HeaderNames(Compilation& c, const TextNode& cors, std::string_view name) {
  std::vector<std::string> names;
  for (const TextNode* node : ScalarsOf(cors, name)) {
    if (!base::IsToken(node->text) || node->text == "*") {
      c.problems.Add(node->place, Quoted(node->text) + " is not a header name", "name each header");
    } else {
      names.push_back(node->text);
    }
  }
  return names;
}

void CompileCors(Compilation& c) {
  const TextNode* cors = c.root.Get("cors");
  if (cors == nullptr) return;
  CorsRules& rules = c.policy.cors;
  rules.credentials = FlagOf(*cors, "credentials", rules.credentials);
  rules.max_age = ParseDuration(TextOf(*cors, "max_age")).value_or(rules.max_age);
  if (cors->Has("methods")) rules.methods = MethodsMember(c, *cors, "methods");
  if (cors->Has("headers")) rules.headers = HeaderNames(c, *cors, "headers");
  rules.exposed = HeaderNames(c, *cors, "expose");
  CompileOrigins(c, *cors, rules);
}

std::vector<HeaderValue>::iterator FindHeader(std::vector<HeaderValue>& headers, std::string_view name) {
  return std::ranges::find_if(headers, [name](const HeaderValue& h) { return base::EqualIgnoringCase(h.name, name); });
}

// With this value browsers send "Origin: null" with every form, even on the gate's own pages (Fetch §3.1), so
// nobody could log in. In a list the last value counts.
bool HidesOrigin(std::string_view name, std::string_view value) {
  return base::EqualIgnoringCase(name, "Referrer-Policy") &&
         base::EqualIgnoringCase(base::TrimSpace(value.substr(value.rfind(',') + 1)), "no-referrer");
}

// Words that switch a setting off elsewhere. As the value of a security header they are unknown to browsers, which then
// do as if there were none.
bool MeansOff(const TextMember& header) {
  constexpr std::array<std::string_view, 7> kOff = {"false", "off", "no", "none", "null", "disable", "disabled"};
  const auto is_its_name = [&](const auto& known) { return base::EqualIgnoringCase(known.first, header.name); };
  return std::ranges::find(kOff, base::AsciiLower(header.value.text)) != kOff.end() &&
         std::ranges::any_of(DefaultSecurityHeaders(), is_its_name);
}

// Whether a header may be set on every answer and its value fits into one line.
bool CheckHeader(Compilation& c, const TextMember& member) {
  const std::string lower = base::AsciiLower(member.name);
  const std::string& value = member.value.text;
  const bool plain = std::ranges::all_of(value, [](char byte) { return byte >= 0x20 && byte < 0x7F; });
  if (!base::IsToken(member.name)) {
    c.problems.Add(member.place, Quoted(member.name) + " is not a header name", "use letters, digits and '-'");
  } else if (std::ranges::find(kReservedHeaders, lower) != kReservedHeaders.end() ||
             lower.starts_with("access-control-") || lower.starts_with("x-gatehouse-") ||
             lower.starts_with("ratelimit")) {
    c.problems.Add(member.place, Quoted(member.name) + " is not the policy's to set", "take it out");
  } else if (value.empty() || MeansOff(member)) {
    c.problems.Add(member.value.place,
                   "The header " + Quoted(member.name) +
                       (value.empty() ? " has no value" : " has a value that browsers do not know: " + Quoted(value)),
                   "write one; to leave out a header, list it in 'headers_removed'");
  } else if (!plain || value.size() > kMaxHeaderValue || base::TrimSpace(value) != value) {
    c.problems.Add(member.value.place, "The value of " + Quoted(member.name) + " cannot stand in a header",
                   "use one line of printable ASCII, at most " + std::to_string(kMaxHeaderValue) + " bytes");
  } else if (HidesOrigin(member.name, value) && c.policy.control && c.policy.control->people) {
    c.problems.Add(member.value.place, "'Referrer-Policy: no-referrer' keeps browsers from logging in",
                   "write same-origin, or strict-origin-when-cross-origin");
  } else {
    return true;
  }
  return false;
}

void CompileHeaders(Compilation& c) {
  std::vector<HeaderValue>& headers = c.policy.security_headers;
  for (const auto& [name, value] : DefaultSecurityHeaders()) headers.push_back({std::string(name), std::string(value)});
  std::vector<std::string> typed;
  if (const TextNode* map = c.root.Get("headers")) {
    for (const TextMember& member : map->members) {
      if (member.value.kind != TextNode::Kind::kScalar || !CheckHeader(c, member)) continue;
      if (std::ranges::find(typed, base::AsciiLower(member.name)) != typed.end()) {
        c.problems.Add(member.place, "The header " + Quoted(member.name) + " is written twice", "keep one");
        continue;
      }
      typed.push_back(base::AsciiLower(member.name));
      const auto known = FindHeader(headers, member.name);
      if (known == headers.end()) headers.push_back({member.name, member.value.text});
      if (known != headers.end()) known->value = member.value.text;
    }
  }
  for (const TextNode* node : ScalarsOf(c.root, "headers_removed")) {
    const auto known = FindHeader(headers, node->text);
    const bool set_too = std::ranges::find(typed, base::AsciiLower(node->text)) != typed.end();
    if (known == headers.end() || set_too) {
      c.problems.Add(node->place,
                     set_too ? Quoted(node->text) + " is both set and removed"
                             : Quoted(node->text) + " is not one of the gate's headers",
                     "take it out of 'headers_removed'");
    } else {
      headers.erase(known);
    }
  }
}

}  // namespace

void CompileAnswers(Compilation& c) {
  CompileCors(c);
  CompileHeaders(c);
  if (const TextNode* errors = c.root.Get("errors"))
    c.policy.mask_errors = FlagOf(*errors, "mask", c.policy.mask_errors);
  if (const auto bytes = ParseSize(TextOf(c.root, "answer_headers"))) {
    c.policy.answer_header_bytes = static_cast<size_t>(*bytes);
  }
}

}  // namespace gatehouse::gate
