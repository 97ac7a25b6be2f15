// gatehouse token verify: one token per line on stdin, one JSON verdict per line on stdout. Tokens are never arguments
// and never repeated in what is printed.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/terminal/line_reader.h"
#include "cli/token/profile.h"
#include "gate/identify/identify.h"

namespace gatehouse::cli {
namespace {

struct VerifyOptions {
  std::vector<std::string> key_files;  // PEM or JWKS
  const TokenProfile* profile = nullptr;
  std::string issuer;
  std::string audience;
  std::vector<crypto::Algorithm> algorithms = {crypto::Algorithm::kRs256};
  std::vector<std::string> required_claims;
  std::optional<std::chrono::seconds> max_life;
  std::optional<base::Wall> now;
};

base::Result<jose::JwkSet> ReadKeys(const std::vector<std::string>& files) {
  if (files.empty()) return base::Fail("No key to verify with", {}, "name one with --key PEM or --jwks FILE");
  jose::JwkSet keys;
  for (const std::string& file : files) {
    const auto text = base::ReadFile(file);
    if (!text) return std::unexpected(text.error());
    auto set = jose::JwkSet::Parse(*text);
    if (!set) return base::Fail(set.error().what, file, set.error().fix);
    if (const std::string left_out = set->left_out().Text(); !left_out.empty()) {
      Warn(file + ": left out of the key set: " + left_out);
    }
    keys.Merge(std::move(*set));
  }
  return keys;
}

jose::TokenRules RulesOf(const VerifyOptions& options) {
  jose::TokenRules rules;
  rules.leeway = jose::kUsualLeeway;
  if (options.profile != nullptr) {
    rules.issuer = options.profile->issuer;
    rules.audience = options.profile->audience;
    rules.max_life = options.profile->max_life;
    if (!options.profile->required_claim.empty()) rules.required_claims.emplace_back(options.profile->required_claim);
  }
  if (!options.issuer.empty()) rules.issuer = options.issuer;
  if (!options.audience.empty()) rules.audience = options.audience;
  if (options.max_life) rules.max_life = *options.max_life;
  rules.algorithms = options.algorithms;
  for (const std::string& claim : options.required_claims) {
    if (std::ranges::find(rules.required_claims, claim) == rules.required_claims.end())
      rules.required_claims.push_back(claim);
  }
  return rules;
}

// Warns about keys that fit no allowed algorithm: they could never verify a token.
void WarnOfIdleKeys(const gate::Issuer& issuer) {
  for (const jose::Jwk& key : issuer.keys.keys()) {
    const auto fits = [&](crypto::Algorithm algorithm) { return key.key.Fits(algorithm); };
    if (std::ranges::none_of(issuer.rules.algorithms, fits)) {
      Warn("a key fits none of the allowed algorithms and verifies nothing; name its algorithm with --alg");
    }
  }
}

gate::Reason Judge(const LineReader::Line& line, const gate::TrustedIssuers& trusted, base::Wall now) {
  if (line.too_long) return gate::Reason::kTokenTooLarge;
  const std::string_view token = base::TrimSpace(line.text);
  if (token.empty()) return gate::Reason::kTokenMissing;
  const auto verified = gate::VerifyToken(token, trusted, now);
  return verified ? gate::Reason::kAllowed : verified.error();
}

Outcome Verify(const VerifyOptions& options) {
  auto keys = ReadKeys(options.key_files);
  if (!keys) return std::unexpected(keys.error());
  gate::TrustedIssuers trusted;
  trusted.issuers.push_back({RulesOf(options), std::move(*keys)});
  trusted.generation = 1;
  const gate::Issuer& issuer = trusted.issuers.front();
  if (issuer.rules.issuer.empty() || issuer.rules.audience.empty())
    return base::Fail("Issuer and audience must be named", {}, "--issuer I --audience A, or --profile");
  WarnOfIdleKeys(issuer);

  bool all_valid = true;
  LineReader lines(STDIN_FILENO);
  while (const auto line = lines.Next()) {
    const gate::Reason reason = Judge(*line, trusted, options.now.value_or(base::ReadClocks().wall));
    const bool valid = reason == gate::Reason::kAllowed;
    all_valid = all_valid && valid;
    PrintJson(Object({{"valid", valid}, {"reason", gate::Describe(reason).name}}));
  }
  return all_valid ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command TokenVerifyCommand() {
  auto options = std::make_shared<VerifyOptions>();
  return {.help = "Verify tokens from stdin, one per line, and print one JSON verdict per line",
          .options = {Texts("--key", options->key_files, "FILE", "Public key or certificate (PEM)"),
                      Texts("--jwks", options->key_files, "FILE", "Set of public keys (RFC 7517)"),
                      Parsed("--profile", options->profile, ProfileNamed, kTokenProfileNames,
                             "Issuer, audience, lifetime and claims of a profile"),
                      Text("--issuer", options->issuer, "ISSUER", "The accepted issuer"),
                      Text("--audience", options->audience, "AUDIENCE", "The required audience"),
                      Parsed("--alg", options->algorithms, ParseAlgorithms, kAlgorithmNames,
                             "Allowed algorithms, separated by commas (default: RS256)"),
                      Texts("--require-claim", options->required_claims, "CLAIM", "A required claim"),
                      Parsed("--max-life", options->max_life, ParseDuration, "DURATION",
                             "The longest allowed lifetime (default: 24h)"),
                      NowOption(options->now)},
          .examples = {"gatehouse token verify --key public.pem --issuer I --audience A < tokens.txt",
                       "gatehouse token verify --jwks keys.json --alg RS256,ES256 --profile droplet < tokens.txt"},
          .too_many = "the tokens are read from stdin: gatehouse token verify --key FILE < TOKENS",
          .action = Runs(options, Verify)};
}

}  // namespace gatehouse::cli
