#include "redact/hints.h"

#include <array>
#include <string>
#include <string_view>

#include "commands/password_commands.h"
#include "events/command_line.h"
#include "events/known_key.h"

namespace gatehouse::redact {
namespace {

// Names that suggest a secret, as in IsSecretName: anything around these …
constexpr std::string_view kTelling =
    "(pass[-_.]?(word|wd|phrase|code)|sshpass|secret|(api|private|access|signing|account|shared|encryption)[-_.]?key|"
    "authorization|cookie|credential|sess(ion)?[-_.]?id|aspxauth|connection[-_.]?string|access[-_.]?signature|"
    "(csrf|xsrf|auth|access|refresh|cf)[-_.]?token|logged[-_.]?in)[-_.%a-z0-9]*";
// … these at the end of a name …
constexpr std::string_view kTellingWords = "(token|pwd|jwt|bearer)";
// … and those of LeastSecretBytes, before a value that looks generated.
constexpr std::string_view kSuspects =
    "(sig|signature|session|sess|sid|auth|pass|key|code|ticket|nonce|hmac|otp|assertion)[-_.]*";

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
  const std::string secret = "(" + std::string(kTelling) + "|" + std::string(kTellingWords) + "[-_.]*)";
  const std::string any = "(" + secret + "|" + std::string(kSuspects) + ")";
  const std::array<std::string, 12> caseless = {
      // name=value, "name": "value"
      any + R"([\]"'\\]*[ \t]*[=:])",
      // %22name%22%3A
      secret + R"((%[0-9a-f]{2})*%(25)*3[ad])",
      // a name, blanks, and a value with a digit in it
      "(" + secret + R"(|key)[ \t]+[^ \t\r\n]*[0-9])",
      // "name", "value"; --name, value
      secret + R"(["']?,[ \t]*[^ \t\r\n]*[0-9])",
      R"(identified[ \t]+by[ \t]+["'])",
      secret + R"([ \t]+["'])",
      // a flag and its value
      R"(([^-a-z0-9]|^)--?[-_.a-z0-9]*)" + secret + R"([ \t])",
      // <name>value</name>
      R"(<[-_.:a-z0-9]*)" + secret,
      // {"name":"password","value":"x"}
      R"((name|key|field|id)["' ]*[=:][ \t]*["'][-_.:a-z0-9]*)" + secret,
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
  const auto add = [&hints](const std::string& regex, uint32_t flags) {
    hints.push_back({.id = 0, .name = regex, .regex = regex, .flags = flags});
  };
  for (const std::string& regex : caseless) add(regex, patterns::kCaseless | patterns::kMultiline);
  for (const std::string& regex : exact) add(regex, 0);
  for (const events::CommandHint& hint : events::CommandHints()) {
    add("(^|[^-_.a-z0-9])(" + commands::AnyOf(hint.programs) + R"()(\.exe)?["', \t][^\r\n]*)" + "(" +
            commands::AnyOf(hint.options) + (hint.joined ? "|-[a-z0-9]{0,7}[au])" : ")"),
        patterns::kCaseless | patterns::kMultiline);
  }
  for (const std::string_view prefix : events::KeyPrefixes()) add(Escaped(prefix) + "[-_.A-Za-z0-9]{8}", 0);
  return hints;
}

}  // namespace gatehouse::redact
