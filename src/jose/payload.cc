#include "jose/payload.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include "base/rfc3339.h"

namespace gatehouse::jose {
namespace {

struct Reader {
  Payload& payload;
  std::string_view audience;
};

bool ReadText(const json::Value& value, std::string& out) {
  const auto text = value.String();
  if (text) out = *text;
  return text.has_value();
}

bool ReadIssuer(Reader& reader, const json::Value& value) {
  reader.payload.has_issuer = true;
  return ReadText(value, reader.payload.claims.issuer);
}

bool ReadSubject(Reader& reader, const json::Value& value) { return ReadText(value, reader.payload.claims.subject); }

bool ReadAudience(Reader& reader, const json::Value& value) {
  reader.payload.has_audience = true;
  const auto matches = [&](const json::Value& item) {
    const auto text = item.String();
    if (text && *text == reader.audience) reader.payload.for_audience = true;
    return text.has_value();
  };
  if (!value.IsArray()) return matches(value);
  return value.ForEach([&](std::string_view, json::Value item) { return matches(item); });
}

bool ReadIssuedAt(Reader& reader, const json::Value& value) {
  reader.payload.issued_at = ReadNumericDate(value);
  return reader.payload.issued_at.has_value();
}

bool ReadNotBefore(Reader& reader, const json::Value& value) {
  reader.payload.not_before = ReadNumericDate(value);
  return reader.payload.not_before.has_value();
}

bool ReadExpiry(Reader& reader, const json::Value& value) {
  reader.payload.expires_at = ReadNumericDate(value);
  return reader.payload.expires_at.has_value();
}

bool ReadTokenId(Reader& reader, const json::Value& value) { return ReadText(value, reader.payload.claims.token_id); }

// The thumbprints of a key and of a certificate are understood. Beside another member they would prove only a part of
// the binding.
bool ReadConfirmation(Reader& reader, const json::Value& value) {
  constexpr size_t kThumbprintChars = 43;  // SHA-256 in base64url
  reader.payload.bound = true;
  std::string key;
  std::string certificate;
  const bool understood = value.IsObject() && value.ForEach([&](std::string_view name, json::Value member) {
    if (name != "jkt" && name != "x5t#S256") return false;
    const auto thumbprint = member.String();
    if (thumbprint) (name == "jkt" ? key : certificate) = *thumbprint;
    return thumbprint && thumbprint->size() == kThumbprintChars;
  });
  if (!understood) return true;
  reader.payload.claims.bound_key = std::move(key);
  reader.payload.claims.bound_certificate = std::move(certificate);
  return true;
}

bool ReadDropletId(Reader& reader, const json::Value& value) {
  const auto id = value.WholeNumber();
  if (!id || *id < 1 || *id > kMaxDropletId) return false;
  reader.payload.claims.droplet_id = static_cast<int>(*id);
  return true;
}

// The claim of exactly that name; else the member of an object that a dot selects: Keycloak's
// `realm_access.roles`. Names may contain dots: `https://id.example/roles`, `resource_access.my.client.roles`.
std::optional<json::Value> ClaimAt(const json::Value& object, std::string_view name) {
  if (auto claim = object.Member(name)) return claim;
  for (size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
    const auto outer = object.Member(name.substr(0, dot));
    if (!outer || !outer->IsObject()) continue;
    if (auto claim = ClaimAt(*outer, name.substr(dot + 1))) return claim;
  }
  return std::nullopt;
}

// Adds each word that is not in the list yet.
class WordList {
 public:
  explicit WordList(std::vector<std::string>& words) : words_(words) {}
  void NextClaim() { earlier_ = words_.size(); }
  void Add(std::string_view word) {
    const auto end = words_.begin() + static_cast<std::ptrdiff_t>(earlier_);
    if (!word.empty() && std::find(words_.begin(), end, word) == end) words_.emplace_back(word);
  }

 private:
  std::vector<std::string>& words_;
  size_t earlier_ = 0;
};

// A text is one role, but a space-separated list of scopes (RFC 8693 §4.2). A list element is one of
// either.
void ReadWords(const json::Value& payload, const std::vector<std::string>& names, bool split,
               std::vector<std::string>& out) {
  WordList words(out);
  for (const std::string& name : names) {
    const auto claim = ClaimAt(payload, name);
    if (!claim) continue;
    words.NextClaim();
    if (claim->IsArray()) {
      claim->ForEach([&](std::string_view, json::Value item) {
        words.Add(item.String().value_or(""));
        return true;
      });
    } else {
      std::string_view rest = claim->String().value_or("");
      while (split && rest.contains(' ')) {
        words.Add(rest.substr(0, rest.find(' ')));
        rest.remove_prefix(rest.find(' ') + 1);
      }
      words.Add(rest);
    }
  }
}

// A single value as text; empty if it has none. Integers beyond 64 bits have no exact text.
std::optional<std::string> TextOf(const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::kString:
      return std::string(*value.String());
    case json::Kind::kBool:
      return *value.Bool() ? "true" : "false";
    case json::Kind::kInteger:
      return fmt::format("{}", *value.Integer());
    case json::Kind::kDouble:
      if (const auto number = value.Number()) return fmt::format("{}", *number);
      return std::nullopt;
    case json::Kind::kUnsigned:
    case json::Kind::kNull:
    case json::Kind::kArray:
    case json::Kind::kObject:
      break;
  }
  return std::nullopt;
}

// Any other claim, or its elements. The four claims that Claims::Claim derives from the roles and scopes are left out.
bool ReadOther(Reader& reader, std::string_view name, const json::Value& value) {
  if (name == "role" || name == "roles" || name == "scope" || name == "scopes") return true;
  Claims& read = reader.payload.claims;
  if (!value.IsArray()) {
    if (auto text = TextOf(value)) read.claims.emplace_back(name, *std::move(text));
    return true;
  }
  return value.ForEach([&](std::string_view, json::Value item) {
    if (auto text = TextOf(item)) read.elements.emplace_back(name, *std::move(text));
    return true;
  });
}

struct KnownClaim {
  std::string_view name;
  bool (*read)(Reader&, const json::Value&);
};
constexpr std::array<KnownClaim, 9> kKnownClaims = {{
    {"iss", ReadIssuer},
    {"sub", ReadSubject},
    {"aud", ReadAudience},
    {"exp", ReadExpiry},
    {"iat", ReadIssuedAt},
    {"nbf", ReadNotBefore},
    {"jti", ReadTokenId},
    {"cnf", ReadConfirmation},
    {"droplet_id", ReadDropletId},
}};

}  // namespace

std::optional<base::Wall> ReadNumericDate(const json::Value& value) {
  const auto seconds = value.Number();
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0 || *seconds > static_cast<double>(base::kLastSecond))
    return std::nullopt;
  return base::Wall(std::chrono::milliseconds(static_cast<int64_t>(std::floor(*seconds * 1000))));
}

std::expected<Payload, Fault> ReadPayload(const json::Value& root, const TokenRules& rules) {
  std::expected<Payload, Fault> payload;
  Reader reader{*payload, rules.audience};
  const bool typed = root.ForEach([&](std::string_view name, json::Value value) {
    if (value.kind() == json::Kind::kNull) return true;
    const auto known = std::ranges::find(kKnownClaims, name, &KnownClaim::name);
    return known != kKnownClaims.end() ? known->read(reader, value) : ReadOther(reader, name, value);
  });
  if (!typed) return std::unexpected(Fault::kClaimType);
  Claims& claims = payload->claims;
  ReadWords(root, rules.role_claims, false, claims.roles);
  ReadWords(root, rules.scope_claims, true, claims.scopes);
  if (claims.subject.empty() && claims.droplet_id != 0) {
    claims.subject = fmt::format("droplet:{}", claims.droplet_id);
  }
  if (payload->issued_at) claims.issued_at = std::chrono::floor<std::chrono::seconds>(*payload->issued_at);
  if (payload->expires_at) claims.expires_at = std::chrono::floor<std::chrono::seconds>(*payload->expires_at);
  return payload;
}

}  // namespace gatehouse::jose
