#include "jose/jwk_set.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/bytes.h"
#include "base/counted.h"
#include "base/json.h"

namespace gatehouse::jose {
namespace {

constexpr size_t kMaxKeys = 128;       // of a JWKS document
constexpr size_t kMaxPemKeys = 16;     // of a PEM file: its keys have no kid, so a token is tried with each
constexpr size_t kMaxCandidates = 16;  // verifications for one token at most
constexpr size_t kMaxTextBytes = 1 << 20;
constexpr json::Limits kLimits{.max_bytes = kMaxTextBytes, .max_depth = 6, .max_members = 8192};

// RFC 7518 §6.2.2, §6.3.2, §6.4.1: members that only private or symmetric keys have.
constexpr std::array<std::string_view, 8> kPrivateMembers = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemEnd = "-----END ";
constexpr std::string_view kDashes = "-----";

std::optional<std::string> DecodedMember(const json::Value& key, std::string_view name) {
  const auto member = key.Member(name);
  const auto text = member ? member->String() : std::nullopt;
  return text ? base::Base64UrlDecode(*text) : std::nullopt;
}

std::optional<std::string_view> TextMember(const json::Value& key, std::string_view name) {
  const auto member = key.Member(name);
  return member ? member->String() : std::nullopt;
}

// If present, `use` and `key_ops` (RFC 7517 §4.2, §4.3) must allow verifying.
bool IsForVerifying(const json::Value& key) {
  if (key.Member("use") && TextMember(key, "use") != "sig") return false;
  const auto operations = key.Member("key_ops");
  if (!operations) return true;
  bool verifies = false;
  operations->ForEach([&](std::string_view, json::Value operation) {
    verifies = operation.String() == "verify";
    return !verifies;
  });
  return operations->IsArray() && verifies;
}

std::optional<crypto::PublicKey> KeyMaterial(const json::Value& key) {
  const auto type = TextMember(key, "kty");
  const auto curve = TextMember(key, "crv");
  const auto made = [](base::Result<crypto::PublicKey> result) -> std::optional<crypto::PublicKey> {
    if (!result) return std::nullopt;
    return *std::move(result);
  };
  if (type == "RSA") {
    const auto modulus = DecodedMember(key, "n");
    const auto exponent = DecodedMember(key, "e");
    if (modulus && exponent) return made(crypto::PublicKey::FromRsa(*modulus, *exponent));
  } else if (type == "EC" && curve == "P-256") {
    const auto x = DecodedMember(key, "x");
    const auto y = DecodedMember(key, "y");
    if (x && y) return made(crypto::PublicKey::FromP256(*x, *y));
  } else if (type == "OKP" && curve == "Ed25519") {
    const auto x = DecodedMember(key, "x");
    if (x) return made(crypto::PublicKey::FromEd25519(*x));
  }
  return std::nullopt;
}

// Empty if the key cannot be used for verification (RFC 7517 §5: such members are skipped).
std::optional<Jwk> ReadKey(const json::Value& key) {
  const auto kid = TextMember(key, "kid");
  if (key.Member("kid") && (!kid || kid->size() > kMaxKidBytes)) return std::nullopt;
  std::optional<crypto::Algorithm> algorithm;
  if (key.Member("alg")) {
    const auto named = crypto::AlgorithmNamed(TextMember(key, "alg").value_or(""));
    if (!named) return std::nullopt;
    algorithm = *named;
  }
  auto material = KeyMaterial(key);
  if (!material || (algorithm && !material->Fits(*algorithm))) return std::nullopt;
  std::string thumbprint = material->Thumbprint();
  return Jwk{std::string(kid.value_or("")), std::move(thumbprint), algorithm, *std::move(material)};
}

bool IsSecret(const json::Value& key) {
  return TextMember(key, "kty") == "oct" ||
         std::ranges::any_of(kPrivateMembers, [&](std::string_view name) { return key.Member(name).has_value(); });
}

// Reads the members of a JWKS document, or a document that is a single JWK.
base::Result<std::vector<Jwk>> ReadJson(std::string_view text, JwkSet::LeftOut& left_out) {
  json::Parser parser;
  const auto root = parser.Parse(text, kLimits);
  if (!root) return base::Fail(std::string(json::Sentence(root.error())));
  if (!root->IsObject()) return base::Fail("Not a JWK set");

  std::vector<Jwk> keys;
  std::optional<base::Error> error;
  const auto read = [&](std::string_view, json::Value key) {
    if (IsSecret(key)) {
      ++left_out.secrets;
    } else if (key.IsObject() && !IsForVerifying(key)) {
      return true;  // Keycloak and others publish encryption keys in the same set
    } else if (auto jwk = ReadKey(key); !jwk) {
      ++left_out.unknown;
    } else if (keys.size() == kMaxKeys) {
      error = {"holds more than 128 keys", {}, {}};
    } else {
      keys.push_back(*std::move(jwk));
    }
    return !error;
  };
  if (const auto members = root->Member("keys")) {
    if (!members->IsArray()) return base::Fail("`keys` is not an array");
    members->ForEach(read);
  } else {
    read({}, *root);  // a single JWK
  }
  if (error) return std::unexpected(*std::move(error));
  return keys;
}

// Removes the next block from the front of `text`; empty if there is none, or if it does not end.
std::string_view TakePemBlock(std::string_view& text) {
  const size_t begin = text.find(kPemBegin);
  if (begin == text.npos) return {};
  const size_t end = text.find(kPemEnd, begin);
  if (end == text.npos) return {};
  const size_t close = text.find(kDashes, end + kPemEnd.size());
  if (close == text.npos) return {};
  const std::string_view block = text.substr(begin, close + kDashes.size() - begin);
  text.remove_prefix(close + kDashes.size());
  return block;
}

base::Result<std::vector<Jwk>> ReadPem(std::string_view text) {
  std::vector<Jwk> keys;
  while (text.find(kPemBegin) != text.npos) {
    const std::string_view block = TakePemBlock(text);
    if (block.empty()) return base::Fail("A PEM block has no end");
    if (keys.size() == kMaxPemKeys) return base::Fail("Contains more than 16 keys", {}, "use a JWKS file with kids");
    auto key = crypto::PublicKey::FromPem(block);
    if (!key) return std::unexpected(key.error());
    std::string thumbprint = key->Thumbprint();
    keys.push_back(Jwk{{}, std::move(thumbprint), std::nullopt, *std::move(key)});
  }
  return keys;
}

bool IsSame(const Jwk& a, const Jwk& b) {
  return a.kid == b.kid && a.thumbprint == b.thumbprint && a.algorithm == b.algorithm;
}

}  // namespace

base::Result<JwkSet> JwkSet::Parse(std::string_view text) {
  if (text.size() > kMaxTextBytes) return base::Fail("A key file is at most 1 MiB");
  const size_t start = text.find_first_not_of(" \t\r\n");
  const bool is_json = start != text.npos && text[start] == '{';
  if (!is_json && text.find(kPemBegin) == text.npos) {
    return base::Fail("Neither a JWK set nor PEM", {}, "give a public key in PEM, or a JWKS document");
  }
  LeftOut left_out;
  auto keys = is_json ? ReadJson(text, left_out) : ReadPem(text);
  if (!keys) return std::unexpected(keys.error());
  if (keys->empty() && left_out.secrets > 0) {
    return base::Fail("Contains a private or symmetric key where public ones belong", {},
                      "give the gate public keys alone");
  }
  if (keys->empty()) {
    return base::Fail("Contains no key that can verify RS256, PS256, ES256 or EdDSA", {},
                      "use RSA of 2048 bits or more, P-256 or Ed25519");
  }
  JwkSet found;
  found.keys_ = *std::move(keys);
  JwkSet set;
  set.Merge(std::move(found));
  set.left_out_ = left_out;
  return set;
}

void JwkSet::Merge(JwkSet other) {
  for (Jwk& key : other.keys_) {
    const auto known = [&](const Jwk& mine) { return IsSame(mine, key); };
    if (std::ranges::none_of(keys_, known)) keys_.push_back(std::move(key));
  }
}

std::string JwkSet::LeftOut::Text() const {
  std::string text;
  if (secrets > 0) text = base::Counted(secrets, "symmetric or private key", "symmetric or private keys");
  if (unknown > 0) {
    text += text.empty() ? "" : ", ";
    text += base::Counted(unknown, "key that cannot verify RS256, PS256, ES256 or EdDSA",
                          "keys that cannot verify RS256, PS256, ES256 or EdDSA");
  }
  return text;
}

bool JwkSet::LacksKid(std::string_view kid) const {
  const auto named = [](const Jwk& key) { return !key.kid.empty(); };
  return !kid.empty() && std::ranges::any_of(keys_, named) && std::ranges::find(keys_, kid, &Jwk::kid) == keys_.end();
}

std::vector<const Jwk*> JwkSet::Candidates(std::string_view kid, crypto::Algorithm algorithm) const {
  std::vector<const Jwk*> found;
  const auto pick = [&](auto&& wanted) {
    for (const Jwk& key : keys_) {
      const bool usable = key.algorithm ? *key.algorithm == algorithm : key.key.Fits(algorithm);
      if (usable && wanted(key) && found.size() < kMaxCandidates) found.push_back(&key);
    }
  };
  if (!kid.empty() && std::ranges::find(keys_, kid, &Jwk::kid) != keys_.end()) {
    pick([&](const Jwk& key) { return key.kid == kid; });
    return found;
  }
  pick([](const Jwk& key) { return key.kid.empty(); });
  if (kid.empty()) pick([](const Jwk& key) { return !key.kid.empty(); });
  return found;
}

}  // namespace gatehouse::jose
