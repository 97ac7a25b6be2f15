// The types of events: one closed list, each with its name in the log, its severity, what it is about, and its
// sentence. Nothing else says how severe an event is. doc/events.md shows this table; event_type_test.cc compares them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gate/request/reason.h"

namespace gatehouse::events {

// Whom or what an event is about, and where its line says so.
enum class Subject : uint8_t {
  kCaller,   // the sender of a request: `address`, and `principal` with `issuer` once that was verified
  kAccount,  // a person: `principal`
  kDroplet,  // a registered service: `principal`, "droplet:14"
  kTarget,   // what was blocked or revoked: `address`, or `principal` with `issuer`; details name it in words
  kIssuer,   // of tokens: `issuer`
  kGate,     // the gate or its daemon itself
};
[[nodiscard]] std::string_view Name(Subject subject);  // "caller" "account" …

// X(constant, name, severity, subject, sentence). An event that has a reason has the severity of its reason.
#define GATEHOUSE_EVENT_TYPES(X)                                                                                     \
  /* requests */                                                                                                     \
  X(kRefused, "refused", kMedium, kCaller, "a request was refused, or would have been (`mode`)")                     \
  X(kCutOff, "cut_off", kMedium, kCaller,                                                                            \
    "a running response, such as a WebSocket or a download, was ended because its caller has lost access")           \
  X(kUpstreamError, "upstream_error", kMedium, kCaller,                                                              \
    "a response of the service was masked, or there was none; details have the original text, or the service's "     \
    "address")                                                                                                       \
  X(kAnswerRedacted, "answer_redacted", kHigh, kCaller,                                                              \
    "secrets or canaries were removed from a response; details say how many")                                        \
  X(kPromptRedacted, "prompt_redacted", kMedium, kCaller,                                                            \
    "secrets or personal data were removed from a prompt; details say how many")                                     \
  X(kHeadersDropped, "headers_dropped", kInfo, kCaller, "headers of a request were not passed on to the service")    \
  X(kAccess, "access", kInfo, kCaller, "a request was allowed: one of `count` (policy: `events.access_sample`)")     \
  X(kSuspiciousInput, "suspicious_input", kMedium, kCaller,                                                          \
    "the input of a request looks like an attack; details say where")                                                \
  X(kConnectionsRefused, "connections_refused", kMedium, kCaller,                                                    \
    "an address has reached its share of a worker's connections; `count` is for one second")                         \
  X(kConnectionsShort, "connections_short", kHigh, kGate, "few of a worker's connections are free")                  \
  /* who is kept out */                                                                                              \
  X(kBlockAdded, "block_added", kMedium, kTarget, "an address, a network or an identity was blocked")                \
  X(kBlockRemoved, "block_removed", kMedium, kTarget, "a block was lifted")                                          \
  X(kRevoked, "revoked", kMedium, kTarget, "tokens are no longer accepted, by id, subject or key")                   \
  X(kRevocationRemoved, "revocation_removed", kMedium, kTarget, "a revocation was lifted")                           \
  /* the gate and its daemon */                                                                                      \
  X(kPolicyLoaded, "policy_loaded", kInfo, kGate, "a policy is in force")                                            \
  X(kControlStarted, "control_started", kInfo, kGate, "the control daemon has started")                              \
  X(kControlStopped, "control_stopped", kInfo, kGate, "the control daemon has ended")                                \
  X(kKeysLoaded, "keys_loaded", kInfo, kGate, "keys of tokens or sessions were read again, without a reload")        \
  X(kKeysLeftOut, "keys_left_out", kInfo, kGate, "some keys of a key set cannot verify tokens; reported once")       \
  X(kDirectoryLoaded, "directory_loaded", kInfo, kGate, "the list of droplets was read again")                       \
  X(kLoadFailed, "load_failed", kHigh, kGate, "keys or droplets could not be read again; the last good ones stay")   \
  X(kControlFailed, "control_failed", kHigh, kGate, "a task of the control daemon failed")                           \
  X(kLimitsShared, "limits_shared", kInfo, kGate, "limits are shared with other gates, through Redis")               \
  X(kLimitsAlone, "limits_alone", kHigh, kGate,                                                                      \
    "Redis does not answer, so this gate counts its limits by itself; details say why")                              \
  X(kOrdersNotInForce, "orders_not_in_force", kCritical, kGate,                                                      \
    "revocations or ended sessions in the database did not reach the gate")                                          \
  X(kEventsLost, "events_lost", kHigh, kGate, "lines could not be written before this one; details say how many")    \
  X(kAuditBroken, "audit_broken", kCritical, kGate,                                                                  \
    "the event log was changed after it was sealed; details name the first line")                                    \
  /* people and their sessions */                                                                                    \
  X(kLogin, "login", kInfo, kAccount, "somebody logged in")                                                          \
  X(kLoginFailed, "login_failed", kMedium, kAccount, "a wrong password; no `principal` if there is no such account") \
  X(kSecondFactorFailed, "second_factor_failed", kHigh, kAccount, "the right password, and a wrong code")            \
  X(kLogout, "logout", kInfo, kAccount, "somebody logged out")                                                       \
  X(kPasswordChanged, "password_changed", kMedium, kAccount, "a password was changed; details say by whom")          \
  X(kUserAdded, "user_added", kLow, kAccount, "an account was created")                                              \
  X(kUserChanged, "user_changed", kLow, kAccount, "an account's roles or state were changed")                        \
  X(kSecondFactorChanged, "second_factor_changed", kMedium, kAccount, "a second factor was set up or removed")       \
  X(kSessionsEnded, "sessions_ended", kLow, kAccount, "an operator ended an account's sessions")                     \
  /* the registry */                                                                                                 \
  X(kDropletEnrolled, "droplet_enrolled", kLow, kDroplet, "a droplet was registered")                                \
  X(kDropletChanged, "droplet_changed", kLow, kDroplet, "a droplet's entry or state was changed")                    \
  X(kDropletMisled, "droplet_misled", kHigh, kDroplet,                                                               \
    "its host name resolves to an address that droplets may not use; messages to it get 502")                        \
  X(kCredentialAdded, "credential_added", kLow, kDroplet, "a droplet has another credential")                        \
  X(kCredentialRevoked, "credential_revoked", kLow, kDroplet, "a credential is no longer accepted")                  \
  X(kTokenIssued, "token_issued", kInfo, kDroplet, "a droplet got a token")                                          \
  X(kClientRefused, "client_refused", kMedium, kDroplet, "a client was refused at an OAuth endpoint")                \
  X(kKeyPrepared, "key_prepared", kInfo, kIssuer, "a signing key was created and published")                         \
  X(kKeyActivated, "key_activated", kInfo, kIssuer, "a signing key signs from now on")                               \
  X(kKeyRetired, "key_retired", kInfo, kIssuer, "a signing key does not sign any more")                              \
  X(kJwksFetched, "jwks_fetched", kInfo, kIssuer, "an issuer's keys have changed")                                   \
  X(kJwksFailed, "jwks_failed", kMedium, kIssuer, "an issuer's keys could not be fetched; the last good ones stay")

enum class EventType : uint8_t {
#define X(constant, name, severity, subject, sentence) constant,
  GATEHOUSE_EVENT_TYPES(X)
#undef X
};

// events::type::kRefused
namespace type {
using enum EventType;
}

struct EventTypeInfo {
  EventType type;
  std::string_view name;  // "refused": `type` of the line
  gate::Severity severity;
  Subject subject;
  std::string_view sentence;  // lower case, no full stop
};

[[nodiscard]] const EventTypeInfo& Describe(EventType type);
[[nodiscard]] std::span<const EventTypeInfo> AllEventTypes();
[[nodiscard]] std::optional<EventType> EventTypeNamed(std::string_view name);

// Of an event of this type, with this reason or with none (kAllowed).
[[nodiscard]] gate::Severity SeverityOf(EventType type, gate::Reason reason);

}  // namespace gatehouse::events
