// HTTP requests that Gatehouse itself makes, to servers that the configuration names: the only user of libcurl. TLS is
// verified, every size and time is bounded, redirects are returned and not followed (so credentials never are),
// environment proxies are used except for loopback and link-local addresses. Errors never contain any content of a
// request or an answer. Shown by fetch_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::fetch {

inline constexpr size_t kMaxAnswerBytes = size_t{1} << 20;
inline constexpr size_t kMaxHeaderBytes = size_t{64} << 10;
inline constexpr size_t kMaxUrlBytes = 8192;
inline constexpr std::chrono::milliseconds kConnectTimeout{5'000};
inline constexpr std::chrono::milliseconds kTimeout{15'000};

struct Header {
  std::string name;
  base::SecretString value;  // any header may contain a credential
};

struct Request {
  std::string method = "GET";
  std::string url;  // http or https, nothing else
  std::vector<Header> headers;
  base::SecretString body;         // sent unless the method is GET or HEAD
  std::string unix_socket;         // instead of the URL's host and port
  std::string ca_file;             // PEM, instead of SSL_CERT_FILE's and the system's
  std::string ca_folder;           // the same, as OpenSSL has folders of certificates
  std::string client_certificate;  // files, PEM
  std::string client_key;
  std::string ca_pem;  // the same three as text: each replaces its file
  std::string client_certificate_pem;
  base::SecretString client_key_pem;
  std::string connect_to;  // "host:port" to connect to instead of the URL's, which the certificate must still match
  bool verify_tls = true;  // false only on an explicit setting: VAULT_SKIP_VERIFY
  size_t max_bytes = kMaxAnswerBytes;
  std::chrono::milliseconds connect_timeout = kConnectTimeout;
  std::chrono::milliseconds timeout = kTimeout;
};

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case, values trimmed, in order
  base::SecretString body;

  [[nodiscard]] std::string_view Header(std::string_view lower_case_name) const;  // the first one; empty: none
};

// Why there is no answer. `where` is the URL without its query. Callers that do not need the kind can use a Failure as
// an Error.
enum class FailureKind : uint8_t {
  kMisused,     // the request itself is invalid: no http(s), a line break in a header; nothing was sent
  kNoAnswer,    // no such host, connection refused or closed
  kTimedOut,    //
  kProxy,       // the proxy of the environment is unreachable or refuses
  kNotTrusted,  // TLS: unknown issuer, wrong name, expired; an invalid CA file
  kTooLarge,    // more than `max_bytes`, or more headers than kMaxHeaderBytes
};
struct Failure : base::Error {
  FailureKind kind = FailureKind::kNoAnswer;
};

// Thread-safe; connections are kept and reused per thread.
[[nodiscard]] std::expected<Answer, Failure> Send(const Request& request);

// name=value&…; for an application/x-www-form-urlencoded body (RFC 6749 appendix B: spaces may be %20).
struct FormField {
  std::string_view name;
  std::string_view value;
};
[[nodiscard]] base::SecretString FormBody(std::span<const FormField> fields);
[[nodiscard]] base::SecretString FormBody(std::initializer_list<FormField> fields);

// The answer is HTML where none was expected: probably a login page of a network or a proxy, not the service.
[[nodiscard]] bool LooksLikeHtml(const Answer& answer);

// Retry-After (RFC 9110 §10.2.3), in seconds or as a date, at most `most`.
[[nodiscard]] std::optional<std::chrono::seconds> RetryAfter(const Answer& answer,
                                                             std::chrono::system_clock::time_point now,
                                                             std::chrono::seconds most);

}  // namespace gatehouse::fetch
