// gatehouse token issue: bearer tokens signed with a private key, one a line on stdout. The key is a file, never an
// argument.
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/secret_string.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/token/profile.h"
#include "gate/identify/token_issue.h"

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
  std::vector<crypto::Algorithm> algorithm;  // at most one; empty: what the key is for
  std::string kid;
  std::optional<base::Wall> now;
  int count = 1;
};

base::Result<crypto::PrivateKey> ReadKey(const std::string& file) {
  auto pem = base::ReadFile(file);
  if (!pem) return std::unexpected(pem.error());
  struct stat info{};
  if (stat(file.c_str(), &info) == 0 && (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    Warn(fmt::format("others on this machine may read the private key: chmod 600 {}", Visible(file)));
  }
  const base::SecretString text(std::move(*pem));
  auto key = crypto::PrivateKey::FromPem(text.Reveal());
  if (!key) return base::Fail(key.error().what, file, key.error().mend);
  return key;
}

// The algorithm that was named, or the first that the key can be used with.
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

gate::TokenClaims ClaimsOf(const IssueOptions& options) {
  gate::TokenClaims claims;
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

base::Result<> Issue(const IssueOptions& options, gate::TokenClaims claims) {
  const auto key = ReadKey(options.key_file);
  if (!key) return std::unexpected(key.error());
  const auto algorithm = AlgorithmFor(options, *key);
  if (!algorithm) return std::unexpected(algorithm.error());
  for (int i = 0; i < options.count; ++i) {
    claims.token_id = gate::NewTokenId();
    const auto token = gate::IssueToken(*key, *algorithm, options.kid, claims);
    if (!token) return std::unexpected(token.error());
    Print(*token);
  }
  return {};
}

ExitCode IssueTokens(const IssueOptions& options) {
  const gate::TokenClaims claims = ClaimsOf(options);
  if (claims.issuer.empty() || claims.audience.empty()) {
    Complain(base::Error{"Issuer and audience must be named", {}, "--issuer I --audience A, or --profile"});
    return ExitCode::kCouldNotRun;
  }
  if (options.profile != nullptr && options.profile->required_claim == "droplet_id" && claims.droplet_id == 0) {
    Warn("without --droplet-id the gate refuses this token: token_droplet_id");
  }
  if (const auto issued = Issue(options, claims); !issued) {
    Complain(issued.error());
    return ExitCode::kCouldNotRun;
  }
  return ExitCode::kFine;
}

base::Result<std::vector<crypto::Algorithm>> ParseOneAlgorithm(std::string_view text) {
  const auto algorithm = crypto::AlgorithmNamed(text);
  if (!algorithm) return std::unexpected(algorithm.error());
  return std::vector{*algorithm};
}

}  // namespace

void AddTokenIssue(CLI::App& token, Action& chosen) {
  auto options = std::make_shared<IssueOptions>();
  CLI::App* command = token.add_subcommand("issue", "Sign tokens with a private key, one a line");
  command->add_option("--key", options->key_file, "The private key, PEM")->type_name("FILE")->required();
  AddParsed(*command, "--profile", options->profile, ProfileNamed, "Issuer, audience and life of a profile")
      ->type_name(kTokenProfileNames);
  command->add_option("--issuer", options->issuer, "Claim iss")->type_name("ISSUER");
  command->add_option("--audience", options->audience, "Claim aud")->type_name("AUDIENCE");
  command->add_option("--subject", options->subject, "Claim sub")->type_name("SUBJECT");
  const auto droplet = [](std::string_view text) { return ParseNumber(text, 1, 999); };
  AddParsed(*command, "--droplet-id", options->droplet_id, droplet, "Claim droplet_id, 1 to 999")->type_name("N");
  AddEach(*command, "--role", options->roles, AnyText, "A role; may be repeated")->type_name("ROLE");
  AddEach(*command, "--scope", options->scopes, AnyText, "A scope; may be repeated")->type_name("SCOPE");
  AddParsed(*command, "--life", options->life, ParseDuration,
            "How long the token is good (default: 1h, or the profile's)")
      ->type_name("DURATION");
  AddParsed(*command, "--alg", options->algorithm, ParseOneAlgorithm, "The algorithm (default: what the key is for)")
      ->type_name(kAlgorithmNames);
  command->add_option("--kid", options->kid, "The key's id in the header (default: none)")->type_name("KID");
  AddNowOption(*command, options->now)
      ->description("Issued at this time: seconds since 1970, or RFC 3339 (default: now)");
  const auto count = [](std::string_view text) { return ParseNumber(text, 1, kMaxCount); };
  AddParsed(*command, "--count", options->count, count, "How many, each with its own jti (default: 1)")->type_name("N");
  SetExamples(
      *command,
      {
          "gatehouse token issue --key private.pem --profile droplet --droplet-id 14",
          "gatehouse token issue --key private.pem --issuer I --audience A --subject alice --role operator --life 15m",
      });
  SetAction(*command, chosen, options, IssueTokens);
}

}  // namespace gatehouse::cli
