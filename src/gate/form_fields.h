// Every field that a query or a form holds, decoded once, for rules that look at all of them. Shown by
// form_fields_test.cc and fuzz/field_fuzz.cc.
#pragma once

#include <functional>
#include <string_view>

#include "gate/request/reason.h"
#include "gate/request/request.h"

namespace gatehouse::gate {

// A part of a query or of application/x-www-form-urlencoded without '=' is a value without a name. Of a file the name
// that it had on the sender's disk is the value; what is in it is not a field. Stops when it returns false.
using FieldVisit = std::function<bool(std::string_view name, std::string_view value)>;

// False if it was stopped. '%' without two digits behind it stands for itself.
bool ForEachQueryField(std::string_view query, const FieldVisit& visit);

// A body whose type FormKindOf() knows. kAllowed also if it was stopped; kFieldsUnreadable where services differ in how
// they read it: a multipart body without its boundary, or with a part in an encoding of its own.
[[nodiscard]] Reason ForEachFormField(std::string_view content_type, std::string_view body, const FieldVisit& visit);

// Whether the headers announce a form whose text is what it says: one Content-Type, a charset that begins with ASCII,
// no Content-Encoding. kAllowed, kBodyType, kBodyEncoding, kHeaderRepeated.
[[nodiscard]] Reason CheckFormHeaders(const KnownHeaders& headers);

}  // namespace gatehouse::gate
