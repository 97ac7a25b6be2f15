// gatehouse token issue: bearer tokens signed with a private key, one per line on stdout. The key is a file, never an
// argument.
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/secret_string.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/token/profile.h"
#include "jose/token_issue.h"

namespace gatehouse::cli {
namespace {

constexpr int kMaxCount = 1'000'000;

struct IssueOptions {
  std::string key_file;
  const TokenProfile* profile = nullptr;
  std::string issuer;
  std::string audience;
  std::string subject;
  int droplet_id = 0;
  std::vector<std::string> roles;
  std::vector<std::string> scopes;
  std::optional<std::chrono::seconds> life;
  std::vector<crypto::Algorithm> algorithm;  // at most one; empty: chosen by the key's type
  std::string kid;
  std::optional<base::Wall> now;
  int count = 1;
};

base::Result<crypto::PrivateKey> ReadKey(const std::string& file) {
  auto pem = base::ReadFile(file);
  if (!pem) return std::unexpected(pem.error());
  const base::SecretString text(std::move(*pem));
  auto key = crypto::PrivateKey::FromPem(text.Reveal());
  if (!key) return base::Fail(key.error().what, file, key.error().fix);
  struct stat info{};
  if (stat(file.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    Warn(fmt::format("others on this machine may read the private key: chmod 600 {}", Visible(file)));
  }
  return key;
}

// Returns the named algorithm, or the first one that fits the key.
base::Result<crypto::Algorithm> AlgorithmFor(const IssueOptions& options, const crypto::PrivateKey& key) {
  using enum crypto::Algorithm;
  const crypto::PublicKey public_key = key.Public();
  const std::vector<crypto::Algorithm> candidates =
      options.algorithm.empty() ? std::vector{kRs256, kEs256, kEdDsa} : options.algorithm;
  for (const crypto::Algorithm algorithm : candidates) {
    if (public_key.Fits(algorithm)) return algorithm;
  }
  return base::Fail("The key does not fit the algorithm", options.key_file, "leave --alg out, or name another key");
}

jose::TokenClaims ClaimsOf(const IssueOptions& options) {
  jose::TokenClaims claims;
  if (options.profile != nullptr) {
    claims.issuer = options.profile->issuer;
    claims.audience = options.profile->audience;
    claims.life = options.profile->max_life;
  }
  if (!options.issuer.empty()) claims.issuer = options.issuer;
  if (!options.audience.empty()) claims.audience = options.audience;
  if (options.life) claims.life = *options.life;
  claims.subject = options.subject;
  claims.droplet_id = options.droplet_id;
  claims.roles = options.roles;
  claims.scopes = options.scopes;
  claims.now = options.now.value_or(base::ReadClocks().wall);
  return claims;
}

base::Result<> Issue(const IssueOptions& options, jose::TokenClaims claims) {
  const auto key = ReadKey(options.key_file);
  if (!key) return std::unexpected(key.error());
  const auto algorithm = AlgorithmFor(options, *key);
  if (!algorithm) return std::unexpected(algorithm.error());
  for (int i = 0; i < options.count; ++i) {
    claims.token_id = jose::NewTokenId();
    const auto token = jose::IssueToken(*key, *algorithm, options.kid, claims);
    if (!token) return std::unexpected(token.error());
    Print(*token);
  }
  return {};
}

Outcome IssueTokens(const IssueOptions& options) {
  const jose::TokenClaims claims = ClaimsOf(options);
  if (claims.issuer.empty() || claims.audience.empty())
    return base::Fail("Issuer and audience must be named", {}, "--issuer I --audience A, or --profile");
  if (options.profile != nullptr && options.profile->required_claim == "droplet_id" && claims.droplet_id == 0) {
    Warn("without --droplet-id the gate refuses this token: token_droplet_id");
  }
  if (options.profile != nullptr && claims.life > options.profile->max_life) {
    Warn(fmt::format("a gate with the profile {} refuses this token: token_life", options.profile->name));
  }
  if (const auto issued = Issue(options, claims); !issued) return std::unexpected(issued.error());
  return ExitCode::kFine;
}

base::Result<std::vector<crypto::Algorithm>> ParseOneAlgorithm(std::string_view text) {
  const auto algorithm = crypto::AlgorithmNamed(text);
  if (!algorithm) return std::unexpected(algorithm.error());
  return std::vector{*algorithm};
}

Option IssuedAtOption(IssueOptions& options) {
  Option now = NowOption(options.now);
  now.help = "Issued at this time: seconds since 1970, or RFC 3339 (default: now)";
  return now;
}

}  // namespace

Command TokenIssueCommand() {
  auto options = std::make_shared<IssueOptions>();
  const auto droplet = [](std::string_view text) { return ParseNumber(text, 1, 999); };
  const auto count = [](std::string_view text) { return ParseNumber(text, 1, kMaxCount); };
  return {.help = "Sign tokens with a private key and print one per line",
          .options = {Required(Text("--key", options->key_file, "FILE", "The private key, PEM")),
                      Parsed("--profile", options->profile, ProfileNamed, kTokenProfileNames,
                             "Issuer, audience and lifetime of a profile"),
                      Text("--issuer", options->issuer, "ISSUER", "Claim iss"),
                      Text("--audience", options->audience, "AUDIENCE", "Claim aud"),
                      Text("--subject", options->subject, "SUBJECT", "Claim sub"),
                      Parsed("--droplet-id", options->droplet_id, droplet, "N", "Claim droplet_id, 1 to 999"),
                      Texts("--role", options->roles, "ROLE", "A role"),
                      Texts("--scope", options->scopes, "SCOPE", "A scope"),
                      Parsed("--life", options->life, ParseDuration, "DURATION",
                             "Lifetime of the token (default: 1h, or the profile's)"),
                      Parsed("--alg", options->algorithm, ParseOneAlgorithm, kAlgorithmNames,
                             "The algorithm (default: that of the key)"),
                      Text("--kid", options->kid, "KID", "The key's id in the header (default: none)"),
                      IssuedAtOption(*options),
                      Parsed("--count", options->count, count, "N",
                             "Number of tokens, each with its own jti (default: 1)")},
          .examples = {"gatehouse token issue --key private.pem --profile droplet --droplet-id 14",
                       "gatehouse token issue --key private.pem --issuer I --audience A --subject alice "
                       "--role operator --life 15m"},
          .action = Runs(options, IssueTokens)};
}

}  // namespace gatehouse::cli
