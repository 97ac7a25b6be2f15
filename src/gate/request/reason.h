// Reasons of a refusal: a closed list, each with the sentence for the client, its name in logs, and its HTTP status.
// Where a requirement row prescribes a sentence, it is used word for word. Only refusal.cc turns a Reason into HTTP.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::gate {

enum class Severity : uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };
[[nodiscard]] std::string_view Name(Severity severity);  // "info" … "critical"

// X(constant, log name, status, severity, sentence). The log name is precise; the client sees only the sentence.
// A sentence never repeats any content of the request.
#define GATEHOUSE_REASONS(X)                                                                                      \
  X(kAllowed, "allowed", 200, kInfo, "")                                                                          \
  /* the request line and its headers */                                                                          \
  X(kPathAmbiguous, "path_ambiguous", 400, kMedium, "The request path can be read in more than one way")          \
  X(kTargetTooLong, "target_too_long", 414, kLow, "The request target is too long")                               \
  X(kHostMalformed, "host_malformed", 400, kMedium, "The Host header is missing or invalid")                      \
  X(kHostUnknown, "host_unknown", 421, kLow, "This host is not served here")                                      \
  X(kHeaderRepeated, "header_repeated", 400, kMedium, "A header that must not be repeated is repeated")           \
  X(kHeaderMalformed, "header_malformed", 400, kMedium, "A header line is malformed")                             \
  X(kUpgradeRefused, "upgrade_refused", 400, kMedium, "This route does not allow protocol upgrades")              \
  X(kRouteDenied, "route_denied", 403, kLow, "Access denied")                                                     \
  X(kMethodNotAllowed, "method_not_allowed", 405, kLow, "Method not allowed")                                     \
  /* B9 */                                                                                                        \
  X(kHttpsRequired, "https_required", 403, kLow, "HTTPS required in production")                                  \
  /* C15 */                                                                                                       \
  X(kAddressBlocked, "address_blocked", 403, kMedium, "Access denied")                                            \
  X(kIdentityBlocked, "identity_blocked", 403, kMedium, "Access denied")                                          \
  /* B10 */                                                                                                       \
  X(kCorsOrigin, "cors_origin", 403, kLow, "Origin not allowed")                                                  \
  X(kCorsMethod, "cors_method", 403, kLow, "Method not allowed for this origin")                                  \
  X(kCorsHeader, "cors_header", 403, kLow, "Header not allowed for this origin")                                  \
  /* B11 A13 C11 */                                                                                               \
  X(kRateLimited, "rate_limited", 429, kMedium, "Rate limit exceeded. Please try again later.")                   \
  X(kTooManyAtOnce, "too_many_at_once", 429, kMedium, "Too many requests at once. Please try again later.")       \
  /* B2 A8: every one of these carries WWW-Authenticate: Bearer */                                                \
  X(kTokenMissing, "token_missing", 401, kLow, "Missing authorization header")                                    \
  X(kTokenFormat, "token_format", 401, kMedium, "Invalid authorization header format")                            \
  X(kTokenExpired, "token_expired", 401, kLow, "Token has expired")                                               \
  X(kTokenIssuer, "token_issuer", 401, kHigh, "Invalid token claims: wrong issuer")                               \
  X(kTokenAudience, "token_audience", 401, kHigh, "Invalid token claims: wrong audience")                         \
  X(kTokenNotYetValid, "token_not_yet_valid", 401, kMedium, "Invalid token claims: not valid yet")                \
  X(kTokenIssuedInFuture, "token_issued_in_future", 401, kMedium, "Invalid token claims: issued in the future")   \
  X(kTokenLife, "token_life", 401, kMedium, "Invalid token claims: lifetime longer than allowed")                 \
  X(kTokenClaimMissing, "token_claim_missing", 401, kMedium, "Invalid token claims: a required claim is missing") \
  X(kTokenClaimType, "token_claim_type", 401, kMedium, "Invalid token claims: a claim has the wrong type")        \
  X(kTokenType, "token_type", 401, kHigh, "Invalid token claims: wrong token type")                               \
  X(kTokenDropletId, "token_droplet_id", 401, kMedium, "Token missing droplet_id claim")                          \
  X(kTokenMalformed, "token_malformed", 401, kMedium, "Invalid token: malformed")                                 \
  X(kTokenTooLarge, "token_too_large", 401, kMedium, "Invalid token: too large")                                  \
  X(kTokenAlgorithm, "token_algorithm", 401, kHigh, "Invalid token: algorithm not allowed")                       \
  X(kTokenHeader, "token_header", 401, kHigh, "Invalid token: header not allowed")                                \
  X(kTokenKeyUnknown, "token_key_unknown", 401, kMedium, "Invalid token: unknown key")                            \
  X(kTokenSignature, "token_signature", 401, kHigh, "Invalid token: signature verification failed")               \
  X(kTokenBound, "token_bound", 401, kHigh, "Invalid token: bound to a sender that cannot be verified here")      \
  X(kTokenUnbound, "token_unbound", 401, kMedium, "Invalid token: not bound to a key of its sender")              \
  /* RFC 8705 */                                                                                                  \
  X(kCertificateMissing, "certificate_missing", 401, kHigh,                                                       \
    "Invalid token: bound to a client certificate, and sent without one")                                         \
  X(kCertificateOther, "certificate_other", 401, kHigh, "Invalid token: bound to another client certificate")     \
  X(kCertificateTime, "certificate_time", 401, kMedium,                                                           \
    "Invalid token: the client certificate has expired or is not valid yet")                                      \
  X(kCertificateMalformed, "certificate_malformed", 401, kMedium,                                                 \
    "Invalid token: the client certificate cannot be read")                                                       \
  /* RFC 9449: these, and kTokenUnbound, carry WWW-Authenticate: DPoP */                                          \
  X(kProofMissing, "proof_missing", 401, kHigh, "Invalid token: bound to a key, and sent without a DPoP proof")   \
  X(kProofMalformed, "proof_malformed", 401, kMedium, "Invalid token: the DPoP proof is malformed")               \
  X(kProofKey, "proof_key", 401, kHigh, "Invalid token: the DPoP proof is of another key")                        \
  X(kProofSignature, "proof_signature", 401, kHigh, "Invalid token: the DPoP proof has no valid signature")       \
  X(kProofRequest, "proof_request", 401, kHigh, "Invalid token: the DPoP proof is for another request")           \
  X(kProofToken, "proof_token", 401, kHigh, "Invalid token: the DPoP proof is for another token")                 \
  X(kProofTime, "proof_time", 401, kMedium, "Invalid token: the DPoP proof is too old or from the future")        \
  X(kProofReplayed, "proof_replayed", 401, kHigh, "Invalid token: the DPoP proof was used before")                \
  X(kTicketRefused, "ticket_refused", 401, kMedium, "Invalid ticket: unknown, already used or expired")           \
  X(kTicketTokenTooLarge, "ticket_token_too_large", 403, kLow, "The token is too large for a ticket")             \
  X(kTokenRevoked, "token_revoked", 401, kHigh, "Invalid token: revoked")                                         \
  /* A9: without a session one logs in; what is wrong with its token is told as with any other */                 \
  X(kSessionMissing, "session_missing", 401, kLow, "Login required")                                              \
  /* A9: the Origin of an unsafe request that a browser sends a cookie with (CSRF) */                             \
  X(kOriginMissing, "origin_missing", 403, kMedium, "Origin not allowed")                                         \
  /* A13 B1 */                                                                                                    \
  X(kRoleMissing, "role_missing", 403, kMedium, "Insufficient permissions")                                       \
  X(kScopeMissing, "scope_missing", 403, kMedium, "Insufficient permissions")                                     \
  X(kClaimMismatch, "claim_mismatch", 403, kMedium, "Insufficient permissions")                                   \
  X(kSecondFactor, "second_factor", 403, kLow, "Second factor required")                                          \
  /* A11: bodies */                                                                                               \
  X(kBodyTooLarge, "body_too_large", 413, kMedium, "Request body too large")                                      \
  X(kBodyType, "body_type", 415, kLow, "Content-Type must be application/json in UTF-8")                          \
  X(kBodyEncoding, "body_encoding", 415, kMedium, "Content-Encoding is not accepted here")                        \
  X(kBodyMissing, "body_missing", 400, kLow, "Request body is empty")                                             \
  X(kBodyUnavailable, "body_unavailable", 403, kMedium,                                                           \
    "This route inspects the body, but the proxy did not send it to the gate")                                    \
  X(kBodiesFull, "bodies_full", 503, kHigh, "Too many request bodies at once. Please try again later.")           \
  X(kJsonSyntax, "json_syntax", 400, kLow, "Request body is not valid JSON")                                      \
  X(kJsonUtf8, "json_utf8", 400, kMedium, "Request body is not valid UTF-8")                                      \
  X(kJsonRepeatedKey, "json_repeated_key", 400, kMedium, "Request body repeats a key")                            \
  X(kJsonTooDeep, "json_too_deep", 400, kMedium, "Request body is nested too deeply")                             \
  X(kJsonTooManyMembers, "json_too_many_members", 400, kMedium, "Request body has too many members")              \
  X(kSchemaBudget, "schema_budget", 422, kMedium, "Request body takes too long to check against the schema")      \
  X(kSchemaMismatch, "schema_mismatch", 422, kLow, "Request body does not match the schema")                      \
  /* B6 */                                                                                                        \
  X(kUdcNotObject, "udc_not_object", 422, kLow, "A UDC message must be an object")                                \
  X(kUdcFieldSpelling, "udc_field_spelling", 422, kMedium, "A field name has the wrong letter case")              \
  X(kUdcTraceId, "udc_trace_id", 422, kLow, "trace_id must be valid UUID")                                        \
  X(kUdcSource, "udc_source", 422, kLow, "source must be an integer from 1 to 999")                               \
  X(kUdcTarget, "udc_target", 422, kLow, "target must be an integer from 1 to 999")                               \
  X(kUdcMessageType, "udc_message_type", 422, kLow, "message_type must be one of status, event, command, query")  \
  X(kUdcPayload, "udc_payload", 422, kLow, "payload must be an object")                                           \
  X(kUdcPayloadTooLarge, "udc_payload_too_large", 413, kMedium, "payload too large (max 1MB)")                    \
  X(kUdcTimestamp, "udc_timestamp", 422, kLow, "timestamp must be ISO 8601 format")                               \
  X(kUdcSourceForged, "udc_source_forged", 403, kHigh, "source must be the token's droplet_id")                   \
  X(kUdcTargetUnknown, "udc_target_unknown", 404, kLow, "target is not a known droplet")                          \
  X(kUdcTargetSuspended, "udc_target_suspended", 403, kLow, "target is suspended")                                \
  /* A12: what a field would do where it is used */                                                               \
  X(kFieldSql, "field_sql", 422, kHigh, "A field contains content that is not accepted here")                     \
  X(kFieldMarkup, "field_markup", 422, kHigh, "A field contains content that is not accepted here")               \
  X(kFieldCommand, "field_command", 422, kHigh, "A field contains content that is not accepted here")             \
  X(kFieldPath, "field_path", 422, kHigh, "A field contains content that is not accepted here")                   \
  X(kFieldHeader, "field_header", 422, kHigh, "A field contains content that is not accepted here")               \
  X(kFieldsUnreadable, "fields_unreadable", 400, kMedium,                                                         \
    "The fields of the request can be read in more than one way")                                                 \
  /* C8 A11: prompts */                                                                                           \
  X(kPromptEmpty, "prompt_empty", 400, kLow, "Prompt cannot be empty")                                            \
  X(kPromptTooLong, "prompt_too_long", 413, kMedium, "Prompt exceeds maximum length")                             \
  X(kPromptMarkup, "prompt_markup", 400, kMedium, "Potentially malicious content detected")                       \
  X(kPromptSql, "prompt_sql", 400, kMedium, "Potential SQL injection attempt detected")                           \
  X(kPromptInjection, "prompt_injection", 400, kHigh, "Potential prompt injection detected")                      \
  X(kPromptSecret, "prompt_secret", 400, kMedium, "Prompt contains a secret or personal data")                    \
  X(kPromptShape, "prompt_shape", 422, kMedium, "Request body has no prompt where one is expected")               \
  /* B8 */                                                                                                        \
  X(kFileName, "file_name", 403, kHigh, "Access denied")                                                          \
  /* what stands behind the gate, and the proxy around it */                                                      \
  X(kCertificateRefused, "certificate_refused", 400, kMedium, "The client certificate is not accepted here")      \
  X(kProxyRefused, "proxy_refused", 400, kLow, "The request could not be processed")                              \
  X(kGrpcUnsupported, "grpc_unsupported", 501, kLow, "gRPC is not supported here: use gRPC-Web or JSON")          \
  X(kAnswerSecret, "answer_secret", 502, kHigh, "An error occurred")                                              \
  X(kAnswerCanary, "answer_canary", 502, kCritical, "An error occurred")                                          \
  X(kAnswerEncoded, "answer_encoded", 502, kMedium, "An error occurred")                                          \
  X(kUpstreamError, "upstream_error", 502, kMedium, "An error occurred")                                          \
  X(kNotReady, "not_ready", 503, kLow, "The gate has not yet loaded any token issuer's keys")                     \
  X(kInternalError, "internal_error", 500, kCritical, "An error occurred")

enum class Reason : uint8_t {
#define X(constant, name, status, severity, sentence) constant,
  GATEHOUSE_REASONS(X)
#undef X
};

struct ReasonInfo {
  Reason reason;
  std::string_view name;      // "token_expired": for logs, counters and tools
  uint16_t status;            // HTTP
  Severity severity;          // of the security event
  std::string_view sentence;  // problem+json `detail`
};

[[nodiscard]] const ReasonInfo& Describe(Reason reason);
[[nodiscard]] std::span<const ReasonInfo> AllReasons();
[[nodiscard]] bool IsAuthentication(Reason reason);  // the 401s

}  // namespace gatehouse::gate
