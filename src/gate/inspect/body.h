// Checks bodies before they are interpreted: bounded, of the right type, JSON that every parser reads alike (row A11;
// THREATS: bodies).
#pragma once

#include <string_view>

#include "base/json.h"
#include "gate/request/reason.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// Whether the headers announce a body that a JSON route accepts: one Content-Type, application/json,
// application/*+json or another name of JSON, whose charset, in every common way of reading it, is absent or UTF-8, or
// one that reads this body as UTF-8 does (charset.h); other parameters are ignored. No Content-Encoding except
// identity. Returns kAllowed, kBodyType, kBodyEncoding or kHeaderRepeated.
[[nodiscard]] Reason CheckJsonHeaders(const KnownHeaders& headers, std::string_view body);

// The body without the UTF-8 byte order mark that some clients begin it with. RFC 8259 §8.1 lets parsers ignore it: a
// service reads the same JSON as without it, or none.
[[nodiscard]] std::string_view WithoutByteOrderMark(std::string_view body);

// kAllowed, or the Reason of a json::Fault.
[[nodiscard]] Reason ReasonOf(json::Fault fault);

}  // namespace gatehouse::gate
