// Rows B2 B3 B10 B12 A8 A9 A10 A12 C12: settings in code that the requirements call bad: tokens that are not verified,
// keys and secrets in code, CORS for everyone, TLS without verification, debug mode, secrets in logs, errors with their
// details.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/placeholder.h"
#include "audit/checks/source_file.h"
#include "base/ascii.h"
#include "base/bytes.h"
#include "events/secret_name.h"
#include "scan/randomness.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kNotVerified{"jwt-not-verified", Severity::kCritical,
                            "Tokens are verified: signature, expiry, issuer, audience",
                            "verify the token with the registry's public key, or let the gate do it"};
constexpr Rule kAlgorithm{"jwt-algorithm", Severity::kHigh, "Tokens are signed with RS256",
                          "use RS256: everyone who can verify with HS256 can make tokens too"};
constexpr Rule kKey{"key-in-code", Severity::kHigh, "Keys are read from files",
                    "read it from a file when the service starts"};
constexpr Rule kSecret{
    "secret-in-code", Severity::kHigh, "No secret is in code",
    "read it from the environment, a file or a secret store; change it: everyone who has a clone has it"};
constexpr Rule kSettingsCors{"cors-open", Severity::kMedium, "CORS names its origins",
                             "name the origins that may call"};
constexpr Rule kCorsCredentials{"cors-open-credentials", Severity::kHigh, "CORS with credentials names its origins",
                                "name the origins that may call"};
constexpr Rule kTls{"tls-verification-off", Severity::kHigh, "Certificates are verified",
                    "take it away, and trust the certificate that is missing"};
constexpr Rule kDebug{"debug-on", Severity::kMedium, "Debug mode is off",
                      "read it from the environment, off by default"};
constexpr Rule kLogged{"secret-logged", Severity::kHigh, "No password and no token is logged",
                       "log who and whether it went well, never the secret"};
constexpr Rule kDetails{"error-details", Severity::kMedium, "Errors do not reveal details to clients",
                        "log the details, answer 'An error occurred'"};
constexpr Rule kCookie{"cookie-open", Severity::kMedium, "Cookies are Secure, HttpOnly and SameSite",
                       "set secure, httponly and samesite"};
constexpr Rule kHash{"weak-password-hash", Severity::kHigh, "Passwords are hashed with argon2id, or bcrypt at cost 12",
                     "use argon2id, or bcrypt with 12 rounds or more"};
constexpr const Rule* kSettingsRules[] = {&kNotVerified,  &kAlgorithm,       &kKey,    &kSecret,
                                          &kSettingsCors, &kCorsCredentials, &kTls,    &kDebug,
                                          &kLogged,       &kDetails,         &kCookie, &kHash};

constexpr std::array<std::string_view, 8> kVerifyOptions = {"verify_signature", "verify_exp", "verify_iss",
                                                            "verify_aud",       "verify_iat", "ignoreExpiration",
                                                            "verify",           "complete"};
constexpr std::array<std::string_view, 4> kSymmetric = {"HS256", "HS384", "HS512", "none"};
constexpr std::array<std::string_view, 10> kAsymmetric = {"RS256", "RS384", "RS512", "PS256", "PS384",
                                                          "PS512", "ES256", "ES384", "ES512", "EdDSA"};
constexpr std::array<std::string_view, 9> kLogMethods = {"debug",    "info",      "warning", "warn", "error",
                                                         "critical", "exception", "log",     "trace"};
constexpr std::array<std::string_view, 8> kLoggers = {"log",     "logger", "logging", "console",
                                                      "_logger", "LOG",    "LOGGER",  "security_logger"};
constexpr std::array<std::string_view, 11> kSecretNames = {"password",    "passwd",       "passphrase", "apikey",
                                                           "accesstoken", "refreshtoken", "authtoken",  "bearertoken",
                                                           "privatekey",  "clientsecret", "secretkey"};
constexpr std::array<std::string_view, 5> kErrorNames = {"e", "err", "error", "exc", "exception"};
constexpr size_t kLeastKey = 64;  // characters behind BEGIN … KEY
constexpr size_t kLeastSecret = 8;
constexpr int kLeastRounds = 12;

// A variable that holds the secret itself: "password", "userPassword", "access_token", "token"; not "token_expires_at".
bool HoldsSecret(std::string_view name) {
  std::string plain;
  for (const char c : base::AsciiLower(name)) {
    if (c != '_' && c != '-') plain.push_back(c);
  }
  if (plain == "token" || plain == "jwt" || plain == "pwd" || plain == "secret" || plain == "authorization")
    return true;
  return std::ranges::any_of(kSecretNames, [&](std::string_view word) { return plain.ends_with(word); });
}

class Look {
 public:
  Look(const SourceFile& file, Results& results) : file_(file), tokens_(file.tokens), results_(results) {}

  void Everything() {
    for (size_t i = 0; i + kEndTokens <= tokens_.size(); ++i) {
      if (tokens_[i].IsString()) Text(tokens_[i]);
      Setting(i);
    }
    ForEachCall(file_, [&](const Call& call) {
      Jwt(call);
      Cors(call);
      Logging(call);
      Details(call);
      Cookies(call);
      Hashes(call);
      const size_t verify = ArgumentNamed(tokens_, call, "verify");
      if (file_.IsPython() && verify != 0 && tokens_[verify].Is("False") && !call.callee.contains("jwt"))
        Fail(kTls, verify, call.callee + " does not verify the certificate");
      const size_t debug = ArgumentNamed(tokens_, call, "debug");
      const bool is_app = call.Method() == "run" || call.Method() == "FastAPI" || call.Method() == "Flask" ||
                          call.Method() == "Starlette";
      if (file_.IsPython() && is_app && debug != 0 && tokens_[debug].Is("True"))
        Fail(kDebug, debug, call.callee + " is called with debug=True");
      if (call.Method() == "_create_unverified_context") Fail(kTls, call.name, call.callee);
    });
  }

 private:
  void Fail(const Rule& rule, size_t token, std::string what) {
    results_.Fail(rule, file_.At(tokens_[token]), std::move(what));
  }

  void Text(const Token& token) {
    const size_t at = token.text.find("-----BEGIN ");
    const size_t end = token.text.find("KEY-----", at == std::string::npos ? 0 : at);
    if (at == std::string::npos || end == std::string::npos || token.text.size() - end < kLeastKey) return;
    const std::string kind = token.text.substr(at + 11, end + 3 - at - 11);
    if (token.put_in.empty())
      results_.Fail(kKey, file_.At(token), fmt::format("a {} stands here", base::AsciiLower(kind)));
  }

  // NAME = "value", "name": "value", name="value"
  void Setting(size_t i) {
    const Token& name = tokens_[i];
    if (!name.IsName() && !name.IsString()) return;
    if (!tokens_[i + 1].Is("=") && !tokens_[i + 1].Is(":")) return;
    const Token& value = tokens_[i + 2];
    const std::string lower = base::AsciiLower(name.text);
    if (value.IsString()) {
      const bool has_digit = std::ranges::any_of(value.text, base::IsDigit);
      // Prose, words without a digit, what is filled in later, and the classes of regular expressions are not secrets;
      // words with a number ("markup.heading.1") may be a password, but no key.
      const bool is_name = scan::IsWords(value.text) && !events::IsPasswordName(name.text);
      const bool is_word = is_name || value.text.contains(' ') || value.text.size() < kLeastSecret || !has_digit ||
                           value.text.contains('\x01') || value.text.contains('[');
      if (!is_word && IsSecretSetting(name.text, value.text))
        Fail(kSecret, i, fmt::format("{} has its value here", name.text));
      if ((lower == "jwt_algorithm" || lower == "jwtalgorithm" || lower == "token_algorithm") &&
          IsOneOf(value.text, kSymmetric))
        Fail(kAlgorithm, i, fmt::format("{} is {}", name.text, value.text));
      if (lower == "access-control-allow-origin" && value.text == "*") Fail(kSettingsCors, i, "every origin may call");
      if (lower == "session_cookie_samesite" && base::AsciiLower(value.text) == "none")
        Fail(kCookie, i, name.text + " is None");
      if (lower == "node_tls_reject_unauthorized" && value.text == "0") Fail(kTls, i, name.text + " is 0");
      return;
    }
    const bool is_false = value.Is("False") || value.Is("false");
    const bool is_true = value.Is("True") || value.Is("true");
    if (is_false &&
        (lower == "session_cookie_secure" || lower == "session_cookie_httponly" || lower == "csrf_cookie_secure"))
      Fail(kCookie, i, name.text + " is off");
    if (is_false && lower == "rejectunauthorized") Fail(kTls, i, name.text + " is off");
    if (is_true && name.text == "DEBUG" && !file_.path.contains("dev") && !file_.path.contains("local"))
      Fail(kDebug, i, "DEBUG is on");
    if (value.IsName() && (value.text == "ssl") && i + 4 < tokens_.size() && tokens_[i + 4].Is("CERT_NONE"))
      Fail(kTls, i, "certificates are not verified");
  }

  // With `complete: true`, what jwt.decode returns has the token's header, which says with which key to verify it.
  // Nothing is believed yet, unless the file names the payload as well.
  [[nodiscard]] bool ReadsHeaderOnly(const Call& call) const {
    const size_t complete = ArgumentNamed(tokens_, call, "complete");
    if (complete == 0 || !tokens_[complete].Is("true")) return false;
    return std::ranges::none_of(tokens_, [](const Token& token) { return token.text == "payload"; });
  }

  void Jwt(const Call& call) {
    const std::string_view method = call.Method();
    const bool is_jwt = base::AsciiLower(call.callee).contains("jwt") || call.callee == "jsonwebtoken.verify" ||
                        call.callee == "jsonwebtoken.decode";
    if (!is_jwt ||
        (method != "decode" && method != "verify" && method != "encode" && method != "sign" && method != "verifyAsync"))
      return;
    const size_t before = results_.findings().size();
    bool is_asymmetric = false;
    for (size_t i = call.begin; i < call.end; ++i) {
      if (tokens_[i].IsString() && IsOneOf(tokens_[i].text, kAsymmetric)) is_asymmetric = true;
      if (tokens_[i].IsString() && IsOneOf(tokens_[i].text, kSymmetric)) {
        if (tokens_[i].text == "none")
          Fail(kNotVerified, i, call.callee + " takes tokens without a signature");
        else
          Fail(kAlgorithm, i, fmt::format("{} uses {}", call.callee, tokens_[i].text));
      }
    }
    for (const std::string_view option : kVerifyOptions) {
      const size_t value = ArgumentNamed(tokens_, call, option);
      if (value == 0 || option == "complete") continue;
      const bool is_off = option == "ignoreExpiration" ? tokens_[value].Is("true")
                                                       : tokens_[value].Is("False") || tokens_[value].Is("false");
      if (is_off) Fail(kNotVerified, value, fmt::format("{} switches {} off", call.callee, option));
    }
    if (!file_.IsPython() && method == "decode" && !file_.text.contains("jwt-decode") &&
        call.callee.starts_with("jwt.") && !file_.text.contains("jwt.verify") && !ReadsHeaderOnly(call)) {
      Fail(kNotVerified, call.name, "jwt.decode reads a token and verifies nothing");
    }
    if (results_.findings().size() != before) return;
    const Place place = file_.At(tokens_[call.name]);
    if (is_asymmetric) results_.Pass(kAlgorithm, place, call.callee);
    if (method == "verify" || (file_.IsPython() && method == "decode")) results_.Pass(kNotVerified, place, call.callee);
  }

  void Cors(const Call& call) {
    const std::string lower = base::AsciiLower(call.callee);
    const bool is_cors = lower == "cors" || lower.ends_with("add_middleware") || lower.ends_with("corsmiddleware") ||
                         lower.ends_with("enablecors");
    if (!is_cors) return;
    size_t open = 0;
    size_t named = 0;
    for (const char* name : {"allow_origins", "origins", "origin", "allow_origin_regex"}) {
      size_t value = ArgumentNamed(tokens_, call, name);
      if (value != 0 && tokens_[value].Is("[")) ++value;
      if (value == 0) continue;
      named = value;
      const bool is_all = tokens_[value].IsString() && (tokens_[value].text == "*" || tokens_[value].text == ".*");
      if (is_all || (!file_.IsPython() && std::string_view(name) == "origin" && tokens_[value].Is("true")))
        open = value;
    }
    const bool bare_express =
        !file_.IsPython() && lower == "cors" && call.begin == call.end && file_.text.contains("cors");
    if (open == 0 && !bare_express) {
      if (named != 0) results_.Pass(kSettingsCors, file_.At(tokens_[named]), "the origins are named");
      return;
    }
    bool with_credentials = false;
    for (const char* name : {"allow_credentials", "supports_credentials", "credentials"}) {
      const size_t value = ArgumentNamed(tokens_, call, name);
      with_credentials = with_credentials || (value != 0 && (tokens_[value].Is("True") || tokens_[value].Is("true")));
    }
    const size_t place = open != 0 ? open : call.name;
    if (with_credentials) Fail(kCorsCredentials, place, "every origin may call, with the user's cookies");
    Fail(kSettingsCors, place, "every origin may call");
  }

  void Logging(const Call& call) {
    const size_t dot = call.callee.rfind('.');
    const std::string_view object =
        dot == std::string::npos ? std::string_view() : std::string_view(call.callee).substr(0, dot);
    const std::string_view last = object.substr(object.rfind('.') + 1);
    const bool is_log = (IsOneOf(call.Method(), kLogMethods) && IsOneOf(last, kLoggers)) ||
                        (file_.IsPython() && call.callee == "print");
    if (!is_log) return;
    for (size_t i = call.begin; i < call.end; ++i) {
      const Token& token = tokens_[i];
      for (const std::string& expression : token.put_in) {
        const std::string_view name =
            base::TrimSpace(std::string_view(expression).substr(0, expression.find_first_of("!:=")));
        if (HoldsSecret(name.substr(name.rfind('.') + 1)) && !name.contains('('))
          Fail(kLogged, i, fmt::format("{} is logged", name));
      }
      // A name as a value: not one that is called, or looked into for something else.
      const bool is_value = token.IsName() && HoldsSecret(token.text) && !tokens_[i + 1].Is("(") &&
                            !tokens_[i + 1].Is(".") && !tokens_[i + 1].Is("=") && !tokens_[i + 1].Is(":") &&
                            !tokens_[i + 1].Is("[") && !tokens_[i + 1].Is("is") && !tokens_[i + 1].Is("==");
      const bool is_measured = i >= 2 && tokens_[i - 1].Is("(") &&
                               (tokens_[i - 2].Is("len") || tokens_[i - 2].Is("bool") || tokens_[i - 2].Is("mask") ||
                                tokens_[i - 2].Is("redact") || tokens_[i - 2].Is("hash"));
      if (is_value && !is_measured) Fail(kLogged, i, fmt::format("{} is logged", token.text));
    }
  }

  void Details(const Call& call) {
    const size_t detail = ArgumentNamed(tokens_, call, "detail");
    const bool is_client_error =
        std::any_of(tokens_.begin() + static_cast<std::ptrdiff_t>(call.begin),
                    tokens_.begin() + static_cast<std::ptrdiff_t>(call.end), [](const Token& token) {
                      return (token.kind == Token::Kind::kNumber && token.text.size() == 3 && token.text[0] == '4') ||
                             token.text.starts_with("HTTP_4");
                    });
    if (file_.IsPython() && call.Method() == "HTTPException" && detail != 0 && !is_client_error) {
      const Token& value = tokens_[detail];
      const bool puts_in = std::ranges::any_of(value.put_in, [](const std::string& each) {
        return IsOneOf(base::TrimSpace(each), kErrorNames) || each.starts_with("str(e");
      });
      const bool is_text = (value.Is("str") || value.Is("repr")) && IsOneOf(tokens_[detail + 2].text, kErrorNames);
      if (puts_in || is_text) Fail(kDetails, detail, "the client gets the error's own words");
    }
    const std::string_view method = call.Method();
    if (file_.IsPython() || (method != "send" && method != "json" && method != "end")) return;
    for (size_t i = call.begin; i + 2 < call.end; ++i) {
      if (IsOneOf(tokens_[i].text, kErrorNames) && tokens_[i].IsName() && tokens_[i + 1].Is(".") &&
          (tokens_[i + 2].Is("stack")))
        Fail(kDetails, i, "the client gets the error's stack");
    }
  }

  void Cookies(const Call& call) {
    const std::string_view method = call.Method();
    const bool is_cookie =
        method == "set_cookie" || method == "cookie" || method == "session" || method == "cookieSession";
    if (!is_cookie) return;
    for (const char* name : {"secure", "httponly", "httpOnly"}) {
      const size_t value = ArgumentNamed(tokens_, call, name);
      if (value != 0 && (tokens_[value].Is("False") || tokens_[value].Is("false")))
        Fail(kCookie, value, fmt::format("{} is off", name));
    }
  }

  void Hashes(const Call& call) {
    const std::string_view method = call.Method();
    if (call.callee == "hashlib.md5" || call.callee == "hashlib.sha1" || call.callee == "hashlib.sha256" ||
        call.callee == "md5") {
      for (size_t i = call.begin; i < call.end; ++i) {
        if (tokens_[i].IsName() &&
            (base::AsciiLower(tokens_[i].text).contains("password") || tokens_[i].text == "passwd")) {
          Fail(kHash, call.name, call.callee + " of a password is guessed fast");
          break;
        }
      }
    }
    const bool is_bcrypt = method == "gensalt" || method == "genSalt" || method == "genSaltSync" ||
                           ((method == "hash" || method == "hashSync") && call.callee.starts_with("bcrypt."));
    if (!is_bcrypt) return;
    for (size_t i = call.begin; i < call.end; ++i) {
      const Token& token = tokens_[i];
      if (token.kind != Token::Kind::kNumber || token.text.size() > 2 ||
          token.text.find_first_not_of("0123456789") != std::string::npos)
        continue;
      if (std::stoi(token.text) < kLeastRounds) Fail(kHash, i, fmt::format("bcrypt with {} rounds", token.text));
    }
  }

  const SourceFile& file_;
  const std::vector<Token>& tokens_;
  Results& results_;
};

void CheckSettings(const Repository& repository, Results& results) {
  size_t files = 0;
  const size_t before = results.findings().size();
  Results quiet;  // files that cannot be read have been told by the check of injections
  ForEachSource(repository, quiet, [&](const SourceFile& file) {
    ++files;
    Look(file, results).Everything();
  });
  if (files == 0) return;
  for (const Rule* rule : kSettingsRules) {
    // That no token is verified badly does not show that any is verified.
    if (rule == &kNotVerified || rule == &kAlgorithm || rule == &kSettingsCors) continue;
    const bool failed =
        std::any_of(results.findings().begin() + static_cast<std::ptrdiff_t>(before), results.findings().end(),
                    [&](const Finding& finding) { return finding.rule == rule->id; });
    if (!failed) results.Pass(*rule, {}, fmt::format("{} Python and JavaScript files", files));
  }
}

}  // namespace

Check CodeSettingsCheck() {
  return {.subject = "code: tokens, secrets, CORS, logs", .rules = kSettingsRules, .run = CheckSettings};
}

}  // namespace gatehouse::audit
