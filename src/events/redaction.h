// Takes secrets out of text that is about to be written down (rows A14 C10): values behind telling names, bearer tokens
// and JWTs, well-known key formats, PEM private keys. One linear pass, no regular expression; what is not a secret
// stays as it is. Shown by redaction_test.cc; kept honest on log lines that hold no secret.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::events {

inline constexpr std::string_view kRedacted = "[REDACTED]";

// Appends `text` to `out`, each secret in it replaced by kRedacted. True if there was one.
bool AppendRedacted(std::string_view text, std::string& out);
[[nodiscard]] std::string Redact(std::string_view text);
// The same for the path of a request: in addition, segments that are long and random, or that follow a word like
// "reset" or "invite" and look made ("/reset/SECRET"). UUIDs and numbers stay elsewhere: services name things by them.
[[nodiscard]] std::string RedactPath(std::string_view path);

}  // namespace gatehouse::events
