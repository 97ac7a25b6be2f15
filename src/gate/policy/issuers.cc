// Loads trusted issuers from the policy's key files (row B3), and a policy together with its
// keys.
#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "gate/identify/session.h"
#include "gate/policy/compile.h"

namespace gatehouse::gate {
namespace {

// Rules and keys as one text that is different for different sets: every part is preceded by its size.
class Fingerprint {
 public:
  void Add(std::string_view part) {
    text_ += std::to_string(part.size()) + ":";
    text_ += part;
  }
  void Add(const std::vector<std::string>& parts) {
    Add(std::to_string(parts.size()));
    for (const std::string& part : parts) Add(part);
  }
  void Add(const Issuer& issuer) {
    const jose::TokenRules& rules = issuer.rules;
    Add(rules.issuer);
    Add(rules.audience);
    Add(std::to_string(rules.algorithms.size()));
    for (const crypto::Algorithm algorithm : rules.algorithms) Add(Name(algorithm));
    Add(std::to_string(rules.max_life.count()));
    Add(std::to_string(rules.leeway.count()));
    Add(rules.required_claims);
    Add(rules.types);
    Add(rules.role_claims);
    Add(rules.scope_claims);
    Add(std::to_string(static_cast<int>(rules.binding)));
    Add(std::to_string(issuer.keys.keys().size()));
    for (const jose::Jwk& key : issuer.keys.keys()) {
      Add(key.kid);
      Add(key.thumbprint);
      Add(key.algorithm ? Name(*key.algorithm) : "any");
    }
  }
  [[nodiscard]] uint64_t Hash() const { return StableHash(text_); }

 private:
  std::string text_;
};

// Turns "Does not exist" into the end of a sentence: "the file does not exist".
std::string AsPredicate(std::string_view what) {
  return base::AsciiLower(what.substr(0, 1)).append(what.substr(std::min<size_t>(1, what.size())));
}

base::Error KeyError(std::string what, const base::Error& cause, std::string where, std::string fix) {
  return {.what = std::move(what) + ": " + cause.what, .where = std::move(where), .fix = std::move(fix)};
}

// A file that the daemon has not written yet contains no keys: every token of the issuer is refused until it
// exists.
void MergeKeys(const KeySource& source, const FileReader& read_file, jose::JwkSet& keys,
               std::vector<base::Error>& notes, std::vector<base::Error>& errors) {
  const std::string& path = source.path;
  const std::string& where = source.place.empty() ? path : source.place;
  const auto text = read_file(path);
  if (!text && source.managed) return;
  if (!text) {
    // Row B3: the same text for a missing and an unreadable key; the fix distinguishes them.
    errors.push_back({.what = "Registry public key not found: " + path,
                      .where = where,
                      .fix = "the file " + AsPredicate(text.error().what) +
                             "; put the issuer's public key there as PEM or JWKS, or name "
                             "another file in tokens.keys"});
    return;
  }
  auto read = jose::JwkSet::Parse(*text);
  if (!read) {
    errors.push_back(KeyError("Registry public key is not usable: " + path, read.error(), where,
                              source.managed ? "take the file away: the control daemon writes it again when it starts"
                                             : "put the issuer's public key there as PEM or JWKS"));
    return;
  }
  if (std::string left_out = read->left_out().Text(); !left_out.empty()) {
    notes.push_back({.what = "Left out of the key set: " + std::move(left_out),
                     .where = path,
                     .fix = "nothing, if the issuer's tokens are signed with its other keys"});
  }
  keys.Merge(std::move(*read));
}

// Keys from files that fit none of the algorithms would refuse every token of the issuer. Keys that the daemon writes
// may still come.
void CheckAlgorithms(const Issuer& issuer, const std::vector<KeySource>& sources, std::vector<base::Error>& errors) {
  constexpr std::array kAll = {crypto::Algorithm::kRs256, crypto::Algorithm::kPs256, crypto::Algorithm::kEs256,
                               crypto::Algorithm::kEdDsa};
  if (issuer.rules.algorithms.empty() || issuer.keys.keys().empty()) return;  // already reported
  if (std::ranges::any_of(sources, &KeySource::managed)) return;
  const auto has_keys = [&](crypto::Algorithm algorithm) { return !issuer.keys.Candidates({}, algorithm).empty(); };
  if (std::ranges::any_of(issuer.rules.algorithms, has_keys)) return;
  std::string wanted;
  for (const crypto::Algorithm algorithm : issuer.rules.algorithms)
    wanted.append(wanted.empty() ? "" : " or ").append(Name(algorithm));
  std::string fitting;
  for (const crypto::Algorithm algorithm : kAll) {
    if (fitting.empty() && has_keys(algorithm)) fitting = Name(algorithm);
  }
  const KeySource& source = sources.front();
  errors.push_back(
      {.what = "No key can verify " + wanted + ": " + source.path,
       .where = source.place.empty() ? source.path : source.place,
       .fix = fitting.empty() ? "name another key" : "write algorithms: " + fitting + ", or name another key"});
}

}  // namespace

TrustedIssuers ReadIssuers(const Policy& policy, const FileReader& read_file, std::vector<base::Error>& errors) {
  TrustedIssuers trusted;
  Fingerprint fingerprint;
  for (size_t i = 0; i < policy.issuers.size(); ++i) {
    Issuer issuer{.rules = policy.issuers[i], .keys = {}};
    for (const KeySource& source : policy.key_sources[i])
      MergeKeys(source, read_file, issuer.keys, trusted.notes, errors);
    fingerprint.Add(issuer);
    trusted.issuers.push_back(std::move(issuer));
  }
  if (policy.control && policy.control->people) {
    trusted.sessions = Issuer{.rules = jose::SessionRules(), .keys = {}};
    const KeySource source{.path = policy.control->SessionKeysFile(), .place = {}, .managed = true, .url = {}};
    MergeKeys(source, read_file, trusted.sessions->keys, trusted.notes, errors);
    fingerprint.Add("sessions");
    fingerprint.Add(*trusted.sessions);
  }
  trusted.generation = fingerprint.Hash();
  return trusted;
}

std::expected<TrustedIssuers, std::vector<base::Error>> LoadIssuers(const Policy& policy, const FileReader& read_file) {
  std::vector<base::Error> errors;
  TrustedIssuers trusted = ReadIssuers(policy, read_file, errors);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return trusted;
}

std::expected<LoadedPolicy, std::vector<base::Error>> CompileWithKeys(std::string_view yaml, const std::string& origin,
                                                                      const std::string& folder,
                                                                      const FileReader& read_file,
                                                                      References references) {
  Problems problems(origin);
  LoadedPolicy loaded;
  loaded.policy = CompileDraft(yaml, folder, read_file, problems);
  std::vector<base::Error> errors = problems.Take();
  for (const SecretReference& reference : loaded.policy.references) {
    if (references == References::kAsWritten || reference.handed_over) continue;
    errors.push_back({"The secret " + Quoted(reference.reference) + " was not handed over", reference.place,
                      "start the gate with 'gatehouse up', which resolves it"});
  }
  // Even after errors in the text, so that missing keys are reported together with them.
  loaded.issuers = ReadIssuers(loaded.policy, read_file, errors);
  const bool readable = errors.empty();  // otherwise rules or keys may be missing here
  for (size_t i = 0; readable && i < loaded.issuers.issuers.size(); ++i)
    CheckAlgorithms(loaded.issuers.issuers[i], loaded.policy.key_sources[i], errors);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return loaded;
}

}  // namespace gatehouse::gate
