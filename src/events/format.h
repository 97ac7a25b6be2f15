// The event log's format: constants that writer and reader share. One JSON object per line; doc/events.md explains each
// field.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse::events {

// A line with its newline; POSIX lets one O_APPEND write of this size through in one piece on the file systems we use.
inline constexpr size_t kMaxLineBytes = 4096;
// What each field may take of it, after escaping. A value that was cut ends with kCutMark.
inline constexpr size_t kMaxWord = 64;  // time, type, severity, reason, mode, method, address, tried
inline constexpr size_t kMaxTraceId = 128;
inline constexpr size_t kMaxField = 256;  // route, principal, issuer
inline constexpr size_t kMaxPath = 768;
inline constexpr size_t kMaxDetails = 1536;
inline constexpr std::string_view kCutMark = "[cut]";

namespace field {
inline constexpr std::string_view kTime = "time";  // RFC 3339, UTC, milliseconds
inline constexpr std::string_view kType = "type";
inline constexpr std::string_view kSeverity = "severity";
inline constexpr std::string_view kReason = "reason";
inline constexpr std::string_view kMode = "mode";
inline constexpr std::string_view kRoute = "route";
inline constexpr std::string_view kMethod = "method";
inline constexpr std::string_view kPath = "path";
inline constexpr std::string_view kPrincipal = "principal";
inline constexpr std::string_view kIssuer = "issuer";
inline constexpr std::string_view kAddress = "address";
inline constexpr std::string_view kTraceId = "trace_id";
inline constexpr std::string_view kTried = "tried";             // of what credential, without telling it
inline constexpr std::string_view kRetryAfter = "retry_after";  // seconds
inline constexpr std::string_view kPolicyGeneration = "policy_generation";
inline constexpr std::string_view kDetails = "details";
inline constexpr std::string_view kCount = "count";
}  // namespace field

// Values of `mode`.
inline constexpr std::string_view kEnforced = "enforced";
inline constexpr std::string_view kObserved = "observed";

}  // namespace gatehouse::events
