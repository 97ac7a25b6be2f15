// What a client must not be able to say in the gate's name (THREATS: identity header from outside believed). Shown by
// stripped_headers_test.cc.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::gate {

// Why a header from outside must not reach the upstream: the entry of the list that its name falls under, in whatever
// spelling (case, '_' or another byte for '-', odd white space); empty if it may. The list holds X-Gatehouse-*, and the
// names by which services are told another path, method, host, address or user than the request's (X-Original-URL,
// X-HTTP-Method-Override, X-Forwarded-*, Forwarded, X-Remote-User …). Not, in their plain spelling, X-Forwarded-For and
// X-Forwarded-Proto: those the proxy overwrites. What lies outside of letters, digits and '-' besides falls under the
// names that HTTP and the gate itself go by: a CGI program takes `Content_Length` for Content-Length. An entry that
// ends in '-' stands for all that start with it. Entries are static.
[[nodiscard]] std::string_view StrippedBy(std::string_view header_name);
// The same for a name of which IsOddlySpelled is known.
[[nodiscard]] std::string_view StrippedBy(std::string_view header_name, bool odd);
[[nodiscard]] inline bool MustStrip(std::string_view header_name) { return !StrippedBy(header_name).empty(); }

// Whether the name holds anything but letters, digits and '-', so that a CGI program, a WSGI one, PHP takes it for
// another name; and that other name, for comparison only.
[[nodiscard]] bool IsOddlySpelled(std::string_view header_name);
[[nodiscard]] std::string FoldedName(std::string_view header_name);

// Whether a policy may say that a name of the list goes on to the services after all (`request_headers_kept`): a name
// that tells who the client is or where it calls from. Never one that tells another request than the one that was
// judged, nor one that the gate sets.
[[nodiscard]] bool MayBeKept(std::string_view header_name);

}  // namespace gatehouse::gate
