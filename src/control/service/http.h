// HTTP requests and responses as values, for the daemon's endpoints. Only server.cc includes cpp-httplib.
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

// A request may contain secrets: the destructor wipes its headers, query and body.
struct HttpRequest {
  ~HttpRequest();

  std::string method;
  std::string path;  // without query
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  base::Now now;
  // From the gate's headers (X-Real-IP etc.), which are trusted because only the gate can reach this socket. On the
  // admin socket: loopback.
  base::IpAddress client;
  bool tls = false;
  std::string host;  // the authority that the client sent
  std::string trace_id;
  // The identity from the gate, if the route requires one: X-Gatehouse-Subject and -Token-Id,
  // percent-decoded. These are only headers: code that acts on them must also check the credential.
  std::string subject;
  std::string token_id;
  // Returns whether the client has closed its connection; an empty function: it has not. Call it before expensive work.
  std::function<bool()> abandoned;

  [[nodiscard]] std::string_view Header(std::string_view lower_case_name) const;  // the first one; empty: none
  // The variable segment of the path, percent-decoded: "14" in "/admin/droplets/14".
  std::string tail;
};

struct HttpResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;  // including Content-Type
  std::string body;
  // For a streaming response: appends new data, if any, to `chunk`; returns false at the end. Called every kStreamStep
  // until the client closes the connection or the daemon ends. It must not block, because it uses one of the server's
  // threads.
  std::function<bool(std::string& chunk)> more = {};
};
inline constexpr std::chrono::milliseconds kStreamStep{200};

// `application/x-www-form-urlencoded` (WHATWG URL standard). Returns nothing for another Content-Type, a duplicate
// name, invalid UTF-8 after decoding, or more than kMaxFormFields fields.
inline constexpr size_t kMaxFormFields = 32;
// "a=1&b=2" in order, '+' and %XX decoded. Returns nothing for the same reasons, except that names may repeat.
[[nodiscard]] std::optional<std::vector<std::pair<std::string, std::string>>> DecodePairs(std::string_view encoded);
// Decodes one value of such a pair.
[[nodiscard]] std::optional<base::SecretString> DecodeFormValue(std::string_view encoded);
// Any field may contain a password, a client secret or a token.
using Form = std::map<std::string, base::SecretString, std::less<>>;
[[nodiscard]] std::optional<Form> ReadForm(const HttpRequest& request);
// A field's value; empty if there is no such field, or its value was moved out.
[[nodiscard]] std::string_view FieldOf(const Form& form, std::string_view name);
[[nodiscard]] base::SecretString TakeField(Form& form, std::string_view name);

[[nodiscard]] HttpResponse JsonResponse(int status, std::string json);            // with Cache-Control: no-store
[[nodiscard]] HttpResponse ProblemResponse(int status, std::string_view detail);  // problem+json (RFC 9457)
// A 303 redirect to a path of this host.
[[nodiscard]] HttpResponse SeeOther(std::string_view path);

// `path` is exact, or has one variable segment: after a final "/", or in place of a "*" that is a whole
// segment. The request's text there becomes HttpRequest::tail.
struct HttpRoute {
  std::string method;
  std::string path;
  std::function<HttpResponse(const HttpRequest&)> handle;
};
using HttpRoutes = std::vector<HttpRoute>;
// Returns the tail of a matching path, percent-decoded, "" if the pattern has no variable segment; nothing if the path
// does not match.
[[nodiscard]] std::optional<std::string> MatchPath(std::string_view pattern, std::string_view path);

}  // namespace gatehouse::service
