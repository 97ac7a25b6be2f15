// gatehouse keys check: does this machine have the keys for encrypted files and signed commits (row A1)? Reports each
// missing key with the command that creates it.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/file.h"
#include "base/lines.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/env/key_lines.h"
#include "dotenv/key_check.h"
#include "dotenv/ssh_agent.h"

namespace gatehouse::cli {
namespace {

using Verdict = dotenv::KeyFinding::Verdict;

constexpr std::array<std::string_view, 5> kChecks = {"gpg_encryption_key", "ssh_agent", "git_signing_key",
                                                     "separate_keys", "encrypted_file"};

base::Result<std::string> ParseCheck(std::string_view text) {
  if (std::ranges::find(kChecks, text) != kChecks.end()) return std::string(text);
  return base::Fail("There is no such check", {}, fmt::format("one of {}", fmt::join(kChecks, ", ")));
}

struct KeysOptions {
  std::string encryption_key;
  std::vector<std::string> skipped;
  Format format = Format::kText;
  std::optional<base::Wall> now;
};

// Returns an empty text if the key is not set.
base::Result<std::string> GitConfig(const std::string& key) {
  const auto done = RunGit({"config", "--get", key});
  if (!done) return std::unexpected(done.error());
  constexpr int kNotSet = 1;
  if (done->status == kNotSet) return std::string();
  if (done->status != 0) return base::Fail("git cannot read its configuration", key, "git config --list");
  return std::string(base::WithoutLineEnds(done->output));
}

// As in git's user.signingkey: a file, or the key itself.
bool IsSshKey(std::string path) {
  if (path.starts_with("key::") || path.starts_with("ssh-")) return true;
  const char* const home = std::getenv("HOME");
  if (path.starts_with("~/") && home != nullptr) path.replace(0, 1, home);
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

base::Result<dotenv::KeyFacts> Gather(const KeysOptions& options) {
  dotenv::KeyFacts facts;
  facts.named_key = options.encryption_key;
  facts.secret_keys = facts.named_key.empty() ? dotenv::SecretKeys() : dotenv::SecretKeysNamed(facts.named_key);
  facts.agent_keys = dotenv::CountAgentKeys();
  auto signing_key = GitConfig("user.signingkey");
  if (!signing_key) return std::unexpected(signing_key.error());
  auto format = GitConfig("gpg.format");
  if (!format) return std::unexpected(format.error());
  facts.signing_key = std::move(*signing_key);
  facts.format = std::move(*format);
  const bool is_openpgp = facts.format.empty() || facts.format == "openpgp";
  if (is_openpgp && !facts.signing_key.empty()) {
    std::string pattern = facts.signing_key;
    if (pattern.ends_with('!')) pattern.pop_back();
    facts.signing_keys = dotenv::SecretKeys(std::span(&pattern, 1));
  }
  facts.signing_file_is_there = facts.format == "ssh" && IsSshKey(facts.signing_key);
  return facts;
}

std::string_view Word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return "good";
    case Verdict::kSoon:
      return "soon";
    case Verdict::kBad:
      return "bad";
  }
  return "bad";
}

Tone ToneOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return Tone::kGood;
    case Verdict::kSoon:
      return Tone::kWarn;
    case Verdict::kBad:
      return Tone::kBad;
  }
  return Tone::kBad;
}

// Checks the recipients of this folder's encrypted file, if there is one.
std::optional<dotenv::KeyFinding> JudgeFile() {
  constexpr std::string_view kCheck = "encrypted_file";
  const auto text = base::ReadFile(kEncryptedFile, dotenv::kMaxSealedBytes);
  if (!text) return {};
  const auto sealed = dotenv::SealedFile::Parse(*text, kEncryptedFile);
  if (!sealed) return dotenv::KeyFinding{kCheck, Verdict::kBad, sealed.error().Text(), "gatehouse env check"};
  const auto lines = JudgeKeyLines(sealed->keys);
  if (!lines) return dotenv::KeyFinding{kCheck, Verdict::kBad, lines.error().what, lines.error().fix};
  for (const JudgedKeyLine& line : *lines) {
    if (line.state == dotenv::KeyLineState::kGood || line.state == dotenv::KeyLineState::kUnknown) continue;
    const bool stale = line.state == dotenv::KeyLineState::kStale;
    return dotenv::KeyFinding{
        kCheck, Verdict::kSoon,
        fmt::format("{} is encrypted to {} of {} {}", kEncryptedFile,
                    stale ? "an old key" : "a key that cannot be used any more", line.fingerprint, line.user),
        stale ? "gatehouse env recipients rewrap" : "gatehouse env recipients remove " + line.fingerprint};
  }
  return dotenv::KeyFinding{
      kCheck, Verdict::kGood, std::string(kEncryptedFile) + " is encrypted to keys that are in use", {}};
}

Outcome RunKeysCheck(const KeysOptions& options) {
  const auto facts = Gather(options);
  if (!facts) return std::unexpected(facts.error());
  std::vector<dotenv::KeyFinding> findings = dotenv::JudgeKeys(*facts, options.now.value_or(base::ReadClocks().wall));
  if (auto file = JudgeFile()) findings.push_back(std::move(*file));
  std::erase_if(findings, [&](const dotenv::KeyFinding& finding) {
    return std::ranges::find(options.skipped, finding.check) != options.skipped.end();
  });
  bool good = true;
  Value checks = EmptyList();
  for (const dotenv::KeyFinding& finding : findings) {
    good = good && finding.verdict != Verdict::kBad;
    if (options.format == Format::kJson) {
      checks.Add(Object({{"check", finding.check},
                         {"verdict", Word(finding.verdict)},
                         {"what", finding.what},
                         {"fix", finding.fix}}));
      continue;
    }
    Print(fmt::format("{}  {:18}  {}",
                      Paint(fmt::format("{:4}", Word(finding.verdict)), ToneOf(finding.verdict), Stream::kData),
                      finding.check, Visible(finding.what)));
    if (!finding.fix.empty()) Print(fmt::format("      fix: {}", Visible(finding.fix)));
  }
  if (options.format == Format::kJson) PrintJson(Object({{"ok", good}, {"checks", checks}}));
  return good ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command KeysGroup() {
  return {.help = "Check the keys of a developer's machine", .examples = {"gatehouse keys check"}};
}

Command KeysCheckCommand() {
  auto options = std::make_shared<KeysOptions>();
  return {
      .help = "Check for a GPG key that can decrypt, an SSH key in the agent and a signing key for git, all separate",
      .options = {Text("--encryption-key", options->encryption_key, "KEY",
                       "The GPG key that must be able to decrypt (default: any)"),
                  Each("--skip", options->skipped, ParseCheck, "CHECK",
                       fmt::format("Leave a check out: {}", fmt::join(kChecks, ", "))),
                  FormatOption(options->format), NowOption(options->now)},
      .examples = {"gatehouse keys check", "gatehouse keys check --skip ssh_agent --skip git_signing_key      # in CI",
                   "gatehouse keys check --encryption-key anna@example.org --format json"},
      .action = Runs(options, RunKeysCheck)};
}

}  // namespace gatehouse::cli
