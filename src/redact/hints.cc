#include "redact/hints.h"

#include <array>
#include <string>
#include <string_view>

#include "events/known_key.h"

namespace gatehouse::redact {
namespace {

// Of every name that IsSecretName and LeastSecretBytes know, one of these is a part.
constexpr std::string_view kStems =
    "(pass|key|secret|cookie|credential|sess|auth|connection|token|sig|loggedin|pwd|jwt|bearer|sid|code|ticket|nonce|"
    "hmac|otp|assertion)";
constexpr std::string_view kName = "[-_.%a-z0-9]*";  // what may go on behind it, percent-encoded too

std::string Escaped(std::string_view literal) {
  std::string escaped;
  for (const char c : literal) {
    if (!events::IsAlnum(c) && c != '_') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

}  // namespace

std::vector<patterns::Expression> Hints() {
  const std::string stem = std::string(kStems) + std::string(kName);
  const std::array<std::string, 9> caseless = {
      // name=value, "name": "value", %22name%22%3A
      stem + R"([\]"'\\]*[ \t]*[=:])",
      stem + R"(%(25)*3[ad])",
      // a name, blanks, and a value with a digit in it; a flag and its value
      stem + R"([ \t]+[^ \t\r\n]*[0-9])",
      R"(-[-_.a-z0-9]*)" + stem + R"([ \t])",
      // <name>value</name>
      R"(<[-_.:a-z0-9]*)" + stem,
      // {"name":"password","value":"x"}
      R"((name|key|field|id)["' ]*[=:][ \t]*["'][-_.:a-z0-9]*)" + stem,
      R"((bearer|basic)[ \t]+[-_.~+/=a-z0-9]{8})",
      R"(hooks\.slack\.com/|discord(app)?\.com/api/webhooks/|/incomingwebhook/|/webhookb2/)",
      R"(://[^ \t\r\n"'<>]*:[^ \t\r\n"'<>]*@)",
  };
  const std::array<std::string, 3> exact = {
      R"(eyJ[-_a-zA-Z0-9]*\.)",
      "-----BEGIN ",
      R"(\$[-a-z0-9]{1,24}\$)",
  };
  std::vector<patterns::Expression> hints;
  const auto add = [&hints](std::string regex, uint32_t flags) {
    hints.push_back({.id = 0, .name = regex, .regex = regex, .flags = flags});
  };
  for (const std::string& regex : caseless) add(regex, patterns::kCaseless);
  for (const std::string& regex : exact) add(regex, 0);
  for (const std::string_view prefix : events::KnownKeyPrefixes()) add(Escaped(prefix) + "[-_.A-Za-z0-9]{8}", 0);
  return hints;
}

}  // namespace gatehouse::redact
