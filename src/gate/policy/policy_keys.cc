#include "gate/policy/policy_keys.h"

#include <array>

namespace gatehouse::gate {
namespace {

constexpr std::string_view kRules = "path|transport|block_list|cors|rate_limit|identity|access|body|fields";
constexpr std::string_view kModes = "enforce|observe";

constexpr int64_t kMinute = 60;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 86'400;
constexpr int64_t kMaxKept = 3660 * kDay;
constexpr int64_t kMaxAccessSample = 1'000'000;
constexpr int64_t kMinAuditBytes = 1 << 20;
constexpr int64_t kMaxTokenLife = 30 * kDay;
constexpr int64_t kMaxLeeway = 5 * kMinute;
constexpr int64_t kMaxAssertionSeconds = 60;  // kMaxAssertionLife
constexpr int64_t kMaxBodyBytes = int64_t{1} << 30;
constexpr int64_t kMaxInspectedTogether = int64_t{1} << 40;
constexpr int64_t kMaxBodyDepth = 256;
constexpr int64_t kMaxBodyMembers = 1'000'000;
constexpr int64_t kMaxWorkers = 256;
constexpr int64_t kMinEventBytes = 1 << 16;
constexpr int64_t kMaxEventBytes = int64_t{1} << 40;
constexpr int64_t kMaxSessionSeconds = 30 * kMinute;  // kMaxSessionLife
constexpr int64_t kMinAnswerHeaders = 4 << 10;
constexpr int64_t kMaxAnswerHeaders = 128 << 10;
constexpr int64_t kMaxRecheck = kMinute;
constexpr int64_t kMaxConnectSeconds = kMinute;
constexpr int64_t kMaxOverlap = 64;
constexpr int64_t kMaxAlertsPerHour = 3600;
constexpr int64_t kMinRsaBits = 2048;
constexpr int64_t kMaxRsaBits = 4096;

constexpr std::array kKeys = {
    Key{Section::kPolicy, "profile", kText, "droplet|promptcraft"},
    Key{.section = Section::kPolicy,
        .name = "environment",
        .shapes = kText,
        .words = "development|staging|production",
        .refusal = "Invalid environment"},  // row C7
    Key{Section::kPolicy, "listen", kText | kTexts},
    Key{Section::kPolicy, "run_dir", kText},
    Key{Section::kPolicy, "workers", kInteger, {}, 0, kMaxWorkers},
    Key{Section::kPolicy, "address_share", kInteger, {}, 1, 100},
    Key{Section::kPolicy, "user", kText},
    Key{Section::kPolicy, "tls", kText | kSection, "off", 0, 0, Section::kTls},
    Key{Section::kPolicy, "upstream", kText | kTexts},
    Key{Section::kPolicy, "upstreams", kTextsMap},
    Key{Section::kPolicy, "upstream_ca_file", kText},
    Key{Section::kPolicy, "droplets", kTextsMap},
    Key{Section::kPolicy, "mode", kText, kModes},
    Key{Section::kPolicy, "observe", kText | kTexts, kRules},
    Key{Section::kPolicy, "trusted_proxies", kText | kTexts},
    Key{Section::kPolicy, "proxy_headers", kText, "x_forwarded|forwarded"},
    Key{Section::kPolicy, "proxy_host", kBoolean},
    Key{Section::kPolicy, "proxy_protocol", kText | kTexts},
    Key{Section::kPolicy, "client_certificates", kSection, {}, 0, 0, Section::kClientCertificates},
    Key{Section::kPolicy, "tokens", kSection | kSections, {}, 0, 0, Section::kToken},
    Key{Section::kPolicy, "cors", kSection, {}, 0, 0, Section::kCors},
    Key{Section::kPolicy, "headers", kTextMap},
    Key{Section::kPolicy, "headers_removed", kText | kTexts},
    Key{Section::kPolicy, "request_headers_kept", kText | kTexts},
    Key{Section::kPolicy, "answer_headers", kSize, {}, kMinAnswerHeaders, kMaxAnswerHeaders},
    Key{Section::kPolicy, "limits", kText | kTexts},
    Key{Section::kPolicy, "ipv6_prefix", kInteger, {}, 16, 128},
    Key{Section::kPolicy, "waf", kText, "off|crs"},
    Key{Section::kPolicy, "inspected_bytes", kSize, {}, 1, kMaxInspectedTogether},
    Key{Section::kPolicy, "body", kSection, {}, 0, 0, Section::kBody},
    Key{Section::kPolicy, "errors", kSection, {}, 0, 0, Section::kErrors},
    Key{Section::kPolicy, "routes", kSections, {}, 0, 0, Section::kRoute},
    Key{Section::kPolicy, "unlisted", kText, "token|deny"},
    Key{Section::kPolicy, "paths", kText, "case_sensitive|case_insensitive"},
    Key{Section::kPolicy, "timeouts", kSection, {}, 0, 0, Section::kTimeouts},
    Key{Section::kPolicy, "reload", kSection, {}, 0, 0, Section::kReload},
    Key{Section::kPolicy, "streams", kSection, {}, 0, 0, Section::kStreams},
    Key{Section::kPolicy, "assertion", kSection, {}, 0, 0, Section::kAssertion},
    Key{Section::kPolicy, "forward_auth", kSection, {}, 0, 0, Section::kForwardAuth},
    Key{Section::kPolicy, "events", kSection, {}, 0, 0, Section::kEvents},
    Key{Section::kPolicy, "control", kSection, {}, 0, 0, Section::kControl},

    Key{Section::kTls, "certificate", kText},
    Key{Section::kTls, "key", kText},
    Key{Section::kTls, "certificates", kSections, {}, 0, 0, Section::kCertificate},
    Key{Section::kTls, "min_version", kText, "TLSv1.2|TLSv1.3"},

    Key{Section::kCertificate, "certificate", kText},
    Key{Section::kCertificate, "key", kText},

    Key{Section::kClientCertificates, "listen", kText | kTexts},
    Key{Section::kClientCertificates, "authorities", kText},
    Key{Section::kClientCertificates, "header", kText},

    Key{Section::kToken, "issuer", kText},
    Key{Section::kToken, "audience", kText},
    Key{Section::kToken, "algorithms", kText | kTexts, "RS256|PS256|ES256|EdDSA"},
    Key{Section::kToken, "max_life", kDuration, {}, 1, kMaxTokenLife},
    Key{Section::kToken, "leeway", kDuration, {}, 0, kMaxLeeway},
    Key{Section::kToken, "require_claims", kText | kTexts},
    Key{Section::kToken, "types", kText | kTexts},
    Key{Section::kToken, "bound", kText, "accepted|required"},
    Key{Section::kToken, "role_claims", kText | kTexts},
    Key{Section::kToken, "scope_claims", kText | kTexts},
    Key{Section::kToken, "keys", kText | kTexts},
    Key{Section::kToken, "jwks_url", kText},

    Key{Section::kCors, "origins", kText | kTexts},
    Key{Section::kCors, "methods", kText | kTexts},
    Key{Section::kCors, "headers", kText | kTexts},
    Key{Section::kCors, "expose", kText | kTexts},
    Key{Section::kCors, "credentials", kBoolean},
    Key{Section::kCors, "max_age", kDuration, {}, 0, kDay},

    Key{Section::kBody, "max_bytes", kText | kSize, "unlimited", 1, kMaxBodyBytes},
    Key{Section::kBody, "buffer", kText, "on|off"},
    Key{Section::kBody, "max_depth", kInteger, {}, 1, kMaxBodyDepth},
    Key{Section::kBody, "max_members", kInteger, {}, 1, kMaxBodyMembers},

    Key{Section::kErrors, "mask", kBoolean},

    Key{Section::kRoute, "path", kText},
    Key{Section::kRoute, "methods", kText | kTexts},
    Key{Section::kRoute, "auth", kText, "none|token|session|either|deny"},
    Key{Section::kRoute, "limit", kText | kTexts},
    Key{Section::kRoute, "limits", kText | kTexts},
    Key{Section::kRoute, "require", kSection, {}, 0, 0, Section::kRequire},
    Key{Section::kRoute, "inspect", kText, "nothing|json|udc|field|prompt"},
    Key{Section::kRoute, "fields", kSection, {}, 0, 0, Section::kFields},
    Key{Section::kRoute, "answers", kSection, {}, 0, 0, Section::kAnswers},
    Key{Section::kRoute, "prompt", kSection, {}, 0, 0, Section::kPrompt},
    Key{Section::kRoute, "schema", kText},
    Key{Section::kRoute, "file", kSection, {}, 0, 0, Section::kFile},
    Key{Section::kRoute, "body", kSection, {}, 0, 0, Section::kBody},
    Key{Section::kRoute, "upstream", kText | kTexts},
    Key{Section::kRoute, "host", kText | kTexts},
    Key{Section::kRoute, "path_reading", kText, "strict|literal|decoded"},
    Key{Section::kRoute, "websocket", kBoolean},
    Key{Section::kRoute, "stream", kBoolean},
    Key{Section::kRoute, "suspicious_input", kText, "told|ignored"},
    Key{Section::kRoute, "service_headers", kTextMap, "service|stricter"},
    Key{Section::kRoute, "timeouts", kSection, {}, 0, 0, Section::kTimeouts},
    Key{Section::kRoute, "outlive_token", kBoolean},
    Key{Section::kRoute, "transport", kText, "https|any"},
    Key{Section::kRoute, "token_in", kText | kTexts, "protocol|ticket"},
    Key{Section::kRoute, "same_origin", kBoolean},
    Key{Section::kRoute, "mode", kText, kModes},
    Key{Section::kRoute, "observe", kText | kTexts, kRules},

    Key{Section::kStreams, "recheck", kDuration, {}, 1, kMaxRecheck},

    Key{Section::kTimeouts, "connect", kDuration, {}, 1, kMaxConnectSeconds},
    Key{Section::kTimeouts, "first_byte", kDuration, {}, 1, kDay},
    Key{Section::kTimeouts, "idle", kDuration, {}, 1, kDay},

    Key{Section::kReload, "grace", kDuration, {}, 1, 7 * kDay},
    Key{Section::kReload, "overlap", kInteger, {}, 1, kMaxOverlap},

    Key{Section::kPrompt, "mode", kText, "balanced|strict"},
    Key{Section::kPrompt, "action", kText, "block|report"},
    Key{Section::kPrompt, "secrets", kText, "pass|report|redact|block"},
    Key{Section::kPrompt, "at", kText | kTexts},
    Key{Section::kPrompt, "instructions", kText | kTexts},
    Key{Section::kPrompt, "refuse", kInteger, {}, 1, 100},
    Key{Section::kPrompt, "report", kInteger, {}, 1, 100},

    Key{Section::kRequire, "role", kText | kTexts},
    Key{Section::kRequire, "roles", kText | kTexts},
    Key{Section::kRequire, "scope", kText | kTexts},
    Key{Section::kRequire, "scopes", kText | kTexts},
    Key{Section::kRequire, "claims", kTextsMap},
    Key{Section::kRequire, "second_factor", kBoolean},

    Key{Section::kFields, "against", kText | kTexts, "sql|markup|command|path|header"},
    Key{Section::kFields, "mode", kText, "balanced|strict"},
    Key{Section::kFields, "except", kText | kTexts},

    Key{Section::kAnswers, "redact", kBoolean},
    Key{Section::kAnswers, "canaries", kText | kTexts},
    Key{Section::kAnswers, "escape", kText | kTexts},

    Key{Section::kFile, "query", kText},
    Key{Section::kFile, "path", kText},
    Key{Section::kFile, "body", kText},
    Key{Section::kFile, "base", kText},

    Key{Section::kAssertion, "key", kText},
    Key{Section::kAssertion, "algorithm", kText, "ES256|EdDSA"},
    Key{Section::kAssertion, "audience", kText},
    Key{Section::kAssertion, "life", kDuration, {}, 1, kMaxAssertionSeconds},

    Key{Section::kForwardAuth, "path", kText},

    Key{Section::kEvents, "file", kText},
    Key{Section::kEvents, "max_bytes", kSize, {}, kMinEventBytes, kMaxEventBytes},
    Key{Section::kEvents, "min_free", kSize, {}, 0, kMaxEventBytes},
    Key{Section::kEvents, "access_sample", kInteger, {}, 0, kMaxAccessSample},

    Key{Section::kControl, "data_dir", kText},
    Key{Section::kControl, "database", kText},
    Key{Section::kControl, "key_encryption", kText},
    Key{Section::kControl, "user", kText},
    Key{Section::kControl, "url", kText},
    Key{Section::kControl, "registry", kSection, {}, 0, 0, Section::kRegistry},
    Key{Section::kControl, "people", kSection, {}, 0, 0, Section::kPeople},
    Key{Section::kControl, "watch", kSection, {}, 0, 0, Section::kWatch},
    Key{Section::kControl, "metrics", kBoolean},
    Key{Section::kControl, "console", kBoolean},
    Key{Section::kControl, "limits", kSection, {}, 0, 0, Section::kSharedLimits},
    Key{Section::kControl, "alerts", kSections, {}, 0, 0, Section::kAlert},

    Key{Section::kRegistry, "issuer", kText},
    Key{Section::kRegistry, "audience", kText},
    Key{Section::kRegistry, "token_life", kDuration, {}, kMinute, kDay},
    Key{Section::kRegistry, "key_bits", kInteger, {}, kMinRsaBits, kMaxRsaBits},
    Key{Section::kRegistry, "key_overlap", kDuration, {}, 0, kDay},
    Key{Section::kRegistry, "networks", kText | kTexts},
    Key{Section::kRegistry, "discovery", kText, "issuer|url"},

    Key{Section::kSharedLimits, "redis", kText},
    Key{Section::kSharedLimits, "key", kText},
    Key{Section::kSharedLimits, "ca_file", kText},

    Key{Section::kAlert, "name", kText},
    Key{Section::kAlert, "severity", kText, "info|low|medium|high|critical"},
    Key{Section::kAlert, "group", kDuration, {}, 0, kHour},
    Key{Section::kAlert, "per_hour", kInteger, {}, 1, kMaxAlertsPerHour},
    Key{Section::kAlert, "ca_file", kText},
    Key{Section::kAlert, "webhook", kText},
    Key{Section::kAlert, "format", kText, "gatehouse|alertmanager"},
    Key{Section::kAlert, "secret", kText},
    Key{Section::kAlert, "email", kText | kTexts},
    Key{Section::kAlert, "from", kText},
    Key{Section::kAlert, "smtp", kText},
    Key{Section::kAlert, "smtp_user", kText},
    Key{Section::kAlert, "smtp_password", kText},
    Key{Section::kAlert, "command", kText | kTexts},

    Key{Section::kPeople, "session_life", kDuration, {}, kMinute, kMaxSessionSeconds},
    Key{Section::kPeople, "second_factor", kText, "optional|required"},
    Key{Section::kPeople, "breached_passwords", kText},
    Key{Section::kPeople, "attempts", kText | kTexts},

    Key{Section::kWatch, "rules", kText},
    Key{Section::kWatch, "never_block", kText | kTexts},
    Key{Section::kWatch, "findings_kept", kDuration, {}, kDay, kMaxKept},
    Key{Section::kWatch, "audit_kept", kDuration, {}, kDay, kMaxKept},
    Key{Section::kWatch, "audit_bytes", kSize, {}, kMinAuditBytes, kMaxEventBytes},
};

constexpr std::array<std::string_view, 27> kSectionNames = {"",
                                                            "policy",
                                                            "tls",
                                                            "token",
                                                            "cors",
                                                            "body",
                                                            "errors",
                                                            "route",
                                                            "require",
                                                            "file",
                                                            "assertion",
                                                            "forward_auth",
                                                            "events",
                                                            "control",
                                                            "registry",
                                                            "people",
                                                            "watch",
                                                            "streams",
                                                            "timeouts",
                                                            "reload",
                                                            "fields",
                                                            "answers",
                                                            "prompt",
                                                            "alert",
                                                            "shared_limits",
                                                            "client_certificates",
                                                            "certificate"};

}  // namespace

std::string_view Name(Section section) { return kSectionNames[static_cast<size_t>(section)]; }

std::span<const Key> AllKeys() { return kKeys; }

std::vector<std::string_view> WordsOf(const Key& key) {
  std::vector<std::string_view> words;
  std::string_view rest = key.words;
  while (!rest.empty()) {
    const size_t bar = rest.find('|');
    words.push_back(rest.substr(0, bar));
    rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
  }
  return words;
}

}  // namespace gatehouse::gate
