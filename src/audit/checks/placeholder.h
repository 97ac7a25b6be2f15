// Whether a value that stands in a file for everyone is a secret, or a word that says "put yours here". Shown by
// placeholder_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::audit {

// As the value of a setting, where more words stand for another value than in any text (scan/randomness.h): empty, a
// reference ($X, ${X}, {{ x }}, <x>, ref+…, a path of a file), or words such as "changeme", "your-key-here",
// "sk-...", "postgresql://user:password@localhost/db".
[[nodiscard]] bool IsPlaceholderSetting(std::string_view value);
// "GOOGLE_API_KEY_VAL" of GOOGLE_API_KEY: a word in capitals that a script replaces.
[[nodiscard]] bool RepeatsItsName(std::string_view name, std::string_view value);
// Of scheme://user:password@host:port/…; both are empty where there is no password.
struct UrlLogin {
  std::string_view password;
  std::string_view host;  // without the brackets of an IPv6 address
};
[[nodiscard]] UrlLogin UrlLoginIn(std::string_view value);
// Whether `value`, under this name, must not be read by everyone: a known key format, something that a machine made
// under a name that holds secrets, a password in a URL, or anything at all under a password's name.
[[nodiscard]] bool IsSecretSetting(std::string_view name, std::string_view value);
// "yes", "false", "1", "null": what no secret is, under whatever name (MYSQL_ALLOW_EMPTY_PASSWORD, MAIL_PASSWORD).
[[nodiscard]] bool IsSwitch(std::string_view value);
// Whether the name holds a secret: "DB_PASSWORD", "api_key"; not the place of one ("API_KEY_FILE"), nor something about
// it ("PASSWORD_MIN_LENGTH").
[[nodiscard]] bool NamesSecret(std::string_view name);

}  // namespace gatehouse::audit
