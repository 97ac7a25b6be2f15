// Whether what stands behind a name, or in a segment of a path, is a secret: the judgement that redaction makes.
// Bounded: a name is at most kMaxNameBytes. Shown by redaction_test.cc and redaction_shapes_test.cc.
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

namespace gatehouse::events {

inline constexpr size_t kMaxNameBytes = 64;  // of a field name before '=' or ':'
inline constexpr size_t kNeverSecret = std::numeric_limits<size_t>::max();

// Whether a field of this name holds a secret whatever its value: "api_key", "X-Auth-Token", "clientSecret",
// "PHPSESSID" …
[[nodiscard]] bool IsSecretName(std::string_view name);
// A secret that people make of words: "password", "db_passphrase".
[[nodiscard]] bool IsPasswordName(std::string_view name);
// For names like "sig", "session" or "key" that hold a secret only now and then: how many bytes a value has at least
// that LooksMade must judge. kNeverSecret for all other names.
[[nodiscard]] size_t LeastSecretBytes(std::string_view name);

// A value that a machine made: at least so long, with letters and digits in it.
[[nodiscard]] bool LooksMade(std::string_view value, size_t least);
[[nodiscard]] bool IsUuid(std::string_view text);
// Long and random whatever its name: 20 bytes of base64url or hex with letters and digits mixed throughout; no UUID.
[[nodiscard]] bool LooksRandom(std::string_view text);
// Whether the segment of a path behind this one is a secret if it looks made: "reset", "invite", "verify-email" …
[[nodiscard]] bool AnnouncesSecret(std::string_view segment);

}  // namespace gatehouse::events
