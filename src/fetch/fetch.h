// HTTP requests of our own, to servers that a person named: the only user of libcurl. TLS is verified, every size and
// time is bounded, a redirect is an answer like any other (credentials never follow one), environment proxies are
// honoured except for loopback and link-local addresses. Nothing of a request's or an answer's content is ever in an
// error. Shown by fetch_test.cc.
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
  base::SecretString value;  // any header may be a credential
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
  std::string ca_pem;  // the three of them as text: where one is, its file is not looked at
  std::string client_certificate_pem;
  base::SecretString client_key_pem;
  std::string connect_to;  // "host:port" in place of the URL's, whose name the certificate must have all the same
  bool verify_tls = true;  // laxity is a word that somebody wrote: VAULT_SKIP_VERIFY
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

// Why there is no answer. `where` is the URL without its query. A Failure is an Error like any other to those who don't
// ask for its kind.
enum class FailureKind : uint8_t {
  kMisused,     // the request itself: no http(s), a line break in a header; nothing was sent
  kNoAnswer,    // no such host, refused, cut off
  kTimedOut,    //
  kProxy,       // the proxy of the environment is not there, or refuses
  kNotTrusted,  // TLS: an unknown issuer, another name, expired; a CA file that is none
  kTooLarge,    // more than `max_bytes`, or more headers than kMaxHeaderBytes
};
struct Failure : base::Error {
  FailureKind kind = FailureKind::kNoAnswer;
};

// Safe to call from several threads; connections are kept and used again a thread.
[[nodiscard]] std::expected<Answer, Failure> Send(const Request& request);

// name=value&…; for an application/x-www-form-urlencoded body (RFC 6749 appendix B: spaces may be %20).
struct FormField {
  std::string_view name;
  std::string_view value;
};
[[nodiscard]] base::SecretString FormBody(std::span<const FormField> fields);
[[nodiscard]] base::SecretString FormBody(std::initializer_list<FormField> fields);

// The answer is HTML where none was expected: a login page of a network or a proxy, not the service.
[[nodiscard]] bool LooksLikeHtml(const Answer& answer);

// Retry-After (RFC 9110 §10.2.3), in seconds or as a date, at most `most`.
[[nodiscard]] std::optional<std::chrono::seconds> RetryAfter(const Answer& answer,
                                                             std::chrono::system_clock::time_point now,
                                                             std::chrono::seconds most);

}  // namespace gatehouse::fetch
