#include "gate/respond/refusal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// Statuses of the gate, nginx or an upstream. `code` is the last word of the problem's `type`: no more precise
// than the status, because the exact reason is only for the log.
struct Status {
  uint16_t status;
  std::string_view phrase;  // RFC 9110 §15, RFC 6585
  std::string_view code;
};
constexpr std::array kStatuses = std::to_array<Status>({
    {400, "Bad Request", "bad-request"},
    {401, "Unauthorized", "unauthenticated"},
    {402, "Payment Required", "payment-required"},
    {403, "Forbidden", "forbidden"},
    {404, "Not Found", "not-found"},
    {405, "Method Not Allowed", "method-not-allowed"},
    {406, "Not Acceptable", "not-acceptable"},
    {408, "Request Timeout", "timeout"},
    {409, "Conflict", "conflict"},
    {410, "Gone", "gone"},
    {411, "Length Required", "length-required"},
    {412, "Precondition Failed", "precondition-failed"},
    {413, "Content Too Large", "too-large"},
    {414, "URI Too Long", "uri-too-long"},
    {415, "Unsupported Media Type", "media-type"},
    {416, "Range Not Satisfiable", "range"},
    {417, "Expectation Failed", "expectation"},
    {421, "Misdirected Request", "misdirected"},
    {422, "Unprocessable Content", "unprocessable"},
    {425, "Too Early", "too-early"},
    {426, "Upgrade Required", "upgrade-required"},
    {428, "Precondition Required", "precondition-required"},
    {429, "Too Many Requests", "rate-limited"},
    {431, "Request Header Fields Too Large", "headers-too-large"},
    {451, "Unavailable For Legal Reasons", "unavailable"},
    {500, "Internal Server Error", "error"},
    {501, "Not Implemented", "error"},
    {502, "Bad Gateway", "upstream"},
    {503, "Service Unavailable", "upstream"},
    {504, "Gateway Timeout", "upstream"},
    {505, "HTTP Version Not Supported", "error"},
    {507, "Insufficient Storage", "error"},
});
static_assert(std::ranges::is_sorted(kStatuses, {}, &Status::status));

constexpr Status kOtherRequestError{0, "Bad Request", "bad-request"};
constexpr Status kOtherServerError{0, "Internal Server Error", "error"};
constexpr uint16_t kFirstServerError = 500;

const Status& Known(uint16_t status) {
  const auto* known = std::ranges::lower_bound(kStatuses, status, {}, &Status::status);
  if (known != kStatuses.end() && known->status == status) return *known;
  return status >= kFirstServerError ? kOtherServerError : kOtherRequestError;
}

// Escapes text for a JSON string (RFC 8259 §7). Each byte that is not UTF-8 becomes U+FFFD.
void AppendEscaped(std::string& out, std::string_view text) {
  const bool utf8 = base::IsUtf8(text);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    } else if (byte >= 0x80 && !utf8) {
      out += "\\ufffd";
    } else {
      out += c;
    }
  }
}

void AppendMember(std::string& out, std::string_view name, std::string_view value) {
  fmt::format_to(std::back_inserter(out), ",\"{}\":\"", name);
  AppendEscaped(out, value);
  out += '"';
}

std::string ProblemBody(uint16_t status, std::string_view detail, std::string_view where, std::string_view trace_id) {
  const Status& known = Known(status);
  std::string body =
      fmt::format(R"({{"type":"urn:gatehouse:reason:{}","title":"{}","status":{})", known.code, known.phrase, status);
  AppendMember(body, "detail", detail);
  if (!where.empty()) AppendMember(body, "where", where);
  AppendMember(body, "trace_id", trace_id);
  body += '}';
  return body;
}

// RFC 9449 §7.1. The algorithms are those of crypto.h.
constexpr std::string_view kProofChallenge = R"(DPoP error="invalid_dpop_proof", algs="RS256 PS256 ES256 EdDSA")";
constexpr std::string_view kBoundTokenChallenge = R"(DPoP error="invalid_token", algs="RS256 PS256 ES256 EdDSA")";

// RFC 8705 §3, RFC 6750 §3.1.
constexpr std::string_view kCertificateChallenge = R"(Bearer error="invalid_token")";

std::string_view ChallengeOf(Reason reason) {
  switch (reason) {
    case Reason::kCertificateMissing:
    case Reason::kCertificateOther:
    case Reason::kCertificateTime:
    case Reason::kCertificateMalformed:
      return kCertificateChallenge;
    case Reason::kProofMalformed:
    case Reason::kProofSignature:
    case Reason::kProofRequest:
    case Reason::kProofToken:
    case Reason::kProofTime:
    case Reason::kProofReplayed:
      return kProofChallenge;
    case Reason::kTokenUnbound:
    case Reason::kProofMissing:
    case Reason::kProofKey:
      return kBoundTokenChallenge;
    default:
      return "Bearer";  // row B2: on every other 401
  }
}

std::vector<HeaderValue> ProblemHeaders(uint16_t status, Reason reason = Reason::kAllowed) {
  std::vector<HeaderValue> headers;
  headers.reserve(3);
  headers.push_back({"Content-Type", "application/problem+json"});
  headers.push_back({"Cache-Control", "no-store"});
  if (status == 401) headers.push_back({"WWW-Authenticate", std::string(ChallengeOf(reason))});
  return headers;
}

}  // namespace

Refusal MakeRefusal(const Decision& decision, std::string_view trace_id) {
  // Refusing an allowed request is the caller's mistake: it must not be sent as a 200.
  const ReasonInfo& info = Describe(decision.allowed() ? Reason::kInternalError : decision.reason);
  const std::string_view place = info.reason == Reason::kSchemaMismatch ? decision.where : std::string_view{};
  Refusal refusal{.status = info.status,
                  .headers = ProblemHeaders(info.status, info.reason),
                  .body = ProblemBody(info.status, info.sentence, place, trace_id)};
  if (info.status == 429 || info.reason == Reason::kBodiesFull) {
    refusal.headers.push_back({"Retry-After", fmt::to_string(std::max<int64_t>(decision.retry_after.count(), 1))});
  }
  if (info.status == 405) refusal.headers.push_back({"Allow", std::string(decision.where)});
  return refusal;
}

Refusal MakeErrorAnswer(uint16_t status, std::string_view trace_id, std::string_view detail) {
  if (detail.empty()) {
    detail = StatusPhrase(status);
    if (status == 413) detail = Describe(Reason::kBodyTooLarge).sentence;  // the proxy's limit is the policy's
    if (status >= kFirstServerError) detail = Describe(Reason::kInternalError).sentence;
  }
  return {.status = status, .headers = ProblemHeaders(status), .body = ProblemBody(status, detail, {}, trace_id)};
}

std::string_view StatusPhrase(uint16_t status) { return Known(status).phrase; }

}  // namespace gatehouse::gate
