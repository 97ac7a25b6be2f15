// The event log's format: constants that writer and reader share. One JSON object a line; doc/events.md explains each
// field.
#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse::events {

// A line with its newline; POSIX lets one O_APPEND write of this size through in one piece on the file systems we use.
inline constexpr size_t kMaxLineBytes = 4096;
// What each field may take of it, after escaping. A value that was cut ends with kCutMark.
inline constexpr size_t kMaxWord = 64;  // time, type, severity, reason, mode, method, address
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
inline constexpr std::string_view kPolicyGeneration = "policy_generation";
inline constexpr std::string_view kDetails = "details";
inline constexpr std::string_view kCount = "count";
}  // namespace field

// Values of `mode`.
inline constexpr std::string_view kEnforced = "enforced";
inline constexpr std::string_view kObserved = "observed";

// Values of `type`.
namespace type {
inline constexpr std::string_view kRefused = "refused";  // a request was turned away, or would have been (mode)
inline constexpr std::string_view kCutOff =
    "cut_off";  // an answer that was under way, or would have been (mode): details says after how long
inline constexpr std::string_view kUpstreamError =
    "upstream_error";  // an answer of the upstream was masked; details has the true one
inline constexpr std::string_view kHeadersDropped =
    "headers_dropped";  // they do not go on to the service; details names those that were not told of before
inline constexpr std::string_view kBlockAdded = "block_added";
inline constexpr std::string_view kBlockRemoved = "block_removed";
inline constexpr std::string_view kRevoked = "revoked";
inline constexpr std::string_view kConnectionsRefused =
    "connections_refused";  // of an address that has its share of a worker's slots
inline constexpr std::string_view kConnectionsShort = "connections_short";  // few slots of a worker are free
inline constexpr std::string_view kPolicyLoaded = "policy_loaded";
inline constexpr std::string_view kControlStarted = "control_started";
inline constexpr std::string_view kControlStopped = "control_stopped";
inline constexpr std::string_view kKeysLoaded = "keys_loaded";            // of tokens or sessions, without a reload
inline constexpr std::string_view kKeysLeftOut = "keys_left_out";         // members of a key set that can't verify
inline constexpr std::string_view kDirectoryLoaded = "directory_loaded";  // of droplets, likewise
inline constexpr std::string_view kLoadFailed =
    "load_failed";  // keys or droplets could not be read anew, and the last good ones stay; details says why
// People and their sessions; `principal` is the account, details say what it was about.
inline constexpr std::string_view kLogin = "login";
inline constexpr std::string_view kLoginFailed = "login_failed";  // no principal where there is no such account
inline constexpr std::string_view kLogout = "logout";
inline constexpr std::string_view kPasswordChanged = "password_changed";
inline constexpr std::string_view kUserAdded = "user_added";
inline constexpr std::string_view kUserChanged = "user_changed";
inline constexpr std::string_view kSecondFactorChanged = "second_factor_changed";
inline constexpr std::string_view kSessionsEnded = "sessions_ended";
// The registry; `principal` is the droplet's subject, details say what it was about.
inline constexpr std::string_view kDropletEnrolled = "droplet_enrolled";
inline constexpr std::string_view kDropletChanged = "droplet_changed";
inline constexpr std::string_view kDropletMisled =
    "droplet_misled";  // its host leads where no droplet may listen: its messages are 502
inline constexpr std::string_view kCredentialAdded = "credential_added";
inline constexpr std::string_view kCredentialRevoked = "credential_revoked";
inline constexpr std::string_view kTokenIssued = "token_issued";
inline constexpr std::string_view kClientRefused = "client_refused";  // at an OAuth endpoint
inline constexpr std::string_view kKeyPrepared = "key_prepared";
inline constexpr std::string_view kKeyActivated = "key_activated";
inline constexpr std::string_view kKeyRetired = "key_retired";
inline constexpr std::string_view kJwksFetched = "jwks_fetched";  // an issuer's keys have changed
inline constexpr std::string_view kJwksFailed = "jwks_failed";    // they could not be fetched; the last good ones stay
inline constexpr std::string_view kControlFailed = "control_failed";  // the daemon could not do what was due
inline constexpr std::string_view kEventsLost =
    "events_lost";  // details says how many lines could not be written before this one
}  // namespace type

}  // namespace gatehouse::events
