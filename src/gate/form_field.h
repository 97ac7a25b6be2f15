// A field of a form that a request's body holds, as HTML sends it: application/x-www-form-urlencoded or
// multipart/form-data. Read as the loosest of the usual parsers would, with bounded work. Shown by form_field_test.cc.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "gate/query.h"

namespace gatehouse::gate {

// How much of a form is looked at. Services read less of an encoded one (Rack 4 MiB, Django 2.5, Express 0.1).
inline constexpr size_t kMaxEncodedForm = 4 << 20;
inline constexpr size_t kMaxMultipartForm = 16 << 20;
inline constexpr size_t kMaxFormValue = 64;  // longer values are cut

enum class FormKind : uint8_t { kNone, kEncoded, kMultipart };
[[nodiscard]] FormKind FormKindOf(std::string_view content_type);
[[nodiscard]] size_t MaxFormBytes(FormKind kind);

// The decoded value of the field, as in FindQueryArgument. Of a multipart body every part counts whose header names the
// field, whatever the announced boundary is: services differ in how they read that.
[[nodiscard]] std::expected<std::optional<std::string>, QueryArgumentRepeated> FindFormField(FormKind kind,
                                                                                             std::string_view body,
                                                                                             std::string_view name);

}  // namespace gatehouse::gate
