// All fields of a query or a form, decoded once, for rules that check each of them. Shown by
// form_fields_test.cc and fuzz/field_fuzz.cc.
#pragma once

#include <functional>
#include <string_view>

#include "gate/request/reason.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// A part without '=' of a query or of application/x-www-form-urlencoded is a value without a name. For a file, the
// value is its name on the sender's disk; its content is not a field. Stops when it returns false.
using FieldVisit = std::function<bool(std::string_view name, std::string_view value)>;

// False if it was stopped. A '%' without two hexadecimal digits after it is a plain character.
bool ForEachQueryField(std::string_view query, const FieldVisit& visit);

// The body must have a type that FormKindOf() knows. kAllowed also if it was stopped; kFieldsUnreadable if services
// read it differently: a multipart body without its boundary, or with a part that has its own encoding.
[[nodiscard]] Reason ForEachFormField(std::string_view content_type, std::string_view body, const FieldVisit& visit);

// Whether the headers announce a readable form: one Content-Type, a charset that is a superset of ASCII,
// no Content-Encoding. Returns kAllowed, kBodyType, kBodyEncoding or kHeaderRepeated.
[[nodiscard]] Reason CheckFormHeaders(const KnownHeaders& headers);

}  // namespace gatehouse::gate
