// Takes secrets out of text that is about to be written down (rows A14 C10): values behind telling names, bearer tokens
// and JWTs, well-known key formats, PEM private keys. One linear pass, no regular expression; what is no secret stays
// as it is. Shown by redaction_test.cc; kept honest on log lines that hold no secret.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::events {

inline constexpr std::string_view kRedacted = "[REDACTED]";

// Whether a field of this name holds a secret whatever its value: "api_key", "X-Auth-Token", "client_secret",
// "clientSecret" …
[[nodiscard]] bool IsSecretName(std::string_view name);

// Appends `text` to `out`, each secret in it replaced by kRedacted. True if there was one.
bool AppendRedacted(std::string_view text, std::string& out);
[[nodiscard]] std::string Redact(std::string_view text);

}  // namespace gatehouse::events
