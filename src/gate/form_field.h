// One field of an HTML form in a request's body: application/x-www-form-urlencoded or
// multipart/form-data. Read as the most lenient common parser would, with bounded work. Shown by form_field_test.cc.
#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "gate/query.h"

namespace gatehouse::gate {

// How much of a form is read. Services read less of an encoded one (Rack 4 MiB, Django 2.5, Express 0.1).
inline constexpr size_t kMaxEncodedForm = 4 << 20;
inline constexpr size_t kMaxMultipartForm = 16 << 20;
inline constexpr size_t kMaxFormValue = 64;  // longer values are truncated

enum class FormKind : uint8_t { kNone, kEncoded, kMultipart };
[[nodiscard]] FormKind FormKindOf(std::string_view content_type);
[[nodiscard]] size_t MaxFormBytes(FormKind kind);

// The decoded value of the field, as in FindQueryArgument. In a multipart body every part whose header names the field
// counts, whatever the announced boundary is: services differ in how they read that.
[[nodiscard]] std::expected<std::optional<std::string>, QueryArgumentRepeated> FindFormField(FormKind kind,
                                                                                             std::string_view body,
                                                                                             std::string_view name);

}  // namespace gatehouse::gate
