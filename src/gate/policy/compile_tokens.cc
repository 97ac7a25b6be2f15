// Whose tokens are believed (rows B2 A8 B3), and the assertion that the gate signs for the upstream.
#include <algorithm>

#include "gate/policy/addresses.h"
#include "gate/policy/compile.h"
#include "gate/policy/quantity.h"

namespace gatehouse::gate {
namespace {

std::vector<crypto::Algorithm> ReadAlgorithms(Compilation& c, const TextNode& token, const TokenRules& defaults) {
  const TextNode* node = token.Get("algorithms");
  if (node == nullptr) return defaults.algorithms;
  std::vector<crypto::Algorithm> algorithms;
  for (const TextNode* name : node->Scalars()) {
    const auto algorithm = crypto::AlgorithmNamed(name->text);
    if (algorithm && std::ranges::find(algorithms, *algorithm) == algorithms.end()) algorithms.push_back(*algorithm);
  }
  if (node->kind == TextNode::Kind::kList && node->items.empty()) {
    c.problems.Add(node->place, "'algorithms' names none", "write RS256, or take the line out");
  }
  return algorithms;
}

std::chrono::seconds DurationOf(const TextNode& map, std::string_view name, std::chrono::seconds fallback) {
  return ParseDuration(TextOf(map, name)).value_or(fallback);
}

void Require(Compilation& c, const TextNode& map, std::string_view section, std::string_view name, std::string mend) {
  const TextNode* node = map.Get(name);
  const bool empty =
      node != nullptr && (node->kind == TextNode::Kind::kList ? node->items.empty() : node->text.empty());
  if (map.Has(name) && !empty) return;
  c.problems.Add(map.PlaceOf(name), "'" + std::string(section) + "' names no '" + std::string(name) + "'",
                 std::move(mend));
}

void ReadKeyFiles(Compilation& c, const TextNode& token) {
  std::vector<KeySource> sources;
  for (const TextNode* node : ScalarsOf(token, "keys")) {
    const std::string path = AbsolutePath(c.folder, node->text);
    if (path.empty() || node->text.contains("://") || node->text.starts_with("-----BEGIN")) {
      c.problems.Add(node->place, "'keys' must name files", "write the path of a PEM or JWKS file");
      continue;
    }
    sources.push_back({.path = path, .place = c.problems.Where(node->place)});
  }
  c.policy.key_sources.push_back(std::move(sources));
}

void CompileToken(Compilation& c, const TextNode& token) {
  Require(c, token, "tokens", "issuer", "write the 'iss' of the tokens to believe");
  Require(c, token, "tokens", "audience", "write the 'aud' that stands for this service");
  Require(c, token, "tokens", "keys", "name the file that holds the issuer's public key");

  TokenRules rules;
  rules.issuer = TextOf(token, "issuer");
  rules.audience = TextOf(token, "audience");
  rules.algorithms = ReadAlgorithms(c, token, rules);
  rules.max_life = DurationOf(token, "max_life", rules.max_life);
  rules.leeway = DurationOf(token, "leeway", rules.leeway);
  rules.required_claims = TextsOf(token, "require_claims");
  if (token.Has("types")) rules.types = TextsOf(token, "types");

  const bool twice = !rules.issuer.empty() && std::ranges::any_of(c.policy.issuers, [&](const TokenRules& other) {
    return other.issuer == rules.issuer && other.audience == rules.audience;
  });
  if (twice) {
    c.problems.Add(token.place, "Two entries of 'tokens' have the same issuer and audience",
                   "make one of them, with both key files in 'keys'");
  }
  c.policy.issuers.push_back(std::move(rules));
  ReadKeyFiles(c, token);
}

void CompileAssertion(Compilation& c) {
  const TextNode* node = c.root.Get("assertion");
  if (node == nullptr) return;
  Require(c, *node, "assertion", "key", "name the file of a P-256 or Ed25519 private key");
  Require(c, *node, "assertion", "audience", "write the name by which the upstream knows itself");
  const std::string path = PathMember(c, *node, "key");
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
