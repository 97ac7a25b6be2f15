#include "gate/policy/policy_keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "base/nearest.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

using yaml::Alternatives;
using yaml::Quoted;
using yaml::TextMember;

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
    Key{Section::kPolicy, "droplets", kTextsMap},
    Key{Section::kPolicy, "mode", kText, kModes},
    Key{Section::kPolicy, "observe", kText | kTexts, kRules},
    Key{Section::kPolicy, "trusted_proxies", kText | kTexts},
    Key{Section::kPolicy, "proxy_headers", kText, "x_forwarded|forwarded"},
    Key{Section::kPolicy, "proxy_host", kBoolean},
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
    Key{Section::kTls, "min_version", kText, "TLSv1.2|TLSv1.3"},

    Key{Section::kToken, "issuer", kText},
    Key{Section::kToken, "audience", kText},
    Key{Section::kToken, "algorithms", kText | kTexts, "RS256|PS256|ES256|EdDSA"},
    Key{Section::kToken, "max_life", kDuration, {}, 1, kMaxTokenLife},
    Key{Section::kToken, "leeway", kDuration, {}, 0, kMaxLeeway},
    Key{Section::kToken, "require_claims", kText | kTexts},
    Key{Section::kToken, "types", kText | kTexts},
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
    Key{Section::kControl, "alerts", kSections, {}, 0, 0, Section::kAlert},

    Key{Section::kRegistry, "issuer", kText},
    Key{Section::kRegistry, "audience", kText},
    Key{Section::kRegistry, "token_life", kDuration, {}, kMinute, kDay},
    Key{Section::kRegistry, "key_bits", kInteger, {}, kMinRsaBits, kMaxRsaBits},
    Key{Section::kRegistry, "key_overlap", kDuration, {}, 0, kDay},
    Key{Section::kRegistry, "networks", kText | kTexts},
    Key{Section::kRegistry, "discovery", kText, "issuer|url"},

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

constexpr std::array<std::string_view, 24> kSectionNames = {
    "",        "policy",  "tls",       "token",        "cors",   "body",    "errors",   "route",
    "require", "file",    "assertion", "forward_auth", "events", "control", "registry", "people",
    "watch",   "streams", "timeouts",  "reload",       "fields", "answers", "prompt",   "alert"};

// The name of each shape in messages, in the order of the bits.
constexpr std::pair<Shape, std::string_view> kShapeNames[] = {
    {kText, "text"},
    {kInteger, "a whole number"},
    {kBoolean, "true or false"},
    {kDuration, "a duration such as 30s, 15m, 24h or 7d"},
    {kSize, "a size such as 65536, 64KiB or 1mb"},
    {kTexts, "a list of texts"},
    {kTextMap, "a mapping of names to texts"},
    {kTextsMap, "a mapping of names to texts"},
    {kSection, "a mapping"},
    {kSections, "a list of mappings"},
};

constexpr unsigned kNumbers = kInteger | kDuration | kSize;

std::string Expected(const Key& key) {
  std::vector<std::string_view> names;
  for (const auto& [shape, name] : kShapeNames) {
    const bool only_words = shape == kText && (key.shapes & kNumbers) != 0;
    if ((key.shapes & shape) != 0 && !only_words) names.push_back(name);
    if ((key.shapes & shape) != 0 && only_words) names.push_back(key.words);
  }
  return Alternatives(names);
}

std::string_view KindName(const TextNode& node) {
  switch (node.kind) {
    case TextNode::Kind::kList:
      return "a list";
    case TextNode::Kind::kMap:
      return "a mapping";
    case TextNode::Kind::kScalar:
      return node.quoted ? "quoted text" : "text";
    default:
      return "nothing";
  }
}

std::string RangeText(const Key& key) {
  const std::string_view unit = (key.shapes & kDuration) != 0 ? "s" : (key.shapes & kSize) != 0 ? " bytes" : "";
  return "from " + std::to_string(key.least) + std::string(unit) + " to " + std::to_string(key.most) +
         std::string(unit);
}

std::string Named(const Key& key) { return "'" + std::string(key.name) + "'"; }

// Checks one value against one key. Each method reports a fault and returns whether the value may be used.
class ValueCheck {
 public:
  ValueCheck(const Key& key, Problems& problems) : key_(key), problems_(problems) {}

  bool Value(TextNode& node) {
    switch (node.kind) {
      case TextNode::Kind::kBroken:
        return false;
      case TextNode::Kind::kNull:
        return Refuse(node, Named(key_) + " has no value", "give it one, or take the line out");
      case TextNode::Kind::kScalar:
        return Scalar(node);
      case TextNode::Kind::kList:
        return List(node);
      case TextNode::Kind::kMap:
        return Map(node);
    }
    return false;
  }

 private:
  bool Refuse(const TextNode& node, std::string what, std::string fix) {
    problems_.Add(node.place, std::move(what), std::move(fix));
    return false;
  }

  bool WrongShape(const TextNode& node) {
    return Refuse(node, Named(key_) + " must be " + Expected(key_) + ", not " + std::string(KindName(node)),
                  "write " + Expected(key_));
  }

  [[nodiscard]] bool IsWord(const TextNode& node) const {
    const auto words = WordsOf(key_);
    return std::ranges::find(words, node.text) != words.end();
  }

  [[nodiscard]] bool Allows(unsigned shapes) const { return (key_.shapes & shapes) != 0; }

  bool Scalar(const TextNode& node) {
    if (Allows(kText) && (!Allows(kNumbers) || IsWord(node))) return Word(node);
    if (!Allows(kInteger | kBoolean | kDuration | kSize)) return WrongShape(node);
    if (node.quoted && Allows(kInteger | kBoolean)) {
      return Refuse(node, Named(key_) + " must be " + Expected(key_) + ", not quoted text", "take the quotes away");
    }
    if (Allows(kBoolean)) return node.text == "true" || node.text == "false" || WrongScalar(node);
    const std::optional<int64_t> number = Number(node.text);
    if (!number) return WrongScalar(node);
    if (*number >= key_.least && *number <= key_.most) return true;
    return Refuse(node, Named(key_) + " is out of range: " + Quoted(node.text), "write a value " + RangeText(key_));
  }

  bool WrongScalar(const TextNode& node) {
    return Refuse(node, Named(key_) + " must be " + Expected(key_) + ", not " + Quoted(node.text),
                  "write " + Expected(key_));
  }

  [[nodiscard]] std::optional<int64_t> Number(std::string_view text) const {
    if (Allows(kInteger)) return yaml::ParseInteger(text);
    if (Allows(kSize)) return yaml::ParseSize(text);
    const auto duration = yaml::ParseDuration(text);
    if (!duration) return std::nullopt;
    return duration->count();
  }

  bool Word(const TextNode& node) {
    const std::vector<std::string_view> words = WordsOf(key_);
    if (words.empty()) return true;
    for (const std::string_view word : words) {
      if (node.text == word) return true;
    }
    std::string what =
        key_.refusal.empty() ? Named(key_) + " cannot be " + Quoted(node.text) : std::string(key_.refusal);
    const std::string_view meant = base::Nearest(node.text, words);
    return Refuse(node, std::move(what),
                  (meant.empty() ? "" : "did you mean " + Quoted(meant) + "? ") + "write " + Alternatives(words));
  }

  bool List(TextNode& node) {
    if (Allows(kTexts)) return EachText(node);
    if (!Allows(kSections)) return WrongShape(node);
    for (TextNode& item : node.items) {
      if (item.kind == TextNode::Kind::kMap) {
        CheckShape(item, key_.below, problems_);
      } else if (item.kind != TextNode::Kind::kBroken) {
        Refuse(item, "Each entry of " + Named(key_) + " must be a mapping, not " + std::string(KindName(item)),
               "write - { key: value }");
        item.kind = TextNode::Kind::kBroken;
      }
    }
    return true;
  }

  bool EachText(TextNode& list) {
    for (TextNode& item : list.items) {
      if (item.kind == TextNode::Kind::kScalar && Word(item)) continue;
      if (item.kind != TextNode::Kind::kScalar && item.kind != TextNode::Kind::kBroken) {
        Refuse(item, "Each entry of " + Named(key_) + " must be text, not " + std::string(KindName(item)),
               "write text");
      }
      item.kind = TextNode::Kind::kBroken;
    }
    return true;
  }

  bool Map(TextNode& node) {
    if (Allows(kSection)) {
      CheckShape(node, key_.below, problems_);
      return true;
    }
    if (!Allows(kTextMap | kTextsMap)) return WrongShape(node);
    for (TextMember& member : node.members) {
      TextNode& value = member.value;
      if (value.kind == TextNode::Kind::kScalar && Word(value)) continue;
      if (value.kind == TextNode::Kind::kList && Allows(kTextsMap)) {
        EachText(value);
        continue;
      }
      if (value.kind != TextNode::Kind::kBroken && value.kind != TextNode::Kind::kScalar) {
        Refuse(value, Quoted(member.name) + " in " + Named(key_) + " must be text, not " + std::string(KindName(value)),
               "write name: text");
      }
      value.kind = TextNode::Kind::kBroken;
    }
    return true;
  }

  const Key& key_;
  Problems& problems_;
};

const Key* Find(Section section, std::string_view name) {
  for (const Key& key : kKeys) {
    if (key.section == section && key.name == name) return &key;
  }
  return nullptr;
}

void RefuseUnknown(const TextMember& member, Section section, Problems& problems) {
  std::vector<std::string_view> known;
  for (const Key& key : kKeys) {
    if (key.section == section) known.push_back(key.name);
  }
  const std::string_view meant = base::Nearest(member.name, known);
  problems.Add(member.place, "Unknown key " + Quoted(member.name),
               meant.empty() ? "the keys here are " + Alternatives(known) : "did you mean " + Quoted(meant) + "?");
}

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

void CheckShape(TextNode& map, Section section, Problems& problems) {
  for (TextMember& member : map.members) {
    const Key* key = Find(section, member.name);
    if (key == nullptr) {
      RefuseUnknown(member, section, problems);
      member.value.kind = TextNode::Kind::kBroken;
    } else if (!ValueCheck(*key, problems).Value(member.value)) {
      member.value.kind = TextNode::Kind::kBroken;
    }
  }
}

}  // namespace gatehouse::gate
