// Checks bodies before they are interpreted: bounded, of the right type, JSON that every parser reads alike (row A11;
// THREATS: bodies).
#pragma once

#include <string_view>

#include "base/json.h"
#include "gate/request/reason.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// Whether the headers announce a body that a JSON route accepts: one Content-Type, application/json or
// application/*+json, whose charset is absent or UTF-8 in every common way of reading it; other parameters are ignored.
// No Content-Encoding except identity. Returns kAllowed, kBodyType, kBodyEncoding or
// kHeaderRepeated.
[[nodiscard]] Reason CheckJsonHeaders(const KnownHeaders& headers);

// kAllowed, or the Reason of a json::Fault.
[[nodiscard]] Reason ReasonOf(json::Fault fault);

}  // namespace gatehouse::gate
