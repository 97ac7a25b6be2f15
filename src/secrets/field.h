// The field of a value that a reference's pointer names. Shown by field_test.cc, fuzz/store_answer_fuzz.cc.
#pragma once

#include <expected>
#include <string_view>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

// The value is JSON and the pointer (RFC 6901) leads to something in it: a string's content, anything else as it is
// written there. kAbsent where it leads nowhere, kMalformed where the value is not JSON.
[[nodiscard]] std::expected<base::SecretString, ProviderError> PickField(const base::SecretString& value,
                                                                         std::string_view pointer);

}  // namespace gatehouse::secrets
