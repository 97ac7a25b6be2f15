// Trusted token issuers (rows B2 A8 B3), and the assertion that the gate signs for the upstream.
#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "gate/directory/host_port.h"
#include "gate/identify/session.h"
#include "gate/policy/addresses.h"
#include "gate/policy/compile.h"
#include "gate/policy/secret_references.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kRegistryType = "at+jwt";  // RFC 9068
constexpr size_t kMaxUrlBytes = 2048;
constexpr size_t kUrlDigestBytes = 16;

std::vector<crypto::Algorithm> ReadAlgorithms(Compilation& c, const TextNode& token, const jose::TokenRules& defaults) {
  const TextNode* node = token.Get("algorithms");
  if (node == nullptr) return defaults.algorithms;
  std::vector<crypto::Algorithm> algorithms;
  for (const TextNode* name : node->Scalars()) {
    const auto algorithm = crypto::AlgorithmNamed(name->text);
    if (algorithm && std::ranges::find(algorithms, *algorithm) == algorithms.end()) algorithms.push_back(*algorithm);
  }
  if (node->kind == TextNode::Kind::kList && node->items.empty()) {
    c.problems.Add(node->place, "'algorithms' is empty", "write RS256, or take the line out");
  }
  return algorithms;
}

void Require(Compilation& c, const TextNode& map, std::string_view section, std::string_view name, std::string fix) {
  const TextNode* node = map.Get(name);
  const bool empty =
      node != nullptr && (node->kind == TextNode::Kind::kList ? node->items.empty() : node->text.empty());
  if (map.Has(name) && !empty) return;
  c.problems.Add(map.PlaceOf(name), "'" + std::string(section) + "' names no '" + std::string(name) + "'",
                 std::move(fix));
}

bool IsRegistrys(const Compilation& c, const jose::TokenRules& rules) {
  return c.policy.control && c.policy.control->registry && !rules.issuer.empty() &&
         c.policy.control->registry->issuer == rules.issuer;
}

// URLs from which the daemon may fetch keys. Over plain HTTP an attacker could supply keys: only outside production.
bool IsKeyUrl(std::string_view url, Environment environment) {
  constexpr std::string_view kHttp = "http://";
  constexpr std::string_view kHttps = "https://";
  const bool tls = url.starts_with(kHttps);
  const bool clear = url.starts_with(kHttp) && environment != Environment::kProduction;
  if (url.size() > kMaxUrlBytes || (!tls && !clear)) return false;
  const bool visible = std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7F && c != '\\' && c != '"'; });
  const std::string_view rest = url.substr(tls ? kHttps.size() : kHttp.size());
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
  const auto split = SplitHostPort(authority);
  return visible && !url.contains('#') && split && (split->v6 || IsHostName(split->host));
}

void ReadKeyUrl(Compilation& c, const TextNode& token, bool registrys, std::vector<KeySource>& sources) {
  const TextNode* node = token.Get("jwks_url");
  if (node == nullptr) return;
  if (!c.policy.control) {
    if (c.root.Has("control")) return;  // broken, and already reported
    c.problems.Add(node->place, "'jwks_url' without the control daemon, which would fetch it",
                   "write control: {}, or name a key file in 'keys'");
  } else if (registrys) {
    c.problems.Add(node->place, "'jwks_url' for the tokens of this gate's own registry", "take it out");
  } else if (node->text.ends_with("/openid-configuration") || node->text.ends_with("/oauth-authorization-server")) {
    c.problems.Add(node->place, "'jwks_url' is the issuer's discovery document, which contains no keys",
                   "open it, and write the URL that it has as jwks_uri");
  } else if (!IsKeyUrl(node->text, c.policy.environment)) {
    c.problems.Add(node->place, "'jwks_url' is not a URL that keys may come from",
                   "write https://host/path, without user and fragment; http:// only outside production");
  } else {
    const auto digest = crypto::Sha256(node->text);
    const std::string_view bytes(reinterpret_cast<const char*>(digest.data()), kUrlDigestBytes);
    sources.push_back({.path = c.policy.control->FetchedKeysFile(base::HexEncode(bytes)),
                       .place = c.problems.Where(node->place),
                       .managed = true,
                       .url = node->text});
  }
}

// Key files named by the policy, and those that the daemon writes. With the latter a profile's own file is ignored:
// it is only the default.
void ReadKeySources(Compilation& c, const TextNode& token, bool registrys) {
  std::vector<KeySource> sources;
  ReadKeyUrl(c, token, registrys, sources);
  if (registrys) {
    sources.push_back({.path = c.policy.control->RegistryKeysFile(),
                       .place = c.problems.Where(c.root.PlaceOf("control")),
                       .managed = true,
                       .url = {}});
  }
  const bool managed = registrys || token.Has("jwks_url");
  for (const TextNode* node : ScalarsOf(token, "keys")) {
    if (managed && node->place.in_base) continue;
    const std::string path = AbsolutePath(c.folder, node->text);
    const bool url = node->text.contains("://");
    if (path.empty() || url || node->text.starts_with("-----BEGIN")) {
      c.problems.Add(node->place, "'keys' must name files",
                     url ? "write the URL as jwks_url" : "write the path of a PEM or JWKS file");
      continue;
    }
    sources.push_back({.path = path, .place = c.problems.Where(node->place)});
  }
  c.policy.key_sources.push_back(std::move(sources));
}

// The gate must accept the tokens that the registry issues.
void CheckRegistrys(Compilation& c, const TextNode& token, const jose::TokenRules& rules) {
  const RegistrySettings& registry = *c.policy.control->registry;
  if (rules.audience != registry.audience) return;  // the same issuer's tokens for another audience
  if (std::ranges::find(rules.algorithms, crypto::Algorithm::kRs256) == rules.algorithms.end()) {
    c.problems.Add(token.PlaceOf("algorithms"), "The registry signs with RS256, and 'algorithms' does not name it",
                   "add RS256");
  }
  const auto is_its_type = [](const std::string& type) { return base::EqualIgnoringCase(type, kRegistryType); };
  if (std::ranges::none_of(rules.types, is_its_type)) {
    c.problems.Add(token.PlaceOf("types"), "The registry's tokens are of the type at+jwt, and 'types' does not name it",
                   "add at+jwt");
  }
  if (rules.binding == jose::Binding::kRequired) {
    c.problems.Add(token.PlaceOf("bound"),
                   "The registry's tokens are not bound to their sender, and 'bound' requires it",
                   "write bound: accepted, or take the line out");
  }
  if (registry.token_life > rules.max_life) {
    c.problems.Add(token.PlaceOf("max_life"), "The registry's tokens live longer than 'max_life' allows",
                   "raise it, or lower control.registry.token_life");
  }
}

// Tokens of a policy's issuer must be distinguishable from people's sessions.
void CheckNoSession(Compilation& c, const TextNode& token, const jose::TokenRules& rules) {
  if (c.policy.control && c.policy.control->people && rules.issuer == jose::kSessionIssuer) {
    c.problems.Add(token.PlaceOf("issuer"), Quoted(rules.issuer) + " is the issuer of people's sessions",
                   "give the tokens another one");
  }
  for (const TextNode* type : ScalarsOf(token, "types")) {
    if (!base::EqualIgnoringCase(type->text, jose::kSessionType)) continue;
    c.problems.Add(type->place, Quoted(type->text) + " is the type of people's sessions, which are no bearer tokens",
                   "take it out; routes with auth: session or either take sessions");
  }
}

// The claims in which this issuer writes roles or scopes. Names of claims with another meaning are refused: they would
// make everybody's audience a role.
void ReadClaimNames(Compilation& c, const TextNode& token, std::string_view key, std::vector<std::string>& names) {
  constexpr std::array<std::string_view, 8> kTaken = {"iss", "sub", "aud", "exp", "iat", "nbf", "jti", "droplet_id"};
  constexpr size_t kMaxNames = 16;
  constexpr size_t kMaxNameBytes = 128;
  if (!token.Has(key)) return;
  names.clear();
  for (const TextNode* node : ScalarsOf(token, key)) {
    const bool taken = std::ranges::find(kTaken, node->text) != kTaken.end();
    if (node->text.empty() || node->text.size() > kMaxNameBytes || taken) {
      c.problems.Add(node->place, Quoted(node->text) + " cannot be a name in '" + std::string(key) + "'",
                     "write the claim's name, with a dot for a claim inside another: realm_access.roles");
    } else if (names.size() == kMaxNames) {
      c.problems.Add(node->place, "'" + std::string(key) + "' names more than 16 claims", "name fewer");
    } else {
      names.push_back(node->text);
    }
  }
}

void CompileToken(Compilation& c, const TextNode& token) {
  Require(c, token, "tokens", "issuer", "write the 'iss' of the accepted tokens");
  Require(c, token, "tokens", "audience", "write the 'aud' that means this service");

  jose::TokenRules rules;
  rules.issuer = TextOf(token, "issuer");
  rules.audience = TextOf(token, "audience");
  rules.algorithms = ReadAlgorithms(c, token, rules);
  rules.max_life = DurationOf(token, "max_life", rules.max_life);
  rules.leeway = DurationOf(token, "leeway", jose::kUsualLeeway);
  rules.required_claims = TextsOf(token, "require_claims");
  rules.binding = TextOf(token, "bound") == "required" ? jose::Binding::kRequired : jose::Binding::kAccepted;
  if (token.Has("types")) rules.types = TextsOf(token, "types");
  ReadClaimNames(c, token, "role_claims", rules.role_claims);
  ReadClaimNames(c, token, "scope_claims", rules.scope_claims);

  const bool twice = !rules.issuer.empty() && std::ranges::any_of(c.policy.issuers, [&](const jose::TokenRules& other) {
    return other.issuer == rules.issuer && other.audience == rules.audience;
  });
  if (twice) {
    c.problems.Add(token.place, "Two entries of 'tokens' have the same issuer and audience",
                   "make one of them, with both key files in 'keys'");
  }
  const bool registrys = IsRegistrys(c, rules);
  if (registrys) CheckRegistrys(c, token, rules);
  CheckNoSession(c, token, rules);
  if (!registrys && !token.Has("jwks_url")) {
    Require(c, token, "tokens", "keys", "name the file that holds the issuer's public key");
  }
  c.policy.issuers.push_back(std::move(rules));
  ReadKeySources(c, token, registrys);
}

void CompileAssertion(Compilation& c) {
  const TextNode* node = c.root.Get("assertion");
  if (node == nullptr) return;
  Require(c, *node, "assertion", "key", "name the file of a P-256 or Ed25519 private key");
  Require(c, *node, "assertion", "audience", "write the 'aud' that the upstream expects");
  const std::string path = SecretPathMember(c, *node, "key");
  if (path.empty()) return;
  const auto pem = c.read_file(path);
  const auto key = pem ? crypto::PrivateKey::FromPem(*pem) : std::unexpected(pem.error());
  if (!key) {
    c.problems.Add(node->PlaceOf("key"),
                   (pem ? "The assertion key is not usable: " : "The assertion key cannot be read: ") + path + ": " +
                       key.error().what,
                   "name the file of a P-256 or Ed25519 private key in PEM");
    return;
  }
  const auto named =
      node->Has("algorithm") ? crypto::AlgorithmNamed(TextOf(*node, "algorithm")) : std::unexpected(base::Error{});
  const bool ed25519 = key->Public().Fits(crypto::Algorithm::kEdDsa);
  const auto algorithm = named ? *named : ed25519 ? crypto::Algorithm::kEdDsa : crypto::Algorithm::kEs256;
  if (!key->Public().Fits(algorithm)) {
    c.problems.Add(node->PlaceOf("key"), "The assertion key cannot sign with " + std::string(Name(algorithm)),
                   "use a P-256 key for ES256, an Ed25519 key for EdDSA");
    return;
  }
  c.policy.assertion = AssertionRules{.key = *key,
                                      .algorithm = algorithm,
                                      .audience = std::string(TextOf(*node, "audience")),
                                      .life = DurationOf(*node, "life", kMaxAssertionLife)};
}

}  // namespace

void CompileTokens(Compilation& c) {
  const TextNode* tokens = c.root.Get("tokens");
  if (tokens != nullptr && tokens->kind == TextNode::Kind::kMap) CompileToken(c, *tokens);
  if (tokens != nullptr && tokens->kind == TextNode::Kind::kList) {
    for (const TextNode& token : tokens->items) {
      if (token.kind == TextNode::Kind::kMap) CompileToken(c, token);
    }
  }
  CompileAssertion(c);
}

}  // namespace gatehouse::gate
