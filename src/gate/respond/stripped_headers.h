// Request headers with which a client could speak in the gate's name (THREATS: identity header from outside believed).
// Shown by stripped_headers_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::gate {

// Why a header must not reach the upstream: the list entry that its name matches, in any
// spelling (case, '_' or another byte for '-', odd white space); empty if it may. The list has X-Gatehouse-*, and the
// names that tell services another path, method, host, address or user than the request's (X-Original-URL,
// X-HTTP-Method-Override, X-Forwarded-*, Forwarded, X-Remote-User …). Not, in their plain spelling, X-Forwarded-For and
// X-Forwarded-Proto: the proxy overwrites those. A name with bytes other than letters, digits and '-' also matches the
// names that HTTP and the gate itself use: a CGI program reads `Content_Length` as Content-Length. An entry that
// ends in '-' matches every name that starts with it. Entries are static.
[[nodiscard]] std::string_view StrippedBy(std::string_view header_name);
// The same, if IsOddlySpelled is already known.
[[nodiscard]] std::string_view StrippedBy(std::string_view header_name, bool odd);
[[nodiscard]] inline bool MustStrip(std::string_view header_name) { return !StrippedBy(header_name).empty(); }

// By the first letter of a listed name without regard to case, modulo 32, which third letters go with it, as bits.
extern const std::array<uint32_t, 32> kStrippedStarts;

// False only of a name that StrippedBy(name, false) returns nothing for. Two of its letters tell it of most names.
[[nodiscard]] inline bool MayBeStripped(std::string_view name) {
  const auto letter = [name](size_t i) { return static_cast<unsigned char>(name[i]) & 31U; };
  if (name.size() < 3) return name.starts_with('-');
  return name.front() == '-' || (kStrippedStarts[letter(0)] >> letter(2) & 1U) != 0;
}

// Whether the name contains a byte other than letters, digits and '-', so that CGI, WSGI or PHP reads it as
// another name; the second function returns that name, for comparison only.
[[nodiscard]] bool IsOddlySpelled(std::string_view header_name);
[[nodiscard]] std::string FoldedName(std::string_view header_name);

// Whether a policy may allow a listed name to be forwarded (`request_headers_kept`): only names
// that identify the client or where it calls from, never names that describe another request than the one that was
// judged, nor names that the gate sets.
[[nodiscard]] bool MayBeKept(std::string_view header_name);

}  // namespace gatehouse::gate
