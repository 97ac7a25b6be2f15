// Bodies before they are understood: bounded, of the right type, and JSON that every parser reads alike (row A11;
// THREATS: bodies).
#pragma once

#include <string_view>

#include "base/json.h"
#include "gate/request/reason.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// Whether the headers announce what a JSON route takes: one Content-Type, application/json or application/*+json,
// whose charset is absent or UTF-8, however it is looked for; other parameters do not matter. No Content-Encoding but
// identity. kAllowed, kBodyType, kBodyEncoding,
// kHeaderRepeated.
[[nodiscard]] Reason CheckJsonHeaders(const KnownHeaders& headers);

// kAllowed, or the Reason of a json::Fault.
[[nodiscard]] Reason ReasonOf(json::Fault fault);

}  // namespace gatehouse::gate
