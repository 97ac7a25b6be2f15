// Rows A2 B4 B5: no .env file in clear and no private key is tracked by git, now or in any commit.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/kinds.h"
#include "audit/checks/placeholder.h"
#include "dotenv/grammar.h"
#include "dotenv/sealed_file.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kTracked{
    "env-tracked", Severity::kCritical, "No plain .env file is in the repository",
    "git rm --cached FILE, commit what 'gatehouse env encrypt' makes of it, and change every secret in it"};
constexpr Rule kHistory{
    "env-in-history", Severity::kHigh, "No plain .env file was ever committed",
    "change every secret in it: everyone who has a clone has them; then rewrite the history if it must go"};
constexpr Rule kPrivateKey{"private-key-tracked", Severity::kCritical, "No private key is in the repository",
                           "git rm --cached FILE, and make a new key"};
constexpr const Rule* kEnvFileRules[] = {&kTracked, &kHistory, &kPrivateKey};

constexpr std::array<std::string_view, 6> kKeyEndings = {".pem", ".key", ".p12", ".pfx", ".jks", ".ppk"};

// Ours by its structure: the first line alone can be written by anybody.
bool IsEncrypted(std::string_view text) {
  return (dotenv::IsSealed(text) && dotenv::SealedFile::Parse(text, {}).has_value()) ||
         text.starts_with("-----BEGIN PGP MESSAGE-----") || text.starts_with("\x85") ||
         text.starts_with("age-encryption.org/") || text.starts_with("$ANSIBLE_VAULT;") ||
         text.contains("sops_version=") || text.starts_with(std::string_view("\0GITCRYPT\0", 10));
}

// How many of its settings are secrets; what cannot be read as settings counts as one.
size_t SecretsIn(std::string_view text, const std::string& origin) {
  const auto settings = dotenv::ParseDotenv(text, origin);
  if (!settings) return 1;
  return static_cast<size_t>(std::ranges::count_if(
      *settings, [](const dotenv::Setting& setting) { return IsSecretSetting(setting.name, setting.value.Reveal()); }));
}

// A test's own settings hold no secret by name alone.
bool IsClearEnv(std::string_view text, const std::string& path) {
  if (!IsEnvFile(path) || IsEncrypted(text)) return false;
  const bool is_harmless = BaseName(path) == ".env.test" || BaseName(path) == ".env.ci" || IsTestPath(path);
  return !is_harmless || SecretsIn(text, path) > 0;
}

void LookAtTracked(const Repository& repository, Results& results) {
  const auto tracked = repository.git()->TrackedFiles();
  if (!tracked) {
    for (const Rule* rule : {&kTracked, &kPrivateKey}) results.NotRun(*rule, tracked.error().what);
    return;
  }
  size_t keys = 0;
  bool is_clear = false;
  for (const std::string& path : *tracked) {
    const bool may_hold_key = std::ranges::any_of(kKeyEndings, [&](auto ending) { return path.ends_with(ending); }) ||
                              BaseName(path).starts_with("id_rsa") || BaseName(path).starts_with("id_ed25519");
    if (!IsEnvFile(path) && !may_hold_key) continue;
    const auto text = repository.Read(path);
    if (!text) continue;  // taken out of the work tree, or a link
    if (IsClearEnv(*text, path)) {
      is_clear = true;
      results.Fail(
          kTracked, {.file = path},
          fmt::format("is in clear, and git tracks it; {} of its settings look like secrets", SecretsIn(*text, path)));
    } else if (IsEnvFile(path)) {
      results.Pass(kTracked, {.file = path}, "is encrypted, or holds no secret");
    }
    if (may_hold_key && text->contains("PRIVATE KEY-----")) {
      ++keys;
      results.Fail(kPrivateKey, {.file = path}, "is a private key, and git tracks it");
    }
  }
  if (!is_clear) results.Pass(kTracked, {}, fmt::format("none among {} tracked files", tracked->size()));
  if (keys == 0) results.Pass(kPrivateKey, {}, fmt::format("none among {} tracked files", tracked->size()));
}

void LookAtHistory(const Repository& repository, Results& results) {
  const Git& git = *repository.git();
  if (!git.has_commits()) return;
  const auto past = git.Past({"**/.env", "**/.env.*"});
  if (!past) return results.NotRun(kHistory, past.error().what);
  bool is_clean = true;
  for (const PastFile& file : *past) {
    if (!IsEnvFile(file.path)) continue;
    const auto text = git.Blob(file.blob);
    if (!text) return results.NotRun(kHistory, text.error().what);
    if (!IsClearEnv(*text, file.path)) continue;
    const size_t secrets = SecretsIn(*text, file.path);
    if (secrets == 0) continue;
    is_clean = false;
    results.Fail(kHistory, {.file = file.path},
                 fmt::format("an earlier version (git show {}) is in clear; {} of its settings look like secrets",
                             file.blob.substr(0, 12), secrets));
  }
  if (git.is_shallow())
    return results.NotRun(kHistory, "the clone is shallow: git fetch --unshallow brings the rest of its history");
  if (is_clean) results.Pass(kHistory, {}, "none in any commit of any branch");
}

void CheckEnvFiles(const Repository& repository, Results& results) {
  if (repository.git()) {
    LookAtTracked(repository, results);
    LookAtHistory(repository, results);
    return;
  }
  for (const Rule* rule : kEnvFileRules) results.NotRun(*rule, "the folder is not a git repository");
}

}  // namespace

Check EnvFilesCheck() { return {.subject = ".env files and keys", .rules = kEnvFileRules, .run = CheckEnvFiles}; }

}  // namespace gatehouse::audit
