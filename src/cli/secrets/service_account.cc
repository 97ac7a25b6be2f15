// gatehouse service-account: checks the place and protection of the Google key file (row A3), and gets access tokens.
#include "secrets/gcp/service_account.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/run/memory_folder.h"
#include "cli/secrets/service_account_file.h"
#include "system/lock_file.h"

namespace gatehouse::cli {
namespace {

constexpr std::chrono::seconds kLockWait{30};  // another command may be getting a token
constexpr size_t kMaxCachedToken = size_t{64} << 10;

struct AccountOptions {
  std::string file;
  std::string scope = std::string(secrets::kCloudPlatformScope);
  Format format = Format::kText;
};

struct Account {
  std::string file;
  std::optional<secrets::ServiceAccount> account;
  std::vector<base::Error> errors;
};

Account Examine(const AccountOptions& options) {
  Account found{.file = options.file, .account = {}, .errors = {}};
  if (found.file.empty()) {
    const auto place = FindServiceAccount();
    if (!place) {
      std::string places;
      for (const std::string& name : ServiceAccountPlaces()) places += (places.empty() ? "" : ", ") + name;
      found.errors.push_back(
          {"There is no service account", places, "put the key file in one of these places, mode 600"});
      return found;
    }
    found.file = *place;
  }
  found.errors = CheckKeptSecret(found.file);
  auto account = secrets::LoadServiceAccount(found.file);
  if (account) {
    found.account = std::move(*account);
  } else if (found.errors.empty() || found.errors.front().what != "There is no such file") {
    found.errors.push_back(account.error());
  }
  return found;
}

Outcome Check(const AccountOptions& options) {
  const Account found = Examine(options);
  const bool good = found.errors.empty() && found.account.has_value();
  if (options.format == Format::kJson) {
    Value verdict = Object({{"ok", good}, {"file", found.file}});
    if (found.account) {
      verdict.Set("client_email", found.account->client_email);
      verdict.Set("project_id", found.account->project_id);
      verdict.Set("private_key_id", found.account->private_key_id);
    }
    verdict.Set("errors", ToValue(found.errors));
    PrintJson(verdict);
  } else if (good) {
    Print(fmt::format("{} {}: {}", Paint("ok", Tone::kGood, Stream::kData), Visible(found.file),
                      Visible(found.account->client_email)));
  } else {
    return std::unexpected(Failure(found.errors, ExitCode::kFindings));
  }
  return good ? ExitCode::kFine : ExitCode::kFindings;
}

// The folder in memory with tokens of earlier calls, which only this user can enter. Empty if there is none; then every
// call gets a new token.
std::string CacheFolder() {
  const char* named = std::getenv("XDG_RUNTIME_DIR");
  if (named == nullptr || *named != '/' || !IsInMemory(named)) return {};
  std::string folder = fmt::format("{}/gatehouse-tokens", named);
  return PrepareMemoryFolder(folder) ? folder : std::string{};
}

// Tokens differ by key, address and scope.
std::string CacheName(const secrets::ServiceAccount& account, const std::string& scope) {
  std::string text;
  for (const std::string& part : {account.client_email, account.token_uri, account.key.Public().Thumbprint(), scope}) {
    text += fmt::format("{}:{}", part.size(), part);
  }
  const auto digest = crypto::Sha256(text);
  return base::HexEncode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::optional<secrets::AccessToken> ReadCached(const std::string& file) {
  auto content = base::ReadFile(file, kMaxCachedToken);
  if (!content) return {};
  const base::SecretString text(std::move(*content));
  json::Parser parser;
  const auto value = parser.Parse(text.Reveal(), {});
  if (!value) return {};
  const auto token = value->Member("token");
  const auto expires = value->Member("expires");
  if (!token || !token->String() || !expires || !expires->Integer()) return {};
  return secrets::AccessToken{.token = base::SecretString(std::string(*token->String())),
                              .expires = base::Wall(std::chrono::milliseconds(*expires->Integer()))};
}

void WriteCached(const std::string& file, const secrets::AccessToken& token) {
  const base::SecretString text(
      Object({{"token", token.token.Reveal()}, {"expires", token.expires.time_since_epoch().count()}})
          .Json(/*ascii=*/false));
  if (const auto written = base::WriteFile(file, text.Reveal(), 0600); !written) Warn(written.error().Text());
}

std::expected<secrets::AccessToken, secrets::ProviderError> TokenFor(const secrets::ServiceAccount& account,
                                                                     const std::string& scope) {
  const std::string folder = CacheFolder();
  const base::Wall now = base::ReadClocks().wall;
  if (folder.empty()) return secrets::MintAccessToken(account, scope, now);
  const std::string file = folder + "/" + CacheName(account, scope);
  const auto lock = system::LockFile::Take(file + ".lock", kLockWait);
  auto cached = ReadCached(file);
  if (cached && cached->expires - now > secrets::kRenewBefore) return std::move(*cached);
  auto minted = secrets::MintAccessToken(account, scope, now);
  if (minted) {
    WriteCached(file, *minted);
  } else if (cached && cached->expires > now) {
    Warn("no new token could be obtained; this one is still valid");
    return std::move(*cached);
  }
  return minted;
}

Outcome Token(const AccountOptions& options) {
  const Account found = Examine(options);
  if (!found.errors.empty() || !found.account) {
    return std::unexpected(Failure(found.errors, found.account ? ExitCode::kFindings : ExitCode::kCouldNotRun)
                               .With("A service account with such errors gets no token."));
  }
  const auto token = TokenFor(*found.account, options.scope);
  if (!token) return std::unexpected(token.error().error);
  if (options.format == Format::kJson) {
    PrintJson(Object(
        {{"access_token", token->token.Reveal()}, {"token_type", "Bearer"}, {"expires", TimeText(token->expires)}}));
  } else {
    Print(token->token.Reveal());
  }
  return ExitCode::kFine;
}

Option FilePositional(AccountOptions& options) {
  return Text("FILE", options.file, "FILE", "The key file (default: the first of the usual three)");
}

}  // namespace

Command ServiceAccountGroup() {
  return {.help = "Check a Google service account's key file, and get tokens with it",
          .examples = {"gatehouse service-account check", "gatehouse service-account token"}};
}

Command ServiceAccountCheckCommand() {
  auto options = std::make_shared<AccountOptions>();
  return {.help = "Check that the key file is in its place, complete, and not readable by others",
          .positionals = {FilePositional(*options)},
          .options = {FormatOption(options->format)},
          .examples = {"gatehouse service-account check", "gatehouse service-account check key.json --format json"},
          .action = Runs(options, Check)};
}

Command ServiceAccountTokenCommand() {
  auto options = std::make_shared<AccountOptions>();
  return {.help = "Print an access token that is valid for an hour; reuses one that is still valid",
          .positionals = {FilePositional(*options)},
          .options = {FormatOption(options->format),
                      Text("--scope", options->scope, "URL", "The scope of the token (default: cloud-platform)")},
          .examples = {"gatehouse service-account token", "gatehouse service-account token --format json"},
          .action = Runs(options, Token)};
}

}  // namespace gatehouse::cli
