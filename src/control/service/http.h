// HTTP as the daemon's endpoints use it: values in, values out. server.cc is the only file that includes cpp-httplib.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ip.h"
#include "base/secret_string.h"

namespace gatehouse::service {

inline constexpr size_t kMaxRequestBytes = size_t{64} * 1024;

// What a request carries may be a secret: its headers, its query and its body are wiped when it is dropped.
struct HttpRequest {
  ~HttpRequest();

  std::string method;
  std::string path;  // without query
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  base::Now now;
  // As the gate says (X-Real-IP and so on): only the gate can reach the socket that such requests come in by. On the
  // admin socket: loopback.
  base::IpAddress client;
  bool tls = false;
  std::string host;  // authority as the client wrote it
  std::string trace_id;
  // What the gate says of the identity, where the route asked for one: X-Gatehouse-Subject and -Token-Id,
  // percent-decoded. Only headers: who acts on them asks for the credential too.
  std::string subject;
  std::string token_id;
  // Whether the client has closed its connection meanwhile; empty: it has not. To be asked before expensive work.
  std::function<bool()> abandoned;

  [[nodiscard]] std::string_view Header(std::string_view lower_case_name) const;  // the first one; empty: none
  // The path's segment that may be any, percent-decoded: "14" of "/admin/droplets/14".
  std::string tail;
};

struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // Content-Type among them
  std::string body;
  // Of an answer that goes on: adds what has come up meanwhile to `chunk`, or nothing; false: that was all. Asked again
  // every kStreamStep until the client hangs up or the daemon ends. It must not wait: it has one of the server's
  // threads.
  std::function<bool(std::string& chunk)> more = {};
};
inline constexpr std::chrono::milliseconds kStreamStep{200};

// `application/x-www-form-urlencoded` (the WHATWG URL standard): empty where the Content-Type is another, a name stands
// twice, a byte is not UTF-8 after decoding, or there are more than kMaxFormFields.
inline constexpr size_t kMaxFormFields = 32;
// "a=1&b=2" in order, '+' and %XX decoded; empty for the same reasons, but names may stand twice.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> DecodePairs(std::string_view encoded);
// One value of such a pair.
[[nodiscard]] std::optional<base::SecretString> DecodeFormValue(std::string_view encoded);
// Any field may hold a password, a client's secret or a token.
using Form = std::map<std::string, base::SecretString, std::less<>>;
[[nodiscard]] std::optional<Form> ReadForm(const HttpRequest& request);
// A field's value, or what is left of the field once it was taken; empty where there is none.
[[nodiscard]] std::string_view FieldOf(const Form& form, std::string_view name);
[[nodiscard]] base::SecretString TakeField(Form& form, std::string_view name);

[[nodiscard]] HttpResponse JsonResponse(int status, std::string json);            // with Cache-Control: no-store
[[nodiscard]] HttpResponse ProblemResponse(int status, std::string_view detail);  // problem+json (RFC 9457)
// 303 to a path of this host.
[[nodiscard]] HttpResponse SeeOther(std::string_view path);

// `path` is exact, or has one segment that may be any: behind a "/" at its end, or in the place of a "*" that is a
// segment. What stands there becomes HttpRequest::tail.
struct HttpRoute {
  std::string method;
  std::string path;
  std::function<HttpResponse(const HttpRequest&)> handle;
};
using HttpRoutes = std::vector<HttpRoute>;
// The tail of such a path, percent-decoded, which is "" where the route's has none; empty where the path is another
// one.
[[nodiscard]] std::optional<std::string> MatchPath(std::string_view pattern, std::string_view path);

}  // namespace gatehouse::service
