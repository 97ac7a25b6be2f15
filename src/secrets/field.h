// Selects the field of a value by a reference's pointer. Shown by field_test.cc, fuzz/store_answer_fuzz.cc.
#pragma once

#include <expected>
#include <string_view>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// The value must be JSON in which the pointer (RFC 6901) names something: returns a string's content, any other value
// as written. kAbsent if the pointer names nothing, kMalformed if the value is not JSON.
[[nodiscard]] std::expected<base::SecretString, ProviderError> PickField(const base::SecretString& value,
                                                                         std::string_view pointer);

}  // namespace gatehouse::secrets
